"""An owner who sees everything tries to compute single answers of anonymous waves.

The attacker knows who answered when and which people each picture counts (more than any page tells), knows that people who did not
change their answer gave the same one in every wave, and may plan waves, open, close, reopen and second rounds, live pictures, invite,
see withdrawals, and raise thresholds as they like. What they see are pictures: everything else that leaves must be made of them.

Three claims, for every cell (question and group):

1. Nothing else leaves: whatever the rows of raters hold, as long as pictures and participation are the same, every page and every file
   of the firm is the same, byte for byte.
2. Within a wave and its second rounds each single answer is an unknown, each picture a sum of them. No linear combination of the
   pictures is about fewer than `least` answers, whatever its factors.
3. Across waves equal answers of one person are one unknown. No two pictures differ by fewer than `least` answers, and no sum or
   difference of up to four pictures is the sum of the answers of fewer than `least` people.
"""

import io
import itertools
import os
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from leitplanke.assessment import showing
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.studies.models import Study
from leitplanke.web.survey import answering
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import links, pictures, raters, turning
from leitplanke.web.waves.models import Invitation, Shown, Wave

LEAST = 5
QUESTION = "indicator.cloud.export-age"
(ASKED,) = (one for one in catalogue().indicators if one.id == QUESTION)
PEOPLE = 13
EXAMPLES = 100 if os.environ.get("LEITPLANKE_TEST_LONG") else 4 if os.environ.get("TEST_DB") == "postgres" else 15
"""Attacks drawn at random; the rule is the same code on both databases, and the known attacks are tried on both."""
MOST_ROWS = 5
"""Pictures of a wave that are combined with any factors; more than its thirteen people make."""


@dataclass
class Firm:
    """A firm, its staff, and everything the attacker knows; `columns` are the answers counted in each picture."""

    company: Company
    wave: Wave | None = None
    secrets: dict[int, str] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    version: dict[int, int] = field(default_factory=dict)
    counted: dict[int, tuple[int, str]] = field(default_factory=dict)
    keys: dict[tuple[object, int], tuple[object, str]] = field(default_factory=dict)
    line: int = 0
    seen: int = 0
    known: list[tuple[int, int, dict[int, tuple[int, str]]]] = field(default_factory=list)
    """Of each picture its line of rounds, the least number then, and per person which answer of theirs it counts."""

    def begin(self, *, live: bool, least: int) -> None:
        if self.wave is not None and self.wave.state == "open":
            self.end()
        self.line += 1
        self.said, self.withdrawn, self.counted, self.version = {}, set(), {}, {}
        self.wave = turning.plan(self.company, mode="anonymous", live=live, threshold=least)
        self.secrets = {person: links.new_secret() for person in range(PEOPLE)}
        for secret in self.secrets.values():
            Invitation.objects.create(wave=self.wave, kind="personal", role="staff", digest=links.digest_of(secret))
        turning.start(self.wave)
        self._look()

    def _visit(self, person: int) -> links.Visit:
        found = links.visit(self.secrets[person])
        assert found is not None
        return found

    def _key(self, person: int) -> tuple[object, str]:
        """Return under which key somebody's answers of the present wave are stored."""
        assert self.wave is not None
        if (self.wave.pk, person) not in self.keys:
            visit = self._visit(person)
            self.keys[self.wave.pk, person] = (visit.wave.pk, visit.key)
        return self.keys[self.wave.pk, person]

    def answer(self, person: int, choice: str) -> None:
        if self.wave is None or person in self.withdrawn:
            return
        visit = self._visit(person)
        if not visit.takes_answers:
            return
        raters.begin(visit, "de")
        raters.save(visit, {answering.field_name(QUESTION): choice}, (ASKED,))
        if self.said.get(person) != choice:
            self.said[person] = choice
            self.version[person] = self.version.get(person, 0) + 1
        self._look()

    def withdraw(self, person: int) -> None:
        if self._takes_answers() and person in self.said and person not in self.withdrawn:
            raters.withdraw(self._visit(person))
            self.withdrawn.add(person)
            self._look()

    def end(self) -> None:
        if self._takes_answers():
            turning.close(self._row())
            self._look()

    def again(self) -> None:
        row = self._row()
        if row is not None and row.state == "closed" and not Wave.objects.filter(follows=row).exists():
            turning.reopen(row)
            self._look()

    def second(self) -> None:
        row = self._row()
        if row is not None and row.is_over and not Wave.objects.filter(follows=row).exists():
            self.wave = turning.second_round(row)
            turning.start(self.wave)
            self._look()

    def live(self, *, on: bool) -> None:
        if self._takes_answers():
            Wave.objects.filter(pk=self._row().pk).update(live=on)

    def raise_least(self) -> None:
        if self._takes_answers():
            turning.raise_threshold(self._row(), self._row().threshold + 1)

    def _row(self) -> Wave | None:
        return None if self.wave is None else Wave.objects.select_related("follows").get(pk=self.wave.pk)

    def _takes_answers(self) -> bool:
        row = self._row()
        return row is not None and row.takes_answers

    def _look(self) -> None:
        """Learn of every new picture whom it counts, which no page tells."""
        rows = list(Shown.objects.filter(wave__company=self.company))
        assert len(rows) - self.seen in {0, 1}
        for row in rows[self.seen :]:
            counting = Rating.objects.filter(indicator=QUESTION).exclude(counted="")
            mine = {(wave, key): counted for wave, key, counted in counting.values_list("rater__wave", "rater__key", "counted")}
            for person in self.said:
                counted = mine.get(self._key(person), "")
                if counted and self.counted.get(person, (0, ""))[1] != counted:
                    assert counted == self.said[person]
                    self.counted[person] = (self.version[person], counted)
            assert row.histogram == showing.Histogram.of(choice for _, choice in self.counted.values())
            self.known.append((self.line, row.wave.threshold, dict(self.counted)))
        self.seen = len(rows)


