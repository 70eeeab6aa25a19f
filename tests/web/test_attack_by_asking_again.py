"""An owner asks the same people once more, as another group, in another round or firm: no single answer can be told.

The people never change what they say, which is best for the attacker, and the attacker knows who was asked when. What they see are
pictures; what can be computed from them is tried out: every sum and difference of up to four pictures of a firm, and across firms every
pair, and every sum of groups of one round against every sum of groups of another.
"""

import itertools
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from leitplanke.assessment.showing import Histogram, Seen
from leitplanke.web.archive import removing
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.survey import answering
from leitplanke.web.waves import links, raters, turning
from leitplanke.web.waves.models import Invitation, Shown, Wave
from leitplanke.web.waves.seen import Memory

LEAST = 5
PEOPLE = 13
EXAMPLES = 50 if os.environ.get("LEITPLANKE_TEST_LONG") else 3 if os.environ.get("TEST_DB") == "postgres" else 8
"""Rounds drawn at random; the rule is the same code on both databases, and the known attacks are tried on both."""
QUESTIONS = tuple(one for one in catalogue().indicators if {"staff", "management", "it"} <= set(one.roles))[:4]
Row = np.ndarray


def opinion(person: int, question: int) -> str:
    """Return what somebody always says."""
    return str((3 * person + 2 * question + person * question) % 5)


@dataclass
class Attack:
    """Rounds that somebody holds with the same people, and whom each picture counts."""

    firms: list[Company]
    lines: list[tuple[int, dict[str, list[int]]]] = field(default_factory=list)
    seen: dict[tuple[int, str, str], list[list[int]]] = field(default_factory=dict)
    """By round, group and question the people of each picture."""

    def ask(self, firm: int, *, live: bool = False, close: bool = True, **groups: list[int]) -> Wave:
        """Hold a round and return it, with whom in which group; who is in two groups answers twice."""
        wave = turning.plan(self.firms[firm], mode="anonymous", live=live)
        line = len(self.lines)
        self.lines.append((firm, groups))
        secrets = {(group, person): links.new_secret() for group, people in groups.items() for person in people}
        rows = [Invitation(wave=wave, kind="personal", role=group, digest=links.digest_of(one)) for (group, _), one in secrets.items()]
        Invitation.objects.bulk_create(rows)
        Wave.objects.filter(pk=wave.pk).update(state="open")
        inside: dict[str, list[int]] = {group: [] for group in groups}
        for (group, person), secret in secrets.items():
            visit = links.visit(secret)
            assert visit is not None
            raters.begin(visit, "de")
            said = {answering.field_name(one.id): opinion(person, place) for place, one in enumerate(QUESTIONS)}
            raters.save(visit, said, QUESTIONS)
            inside[group].append(person)
            self._look(wave, line, inside)
        if close:
            turning.close(Wave.objects.get(pk=wave.pk))
            self._look(wave, line, inside)
        return wave

    def _look(self, wave: Wave, line: int, inside: dict[str, list[int]]) -> None:
        shown = defaultdict(list)
        for one in Shown.objects.filter(wave=wave):
            shown[one.group, one.indicator].append(one)
        for (group, question), pictures in shown.items():
            known = self.seen.setdefault((line, group, question), [])
            if len(pictures) > len(known):
                counted = inside[group][: pictures[-1].histogram.total]
                assert len(pictures) == len(known) + 1
                place = next(place for place, one in enumerate(QUESTIONS) if one.id == question)
                assert pictures[-1].histogram == pictures[-1].histogram.of(opinion(one, place) for one in counted)
                known.append(counted)

    def rows(self, question: str) -> Iterator[tuple[int, int, str, Row, bool]]:
        """Yield firm, round, group and people of each picture, and whether it is the last of its cell."""
        for (line, group, name), pictures in self.seen.items():
            if name == question:
                for place, people in enumerate(pictures, start=1):
                    yield self.lines[line][0], line, group, np.bincount(people, minlength=PEOPLE), place == len(pictures)

    def told(self) -> list[str]:
        """Return everything that could be computed of fewer than five people."""
        return [found for question in QUESTIONS for found in self._told_of(question.id)]

    def _told_of(self, question: str) -> Iterator[str]:
        rows = list(self.rows(question))
        for firm in range(len(self.firms)):
            own = [(line, row) for which, line, _, row, _ in rows if which == firm]
            for size in (2, 3, 4):
                for chosen in itertools.combinations(own, size):
                    if size > 2 and len({line for line, _ in chosen}) < 2:
                        continue
                    for signs in itertools.product((1, -1), repeat=size - 1):
                        yield from few(chosen[0][1] + sum(sign * row for sign, (_, row) in zip(signs, chosen[1:], strict=True)), chosen)
        for one, two in itertools.combinations(rows, 2):
            yield from few(one[3] - two[3], (one, two))
        for one, two in itertools.combinations(range(len(self.lines)), 2):
            for mine, theirs in itertools.product(sums(rows, one), sums(rows, two)):
                yield from few(mine - theirs, (one, two))


