"""Slides for a workshop: each a finding for its title, a picture or a few sentences, and nothing else."""

from dataclasses import replace
from datetime import date

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import drivers, reproduction, sentences, stories
from leitplanke.reports.chapters.view import View
from leitplanke.reports.charts import causemap, contributions, exceedance, landscape, roadmap
from leitplanke.reports.charts.canvas import Chart
from leitplanke.reports.content import Block, Bullets, Cards, Document, Figure, Heading, Note, Paragraph, table
from leitplanke.reports.document import firm_line
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import day, quarter
from leitplanke.reports.reviewed import bounds, clashes, robustness, stakes
from leitplanke.reports.words import Language
from leitplanke.study.frame import NOTHING_SAID, Frame
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

SHOWN_MEASURES = 8
SHOWN_BARS = 12
SHOWN_LINKS = 5
"""More cannot be read from the back of a room."""
NEXT_STEPS = 4
ASKED = 2


def compose(
    result: StudyResult,
    catalogue: Catalogue,
    language: Language,
    on: date | None = None,
    review: PlanReview | None = None,
    *,
    frame: Frame = NOTHING_SAID,
) -> Document:
    """Return the slides on `result`; `on` is the day of its data. With the `review` of its plan there is one on goals.

    What the study is for (`frame`) stands on the first, the days of it on the last.
    """
    view = View(result, catalogue, Names.of(catalogue, language), frame)
    blocks = [*_essentials(view), *_pictures(view), *_paths(view), *_stories(view)]
    blocks += [*_plan(view), *_helps(view, review)] if result.plan.measures else []
    blocks += _conflicts(view, review) if review and review.goals else []
    blocks += [*_talk(view), *_next(view)]
    return Document(
        language=language,
        title=view.say("papers.slides.title", name=result.company.name),
        firm=firm_line(view),
        dated=reproduction.dated(on, language),
        day=on,
        stamp=reproduction.told(result, language),
        blocks=tuple(blocks),
    )


def _slide(view: View, key: str, *blocks: Block) -> list[Block]:
    return [Heading(level=1, text=view.say(f"papers.slides.{key}")), *blocks]


def _picture(chart: Chart) -> list[Block]:
    return [Heading(level=1, text=chart.title), Figure(chart=chart)]


def _essentials(view: View) -> list[Block]:
    told = tuple(sentences.headline(view.result, view.catalogue, view.language))
    cards = Cards(cards=sentences.cards(view.result, view.language))
    asked = view.frame.guiding_question
    question = [Paragraph(lead=view.say("frame.question"), text=asked)] if asked else []
    assumed = Paragraph(text=sentences.assumed_share(view.result, view.language))
    return _slide(view, "essentials", *question, Bullets(items=told, large=True), cards, assumed)


def _pictures(view: View) -> list[Block]:
    curve = _picture(exceedance.draw(view.result, view.language)) if view.result.risk.exceedance else []
    return [
        *curve,
        *_picture(contributions.draw(view.result, view.names)),
        *_picture(landscape.draw(view.result, view.names)),
    ]


def _paths(view: View) -> list[Block]:
    told = sentences.paths(view.result, view.catalogue, view.language)
    share, worst = drivers.chain_share(view.result, view.language), drivers.worst(view.result, view.names)
    notes: list[Block] = [Paragraph(text=text) for text in (share, worst) if text]
    drawing = causemap.draw(view.result, view.names, SHOWN_LINKS)
    if drawing is not None:
        return _picture(drawing)
    return _slide(view, "paths", Bullets(items=tuple(told), large=True), *notes)


