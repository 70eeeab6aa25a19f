"""What an import found wrong or doubtful, for programs and for people."""

from collections.abc import Sequence

import click

from leitplanke.exchange.datev.findings import Finding
from leitplanke.reports.faults import sentence, sentences
from leitplanke.reports.words import Language, say


def listed(findings: Sequence[Finding], language: Language) -> list[dict[str, object]]:
    """Return the ``faults`` of the JSON of an import."""
    return [
        {
            "row": one.row,
            "field": one.field,
            "reason": sentence(one.fault, language),
            "file": one.file,
            "code": one.code,
            "refuses": one.refuses,
        }
        for one in findings
    ]


def show(findings: Sequence[Finding], language: Language) -> None:
    """Print them below what was read; nothing where there are none."""
    if findings:
        click.echo(f"\n{say(language, 'ledger.doubts')}")
        for text in sentences((one.fault for one in findings), language):
            click.echo(f"  - {text}")
