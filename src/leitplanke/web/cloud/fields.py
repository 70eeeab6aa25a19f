"""The fields of a data object and of a service: where each stands in its document, and how it is typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.media import CLASSES
from leitplanke.company.dependence.data import AIMS, NEEDS

Kind = Literal["text", "long", "choice", "tick", "amount", "percent", "day", "many", "three"]
"""``long`` is a text of several lines, ``tick`` yes or no, ``many`` a list of ids, ``three`` an estimate with low, middle and high."""
MOST_ASSURANCES = 10
"""Proofs of one service that the page can take; a study file can have more, which stay as they are."""
SPARE_ASSURANCES = 2
"""Empty rows below the proofs that are there."""
YES_NO = ("", "yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One field; `words` is how the keys of its choices begin, the empty choice means "not known"."""

    name: str
    kind: Kind
    path: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    words: str = ""
    unit: str = ""
    label: str = ""
    row: int | None = None
    """Which row of a list it belongs to, from 0."""

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands in the document; rows of a list by their number."""
        return self.path or (self.name,)

    @property
    def called(self) -> str:
        """How its texts are called: fields of all rows share theirs."""
        return self.label or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields under one heading; a folded one is open only if something stands in it."""

    name: str
    specs: tuple[Spec, ...]
    folded: bool = False


def _relation(name: str) -> Spec:
    return Spec(name=name, kind="choice", path=("firm", name), options=YES_NO, words="cloud.answer")


def _need(name: str) -> Spec:
    return Spec(name=name, kind="choice", options=NEEDS, words="cloud.need")


def _three(name: str, unit: str) -> Spec:
    return Spec(name=name, kind="three", path=("switching", name), unit=unit)


def _judged(name: str) -> Spec:
    options = ("", *NEEDS)
    return Spec(name=f"judged-{name}", label=name, kind="choice", path=("judged_need", name), options=options, words="cloud.need")


def _assurance(row: int) -> Iterator[Spec]:
    for name in ("scheme", "level", "scope", "valid_to", "evidence"):
        kind: Kind = "day" if name == "valid_to" else "text"
        yield Spec(name=f"assurance-{row}-{name}", label=f"assurance.{name}", kind=kind, path=("assurances", str(row), name), row=row)


_NOTE = Spec(name="note", kind="long")
DATA: Sequence[Group] = (
    Group(
        name="data",
        specs=(
            Spec(name="name", kind="text"),
            Spec(name="classed", kind="choice", options=CLASSES, words="cloud.subject"),
            Spec(name="personal", kind="tick"),
            Spec(name="trade_secret", kind="tick"),
            Spec(name="volume_gb", kind="amount", unit="gb"),
            Spec(name="retention_years", kind="amount", unit="years"),
        ),
    ),
    Group(name="needs", specs=(_need("confidentiality"), _need("integrity"), _need("availability"))),
    Group(name="relations", specs=(_relation("owns"), _relation("benefits"), _relation("accesses"), _relation("uses"))),
    Group(name="note", specs=(_NOTE,)),
)
SERVICE: Sequence[Group] = (
    Group(
        name="service",
        specs=(
            Spec(name="name", kind="text"),
            Spec(name="provider", kind="text"),
            Spec(name="model", kind="choice", options=("saas", "paas", "iaas", "own-server", "offline"), words="cloud.model"),
            Spec(name="owner", kind="text"),
            Spec(name="holds", kind="many"),
        ),
    ),
    Group(
        name="place",
        specs=(
            Spec(name="region", kind="text"),
            Spec(name="seat", kind="text"),
            Spec(name="parent", kind="text"),
            Spec(name="key_holder", kind="choice", options=("", "firm", "third-party", "provider", "nobody"), words="cloud.key"),
        ),
    ),
    Group(
        name="contract",
        specs=(
            Spec(name="begins", kind="day", path=("contract", "begins")),
            Spec(name="ends", kind="day", path=("contract", "ends")),
            Spec(name="notice_months", kind="amount", path=("contract", "notice_months"), unit="months"),
            Spec(name="renewal_months", kind="amount", path=("contract", "renewal_months"), unit="months"),
            Spec(name="spend_eur_per_year", kind="amount", unit="eur"),
            Spec(name="custom_built", kind="tick"),
        ),
    ),
    Group(
        name="export",
        specs=(
            Spec(name="export_format", kind="text"),
            Spec(
                name="interface",
                kind="choice",
                options=("", "s3", "oci", "kubernetes", "sql", "odf", "other-open", "proprietary"),
                words="cloud.interface",
            ),
            Spec(name="tested_on", kind="day", path=("last_export_test", "on")),
            Spec(name="complete", kind="tick", path=("last_export_test", "complete")),
            Spec(name="tested_how", kind="long", path=("last_export_test", "note")),
        ),
    ),
    Group(name="assurances", folded=True, specs=tuple(spec for row in range(MOST_ASSURANCES) for spec in _assurance(row))),
    Group(
        name="judged",
        folded=True,
        specs=(
            *(_judged(aim) for aim in AIMS),
            Spec(name="judged-reason", kind="long", path=("judged_need", "reason")),
        ),
    ),
    Group(
        name="switching",
        folded=True,
        specs=(
            _three("egress_eur_per_gb", "eur-gb"),
            Spec(name="handed_out_gb", kind="three", path=("switching", "volume_gb"), unit="gb"),
            _three("parallel_months", "months"),
            _three("transformation_days", "days"),
            _three("interfaces", ""),
            _three("days_per_interface", "days"),
            Spec(name="trained_heads", kind="amount", path=("switching", "trained_heads")),
            _three("training_hours", "hours"),
            Spec(name="penalty_share", kind="percent", path=("switching", "penalty_share")),
            _three("downtime_hours", "hours"),
            _three("downtime_eur_per_hour", "eur"),
            _three("new_spend_eur_per_year", "eur"),
            _three("preparation_months", "months"),
        ),
    ),
    Group(
        name="offer",
        folded=True,
        specs=(
            Spec(name="suits", kind="many"),
            Spec(name="eur_per_year", kind="amount", path=("offer", "eur_per_year"), unit="eur"),
            Spec(name="eur_per_gb_year", kind="amount", path=("offer", "eur_per_gb_year"), unit="eur"),
            Spec(name="capacity_gb", kind="amount", path=("offer", "capacity_gb"), unit="gb"),
        ),
    ),
    Group(name="note", specs=(_NOTE,)),
)