Event = tuple[str, int, int]
CROWD = st.tuples(st.just("crowd"), st.sampled_from((0, 0, 1, 5)), st.integers(5, PEOPLE))
TROUBLE = st.one_of(
    st.tuples(st.just("crowd"), st.integers(0, PEOPLE - 1), st.integers(1, 5)),
    st.tuples(st.just("turn"), st.integers(0, PEOPLE - 1), st.integers(1, 7)),
    st.tuples(st.just("answer"), st.integers(0, PEOPLE - 1), st.integers(0, 6)),
    st.tuples(st.just("withdraw"), st.integers(0, PEOPLE - 1), st.just(0)),
    st.sampled_from([("end", 0, 0), ("again", 0, 0), ("second", 0, 0), ("live", 1, 0), ("live", 0, 0), ("raise", 0, 0)]),
)
WAVE = st.tuples(st.tuples(st.just("begin"), st.booleans(), st.sampled_from((5, 5, 6))), CROWD, st.lists(TROUBLE, max_size=6))
EVENTS = st.lists(WAVE, min_size=1, max_size=4).map(
    lambda waves: [one for begin, crowd, troubles in waves for one in (begin, crowd, *troubles, ("end", 0, 0))]
)
CHOICES = ("0", "1", "2", "3", "4", "unknown", "not-applicable")


def usual(person: int) -> str:
    """Return what somebody says as long as nothing changes their mind: the attacker counts on it."""
    return CHOICES[(3 * person + 1) % 5]


def play(firm: Firm, script: list[Event]) -> None:
    for kind, first, second in script:
        if kind == "begin":
            firm.begin(live=bool(first), least=second)
        elif kind == "answer":
            firm.answer(first, CHOICES[second])
        elif kind == "crowd":
            for person in range(first, min(first + second, PEOPLE)):
                firm.answer(person, usual(person))
        elif kind == "turn":
            for person in range(first, min(first + second, PEOPLE)):
                firm.answer(person, CHOICES[(int(usual(person)) + 2) % 5])
        elif kind == "withdraw":
            firm.withdraw(first)
        elif kind == "live":
            firm.live(on=bool(first))
        else:
            {"end": firm.end, "again": firm.again, "second": firm.second, "raise": firm.raise_least}[kind]()
    firm.end()


def least_support(matrix: np.ndarray) -> float:
    """Return the fewest unknowns that any combination of the rows is about, exactly, by trying every set of columns to vanish.

    A vector of the row space with least support vanishes on a set of columns whose rank is one less than the whole; equal columns
    vanish together, so it is enough to try the distinct ones.
    """
    distinct, sizes = np.unique(matrix, axis=1, return_counts=True)
    rank = np.linalg.matrix_rank(distinct)
    best = np.inf
    for chosen in itertools.combinations(range(distinct.shape[1]), max(rank - 1, 0)):
        gone = distinct[:, chosen]
        _, values, rows = np.linalg.svd(gone.T) if chosen else (None, np.zeros(0), np.eye(len(matrix)))
        for factors in rows[(values > 1e-9).sum() :]:
            left = np.abs(factors @ distinct) > 1e-9
            if left.any():
                best = min(best, sizes[left].sum())
    return float(best)


