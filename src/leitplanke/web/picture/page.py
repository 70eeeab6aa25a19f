"""Builds the picture of a wave: what is said of each question, where sides differ, what to talk about first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leitplanke.assessment import picture
from leitplanke.assessment.agreement import Gap, concordance, intraclass, largest_table, mean_level, within_group
from leitplanke.assessment.picture import Cells, ItemPicture, People, ScopePicture, Topic
from leitplanke.assessment.showing import LEVELS, Histogram
from leitplanke.catalogue.entries import Catalogue, Indicator
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import euro, grouped
from leitplanke.reports.words import say
from leitplanke.web.picture import drawing, words
from leitplanke.web.picture.values import Bar, Field, Gaps, Item, WavePage
from leitplanke.web.results.figures import mark_of
from leitplanke.web.results.values import Table

AGREED = 0.7
"""From this rwg on people are called agreed (LeBreton & Senter 2008: strong)."""
APART = 0.3
"""Below it they are called apart (the same: lack of agreement)."""
NAMED = 3
"""Fields named in a sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is needed to put a picture into words."""

    catalogue: Catalogue
    names: Names
    indicators: Mapping[str, Indicator]

    @classmethod
    def of(cls, catalogue: Catalogue, names: Names) -> "Told":
        """Look the questions up once."""
        return cls(catalogue, names, {one.id: one for one in catalogue.indicators})

    def say(self, key: str, **values: object) -> str:
        """Return a text of the picture in the reader's language."""
        return say(self.names.language, f"picture.{key}", **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a wave: its counts, what a level of each answer moves (EUR a year), and people where they may be seen."""

    cells: Cells
    eur_per_level: Mapping[str, float]
    people: People
    anonymous: bool


def build(known: Known, told: Told, title: str, subtitle: str) -> WavePage:
    """Return the page of a wave."""
    found = picture.items(told.catalogue.indicators, known.cells)
    components = picture.components(told.catalogue, found, known.people)
    capacities = picture.capacities(told.catalogue, found, known.people)
    scopes, whole = (*components, *capacities), picture.whole(told.catalogue, found)
    topics = picture.topics(found, known.eur_per_level)
    return WavePage(
        title=title,
        subtitle=subtitle,
        findings=_findings(found, components, topics, told),
        topics=tuple(item(one.item, told, (*_topic(one, told), *_sides(one.item, told))) for one in topics),
        topics_note=told.say("topics-by-euros" if known.eur_per_level else "topics-by-spread"),
        placed=tuple(
            drawing.bar(told.names.title(one.id), Histogram(levels=one.placed), told.names.language) for one in scopes if any(one.placed)
        ),
        placed_table=_placed(scopes, told),
        agreement=_agreement((whole, *scopes), told),
        alike=words.told_apart(whole.ordinal if len(whole.indicators) > 1 else None, told.names.language),
        judges=_judges(known, told),
        gaps=gaps(scopes, told, anonymous=known.anonymous),
        fields=tuple(_field(one, found, told) for one in components),
    )


def _findings(found: Sequence[ItemPicture], components: Sequence[ScopePicture], topics: Sequence[Topic], told: Told) -> tuple[str, ...]:
    most = max((one.everybody.total for one in found), default=0)
    rated = [one.agreement for one in found if one.agreement is not None]
    agreed, apart = sum(share >= AGREED for share in rated), sum(share < APART for share in rated)
    sentences = [told.say("answered", people=most, questions=len(found))]
    sentences += [told.say("agreed" if agreed else "agreed-none", agreed=agreed, questions=len(rated), apart=apart)] if rated else []
    sentences += [_gap_sentence(components, told)] if any(one.gap for one in components) else []
    sentences += [told.say("first-topic", topic=told.names.quoted(topics[0].item.indicator))] if topics else []
    return tuple(sentences)


def _gap_sentence(components: Sequence[ScopePicture], told: Told) -> str:
    """Return where those who lead see the firm clearly otherwise than all others do."""
    sure = [(one.id, one.gap) for one in components if one.gap is not None and one.gap.is_sure]
    if not sure:
        return told.say("no-gap")
    sure.sort(key=lambda one: -abs(one[1].levels))
    name, widest = sure[0]
    return told.say(
        "gap-better" if widest.levels > 0.0 else "gap-worse",
        field=told.names.quoted(name),
        levels=words.signed(abs(widest.levels), told.names.language).removeprefix("+"),
        range=words.interval(widest if widest.levels > 0.0 else turned(widest), told.names.language),
    )


def turned(gap: Gap) -> Gap:
    """Return a gap seen from the other side."""
    low, high = (None if end is None else -end for end in (gap.high, gap.low))
    return Gap(-gap.levels, low, high)


def _topic(topic: Topic, told: Told) -> tuple[str, ...]:
    spread = words.figure(topic.item.spread, told.names.language)
    grade = words.agreement(topic.item.agreement, told.names.language)
    sentences = (told.say("spread", spread=spread, grade=grade),)
    return sentences if not topic.eur else (*sentences, told.say("moves", eur=euro(topic.eur, told.names.language)))


def _sides(one: ItemPicture, told: Told) -> tuple[str, ...]:
    """Return by how much those who lead choose higher levels than the others."""
    gap = one.gap
    if gap is None:
        return ()
    language = told.names.language
    if not gap.is_sure:
        return (told.say("side-even", levels=words.signed(gap.levels, language), range=words.interval(gap, language)),)
    higher = gap if gap.levels > 0.0 else turned(gap)
    key = "side-higher" if gap.levels > 0.0 else "side-lower"
    return (told.say(key, levels=words.signed(higher.levels, language).removeprefix("+"), range=words.interval(higher, language)),)


def item(one: ItemPicture, told: Told, findings: tuple[str, ...] = (), stage: str = "") -> Item:
    """Return a question with a bar for all and, if there are several, one for each group."""
    indicator, names = told.indicators[one.indicator], told.names
    return Item(
        id=one.indicator.replace(".", "-"),
        title=names.title(one.indicator),
        mark=mark_of(indicator.component),
        component=names.title(indicator.component),
        question=names.text(indicator.question),
        ends=(names.text(indicator.levels[0].text), names.text(indicator.levels[-1].text)),
        bars=bars(one, told),
        findings=findings,
        stage=stage,
    )


def bars(one: ItemPicture, told: Told) -> tuple[Bar, ...]:
    """Return one bar for everybody and, if there are several groups, one for each."""
    language = told.names.language
    groups = one.groups if len(one.groups) > 1 else ()
    rows = (("everybody", one.everybody), *groups)
    return tuple(drawing.bar(told.say(f"group.{group}"), histogram, language) for group, histogram in rows)


def _field(scope: ScopePicture, found: Sequence[ItemPicture], told: Told) -> Field:
    language, title = told.names.language, told.names.title(scope.id)
    part = [one for one in found if one.indicator in scope.indicators]
    return Field(
        id=mark_of(scope.id),
        title=title,
        mark=mark_of(scope.id),
        summary=told.say("field", questions=len(part), grade=words.agreement(scope.agreement, language)),
        items=tuple(
            item(one, told, (told.say("agreement-is", grade=words.agreement(one.agreement, language)), *_sides(one, told))) for one in part
        ),
        table=counts(title, part, told),
    )


def counts(caption: str, found: Sequence[ItemPicture], told: Told) -> Table:
    """Return how many of each group chose which level of each question."""
    head = (told.say("head.question"), *(told.say("head.level", level=level) for level in range(LEVELS)))
    head += tuple(told.say(f"head.{name}") for name in ("unknown", "not-applicable", "mean", "agreement"))
    rows = []
    for one in found:
        name = told.names.title(one.indicator)
        rows.append(_row(f"{name}: {told.say('group.everybody')}", one.everybody, one, told))
        rows += [_row(f"{name}: {told.say(f'group.{group}')}", histogram, None, told) for group, histogram in one.groups]
    return Table(caption=caption, head=head, rows=tuple(rows))


def _row(title: str, histogram: Histogram, one: ItemPicture | None, told: Told) -> tuple[str, ...]:
    language = told.names.language
    mean = mean_level(histogram.levels)
    share = one.agreement if one is not None else within_group(histogram.levels)
    return (title, *(str(count) for count in histogram.counts), words.figure(mean, language), words.figure(share, language))


def _placed(scopes: Sequence[ScopePicture], told: Told) -> Table:
    """Return how many answers place the firm how well in each component and capacity factor."""
    language = told.names.language
    head = (told.say("head.field"), *(told.say("head.level", level=level) for level in range(LEVELS)), told.say("head.mean"))
    return Table(
        caption=told.say("placed-table"),
        head=head,
        rows=tuple(
            (told.names.title(one.id), *(grouped(count, language) for count in one.placed), words.figure(mean_level(one.placed), language))
            for one in scopes
            if any(one.placed)
        ),
    )


def _agreement(scopes: Sequence[ScopePicture], told: Told) -> Table:
    """Return how far people agree in each component and capacity factor."""
    language = told.names.language
    return Table(
        caption=told.say("agreement-table"),
        head=tuple(
            told.say(f"head.{name}") for name in ("field", "questions", "answers", "mean-agreement", "stepped-up", "ordinal", "interval")
        ),
        rows=tuple(
            (
                told.names.title(one.id) if one.id else told.say("all-fields"),
                str(len(one.indicators)),
                grouped(one.answers, language),
                words.agreement(one.agreement, language),
                words.figure(one.stepped_up, language),
                # Of a single question nothing is told apart.
                words.figure(one.ordinal if len(one.indicators) > 1 else None, language),
                words.figure(one.interval if len(one.indicators) > 1 else None, language),
            )
            for one in scopes
        ),
    )


def _judges(known: Known, told: Told) -> str:
    """Return the statistics that must know whose answers belong together."""
    if known.anonymous:
        return told.say("judges-anonymous")
    language = told.names.language
    answers = {(name, person): level for person, (_, levels) in known.people.items() for name, level in levels.items()}
    targets, table = largest_table(answers)
    found, order = intraclass(table), concordance(table)
    if found is None or order is None:
        return told.say("judges-none")
    return told.say(
        "judges",
        people=len(table[0]),
        questions=len(targets),
        single_grade=words.reliable(found.single, language),
        single=words.figure(found.single, language),
        single_low=words.figure(found.single_low, language),
        single_high=words.figure(found.single_high, language),
        average_grade=words.reliable(found.average, language),
        average=words.figure(found.average, language),
        order=words.figure(order, language),
    )


def gaps(scopes: Sequence[ScopePicture], told: Told, *, anonymous: bool) -> Gaps | None:
    """Return by how much those who lead see the firm better placed, field by field; None if one side is silent."""
    rated = [(one.id, one.gap) for one in scopes if one.gap is not None]
    if not rated:
        return None
    language, most = told.names.language, drawing.reach([gap for _, gap in rated])
    steps = range(-int(most), int(most) + 1)
    return Gaps(
        title=_gaps_title(rated, told),
        summary=told.say("gaps-summary") + (f" {told.say('gaps-wide')}" if anonymous else ""),
        left=told.say("gaps-worse"),
        right=told.say("gaps-better"),
        rows=tuple(
            drawing.row(told.names.title(name), mark_of(name) if name.startswith("component.") else "", gap, most, language)
            for name, gap in rated
        ),
        ticks=tuple((drawing.place(step, most), words.signed(step, language)) for step in steps),
        zero=drawing.place(0.0, most),
        table=Table(
            caption=told.say("gaps-table"),
            head=tuple(told.say(f"head.{name}") for name in ("field", "gap", "range")),
            rows=tuple((told.names.title(name), words.signed(gap.levels, language), words.interval(gap, language)) for name, gap in rated),
        ),
    )


def _gaps_title(rated: Sequence[tuple[str, Gap]], told: Told) -> str:
    """Return the finding: in which fields the two sides clearly differ."""
    sure = sorted(((name, gap) for name, gap in rated if gap.is_sure), key=lambda one: -abs(one[1].levels))
    if not sure:
        return told.say("gaps-none")
    named = [told.names.quoted(name) for name, _ in sure[:NAMED]]
    return told.say("gaps-title" if len(sure) <= NAMED else "gaps-title-most", fields=listed(named, told.names.language))
