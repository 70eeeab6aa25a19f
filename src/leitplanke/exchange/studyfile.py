"""Study files: what a firm says, as YAML or JSON that people read and write."""

from dataclasses import replace

import yaml

from leitplanke.assessment.pooling import moments
from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange.checks import check
from leitplanke.exchange.findings import agreed
from leitplanke.exchange.ownchecks import joined
from leitplanke.primitives.document import LARGEST_BYTES, Plain, parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.lean import lean
from leitplanke.primitives.shape import short
from leitplanke.study.inputs import StudyInputs

__all__ = ["LARGEST_BYTES", "pooled", "read", "write"]
_LINE = 120
_MAY_BE_BLANK = frozenset(
    {
        "raters",
        "answers",
        "moments",
        "running",
        "overrides",
        "not_relevant",
        "decided",
        "funding",
        "starts",
        "strengths",
        "weights",
        "own_unseens",
        "own_measures",
        "dependence",
        "frame",
        "actors",
        "limits",
        "linked_firms",
        "size_history",
        "person_days_per_quarter",
    }
)


def read(data: bytes | str, name: str, catalogue: Catalogue) -> StudyInputs:
    """Return the inputs in a study file.

    Parameters
    ----------
    data
        YAML or JSON in UTF-8, at most `LARGEST_BYTES`.
    name
        What people call the file; only for messages.

    Raises
    ------
    InputFaultsError
        With all faults at once: of the file, of the shape of its fields (codes in ``primitives.shape``) and of what must hold
        between them (codes in ``exchange.checks``).
    """
    document = parse(data, name)
    if not isinstance(document.value, dict):
        raise InputFaultsError([Fault(name, "not-a-group", (("given", short(document.value)),), 1)])
    document = replace(document, value=_without_blanks(document.value))
    return agreed(StudyInputs, document, check(document, joined(document, catalogue)))


def write(inputs: StudyInputs) -> str:
    """Return a study file that `read` turns into the same inputs; what has its default is left out."""
    return yaml.dump(lean(inputs), Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=_LINE)


def pooled(inputs: StudyInputs, catalogue: Catalogue) -> StudyInputs:
    """Return the same study without persons: answers become moments by indicator and group. It gives the identical result.

    What does not count today (``study.upgrade``) is left out, and who speaks for an actor; of answers to given-up questions it
    stays that they were given.
    """
    from leitplanke.study.leftover import leftover  # noqa: PLC0415 - scipy is slow to load
    from leitplanke.study.upgrade import settle  # noqa: PLC0415

    counted = settle(catalogue, inputs).inputs
    own = moments(catalogue.indicators, counted.raters, counted.answers)
    told = (*counted.moments, *own, *leftover(catalogue, inputs))
    return replace(counted, raters=(), answers=(), moments=told, frame=counted.frame.unnamed, dependence=counted.dependence.unnamed)


def _without_blanks(tree: dict[str, Plain]) -> dict[str, Plain]:
    """Return the tree without the lists and groups that people left blank (``running:``): blank means not given."""
    found = {key: value for key, value in tree.items() if value is not None or key not in _MAY_BE_BLANK}
    for key in ("company", "limits", "frame"):
        inner = found.get(key)
        if isinstance(inner, dict):
            found[key] = {name: value for name, value in inner.items() if value is not None or name not in _MAY_BE_BLANK}
    return found


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, and quotes every text that could be read as something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - PyYAML's signature
        """Indent lists too."""
        super().increase_indent(flow, False)  # noqa: FBT003 - PyYAML's signature


def _quoted(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    read_back = parse(f"- {value}\n", "", largest=10 * LARGEST_BYTES).value if _plain_looking(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if read_back == [value] else '"')


def _plain_looking(value: str) -> bool:
    return value.isprintable() and value[:1].isalnum() and ": " not in value and " #" not in value and not value.endswith(":")


_Dumper.add_representer(str, _quoted)
