"""What the study is for, at the head of page one: guiding question, days, and who takes part."""

from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Block, Paragraph
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import day

SHOWN_ACTORS = 4
"""Further ones are counted, so that page one stays one page."""


def write(view: View) -> list[Block]:
    """Return at most two paragraphs; what was not said is left out."""
    frame = view.frame
    blocks: list[Block] = []
    if frame.guiding_question:
        blocks.append(Paragraph(lead=view.say("frame.question"), text=frame.guiding_question))
    told = [
        view.say("frame.decide-by", day=day(frame.decide_by, view.language)) if frame.decide_by else "",
        view.say("frame.review-on", day=day(frame.review_on, view.language)) if frame.review_on else "",
        actors(view),
    ]
    text = " ".join(one for one in told if one)
    return [*blocks, Paragraph(text=text)] if text else blocks


def actors(view: View) -> str:
    """Return which actors take part; empty if none was named. Papers go from hand to hand: they name no person who speaks for one."""
    known = {one.id: view.names.text(one.title) for one in view.catalogue.actors}
    there = [known[one.actor] for one in view.frame.actors if one.takes_part and one.actor in known]
    further = len(there) - SHOWN_ACTORS
    shown = [*there[:SHOWN_ACTORS], *([view.say("frame.further", count=further)] if further > 0 else [])]
    return view.say("frame.actors", actors=listed(shown, view.language)) if shown else ""
