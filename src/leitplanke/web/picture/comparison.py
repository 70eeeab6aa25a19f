"""Two waves of a firm side by side: what has moved, question by question and field by field."""

from collections.abc import Sequence

from leitplanke.assessment import picture
from leitplanke.assessment.agreement import Gap, gap
from leitplanke.assessment.picture import Cells, ItemPicture, ScopePicture
from leitplanke.assessment.scale import standing
from leitplanke.web.picture import drawing, words
from leitplanke.web.picture.page import Told, turned
from leitplanke.web.picture.values import Comparison, GapRow, Gaps, Move
from leitplanke.web.results.figures import mark_of
from leitplanke.web.results.values import Table

SHOWN_MOVES = 10


def compare(earlier: Cells, later: Cells, titles: tuple[str, str], told: Told) -> Comparison | None:
    """Return what has moved between two waves; None if no question has a level in both."""
    before, after = ({one.indicator: one for one in picture.items(told.catalogue.indicators, cells)} for cells in (earlier, later))
    moved = [(one, before[name], change) for name, one in after.items() if name in before and (change := _change(before[name], one))]
    if not moved:
        return None
    shifts = [(name, shift) for name, shift in _shifts(moved, told) if shift is not None]
    ranked = sorted(moved, key=lambda one: (not one[2].is_sure, -abs(one[2].levels), one[0].indicator))
    return Comparison(
        findings=(_finding(moved, told),),
        moves=tuple(_move(one, was, change, titles, told) for one, was, change in ranked[:SHOWN_MOVES]),
        fields=_picture(shifts, titles, told) if shifts else None,
        table=_table(moved, titles, told),
    )


def _finding(moved: Sequence[tuple[ItemPicture, ItemPicture, Gap]], told: Told) -> str:
    sure = sum(change.is_sure for _, _, change in moved)
    return told.say("compared" if sure else "compared-none", questions=len(moved), sure=sure)


def _change(before: ItemPicture, after: ItemPicture) -> Gap | None:
    """Return by how many levels a question has moved.

    People count as others than before, which makes the interval too wide for those who answer alike both times, never too narrow.
    """
    return gap(after.everybody.levels, before.everybody.levels)


def _shifts(moved: Sequence[tuple[ItemPicture, ItemPicture, Gap]], told: Told) -> list[tuple[str, Gap | None]]:
    """Return for each component by how many levels the firm stands better than before."""
    changes = {one.indicator: change for one, _, change in moved}
    scopes: tuple[ScopePicture, ...] = picture.components(told.catalogue, [one for one, _, _ in moved])
    return [(one.id, picture.mean_gap([(changes[name], standing(told.indicators[name])) for name in one.indicators])) for one in scopes]


def _move(one: ItemPicture, was: ItemPicture, change: Gap, titles: tuple[str, str], told: Told) -> Move:
    language, indicator = told.names.language, told.indicators[one.indicator]
    higher = change if change.levels >= 0.0 else turned(change)
    key = "moved-unsure" if not change.is_sure else "moved-up" if change.levels > 0.0 else "moved-down"
    sign = standing(indicator) * (1 if change.levels > 0.0 else -1)
    means = {0: "", 1: told.say("moved-better"), -1: told.say("moved-worse")}[sign if change.is_sure else 0]
    levels = words.signed(change.levels, language) if key == "moved-unsure" else words.signed(higher.levels, language).removeprefix("+")
    shown = change if key == "moved-unsure" else higher
    return Move(
        title=told.names.title(one.indicator),
        mark=mark_of(indicator.component),
        component=told.names.title(indicator.component),
        sentence=" ".join(part for part in (told.say(key, levels=levels, range=words.interval(shown, language)), means) if part),
        bars=tuple(drawing.bar(title, item.everybody, language) for title, item in zip(titles, (was, one), strict=True)),
    )


def _picture(shifts: Sequence[tuple[str, Gap]], titles: tuple[str, str], told: Told) -> Gaps:
    language, most = told.names.language, drawing.reach([shift for _, shift in shifts])
    better = [told.names.quoted(name) for name, shift in shifts if shift.is_sure and shift.levels > 0.0]
    worse = [told.names.quoted(name) for name, shift in shifts if shift.is_sure and shift.levels < 0.0]
    return Gaps(
        title=told.say("shifts-title" if better or worse else "shifts-none", better=len(better), worse=len(worse), fields=len(shifts)),
        summary=told.say("shifts-summary", earlier=titles[0], later=titles[1]),
        left=told.say("shifts-worse"),
        right=told.say("shifts-better"),
        rows=tuple(_row(name, shift, most, told) for name, shift in shifts),
        ticks=tuple((drawing.place(step, most), words.signed(step, language)) for step in range(-int(most), int(most) + 1)),
        zero=drawing.place(0.0, most),
        table=Table(
            caption=told.say("shifts-table"),
            head=tuple(told.say(f"head.{name}") for name in ("field", "shift", "range")),
            rows=tuple((told.names.title(name), words.signed(one.levels, language), words.interval(one, language)) for name, one in shifts),
        ),
    )


def _row(name: str, shift: Gap, most: float, told: Told) -> GapRow:
    return drawing.row(told.names.title(name), mark_of(name), shift, most, told.names.language)


def _table(moved: Sequence[tuple[ItemPicture, ItemPicture, Gap]], titles: tuple[str, str], told: Told) -> Table:
    language = told.names.language
    return Table(
        caption=told.say("moves-table"),
        head=(
            told.say("head.question"),
            *(told.say("mean-of", wave=title) for title in titles),
            told.say("head.shift"),
            told.say("head.range"),
        ),
        rows=tuple(
            (
                told.names.title(one.indicator),
                words.figure(was.mean, language),
                words.figure(one.mean, language),
                words.signed(change.levels, language),
                words.interval(change, language),
            )
            for one, was, change in moved
        ),
    )
