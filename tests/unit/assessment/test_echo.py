"""Same people under another name are recognised by what they say; people who have nothing to do with each other are not."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from leitplanke.assessment.echo import echoed
from leitplanke.assessment.showing import LEAST, Histogram

QUESTIONS = [f"question-{number}" for number in range(24)]
People = dict[str, list[int]]


def crowd(size: int, seed: int) -> People:
    """Return what some people say, question by question, around an own mean of theirs."""
    rng = np.random.default_rng(seed)
    means = rng.uniform(0.8, 3.2, len(QUESTIONS))
    return {
        name: [int(one) for one in np.clip(np.rint(rng.normal(mean, 0.9, size)), 0, 4)] for name, mean in zip(QUESTIONS, means, strict=True)
    }


def part(people: People, chosen: Sequence[int]) -> dict[str, Histogram]:
    return {name: Histogram.of(str(said[one]) for one in chosen) for name, said in people.items()}


def kept(found: dict[str, Histogram]) -> dict[str, list[Histogram]]:
    return {name: [one] for name, one in found.items()}


ALL = crowd(13, 1)


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_the_same_people_without_some_are_recognised_on_every_question(missing: int) -> None:
    for seed in range(20):
        people = crowd(6 + missing, seed)
        some, every = part(people, range(6)), part(people, range(6 + missing))
        assert echoed(some, (), [kept(every)]) == frozenset(QUESTIONS)
        assert echoed(every, (), [kept(some)]) == frozenset(QUESTIONS)


def test_five_more_people_single_nobody_out() -> None:
    assert not echoed(part(ALL, range(6)), (), [kept(part(ALL, range(11)))])


def test_one_who_answers_a_single_question_is_not_given_away_by_it() -> None:
    """All but one question leave nothing: that too tells of the same people."""
    first = part(ALL, range(6)) | {QUESTIONS[3]: Histogram.of(str(ALL[QUESTIONS[3]][one]) for one in range(7))}
    assert echoed(part(ALL, range(6)), (), [kept(first)]) == {QUESTIONS[3]}


def test_people_split_into_groups_are_put_together_again() -> None:
    """Thirteen as one group elsewhere; here twelve of them as two groups, or the other way round."""
    one, two, whole = part(ALL, range(6)), part(ALL, range(6, 12)), part(ALL, range(13))
    assert echoed(two, [kept(one)], [kept(whole)]) == frozenset(QUESTIONS)
    assert not echoed(two, [], [kept(whole)])
    assert echoed(part(ALL, range(11)), [], [kept(one), kept(two)]) == frozenset(QUESTIONS)


def test_a_picture_of_a_live_wave_that_was_shown_on_the_way_counts() -> None:
    grown = {name: [one, two] for (name, one), two in zip(part(ALL, range(5)).items(), part(ALL, range(13)).values(), strict=True)}
    assert echoed(part(ALL, range(6)), (), [grown]) == frozenset(QUESTIONS)


def test_who_changes_an_answer_on_some_questions_protects_these_only() -> None:
    changed = {name: said if place % 3 else [4 - said[0], *said[1:]] for place, (name, said) in enumerate(crowd(9, 4).items())}
    found = echoed(part(changed, range(8)), (), [kept(part(crowd(9, 4), range(9)))])
    assert found >= {name for place, name in enumerate(QUESTIONS) if place % 3}


@pytest.mark.parametrize("sizes", [(6, 5, 25), (8, 8, 30), (20, 15, 80)])
def test_other_people_are_hardly_ever_taken_for_the_same(sizes: tuple[int, ...]) -> None:
    """An adviser with thirty firms must still see pictures: of other people fewer than one question in two hundred is withheld."""
    firms = [[part(crowd(size, 1000 * firm + place), range(size)) for place, size in enumerate(sizes)] for firm in range(30)]
    withheld = asked = 0
    for firm in firms[:4]:
        for place, group in enumerate(firm):
            beside = [kept(one) for one in firm[:place]]
            found = set(echoed(group, (), beside))
            for other in firms[4:]:
                found |= echoed(group, beside, [kept(one) for one in other])
            withheld, asked = withheld + len(found), asked + len(QUESTIONS)
    assert withheld <= asked / 200


def test_without_pictures_in_common_there_is_no_echo() -> None:
    assert not echoed(part(ALL, range(6)), (), [{}, {"another question": [Histogram.of("12343")]}])


def test_the_least_number_is_that_of_the_wave() -> None:
    for least, more in itertools.product((5, 8), range(1, 8)):
        found = echoed(part(ALL, range(5)), (), [kept(part(ALL, range(5 + more)))], least)
        assert bool(found) is (more < least)
    assert LEAST == 5