def sums(rows: list[tuple[int, int, str, Row, bool]], line: int) -> Iterator[Row]:
    last = [row for _, which, _, row, newest in rows if which == line and newest]
    for size in range(1, len(last) + 1):
        for chosen in itertools.combinations(last, size):
            yield np.sum(chosen, axis=0)


def few(rest: Row, of: object) -> Iterator[str]:
    if ((rest >= 0).all() or (rest <= 0).all()) and 0 < abs(rest.sum()) < LEAST:
        yield f"{rest} of {of}"


@pytest.fixture
def attack(company: Company) -> Attack:
    sisters = [Company.objects.create(organisation=company.organisation, name=f"Alpha {number} GmbH") for number in (2, 3)]
    return Attack([company, *sisters])


SIX, FIVE = [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4]
ALL, ONE_HALF, OTHER_HALF = list(range(13)), [0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]
Asking = tuple[int, dict[str, list[int]]]
CLASSIC: dict[str, list[Asking]] = {
    "another group next time": [(0, {"staff": SIX}), (0, {"management": FIVE})],
    "a larger group first": [(0, {"management": FIVE}), (0, {"staff": SIX})],
    "two groups put together": [(0, {"staff": ALL}), (0, {"management": ONE_HALF, "it": OTHER_HALF})],
    "a group split before": [(0, {"management": ONE_HALF, "it": OTHER_HALF}), (0, {"staff": ALL})],
    "two groups in one round": [(0, {"staff": SIX, "management": FIVE})],
    "a firm made anew": [(0, {"staff": SIX}), (1, {"staff": FIVE})],
    "a firm made anew, another group": [(0, {"staff": FIVE}), (1, {"management": SIX})],
    "a firm made anew, split": [(0, {"staff": ALL}), (1, {"management": ONE_HALF, "it": OTHER_HALF})],
    "split in a third firm": [(1, {"management": ONE_HALF, "it": OTHER_HALF}), (2, {"staff": ALL})],
    "two who are new": [(0, {"staff": ALL[:9]}), (1, {"it": ALL[:11]}), (2, {"management": ALL[:12]})],
}


@pytest.mark.parametrize("name", CLASSIC)
@pytest.mark.parametrize("live", [False, True])
def test_asking_the_same_people_again_tells_nothing(name: str, attack: Attack, live: bool) -> None:  # noqa: FBT001 - a case
    for firm, groups in CLASSIC[name]:
        attack.ask(firm, live=live, **groups)
    assert attack.seen
    assert attack.told() == []


