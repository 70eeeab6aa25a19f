"""How large the risk is: main figures, the exceedance curve, and how to read them."""

from leitplanke.reports import sentences
from leitplanke.reports.chapters.view import View, Writer, chance, money
from leitplanke.reports.charts import exceedance
from leitplanke.reports.content import Block, Figure, Heading, Note, Paragraph, Table, table
from leitplanke.study.result import Band, RiskResult


def write(view: View) -> list[Block]:
    """Return the blocks of the chapter."""
    result, language = view.result, view.language
    blocks: list[Block] = [
        Heading(level=1, text=view.say("report.findings")),
        Paragraph(text=view.say("report.findings.intro", unseens=len(result.risk.unseens))),
        Heading(level=2, text=view.say("report.findings.numbers")),
        _numbers(view),
        Paragraph(lead=view.say("report.findings.terms"), text=view.say("report.findings.terms-text")),
        Heading(level=2, text=view.say("report.findings.curve")),
        Figure(chart=exceedance.draw(result, language)),
        Heading(level=2, text=view.say("report.findings.existence")),
        Paragraph(text=view.say("report.findings.existence-text")),
    ]
    notes = (sentences.liability(result, language), sentences.running(result, view.catalogue, language))
    blocks.extend(Note(text=note) for note in notes if note)
    return blocks


def main_bands(risk: RiskResult) -> list[tuple[str, Writer, Band | None]]:
    """Return the main figures of a risk result in the order of the report, each with how it is written."""
    existence = risk.existential_probability
    return [
        ("loss", money, risk.expected_annual_loss_eur),
        ("cvar", money, risk.cvar95_eur),
        ("var", money, risk.var95_eur),
        ("liquidity", chance, existence.liquidity),
        ("equity", chance, existence.equity),
        ("static", money, risk.static_risk_eur),
        ("dynamic", money, risk.dynamic_vulnerability_eur),
        ("capacity", money, risk.adaptive_capacity_value_eur),
        ("resilience", chance, risk.resilience),
    ]


def _numbers(view: View) -> Table:
    planned = bool(view.result.plan.measures)
    rows = []
    for (name, write_band, before), (_, _, after) in zip(main_bands(view.result.risk), main_bands(view.result.plan.after), strict=True):
        mid, span = write_band(view, before)
        rows.append((view.say(f"report.number.{name}"), mid, span, *([write_band(view, after)[0]] if planned else [])))
    header = view.header("number", "before", "range", *(["after"] if planned else []))
    widths = (0.4, 0.16, 0.28, 0.16) if planned else (0.44, 0.2, 0.36)
    return table(view.say("report.findings.numbers-caption", years=view.years), header, tuple(rows), widths)