def sums(rows: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Return every sum and difference of up to four of the rows."""
    for size in range(1, 5):
        for chosen in itertools.combinations_with_replacement(range(len(rows)), size):
            for signs in itertools.product((1, -1), repeat=size - 1):
                yield rows[chosen[0]] + sum((sign * rows[one] for sign, one in zip(signs, chosen[1:], strict=True)), np.zeros_like(rows[0]))


def check(firm: Firm) -> None:
    lines: dict[int, list[dict[int, tuple[int, str]]]] = defaultdict(list)
    for line, least, picture in firm.known:
        assert len(picture) >= least >= LEAST
        lines[line].append(picture)
    for found in lines.values():
        columns = sorted({(person, *one) for picture in found for person, one in picture.items()})
        matrix = np.array([[float(picture.get(person) == (v, c)) for person, v, c in columns] for picture in found])
        assert least_support(matrix[-MOST_ROWS:]) >= LEAST
        assert least_support(matrix[:MOST_ROWS]) >= LEAST
    names = sorted({(person, choice) for _, _, picture in firm.known for person, (_, choice) in picture.items()})
    rows = [np.array([float(picture.get(person, (0, ""))[1] == choice) for person, choice in names]) for _, _, picture in firm.known]
    for first, second in itertools.combinations(rows, 2):
        assert max((second > first).sum(), (first > second).sum()) >= LEAST
    for found_sum in sums(rows[:6]):
        if (found_sum >= 0).all() or (found_sum <= 0).all():
            assert not 0 < np.abs(found_sum).sum() < LEAST


@given(script=EVENTS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_combination_of_pictures_singles_anybody_out(script: list[Event], company: Company) -> None:
    with transaction.atomic():
        firm = Firm(company)
        play(firm, script)
        event(f"{min(len(firm.known), 4)} pictures, {len({line for line, *_ in firm.known})} waves")
        check(firm)
        transaction.set_rollback(True)


AGAIN: list[Event] = [("begin", 0, 5), ("crowd", 0, 9), ("end", 0, 0), ("second", 0, 0)]
CLASSIC: dict[str, list[Event]] = {
    "one more in the next wave": [("begin", 0, 5), ("crowd", 0, 8), ("end", 0, 0), ("begin", 0, 5), ("crowd", 0, 9)],
    "one less in the next wave": [("begin", 0, 5), ("crowd", 0, 8), ("end", 0, 0), ("begin", 0, 5), ("crowd", 0, 7)],
    "live, one after the other": [("begin", 1, 5), *[("crowd", person, 1) for person in range(PEOPLE)]],
    "four at the end": [("begin", 1, 5), ("crowd", 0, 5), ("live", 0, 0), ("crowd", 5, 4)],
    "one withdraws": [("begin", 1, 5), ("crowd", 0, 6), ("withdraw", 0, 0), ("end", 0, 0)],
    "one withdraws, five come": [("begin", 1, 5), ("crowd", 0, 5), ("withdraw", 0, 0), ("crowd", 5, 5)],
    "one changes, five come": [("begin", 1, 5), ("crowd", 0, 5), ("turn", 0, 1), ("crowd", 5, 5)],
    "one revises": [*AGAIN, ("turn", 0, 1)],
    "five revise, then one": [*AGAIN, ("turn", 0, 5), ("end", 0, 0), ("again", 0, 0), ("turn", 6, 1)],
    "reopened for one": [("begin", 0, 5), ("crowd", 0, 6), ("end", 0, 0), ("again", 0, 0), ("crowd", 6, 1)],
    "threshold raised between": [("begin", 1, 5), ("crowd", 0, 5), ("raise", 0, 0), ("crowd", 5, 5), ("crowd", 10, 1)],
    "a, ab, abc, ac and one more": [
        *[step for size in (5, 10, 13) for step in (("begin", 0, 5), ("crowd", 0, size), ("end", 0, 0))],
        *[("begin", 0, 5), ("crowd", 0, 5), ("crowd", 11, 2)],
    ],
}


@pytest.mark.parametrize("attack", CLASSIC)
def test_known_attacks_fail(attack: str, company: Company) -> None:
    firm = Firm(company)
    play(firm, CLASSIC[attack])
    assert firm.known
    check(firm)


def test_the_check_itself_finds_an_attack_where_pictures_are_shown_at_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule the same attacks work, so that this file can fail."""

    def careless(seen: showing.Seen, pending: showing.Pending, least: int) -> showing.Step | None:
        shown = seen.mine[-1] if seen.mine else showing.Histogram()
        new = shown.plus(pending.fresh).plus(pending.after, pending.before)
        return showing.Step(histogram=new, fresh=True, changed=True) if new.total >= least else None

    monkeypatch.setattr(pictures, "step", careless)
    monkeypatch.setattr(pictures._Answers, "may_make", lambda *_: True)
    failed = []
    for attack, script in CLASSIC.items():
        firm = Firm(company)
        play(firm, script)
        try:
            check(firm)
        except AssertionError:
            failed.append(attack)
        with transaction.atomic():
            Rater.objects.exclude(wave=None).delete()
            Shown.objects.all().delete()
            Wave.objects.filter(follows__isnull=False).delete()
            Wave.objects.all().delete()
    assert len(failed) >= len(CLASSIC) - 4


def addresses(known: dict[str, list[object]]) -> Iterator[str]:
    """Return every address of the product that needs nothing but what a firm has."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, outer: list[str]) -> Iterator[tuple[str, list[str]]]:
        for pattern in patterns:
            names = [*outer, *pattern.pattern.regex.groupindex]
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix, names)
            else:
                yield f"{prefix}{pattern.name}", names

    for name, needed in walk(get_resolver().url_patterns, "", []):
        if set(needed) & {"company_id", "wave_id", "study_id"} and set(needed) <= known.keys() and name not in ELSEWHERE:
            for values in itertools.product(*(known[one] for one in needed)):
                yield reverse(name, kwargs=dict(zip(needed, values, strict=True)))


ELSEWHERE = {"studies:latest", "waves:renew", "waves:cancel", "waves:poster"}
"""Addresses that lead to others, or are about links."""
TABLES = ["survey.rating", "survey.rater", "waves.wave", "waves.shown", "waves.invitation", "studies.study"]


def leaving(company: Company, study: Study, wave: Wave, browser: Client) -> dict[str, object]:
    """Return everything that leaves, by address."""
    known: dict[str, list[object]] = {
        "company_id": [company.pk],
        "study_id": [study.pk],
        "wave_id": [wave.pk],
        "paper": ["purpose"],
        "kind": ["studie.yaml"],
        "table": list(TABLES),
        "questions": ["alle"],
    }
    found: dict[str, object] = {"inputs": to_text(gather(company))}
    for address in addresses(known):
        with transaction.atomic():
            response = browser.get(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            found[address] = (response.status_code, plain(content))
            # The log tells of each file that was taken along: not of these.
            transaction.set_rollback(True)
    return found


def plain(content: bytes) -> object:
    """Return a page without its keys of forms, or the files of a packed one without their times."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {name: plain(packed.read(name)) for name in packed.namelist() if not name.endswith("core.xml")}
    return re.sub(rb'name="(csrfmiddlewaretoken|nonce)" value="[^"]+"|"?(made|exported|written)(_at)?"?: ?"[^"]+"', b"", content)


def test_nothing_leaves_but_pictures(study: Study, as_alice: Client) -> None:
    company = study.company
    firm = Firm(company)
    firm.begin(live=True, least=LEAST)
    for person in range(12):
        firm.answer(person, usual(person))
    firm.withdraw(11)
    assert len(firm.known) == 2
    firm.end()
    wave = Wave.objects.get()
    before = leaving(company, study, wave, as_alice)
    assert sum(status == 200 for status, _ in (one for one in before.values() if isinstance(one, tuple))) > 20
    # Another world: who said what is another matter, what no picture holds is the contrary, and reasons tell tales.
    rows = list(Rating.objects.filter(rater__wave=wave).order_by("pk"))
    counted = [row for row in rows if row.counted]
    said = [(row.level, row.missing, row.counted) for row in counted]
    for row, (level, missing, was) in zip(counted, [*said[3:], *said[:3]], strict=True):
        Rating.objects.filter(pk=row.pk).update(level=level, missing=missing, counted=was, revised_because="Ich war es.")
    hidden = [row for row in rows if not row.counted]
    assert hidden
    Rating.objects.filter(pk__in=[row.pk for row in hidden]).update(
        level=None, missing="not-applicable", reason="Hier lügt jeder außer mir."
    )
    after = leaving(company, study, wave, as_alice)
    assert after.keys() == before.keys()
    assert [address for address in before if before[address] != after[address]] == []
    assert not any(told in str(after) for told in ("lügt jeder", "Ich war es"))
