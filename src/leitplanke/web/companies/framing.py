"""What a firm's studies are for: from its pages to the frame of a study, and back from a study file."""

from leitplanke.study.frame import Frame, Voice
from leitplanke.web.companies.models import Company


def frame_of(company: Company) -> Frame:
    """Return guiding question, days and actors as they are said today; a stored study has no part in them."""
    return Frame(
        guiding_question=company.guiding_question,
        decide_by=company.decide_by,
        review_on=company.review_on,
        actors=tuple(Voice(actor=one.actor, takes_part=one.takes_part, speaker=one.speaker) for one in company.voices.all()),
    )


def store_frame(company: Company, frame: Frame) -> None:
    """Write what a study file says into a new firm."""
    company.guiding_question = frame.guiding_question
    company.decide_by, company.review_on = frame.decide_by, frame.review_on
    company.save(update_fields=["guiding_question", "decide_by", "review_on"])
    for one in frame.actors:
        if one.takes_part is not None or one.speaker:
            company.voices.create(actor=one.actor, takes_part=one.takes_part, speaker=one.speaker)
