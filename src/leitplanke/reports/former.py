"""What of a firm's answers belongs to earlier questions and did not count, in words: nothing is lost in silence."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.kinds import OWN, pack_of
from leitplanke.catalogue.retired import PackStamp
from leitplanke.catalogue.upgrade import fates
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.study.former import FormerInput
from leitplanke.study.result import StudyResult


def former(result: StudyResult, catalogue: Catalogue, language: Language) -> list[str]:
    """Return one sentence for each answer or figure that did not count, with the reason; usually none."""
    return [sentence(one, catalogue, language) for one in result.former]


def sentence(one: FormerInput, catalogue: Catalogue, language: Language) -> str:
    """Say what something in the inputs belongs to, and why it does not count."""
    names = Names.of(catalogue, language)
    kind = "answer" if one.field in {"answers", "moments"} else "figure"
    fate = fates(catalogue).get(one.id)
    if fate is not None:
        title = names.quoted(one.id)
        if fate.id is not None:
            return say(language, f"former.{kind}.scale", title=title, today=names.quoted(fate.id))
        return say(language, f"former.{kind}", title=title, reason=names.text(fate.last.reason))
    if pack_of(one.id) == OWN:
        return say(language, "former.figure.own", id=one.id)
    if pack_of(one.id):
        return say(language, f"former.{kind}.pack", id=one.id, pack=pack_of(one.id))
    return say(language, f"former.{kind}.unknown", id=one.id)


def packs(result: StudyResult) -> str:
    """Return the packs of a result: ``bakery 1.0.0 (3dd238fd), dairy 0.3 (90ab12cd)``; nothing without packs.

    What the firm has added itself comes with its study file, so it is no pack that anybody could ask for.
    """
    return ", ".join(_stamped(pack) for pack in result.study.packs if pack.name != OWN)


def edition(result: StudyResult) -> str:
    """Return the catalogue of a result with its packs: ``2026.11.2 + bakery 1.0.0 (3dd238fd)``."""
    own = (_stamped(pack) for pack in result.study.packs if pack.name == OWN)
    return " + ".join(part for part in (result.study.catalogue_version, packs(result), *own) if part)


def _stamped(pack: PackStamp) -> str:
    return f"{pack.name} {pack.version} ({pack.digest[:8]})"