@pytest.mark.parametrize("name", CLASSIC)
def test_without_the_rule_each_of_these_attacks_works(name: str, attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures held against those of their own cell only, so that this file can fail."""

    def forgetful(memory: Memory, cell: tuple[str, str]) -> Seen:
        return Seen(mine=tuple(memory._mine.get(cell, ())))

    monkeypatch.setattr(Memory, "of", forgetful)
    monkeypatch.setattr(Memory, "echoes", lambda *_: frozenset())
    for firm, groups in CLASSIC[name]:
        attack.ask(firm, **groups)
    assert attack.told()


@pytest.mark.parametrize("answered", [True, False])
def test_who_answered_openly_is_subtracted_from_no_picture(attack: Attack, answered: bool) -> None:  # noqa: FBT001 - a case
    """Five have agreed to be seen; the sixth has not."""
    wave = turning.plan(attack.firms[0], mode="open", state="open")
    for person in FIVE if answered else ():
        secret = links.new_secret()
        Invitation.objects.create(wave=wave, kind="personal", role="staff", digest=links.digest_of(secret))
        visit = links.visit(secret)
        assert visit is not None
        raters.begin(visit, "de")
        said = {answering.field_name(one.id): opinion(person, place) for place, one in enumerate(QUESTIONS)}
        raters.save(visit, said, QUESTIONS)
    attack.ask(0, staff=SIX)
    assert bool(attack.seen) is not answered


def test_a_firm_that_is_deleted_and_made_anew_is_remembered(attack: Attack) -> None:
    attack.ask(0, staff=SIX)
    assert attack.seen
    removing.remove(Company.objects.get(pk=attack.firms[0].pk))
    assert not Company.objects.filter(pk=attack.firms[0].pk).exists()
    attack.ask(1, management=FIVE)
    assert attack.told() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(os.environ.get("TEST_DB") != "postgres", reason="SQLite writes one after the other anyway")
@pytest.mark.parametrize("second", [0, 1])
def test_two_rounds_closed_at_the_same_moment_know_each_other(second: int, attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each would show its picture, were both made before either is stored: within a firm and across two."""
    waves = [attack.ask(0, close=False, staff=SIX), attack.ask(second, close=False, management=FIVE)]
    read = Memory.echoes

    def slowly(memory: Memory, group: str, new: dict[str, Histogram]) -> frozenset[str]:
        found = read(memory, group, new)
        time.sleep(0.5)
        return found

    def close(wave: Wave) -> None:
        turning.close(wave)
        connection.close()

    monkeypatch.setattr(Memory, "echoes", slowly)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(close, waves))
    shown = [set(Shown.objects.filter(wave=wave).values_list("indicator", flat=True)) for wave in waves]
    assert any(shown)
    assert not shown[0] & shown[1]


PARTS = st.lists(st.integers(0, PEOPLE - 1), min_size=LEAST, max_size=PEOPLE, unique=True)
ASKINGS = st.lists(
    st.tuples(st.integers(0, 1), st.dictionaries(st.sampled_from(["staff", "management", "it"]), PARTS, min_size=1, max_size=2)),
    min_size=2,
    max_size=4,
)


@given(askings=ASKINGS, live=st.booleans())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whoever_is_asked_where_nobody_is_singled_out(askings: list[Asking], live: bool, attack: Attack) -> None:  # noqa: FBT001 - a case
    with transaction.atomic():
        attack.lines, attack.seen = [], {}
        for firm, groups in askings:
            attack.ask(firm, live=live, **groups)
        event(f"{len({line for line, *_ in attack.seen})} rounds with pictures")
        assert attack.told() == []
        transaction.set_rollback(True)


def test_firms_that_have_nothing_to_do_with_each_other_keep_their_pictures(attack: Attack) -> None:
    """People of other firms say other things; a few of these questions may still be withheld by chance."""
    attack.ask(0, staff=[0, 1, 2, 3, 4, 5])
    attack.ask(1, staff=[6, 7, 8, 9, 10, 11, 12])
    assert len([line for line, *_ in attack.seen if line == 1]) >= len(QUESTIONS) - 1
