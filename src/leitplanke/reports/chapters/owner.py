"""Page one: everything an owner needs, on one page."""

from leitplanke.reports import sentences
from leitplanke.reports.chapters import frame
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Block, Bullets, Cards, Heading, Note, Paragraph, Table, table
from leitplanke.reports.numbers import quarter

SHOWN_MEASURES = 5
MOST_POINTS = 3


def write(view: View, *, whole: bool = False) -> list[Block]:
    """Return the blocks of page one.

    Where it says what the study is for, it gives up points that later chapters hold, unless it is the `whole` paper.
    """
    result, language = view.result, view.language
    framed = frame.write(view)
    blocks: list[Block] = [
        Heading(level=1, text=view.say("report.owner")),
        *framed,
        Bullets(items=tuple(sentences.headline(result, view.catalogue, language)), large=True),
        Cards(cards=sentences.cards(result, language)),
        Paragraph(text=f"{sentences.assumed_share(result, language)} {sentences.comparison(language, view.years)}"),
        Heading(level=2, text=view.say("report.owner.next")),
    ]
    blocks.append(
        _next_steps(view)
        if result.plan.measures
        else Paragraph(text=sentences.no_time(view.result, view.language) or view.say("report.plan.none"))
    )
    points = _open_points(view)
    blocks += points if whole else points[: MOST_POINTS - len(framed)]
    blocks.append(Note(lead=view.say("report.owner.limits"), text=view.say("report.owner.limits-text")))
    return blocks


def _open_points(view: View) -> list[Block]:
    """Return the strongest path, the first question to talk about and the first to answer, as far as there are any."""
    result, language = view.result, view.language
    points: list[Block] = []
    if result.paths:
        points.append(Paragraph(lead=view.say("report.owner.path"), text=sentences.paths(result, view.catalogue, language)[0]))
    if result.disagreements:
        first = sentences.disagreements(result, view.catalogue, language)[0]
        points.append(Paragraph(lead=view.say("report.owner.talk"), text=first))
    if result.missing and result.missing[0].narrowing >= sentences.LEAST_NARROWING:
        points.append(Paragraph(lead=view.say("report.owner.open"), text=sentences.missing(result, view.catalogue, language)[0]))
    return points


def _next_steps(view: View) -> Table:
    largest = sentences.most_helpful(view.result)[:SHOWN_MEASURES]
    largest.sort(key=lambda one: one.start_quarter)
    key = "report.owner.next-caption-one" if len(largest) == 1 else "report.owner.next-caption"
    return table(
        view.say(key, count=len(largest)),
        view.header("measure", "start", "cost", "avoided"),
        tuple(
            (
                view.names.title(one.id),
                quarter(one.start_quarter, view.language),
                view.euro(one.cost_eur.mid),
                view.euro(one.avoided_loss_eur.mid),
            )
            for one in largest
        ),
        (0.43, 0.19, 0.14, 0.24),
        text=(0, 1),
    )
