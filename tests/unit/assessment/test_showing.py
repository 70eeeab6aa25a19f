"""The showing rule against linear algebra: what a series of pictures tells, it tells of five answers at least."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.assessment.pooling import moments
from leitplanke.assessment.rating import Answer, Rater
from leitplanke.assessment.showing import LEAST, Histogram, Pending, Seen, isolates, may_show, moments_of, step
from leitplanke.catalogue.entries import Catalogue

CHOICES = ("0", "1", "2", "3", "4", "unknown", "not-applicable")
PICTURES = st.lists(st.sampled_from(CHOICES), max_size=12)


def answer_of(choice: str) -> Answer:
    if choice.isdigit():
        return Answer(rater="r", indicator="", level=int(choice))
    return Answer(rater="r", indicator="", missing="unknown" if choice == "unknown" else "not-applicable", reason="so")


def pictures(*levels: tuple[int, ...]) -> list[Histogram]:
    return [Histogram(levels=one) for one in levels]


def test_four_answers_are_never_shown_and_five_are() -> None:
    four, five = pictures((1, 1, 1, 1, 0), (1, 1, 1, 1, 1))
    assert not may_show((), four)
    assert may_show((), five)
    assert not may_show((), five, least=6)


def test_an_answer_that_is_not_known_or_does_not_apply_counts_as_an_answer() -> None:
    assert may_show((), Histogram(levels=(3, 0, 0, 0, 0), unknown=1, not_applicable=1))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ((0, 3, 2, 0, 0), (0, 3, 2, 1, 0), False),  # one more person
        ((0, 3, 3, 0, 0), (0, 3, 2, 0, 0), False),  # one less
        ((0, 3, 2, 0, 0), (1, 3, 2, 1, 2), False),  # four more
        ((0, 3, 2, 0, 0), (1, 3, 3, 1, 2), True),  # five more
        ((5, 0, 0, 0, 0), (0, 0, 0, 0, 5), True),  # five moved
        ((5, 3, 0, 0, 0), (1, 3, 0, 0, 4), False),  # four moved
        ((6, 0, 0, 0, 0), (0, 6, 0, 0, 0), True),
        ((9, 9, 9, 0, 0), (9, 9, 9, 0, 0), False),  # nothing new
    ],
)
def test_two_pictures_are_five_answers_apart(old: tuple[int, ...], new: tuple[int, ...], shown: bool) -> None:  # noqa: FBT001 - a case
    first, second = pictures(old, new)
    assert may_show((first,), second) is shown


def test_every_earlier_picture_counts_not_only_the_last() -> None:
    first, second, third = pictures((5, 0, 0, 0, 0), (5, 5, 0, 0, 0), (5, 0, 0, 0, 1))
    assert may_show((first,), second)
    assert not may_show((first, second), third)


@given(old=PICTURES, new=PICTURES)
def test_distance_is_that_of_transport_between_multisets(old: list[str], new: list[str]) -> None:
    # As multisets: what must be added, and what must be taken out, counted answer by answer.
    added, gone = list(new), list(old)
    for choice in old:
        if choice in added:
            added.remove(choice)
            gone.remove(choice)
    expected = len(new) >= LEAST and max(len(added), len(gone)) >= LEAST
    assert may_show((Histogram.of(old),), Histogram.of(new)) is expected


@given(
    choices=st.lists(st.sampled_from(CHOICES), min_size=1, max_size=40), weight=st.sampled_from([0.5, 1.0, 1.7]), place=st.integers(0, 2)
)
def test_moments_are_those_of_the_same_answers_one_by_one(small: Catalogue, choices: list[str], weight: float, place: int) -> None:
    indicator = small.indicators[place]
    raters = [Rater(id=str(n), role="staff", weight=weight) for n, _ in enumerate(choices)]
    answers = [
        Answer(rater=str(n), indicator=indicator.id, level=one.level, missing=one.missing, reason=one.reason)
        for n, one in enumerate(map(answer_of, choices))
    ]
    (expected,) = moments(small.indicators, raters, answers)
    assert moments_of(indicator, "staff", Histogram.of(choices), weight) == expected


def test_an_empty_picture_has_no_moments(small: Catalogue) -> None:
    with pytest.raises(ValueError, match=small.indicators[0].id):
        moments_of(small.indicators[0], "staff", Histogram())


def test_what_cannot_be_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        Histogram(levels=(0, 0, -1, 0, 0))
    with pytest.raises(ValueError, match="1"):
        Histogram(levels=(1, 1))
    with pytest.raises(ValueError, match="5"):
        Histogram.of(["5"])
    with pytest.raises(ValueError, match="Histogram"):
        Pending(before=Histogram(levels=(1, 0, 0, 0, 0)))


def test_changes_wait_for_four_others_and_new_answers_do_not_hide_them() -> None:
    shown = Histogram(levels=(4, 4, 0, 0, 0))
    one_changed = {"before": Histogram(levels=(1, 0, 0, 0, 0)), "after": Histogram(levels=(0, 0, 0, 0, 1))}
    assert step(Seen(mine=(shown,)), Pending(**one_changed)) is None
    mixed = step(Seen(mine=(shown,)), Pending(fresh=Histogram(levels=(0, 0, 5, 0, 0)), **one_changed))
    assert mixed is not None
    assert (mixed.histogram.levels, mixed.fresh, mixed.changed) == ((4, 4, 5, 0, 0), True, False)
    four_and_one = Pending(fresh=Histogram(levels=(0, 0, 4, 0, 0)), **one_changed)
    assert step(Seen(mine=(shown,)), four_and_one) is None


def test_five_changes_move_the_picture() -> None:
    shown = Histogram(levels=(6, 2, 0, 0, 0))
    found = step(Seen(mine=(shown,)), Pending(before=Histogram(levels=(5, 0, 0, 0, 0)), after=Histogram(levels=(0, 0, 0, 5, 0))))
    assert found is not None
    assert found.histogram.levels == (1, 2, 0, 5, 0)


A, AB = Histogram(levels=(5, 0, 0, 0, 0)), Histogram(levels=(5, 5, 0, 0, 0))
ABC, ONE_MORE = Histogram(levels=(5, 5, 5, 0, 0)), Histogram(levels=(5, 0, 5, 0, 1))


def test_four_pictures_that_single_one_answer_out_are_not_all_shown() -> None:
    far_apart = [may_show(found[:-1], found[-1]) for found in ((A, AB), (A, AB, ABC), (A, AB, ABC, ONE_MORE))]
    assert far_apart == [True, True, True]
    pending = Pending(fresh=ONE_MORE)
    assert step(Seen(foreign=(A, AB)), pending) is not None
    assert step(Seen(foreign=(A, AB, ABC)), pending) is None


def test_two_groups_apart_and_then_together_with_one_more_are_seen_through() -> None:
    first, second = pictures((5, 1, 0, 0, 0), (0, 0, 0, 1, 6))
    both = Histogram(levels=(5, 1, 1, 1, 6))
    assert may_show((first, second), both)
    assert isolates((first, second), both)
    assert not isolates((first, second), Histogram(levels=(5, 1, 5, 1, 6)))


@given(pictures=st.lists(PICTURES.filter(lambda one: len(one) >= LEAST), min_size=1, max_size=4), new=PICTURES)
def test_isolating_is_what_trying_every_sum_finds(pictures: list[list[str]], new: list[str]) -> None:
    olds = [np.array(Histogram.of(one).counts) for one in pictures]
    found = False
    for chosen in itertools.product([np.zeros(7, int), *olds], repeat=3):
        for signs in itertools.product((1, -1), repeat=3):
            rest = np.array(Histogram.of(new).counts) + sum(sign * one for sign, one in zip(signs, chosen, strict=True))
            found = found or (0 < abs(rest.sum()) < LEAST and ((rest >= 0).all() or (rest <= 0).all()))
    assert isolates([Histogram.of(one) for one in pictures], Histogram.of(new)) is bool(found)


def test_other_groups_of_the_wave_are_other_people_until_another_wave_joins_them() -> None:
    """Thirteen were asked as staff last year, twelve of them now as management and as IT: the thirteenth is the difference."""
    staff, management = Histogram(levels=(3, 3, 3, 2, 2)), Histogram(levels=(2, 2, 1, 0, 1))
    rest = Histogram(levels=(1, 1, 2, 1, 1))
    assert not isolates((), rest, beside=(management,))
    assert not isolates((staff,), rest)
    assert isolates((staff,), rest, beside=(management,))
    pending = Pending(fresh=rest)
    assert step(Seen(beside=(management,)), pending) is not None
    assert step(Seen(foreign=(staff,), beside=(management,)), pending) is None


@given(
    foreign=st.lists(PICTURES, min_size=1, max_size=3), beside=st.lists(PICTURES, max_size=3), new=PICTURES, least=st.sampled_from((5, 7))
)
def test_isolating_beside_others_is_what_trying_every_sum_finds(
    foreign: list[list[str]], beside: list[list[str]], new: list[str], least: int
) -> None:
    """Up to three of all, at least one of them foreign; adding zero stands for fewer."""
    must = [np.array(Histogram.of(one).counts) for one in foreign]
    rest = [np.zeros(7, int), *must, *(np.array(Histogram.of(one).counts) for one in beside)]
    found = False
    for one, two, three in itertools.product(must, rest, rest):
        for signs in itertools.product((1, -1), repeat=3):
            left = np.array(Histogram.of(new).counts) + signs[0] * one + signs[1] * two + signs[2] * three
            found = found or (0 < abs(left.sum()) < least and ((left >= 0).all() or (left <= 0).all()))
    assert isolates([Histogram.of(one) for one in foreign], Histogram.of(new), least, [Histogram.of(one) for one in beside]) is bool(found)


def test_hundreds_of_pictures_of_live_waves_are_held_against_each_other_in_time() -> None:
    """Five hundred people in four groups, live, in earlier years: what a page waits for is one question of one group."""
    rng = np.random.default_rng(1)
    pictures = [Histogram.from_counts(rng.multinomial(total, [0.1, 0.2, 0.3, 0.2, 0.1, 0.05, 0.05])) for total in range(5, 1005, 5)]
    began = time.perf_counter()
    isolates(pictures, Histogram.from_counts(rng.multinomial(7, [1 / 7] * 7)))
    assert time.perf_counter() - began < 2.0


Event = tuple[str, int]
EVENTS = st.lists(st.tuples(st.sampled_from(["answer", "answer", "answer", "change"]), st.integers(0, 4)), max_size=60)


@given(events=EVENTS, least=st.integers(5, 7))
def test_no_combination_of_the_pictures_of_a_wave_is_about_fewer_answers(events: list[Event], least: int) -> None:
    """Follow every single answer as an unknown of its own: each picture is a row of a matrix over them.

    The support of every vector in the row space is sought by elimination: the rows in reduced form in every order of columns would be
    too many, so the claim is proved as it is meant: the batch of a picture holds `least` columns no earlier row has, all alike.
    """
    now: list[int] = []  # column of each rater's present answer
    counted: list[int | None] = []
    levels: list[int] = []  # what each column says
    rows: list[list[int]] = []
    shown, earlier = Histogram(), []
    for kind, level in events:
        levels.append(level)
        column = len(levels) - 1
        if kind == "answer" or not now:
            now.append(column)
            counted.append(None)
        else:
            now[column % len(now)] = column
        fresh = [n for n, one in enumerate(counted) if one is None]
        moved = [n for n, one in enumerate(counted) if one is not None and one != now[n] and levels[one] != levels[now[n]]]
        pending = Pending(
            fresh=Histogram.of(str(levels[now[n]]) for n in fresh),
            before=Histogram.of(str(levels[one]) for n in moved if (one := counted[n]) is not None),
            after=Histogram.of(str(levels[now[n]]) for n in moved),
        )
        found = step(Seen(mine=tuple(earlier)), pending, least)
        if found is None:
            continue
        for n in [*(fresh if found.fresh else ()), *(moved if found.changed else ())]:
            counted[n] = now[n]
        rows.append([one for one in counted if one is not None])
        shown = found.histogram
        earlier.append(shown)
        assert shown == Histogram.of(str(levels[one]) for one in rows[-1])
    matrix = np.zeros((len(rows), len(levels)))
    for line, columns in zip(matrix, rows, strict=True):
        line[columns] = 1.0
    for place, line in enumerate(matrix):
        newest = line - (matrix[place - 1] if place else 0.0)
        untouched = ~matrix[:place].any(axis=0)
        assert (newest[untouched] == 1.0).sum() >= least
    for first, second in itertools.combinations(matrix, 2):
        assert np.count_nonzero(second - first) >= least
    for coefficients in itertools.product((-2, -1, 0, 1, 2), repeat=min(4, len(rows))):
        combined = np.array(coefficients) @ matrix[-len(coefficients) :] if coefficients else np.zeros(1)
        assert np.count_nonzero(combined) == 0 or np.count_nonzero(combined) >= least
