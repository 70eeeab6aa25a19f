"""Whether the database holds every answer that a soak acknowledged, past the pages."""

from collections import defaultdict
from collections.abc import Sequence

from soak_people import Answers, Felt, Owner, Rater

LOST = "acknowledged answer that is not stored"


def compare(owners: Sequence[Owner], raters: Sequence[Rater], felt: Felt) -> None:
    """Count each acknowledged answer under its person, and as a fault if it is not stored as given; Django is set up."""
    desk, room = _stored()
    acknowledged = 0
    for one in owners:
        acknowledged += len(one.kept)
        held = desk[one.firm.key]
        felt.faults[LOST] += [f"owner of {one.firm.key}: {name}" for name, level in one.kept.items() if (name, level) not in held]
    # Nothing leads from a person to the rows of an anonymous round: each must be found in a set of rows of its own.
    waiting = sorted((answers for one in raters for answers in one.kept), key=len, reverse=True)
    for answers in waiting:
        acknowledged += len(answers)
        found = next((place for place, held in enumerate(room) if answers.items() <= held.items()), None)
        if found is None:
            felt.faults[LOST] += [f"rater with {len(answers)} answers"] * len(answers)
        else:
            room.pop(found)
    if not acknowledged:
        felt.faults[LOST].append("nobody was acknowledged anything")
    print(f"{acknowledged} acknowledged answers looked up, {len(felt.faults[LOST])} not stored as given", flush=True)


def _stored() -> tuple[dict[str, set[tuple[str, int]]], list[Answers]]:
    """Return the answers at the desk by firm, and those of each person in a round, the fewest first."""
    from leitplanke.web.survey.answering import field_name  # noqa: PLC0415 - after django.setup
    from leitplanke.web.survey.models import Rating  # noqa: PLC0415

    desk: dict[str, set[tuple[str, int]]] = defaultdict(set)
    room: dict[int, Answers] = defaultdict(dict)
    rows = Rating.objects.filter(level__isnull=False).values_list("rater_id", "rater__company_id", "rater__wave_id", "indicator", "level")
    for rater, firm, wave, indicator, level in rows:
        if level is None:
            continue
        if wave is None:
            desk[str(firm)].add((field_name(indicator), level))
        else:
            room[rater][field_name(indicator)] = level
    return desk, sorted(room.values(), key=len)