def _stories(view: View) -> list[Block]:
    found = stories.stories(view.result, view.names)
    if found is None:
        return []
    # All five would be too small to read: the mildest, one between and the worst.
    shown = dict.fromkeys((found.told[0], found.told[len(found.told) // 2], found.told[-1]))
    told = [Paragraph(lead=one.title, text=" ".join([one.typical, *one.losses, one.ending]).strip()) for one in shown]
    return _slide(view, "futures", *told, Paragraph(text=view.say("papers.slides.stories")))


def _plan(view: View) -> list[Block]:
    """Return the roadmap; of a long plan the measures that avoid most, under the load of all."""
    plan = view.result.plan
    if len(plan.measures) <= SHOWN_BARS:
        return _picture(roadmap.draw(view.result, view.names))
    most = sentences.most_helpful(view.result)[:SHOWN_BARS]
    shown = replace(view.result, plan=replace(plan, measures=tuple(one for one in plan.measures if one in most)))
    count = sentences.measure_count(len(plan.measures), view.language)
    title = view.say("papers.slides.roadmap", count=count, shown=SHOWN_BARS)
    return _picture(replace(roadmap.draw(shown, view.names), title=title))


def _helps(view: View, review: PlanReview | None) -> list[Block]:
    most = sentences.most_helpful(view.result)[:SHOWN_MEASURES]
    rows = tuple(
        (
            view.names.title(one.id),
            quarter(one.start_quarter, view.language),
            f"{view.euro(one.cost_eur.mid)}\n{view.band(one.cost_eur)}",
            f"{view.euro(one.avoided_loss_eur.mid)}\n{view.band(one.avoided_loss_eur)}",
        )
        for one in most
    )
    caption = view.say("papers.slides.helps-caption", shown=len(most), count=len(view.result.plan.measures))
    widths = (0.4, 0.16, 0.22, 0.22)
    blocks: list[Block] = [table(caption, view.header("measure", "start", "cost", "avoided"), rows, widths, text=(0, 1))]
    sure = [robustness.sentences(review.robustness, view.names, view.years)[0]] if review and review.robustness else []
    sure += bounds.sentences(review, view.language)[:1] if review else []
    return _slide(view, "helps", *blocks, *([Note(text=" ".join(sure))] if sure else []))


def _conflicts(view: View, review: PlanReview) -> list[Block]:
    if review.goals is None:
        return []
    told = stakes.sentences(review.goals, view.names, view.years, brief=True)
    shown = [f"{one.title}: {one.text}" for one in clashes.shown(review.goals, view.catalogue, view.names)]
    intro: list[Block] = [Paragraph(text=view.say("planpage.conflicts-lead")), Bullets(items=tuple(shown))] if shown else []
    return _slide(view, "conflicts", Bullets(items=tuple(told), large=True), *intro)


def _talk(view: View) -> list[Block]:
    apart = sentences.disagreements(view.result, view.catalogue, view.language)
    unknown = sentences.missing(view.result, view.catalogue, view.language)
    return _slide(
        view,
        "talk",
        Heading(level=2, text=view.say("papers.slides.talk-apart")),
        Bullets(items=tuple(apart)),
        Heading(level=2, text=view.say("papers.slides.talk-open")),
        Bullets(items=tuple(unknown)),
    )


def _next(view: View) -> list[Block]:
    result = view.result
    first = sorted(result.plan.measures, key=lambda one: (one.start_quarter, -one.avoided_loss_eur.mid))[:NEXT_STEPS]
    steps = [
        view.say("papers.slides.next-measure", quarter=quarter(one.start_quarter, view.language), measure=view.names.quoted(one.id))
        for one in first
    ] or [view.say("papers.slides.next-none")]
    asked = [view.names.quoted(one.id) for one in result.missing[:ASKED]]
    steps += [view.say("papers.slides.next-open", questions=listed(asked, view.language))] if asked else []
    decide, again = view.frame.decide_by, view.frame.review_on
    steps += [view.say("frame.slides.decide-by", day=day(decide, view.language))] if decide else []
    steps.append(view.say("frame.slides.review-on", day=day(again, view.language)) if again else view.say("papers.slides.next-review"))
    limits = Note(lead=view.say("report.owner.limits"), text=view.say("report.owner.limits-text"))
    return _slide(view, "next", Bullets(items=tuple(steps), large=True), limits)
