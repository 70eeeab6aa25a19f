"""Invented figures for the style page, one for each component of the design."""

from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, euro_range
from leitplanke.reports.palette import MARKS
from leitplanke.reports.words import Language, say
from leitplanke.web.results.figures import mark_of
from leitplanke.web.results.values import Bar, Chart, Figure, Json, NumberCard, Roadmap, RoadmapRow, Span, Table, YearCell

LOSSES = (41_000.0, 26_000.0, 17_000.0, 12_000.0, 9_000.0, 6_000.0, 3_000.0)
"""One for each component, invented."""
CURVE = (1.0, 0.62, 0.41, 0.28, 0.19, 0.13, 0.09, 0.06, 0.04, 0.02, 0.01)
STEP_EUR = 100_000.0


def sample(names: Names) -> dict[str, object]:
    """Return what ``style.html`` shows."""
    language = names.language
    text = _texts(language)
    return {
        "marks": [(mark_of(mark.component), names.title(mark.component)) for mark in MARKS],
        "errors": [("staff", text["fault"])],
        "fields": _fields(text),
        "pick_label": text["form"],
        "options": [("gmbh", "GmbH"), ("gmbh-co-kg", "GmbH & Co. KG")],
        "steps": range(6),
        "question": {
            "legend": text["question"],
            "hint": text["hint"],
            "options": _levels(language),
            "not_applicable": text["not"],
            "saved": text["saved"],
        },
        "notice": text["notice"],
        "empty_title": text["empty"],
        "empty_body": text["empty-body"],
        "cards": [
            NumberCard(title=text["card"], value=euro(LOSSES[0], language), range=_span(LOSSES[0], language), help=text["help"], trail="")
        ]
        * 2,
        "bars": _bars(names),
        "curve": _curve(text),
        "map": _map(names, text),
        "roadmap": _roadmap(names, text),
    }


def _texts(language: Language) -> dict[str, str]:
    keys = ["fault", "form", "question", "hint", "not", "saved", "notice", "empty", "empty-body", "card", "help", "staff", "turnover"]
    keys += ["assumed", "curve", "map", "plan", "summary"]
    return {key: say(language, f"look.sample.{key}") for key in keys}


def _fields(text: dict[str, str]) -> list[dict[str, object]]:
    staff: dict[str, object] = {
        "name": "staff",
        "label": text["staff"],
        "hint": text["hint"],
        "value": "zwölf",
        "message": text["fault"],
        "amount": True,
    }
    return [staff, {"name": "turnover", "label": text["turnover"], "value": "", "unit": "€", "assumed": text["assumed"], "amount": True}]


def _levels(language: Language) -> list[tuple[str, str]]:
    return [(str(level), say(language, f"look.sample.level-{level}")) for level in range(3)]


def _span(eur: float, language: Language) -> str:
    return euro_range(eur * 0.6, eur * 1.8, language)


def _bars(names: Names) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            title=names.title(mark.component),
            mark=mark_of(mark.component),
            component=names.title(mark.component),
            figure=Figure(value=euro(eur, names.language), range=_span(eur, names.language)),
            length=f"{eur / LOSSES[0] / 1.8 * 100.0:.1f}",
            low=f"{eur / LOSSES[0] / 3.0 * 100.0:.1f}",
            high=f"{eur / LOSSES[0] * 100.0:.1f}",
        )
        for mark, eur in zip(MARKS, LOSSES, strict=True)
    )


def _table(title: str) -> Table:
    return Table(caption=title, head=("A", "B"), rows=(("1", "2"),))


def _curve(text: dict[str, str]) -> Chart:
    points = [[STEP_EUR * place, chance] for place, chance in enumerate(CURVE)]
    data: Json = {
        "before": points,
        "low": [[eur, chance**1.4] for eur, chance in points],
        "high": [[eur, chance**0.7] for eur, chance in points],
        "after": [[eur, chance**1.3] for eur, chance in points],
        "max": STEP_EUR * (len(CURVE) - 1),
        "top": 1.0,
        "step": 2.0 * STEP_EUR,
        "lines": [{"label": text["turnover"], "eur": 4.2 * STEP_EUR}],
        "names": {"before": "A", "after": "B", "band": "A ±", "more": ">", "to": "…"},
        "x": "x",
        "y": "y",
    }
    return Chart(id="sample-curve", kind="curve", title=text["curve"], summary=text["summary"], table=_table(text["curve"]), data=data)


def _map(names: Names, text: dict[str, str]) -> Chart:
    points = [
        {
            "name": names.title(mark.component),
            "mark": mark_of(mark.component),
            "capacity": 0.2 + 0.1 * place,
            "eur": eur,
            "words": euro(eur, names.language),
        }
        for place, (mark, eur) in enumerate(zip(MARKS, LOSSES, strict=True))
    ]
    data: Json = {"x": "x", "y": "y", "first": text["curve"], "top": 50_000.0, "step": 10_000.0, "points": points}
    return Chart(id="sample-map", kind="map", title=text["map"], summary=text["summary"], table=_table(text["map"]), data=data)


def _roadmap(names: Names, text: dict[str, str]) -> Roadmap:
    spans = (
        Span(kind="idle", quarters=1, words=""),
        Span(kind="preparing", quarters=2, words="1"),
        Span(kind="working", quarters=5, words="2"),
    )
    rows = tuple(RoadmapRow(title=names.title(mark.component), mark=mark_of(mark.component), spans=spans) for mark in MARKS[:3])
    return Roadmap(
        title=text["plan"],
        summary=text["summary"],
        years=tuple(YearCell(year=year, quarters=4, money=euro(LOSSES[2], names.language)) for year in ("2027", "2028")),
        quarters=("1", "2", "3", "4") * 2,
        rows=rows,
        loads=(),
        table=_table(text["plan"]),
    )
