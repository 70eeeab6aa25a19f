"""What the projector shows in a workshop: no names, no euros, and of an anonymous wave only what its steps have shown."""

import hashlib

from leitplanke.assessment import picture
from leitplanke.assessment.picture import Cells, ItemPicture, ScopePicture
from leitplanke.web.picture import words
from leitplanke.web.picture.page import Told, item
from leitplanke.web.picture.values import Item, Stage, StageField
from leitplanke.web.results.figures import mark_of


def state_of(cells: Cells) -> str:
    """Return a mark that changes whenever one of the counts does."""
    text = ";".join(f"{cell}{histogram.counts}" for cell, histogram in sorted(cells.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def overview(cells: Cells, told: Told) -> Stage:
    """Return all fields with their questions, and what to talk about first."""
    found = picture.items(told.catalogue.indicators, cells)
    return Stage(
        state=state_of(cells),
        fields=tuple(_field(one, told) for one in picture.components(told.catalogue, found)),
        topics=tuple(item(one.item, told, stage=one.item.indicator) for one in picture.topics(found, {})),
    )


def _field(scope: ScopePicture, told: Told) -> StageField:
    text = told.say("stage-field", answers=scope.answers, grade=words.agreement(scope.agreement, told.names.language))
    questions = tuple((name, told.names.title(name)) for name in scope.indicators)
    return StageField(title=told.names.title(scope.id), mark=mark_of(scope.id), text=text, questions=questions)


def question(indicator: str, cells: Cells, order: tuple[str, ...], told: Told) -> Stage:
    """Return one question with the answers of all groups; `order` are the questions to leaf through."""
    place = order.index(indicator) if indicator in order else 0
    found = picture.items([told.indicators[indicator]], cells)
    return Stage(
        state=state_of(cells),
        item=_shown(found[0], told) if found else None,
        levels=_levels(found[0], told) if found else (),
        previous=order[place - 1] if place > 0 else "",
        following=order[place + 1] if place + 1 < len(order) else "",
    )


def _shown(one: ItemPicture, told: Told) -> Item:
    grade = words.agreement(one.agreement, told.names.language)
    return item(one, told, (told.say("stage-answers", answers=one.everybody.total), told.say("agreement-is", grade=grade)))


def _levels(one: ItemPicture, told: Told) -> tuple[tuple[str, str], ...]:
    sentences = (told.names.text(level.text) for level in told.indicators[one.indicator].levels)
    return tuple((sentence, str(count)) for sentence, count in zip(sentences, one.everybody.levels, strict=True))
