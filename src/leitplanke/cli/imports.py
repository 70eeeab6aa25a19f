"""``leitplanke import``: files of other programs, and what the firm depends on by them."""

import json
import secrets
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import click

from leitplanke.cli import doubts
from leitplanke.cli.files import REFUSED, check_targets, put, read_bytes, refusing, tell
from leitplanke.cli.inventory import inventory
from leitplanke.cli.settlement import settlement
from leitplanke.company.dependence.ledger import Ledger
from leitplanke.company.dependence.pseudonyms import LEAST_KEY_BYTES, pseudonymised
from leitplanke.exchange import ledgerfile, ledgerparents
from leitplanke.exchange.datev.charts import codes
from leitplanke.exchange.datev.findings import Finding
from leitplanke.exchange.datev.importing import Imported, read
from leitplanke.exchange.datev.ownkeys import read_own
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports import ledger as told
from leitplanke.reports.words import Language
from leitplanke.terminal.language import language_option, words
from leitplanke.terminal.wrapping import paragraphs

LARGEST_PARENTS = 10_000_000
_NEW_KEY_BYTES = 32
_PATH = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    stream: BinaryIO


@click.group(name="import", help=words("cli.import.help"))
def imports() -> None:
    """Read files of other programs."""


imports.add_command(settlement)
imports.add_command(inventory)


@imports.command(help=words("cli.import.datev.help"))
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE…")
@click.option("--group-parents", type=_PATH, metavar="FILE", help=words("ledger.option.group-parents"))
@click.option("--json", "output", metavar="OUT", help=words("ledger.option.json"))
@click.option("--chart", type=click.Choice(codes()), default=None, help=words("ledger.option.chart"))
@click.option("--collective", multiple=True, metavar="ACCOUNT", help=words("ledger.option.collective"))
@click.option("--tax-key", "tax_keys", multiple=True, metavar="KEY=%", help=words("ledger.option.tax-key"))
@click.option("--pseudonymise", "key_file", type=_PATH, metavar="KEYFILE", help=words("ledger.option.pseudonymise"))
@click.option("--study", type=_PATH, metavar="STUDY", help=words("ledger.option.study"))
@click.option("--ledger", "target", metavar="OUT", help=words("ledger.option.ledger"))
@language_option
@refusing
def datev(  # noqa: PLR0913 - one parameter for each option
    files: tuple[Path, ...],
    language: Language,
    *,
    group_parents: Path | None,
    output: str | None,
    chart: str | None,
    collective: tuple[str, ...],
    tax_keys: tuple[str, ...],
    key_file: Path | None,
    study: Path | None,
    target: str | None,
) -> None:
    """Say how sales and purchases are spread over customers and suppliers."""
    for file in (*files, *(path for path in (group_parents, study) if path)):
        check_targets(file, output, target)
    parents = ledgerparents.read(read_bytes(group_parents, LARGEST_PARENTS), group_parents.name) if group_parents else None
    key = _key(key_file) if key_file else None
    own_keys = read_own(tax_keys, "--tax-key")
    found = _read(files, chart or "", parents, tuple(account.lstrip("0") for account in collective), own_keys)
    if key is not None:
        found = _pseudonymised(found, key)
    if output:
        put(output, _json(found, language, grouped=parents is not None))
    if found.ledger is None:
        tell(tuple(one.fault for one in found.findings if one.refuses), language)
        sys.exit(REFUSED)
    if target:
        put(target, ledgerfile.write(found.ledger))
    if "-" not in {output, target}:
        _show(found.ledger, found.findings, study, language)


def _read(
    files: Iterable[Path], chart: str, parents: dict[str, str] | None, collective: tuple[str, ...], own_keys: dict[int, int]
) -> Imported:
    with ExitStack() as stack:
        sources: list[_File] = []
        faults: list[Fault] = []
        for file in files:
            try:
                sources.append(_File(file.name, stack.enter_context(file.open("rb"))))
            except OSError as error:
                faults.append(Fault(str(file), "unreadable-file", (("detail", error.strerror or ""),)))
        if faults:
            raise InputFaultsError(faults)
        return read(sources, chart=chart, parents=parents, collective=collective, own_keys=own_keys)


def _key(path: Path) -> bytes:
    """Return the key in a file, which is made for its owner alone if it is not there."""
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(_NEW_KEY_BYTES))
    except OSError as error:
        raise InputFaultsError([Fault(str(path), "unwritable-file", (("detail", error.strerror or ""),))]) from None
    key = read_bytes(path, LARGEST_PARENTS)
    if len(key) < LEAST_KEY_BYTES:
        raise InputFaultsError([Fault(path.name, "key-file", (("limit", str(LEAST_KEY_BYTES)),))])
    return key


def _pseudonymised(found: Imported, key: bytes) -> Imported:
    """Return the outcome without anything that names a partner: accounts in doubts go too."""
    findings = tuple(
        replace(one, values=tuple((name, "…" if name == "account" else text) for name, text in one.values)) for one in found.findings
    )
    return Imported(found.ledger and pseudonymised(found.ledger, key), findings)


def _json(found: Imported, language: Language, *, grouped: bool) -> str:
    tree = ledgerfile.figures(found.ledger, grouped=grouped)
    return json.dumps({**tree, "faults": doubts.listed(found.findings, language)}, ensure_ascii=False, indent=2) + "\n"


def _show(ledger: Ledger, findings: tuple[Finding, ...], study: Path | None, language: Language) -> None:
    texts = list(told.sentences(ledger, language))
    if study is not None:
        texts += _if_one_leaves(ledger, study, language)
    click.echo("\n".join(paragraphs(texts)).rstrip())
    doubts.show(findings, language)


def _if_one_leaves(ledger: Ledger, study: Path, language: Language) -> list[str]:
    # The catalogue, and with it the readers of studies, load numpy; an import without a study needs neither.
    from leitplanke.catalogue import compiled  # noqa: PLC0415
    from leitplanke.cli.files import read_study  # noqa: PLC0415
    from leitplanke.reports import leaving  # noqa: PLC0415

    return list(leaving.sentences(ledger, read_study(study, compiled.read()).company, language))
