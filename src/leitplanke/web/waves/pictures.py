"""Makes the pictures of an anonymous wave by the showing rule, and reads those that were shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Count, F, When
from django.db.models.functions import Cast

from leitplanke.assessment.showing import Histogram, Pending, Seen, step
from leitplanke.web.accounts.models import Organisation
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rating
from leitplanke.web.waves.models import Shown, Wave
from leitplanke.web.waves.seen import Cell, Memory, rounds

if TYPE_CHECKING:
    from django.db.models import QuerySet

LIVE_STEPS = 10
"""A live picture waits for so small a part of itself (own choice; every picture is kept for good and held against all later ones)."""


@dataclass(slots=True)
class _Answers:
    """Answers of one cell that its last picture does not hold, as rows and as the rule wants them."""

    fresh: list[Rating] = field(default_factory=list)
    changed: list[Rating] = field(default_factory=list)

    def may_make(self, least: int) -> bool:
        """Say whether there are enough of one kind for a picture, as `step` asks first of all."""
        return max(len(self.fresh), len(self.changed)) >= least

    def pending(self) -> Pending:
        return Pending(
            fresh=Histogram.of(one.choice for one in self.fresh),
            before=Histogram.of(one.counted for one in self.changed),
            after=Histogram.of(one.choice for one in self.changed),
        )


def make(wave: Wave, cells: Iterable[Cell] | None = None) -> int:
    """Make the next pictures of an anonymous wave and return how many; call it with the wave's row locked.

    Parameters
    ----------
    cells
        Only these, while people answer: then a picture grows by a tenth at least. None: all of the wave.
    """
    if not wave.is_anonymous:
        return 0
    wanted = None if cells is None else frozenset(cells)
    waiting = {cell: answers for cell, answers in _waiting(wave, wanted).items() if answers.may_make(wave.threshold)}
    if not waiting:
        # Four of five live answers end here, before anything else is asked for.
        return 0
    # One after the other in the whole organisation: of two pictures made at the same time neither would know of the other.
    Organisation.objects.select_for_update(no_key=True).get(pk=wave.company.organisation_id)
    memory = Memory(wave, None if wanted is None else frozenset(indicator for indicator, _ in wanted))
    made = 0
    # By group and question: which group comes first must not depend on who answered first.
    for group in sorted({group for _, group in waiting}):
        of_group = {name: answers for (name, which), answers in sorted(waiting.items()) if which == group}
        if wanted is not None:
            of_group = {name: answers for name, answers in of_group.items() if _is_worth_it(memory.of((name, group)), answers)}
        made += _make_of(memory, group, of_group)
    return made


def _is_worth_it(seen: Seen, answers: _Answers) -> bool:
    """Say whether so much has come that a live view should move: of five hundred people thirty pictures do, not a hundred."""
    return not seen.mine or LIVE_STEPS * (len(answers.fresh) + len(answers.changed)) >= seen.mine[-1].total


def _make_of(memory: Memory, group: str, waiting: Mapping[str, _Answers]) -> int:
    """Make the next pictures of a group and return how many."""
    wave = memory.wave
    steps = {name: step(memory.of((name, group)), answers.pending(), wave.threshold) for name, answers in waiting.items()}
    found = {name: one for name, one in steps.items() if one is not None}
    if not found:
        return 0
    refused = memory.echoes(group, {name: one.histogram for name, one in found.items()})
    found = {name: one for name, one in found.items() if name not in refused}
    for name, one in found.items():
        Shown.objects.create(wave=wave, indicator=name, group=group, counts=list(one.histogram.counts))
        memory.add((name, group), one.histogram)
        answers = waiting[name]
        _mark([*(answers.fresh if one.fresh else ()), *(answers.changed if one.changed else ())])
    return len(found)


def _mark(rows: Iterable[Rating]) -> None:
    """Note in each row how the picture counts it: at most seven questions to the database, however many rows."""
    by_choice: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_choice[row.choice].append(row.pk)
    for choice, keys in by_choice.items():
        Rating.objects.filter(pk__in=keys).update(counted=choice)


def _waiting(wave: Wave, wanted: frozenset[Cell] | None) -> Mapping[Cell, _Answers]:
    """Return the answers that no picture holds, by cell; in the order of rows nothing tells who came first."""
    now = Case(When(missing="", then=Cast("level", CharField())), default=F("missing"), output_field=CharField())
    ratings = Rating.objects.filter(rater__wave=wave).annotate(now=now).exclude(counted=F("now")).select_related("rater").order_by()
    ratings = ratings.only("indicator", "level", "missing", "counted", "rater__role")
    if wanted is not None:
        ratings = ratings.filter(indicator__in={indicator for indicator, _ in wanted}, rater__role__in={group for _, group in wanted})
    found: dict[Cell, _Answers] = defaultdict(_Answers)
    for row in ratings:
        cell = (row.indicator, row.rater.role)
        if wanted is not None and cell not in wanted:
            continue
        answers = found[cell]
        (answers.changed if row.counted else answers.fresh).append(row)
    return found


def shown_in(wave: Wave, indicator: str = "") -> Mapping[Cell, Histogram]:
    """Return what an anonymous wave shows: the last picture of each of its cells (or of one `indicator`), also of rounds it continues."""
    shown = Shown.objects.filter(wave__in=[one.pk for one in rounds(wave)])
    shown = shown.filter(indicator=indicator) if indicator else shown
    last = {(name, group): counts for name, group, counts in shown.values_list("indicator", "group", "counts")}
    return {cell: Histogram.from_counts(counts) for cell, counts in last.items()}


def answered_in(wave: Wave, indicator: str = "") -> Mapping[Cell, Histogram]:
    """Return the answers of an open wave by cell; its raters agreed to be seen. What was deleted lives on in pictures of five and more.

    Raises
    ------
    ValueError
        If the wave is anonymous.
    """
    if wave.is_anonymous:
        raise ValueError(wave.pk)
    choices: dict[Cell, list[str]] = defaultdict(list)
    rows = counting(wave).filter(indicator=indicator) if indicator else counting(wave)
    # Counted by the database: five hundred people with sixty answers are thirty thousand rows.
    counted = rows.order_by().values_list("indicator", "rater__role", "level", "missing").annotate(number=Count("pk"))
    for name, group, level, missing, number in counted:
        choices[name, group] += [missing or str(level)] * number
    return {**shown_in(wave, indicator), **{cell: Histogram.of(found) for cell, found in choices.items()}}


def counting(wave: Wave) -> "QuerySet[Rating]":
    """Return the answers of an open wave that count, with their raters."""
    rows = Rating.objects.filter(rater__wave=wave).select_related("rater").order_by("pk")
    return rows.exclude(missing="not-applicable", reason="")


def cells_of(wave: Wave, indicator: str = "") -> Mapping[Cell, Histogram]:
    """Return what may be seen of a wave, or of one `indicator` of it: the one source of every view, export and figure."""
    return shown_in(wave, indicator) if wave.is_anonymous else answered_in(wave, indicator)


def cells_of_firm(company: Company) -> Mapping[Cell, Histogram]:
    """Return what counts for a firm: of each cell the latest wave that is over; of one that still runs, what no other has."""
    waves = list(Wave.objects.filter(company=company).exclude(state=Wave.State.DRAFT).select_related("follows"))
    found: dict[Cell, Histogram] = {}
    for wave in sorted(waves, key=lambda one: (one.is_over, one.number)):
        found |= cells_of(wave)
    return found
