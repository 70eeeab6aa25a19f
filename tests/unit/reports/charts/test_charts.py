"""Every chart is valid SVG with its text alternative and table, and its words neither leave the sheet nor cover each other."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import resources

import pytest
from PIL import ImageFont

from leitplanke.catalogue.entries import Catalogue, Text
from leitplanke.reports.charts import contributions, exceedance, landscape, roadmap
from leitplanke.reports.charts.canvas import Chart
from leitplanke.reports.charts.lettering import width, wrap
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import frequency
from leitplanke.reports.palette import MARKS
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult

SVG = "{http://www.w3.org/2000/svg}"
CHARTS: dict[str, Callable[[StudyResult, Names], Chart]] = {
    "exceedance": lambda result, names: exceedance.draw(result, names.language),
    "contributions": contributions.draw,
    "landscape": landscape.draw,
    "roadmap": roadmap.draw,
}
FACES = {
    weight: ImageFont.truetype(str(resources.files("leitplanke.reports.fonts") / f"SourceSans3-{name}.ttf"), 1000)
    for weight, name in (("400", "Regular"), ("600", "Semibold"))
}


@dataclass(frozen=True)
class Word:
    """A text with the room it takes."""

    text: str
    left: float
    right: float
    base: float

    def covers(self, other: "Word") -> bool:
        return self.left < other.right - 0.5 and other.left < self.right - 0.5 and abs(self.base - other.base) < 9.0


def words_of(root: ET.Element) -> Iterator[Word]:
    """Yield each text with the room it takes in the shipped typeface, measured by FreeType."""
    for element in root.iter(f"{SVG}text"):
        text = element.text or ""
        room = FACES[element.get("font-weight", "400")].getlength(text) * 12.0 / 1000.0
        x = float(element.get("x", "nan"))
        left = {"start": x, "middle": x - room / 2, "end": x - room}[element.get("text-anchor", "start")]
        yield Word(text, left, left + room, float(element.get("y", "nan")))


def harsh(result: StudyResult) -> StudyResult:
    """Make figures as awkward as they come: millions, no equity, components on top of each other."""
    components = tuple(replace(one, adaptive_capacity=0.44, expected_annual_loss_eur=2e6) for one in result.risk.components)
    unseens = tuple(replace(one, expected_annual_loss_eur=2e6, low=1e5, high=1.9e7) for one in result.risk.unseens)
    risk = replace(result.risk, components=components, unseens=unseens)
    return replace(result, risk=risk, company=replace(result.company, equity_eur=None, liquidity_eur=1_234_567.0))


def bare(result: StudyResult) -> StudyResult:
    """Leave nothing to draw: no plan, no loss."""
    nothing = tuple(replace(one, expected_annual_loss_eur=0.0, low=0.0, high=0.0) for one in result.risk.unseens)
    areas = tuple(replace(one, expected_annual_loss_eur=0.0, low=0.0, high=0.0) for one in result.risk.components)
    flat = tuple(replace(point, probability=0.0, low=0.0, high=0.0) for point in result.risk.exceedance)
    risk = replace(result.risk, unseens=nothing, components=areas, exceedance=flat)
    return replace(result, risk=risk, plan=replace(result.plan, measures=(), quarters=(), after=risk))


CASES: dict[str, Callable[[StudyResult], StudyResult]] = {"plain": lambda result: result, "harsh": harsh, "bare": bare}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(params=CHARTS)
def draw(request: pytest.FixtureRequest) -> Callable[[StudyResult, Names], Chart]:
    return CHARTS[request.param]


@pytest.mark.parametrize("case", CASES)
def test_words_stay_on_the_sheet_and_apart(
    draw: Callable[[StudyResult, Names], Chart], case: str, language: Language, result: StudyResult, catalogue: Catalogue
) -> None:
    chart = draw(CASES[case](result), Names.of(catalogue, language))
    root = ET.fromstring(chart.svg)  # noqa: S314 - our own picture
    _, _, right, bottom = (float(number) for number in root.get("viewBox", "").split())
    found = list(words_of(root))
    outside = [word for word in found if word.left < -0.5 or word.right > right + 0.5 or not 9.0 <= word.base <= bottom]
    assert outside == []
    covered = [(one.text, two.text) for place, one in enumerate(found) for two in found[place + 1 :] if one.covers(two)]
    assert covered == []


@pytest.mark.parametrize("case", CASES)
def test_text_alternative_and_table(
    draw: Callable[[StudyResult, Names], Chart], case: str, language: Language, result: StudyResult, catalogue: Catalogue
) -> None:
    chart = draw(CASES[case](result), Names.of(catalogue, language))
    root = ET.fromstring(chart.svg)  # noqa: S314
    named = {element.get("id"): element.text for element in root}
    assert [named[one] for one in root.get("aria-labelledby", "").split()] == [chart.title, chart.summary]
    assert chart.title.strip()
    assert chart.summary.strip()
    assert all(len(row) == len(chart.header) for row in chart.rows)
    assert not {"nan", "inf"} & set(chart.svg.replace(",", " ").replace('"', " ").split())


def test_hostile_names_stay_text(result: StudyResult, catalogue: Catalogue) -> None:
    evil = '<script>alert("1")</script> & ]]> {0}'
    unseens = tuple(replace(one, title=Text(de=evil, en=evil)) for one in catalogue.unseens)
    chart = contributions.draw(result, Names.of(replace(catalogue, unseens=unseens), "de"))
    root = ET.fromstring(chart.svg)  # noqa: S314
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in (element.text or "") for element in root.iter(f"{SVG}text"))


def test_every_component_has_its_own_colour_and_symbol(catalogue: Catalogue) -> None:
    assert [look.component for look in MARKS] == [component.id for component in catalogue.components]
    assert len({look.colour for look in MARKS}) == len({look.symbol for look in MARKS}) == len(MARKS)


@pytest.mark.parametrize("look", MARKS, ids=lambda look: look.component)
def test_colours_stand_out_on_white(look: object) -> None:
    """WCAG 2.2, 1.4.11: graphics need 3:1."""
    colour: str = look.colour  # type: ignore[attr-defined]
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 3.0


@pytest.mark.parametrize("text", ["Produktions- und Wertschöpfungsnetze", "1.234.567 €", "„Größe“ \u2013 5 %", "Häufigkeit"])
@pytest.mark.parametrize("bold", [False, True])
def test_measured_widths_are_those_of_the_typeface(text: str, *, bold: bool) -> None:
    exact = FACES["600" if bold else "400"].getlength(text) * 12.0 / 1000.0
    assert width(text, 12.0, bold=bold) == pytest.approx(exact, rel=0.02)


def test_long_german_words_are_wrapped_or_cut() -> None:
    text = "Datenschutzgrundverordnungsverstoßmeldepflicht im Produktions- und Wertschöpfungsnetz der Zulieferer"
    lines = wrap(text, 120.0, 12.0)
    assert len(lines) == 2
    assert all(width(line, 12.0) <= 120.0 for line in lines)
    assert lines[-1].endswith("…")


def test_curve_ends_where_the_risk_does(result: StudyResult) -> None:
    points = result.risk.exceedance
    assert exceedance.probability_at(points, points[3].eur) == points[3].probability
    between = exceedance.probability_at(points, (points[3].eur + points[4].eur) / 2)
    assert points[4].probability < between < points[3].probability


@pytest.mark.parametrize(
    ("kept", "equity", "german"),
    [
        # The made-up firm keeps 150,000 EUR a year, 750,000 EUR in five years.
        (150_000.0, 1_100_000.0, "Die Linien für Liquidität und Eigenkapital zeigen den heutigen Stand. In 5 Jahren kommt"),
        (150_000.0, None, "Die Linie für die Liquidität zeigt den heutigen Stand. In 5 Jahren kommt"),
        (-150_000.0, 1_100_000.0, "zeigen den heutigen Stand. In 5 Jahren geht davon ab, was der Firma an Geld fehlt"),
    ],
)
def test_curve_says_that_cash_flow_comes_on_top(result: StudyResult, kept: float, equity: float | None, german: str) -> None:
    company = replace(result.company, free_cash_flow_eur_per_year=kept, equity_eur=equity)
    summary = exceedance.draw(replace(result, company=company), "de").summary
    assert german in summary
    assert "zusammen rund 750.000\u00a0€" in summary


def test_curve_without_cash_flow_speaks_of_today_only(result: StudyResult) -> None:
    company = replace(result.company, free_cash_flow_eur_per_year=0.0)
    assert exceedance.draw(replace(result, company=company), "en").summary.endswith(
        "The lines for liquidity and equity show today's amounts."
    )


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (500_000.0, "Ohne den Plan verlieren {before} solchen Firmen mehr, mit dem Plan {after}"),
        (9_000_000.0, "Ohne den Plan verlieren höchstens"),
    ],
)
def test_the_firms_own_limit_is_drawn_and_said(result: StudyResult, limit: float, told: str) -> None:
    limited = replace(result, company=replace(result.company, tolerable_loss_eur=limit))
    drawing = exceedance.draw(limited, "de")
    before, after = (
        frequency(next(point.probability for point in points if point.eur == limit), "de") if limit < 1e6 else ""
        for points in (result.risk.exceedance, result.plan.after.exceedance)
    )
    assert told.format(before=before, after=after) in drawing.summary
    assert ("Ihre Grenze 500.000" in drawing.svg) == (limit < 1e6)
    assert "Ihre Grenze" not in exceedance.draw(result, "de").summary
