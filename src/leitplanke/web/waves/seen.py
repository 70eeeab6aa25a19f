"""What was shown of a question before a new picture is made: in the wave, in others of the firm, elsewhere in the organisation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count

from leitplanke.assessment.echo import echoed
from leitplanke.assessment.showing import Histogram, Seen
from leitplanke.web.survey.models import Rating
from leitplanke.web.waves.models import Shown, Wave

if TYPE_CHECKING:
    from leitplanke.assessment.echo import Group

Cell = tuple[str, str]
"""Indicator and group."""
Groups = Mapping[str, "Group"]


def rounds(wave: Wave) -> tuple[Wave, ...]:
    """Return a wave and the rounds it continues, the newest first."""
    found = [wave]
    while found[-1].follows is not None:
        found.append(found[-1].follows)
    return tuple(found)


class Memory:
    """Everything the firm has seen of some questions, and what is added to it while pictures are made.

    Parameters
    ----------
    questions
        Only these; None: all of them.
    """

    def __init__(self, wave: Wave, questions: frozenset[str] | None) -> None:
        self.wave = wave
        self._line = [one.pk for one in rounds(wave)]
        self._mine: dict[Cell, list[Histogram]] = defaultdict(list)
        self._foreign: dict[str, list[Histogram]] = defaultdict(list)
        shown = Shown.objects.filter(wave__company=wave.company_id)
        shown = shown if questions is None else shown.filter(indicator__in=questions)
        for wave_id, name, group, counts in shown.values_list("wave", "indicator", "group", "counts"):
            if wave_id in self._line:
                self.add((name, group), Histogram.from_counts(counts))
            else:
                self._foreign[name].append(Histogram.from_counts(counts))
        self._open = _answered_openly(wave, questions)

    def add(self, cell: Cell, shown: Histogram) -> None:
        """Note a picture of the wave."""
        self._mine[cell].append(shown)

    def of(self, cell: Cell) -> Seen:
        """Return what was shown of the question of a cell. Of open waves the same group counts: its answers are known one by one."""
        name, group = cell
        beside = [one for (other, which), shown in self._mine.items() if other == name and which != group for one in shown]
        return Seen(
            mine=tuple(self._mine.get(cell, ())),
            beside=tuple(beside),
            foreign=(*self._foreign.get(name, ()), *self._open.get(cell, ())),
        )

    def echoes(self, group: str, new: Mapping[str, Histogram]) -> frozenset[str]:
        """Return the questions of which new pictures of a group would single people out if they were asked elsewhere too, as it seems.

        Elsewhere is any other group of the wave, and every wave of the other firms of the organisation.
        """
        mine = _by_group(Shown.objects.filter(wave__in=self._line))
        whole = {name: shown[-1] for name, shown in mine.pop(group, {}).items()} | dict(new)
        least, beside = self.wave.threshold, tuple(mine.values())
        found = echoed(whole, (), beside, least)
        for other in self._lines_elsewhere(new, beside):
            found |= echoed(whole, beside, list(other.values()), least)
        return found & new.keys()

    def _lines_elsewhere(self, new: Mapping[str, Histogram], beside: "Sequence[Group]") -> Iterator[Groups]:
        """Yield the waves of other firms that could be an echo: those that leave few people of some of the new pictures."""
        organisation = Shown.objects.filter(wave__company__organisation=self.wave.company.organisation_id)
        elsewhere = organisation.exclude(wave__company=self.wave.company_id)
        asked = _by_line(elsewhere.filter(indicator__in=new))
        least = self.wave.threshold
        suspect = {line for line, groups in asked.items() if echoed(new, beside, list(groups.values()), least, share=0)}
        if suspect:
            waves = [wave for line in suspect for wave in line]
            yield from _by_line(elsewhere.filter(wave__in=waves)).values()


def _answered_openly(wave: Wave, questions: frozenset[str] | None) -> Mapping[Cell, list[Histogram]]:
    """Return the answers of each open wave of the firm by cell."""
    rows = Rating.objects.filter(rater__wave__company=wave.company_id, rater__wave__mode=Wave.Mode.OPEN)
    rows = rows if questions is None else rows.filter(indicator__in=questions)
    choices: dict[tuple[UUID, str, str], list[str]] = defaultdict(list)
    counted = rows.order_by().values_list("rater__wave", "indicator", "rater__role", "level", "missing").annotate(number=Count("pk"))
    for which, name, group, level, missing, number in counted:
        choices[which, name, group] += [missing or str(level)] * number
    found: dict[Cell, list[Histogram]] = defaultdict(list)
    for (_, name, group), said in choices.items():
        found[name, group].append(Histogram.of(said))
    return found


def _by_group(shown: Iterable[Shown]) -> dict[str, dict[str, list[Histogram]]]:
    found: dict[str, dict[str, list[Histogram]]] = defaultdict(lambda: defaultdict(list))
    for one in shown:
        found[one.group][one.indicator].append(one.histogram)
    return found


def _by_line(shown: Iterable[Shown]) -> dict[frozenset[UUID], Groups]:
    """Return pictures by the line of rounds they belong to, then by group."""
    rows = list(shown)
    line_of = _lines({one.wave_id for one in rows})
    found: dict[frozenset[UUID], list[Shown]] = defaultdict(list)
    for one in rows:
        found[line_of[one.wave_id]].append(one)
    return {line: _by_group(of_line) for line, of_line in found.items()}


def _lines(asked: set[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Return of each wave the rounds that it continues or that continue it."""
    if not asked:
        return {}
    follows = dict(Wave.objects.filter(company__waves__in=asked).values_list("pk", "follows"))
    first: dict[UUID, set[UUID]] = defaultdict(set)
    for one in follows:
        before = one
        while earlier := follows.get(before):
            before = earlier
        first[before].add(one)
    return {one: frozenset(line) for line in first.values() for one in line}
