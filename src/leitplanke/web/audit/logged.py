"""What the log tells of each model: every model stands in `LOGGED` or, with its reason, in `NOT_LOGGED`.

tests/web/test_keep_the_log.py holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Owner = Literal["company", "organisation", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """How rows of a model are told.

    Parameters
    ----------
    owner
        Whose log it is: a firm's (and so its organisation's), an organisation's, or that of all organisations of a person.
    way
        From a row to its owner, as Django writes it; empty for the owner itself.
    name
        Field that says what the row is called or is about.
    hidden
        Fields of which is told that they changed, but never what they hold: names of people, free texts on them, documents, files.
    left
        Fields of which nothing is told: secrets and their digests, addresses, and what machines count.
    wave
        Way to the wave whose answers these are. Of an open wave the log tells that and when, without the value, which may be taken back;
        of an anonymous one only that somebody of the wave saved something on that day, once a day.
    """

    owner: Owner = "company"
    way: str = "company"
    name: str = ""
    hidden: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    wave: str = ""


def _fields(names: str) -> frozenset[str]:
    return frozenset(names.split())


_JOB = _fields("created_at stage share beat_at claim attempts faults")
_STAMPS = _fields("created_at saved_at")
_ORGANISATION: Owner = "organisation"
_PERSON: Owner = "person"

LOGGED: Mapping[str, Logged] = {
    "accounts.user": Logged(
        owner=_PERSON,
        way="",
        hidden=_fields("username password first_name last_name email"),
        left=_fields("last_login date_joined"),
    ),
    "api.token": Logged(owner=_PERSON, way="user", name="scope", hidden=_fields("name"), left=_fields("digest created_at last_used_on")),
    "accounts.passwordlink": Logged(owner=_PERSON, way="user", left=_fields("digest created_at")),
    "mfa.authenticator": Logged(owner=_PERSON, way="user", name="type", left=_fields("data created_at last_used_at")),
    "socialaccount.socialaccount": Logged(
        owner=_PERSON, way="user", name="provider", left=_fields("uid extra_data last_login date_joined")
    ),
    "accounts.organisation": Logged(owner=_ORGANISATION, way="", name="name", left=_STAMPS),
    "accounts.customrole": Logged(owner=_ORGANISATION, way="organisation", name="name"),
    "accounts.roleverb": Logged(owner=_ORGANISATION, way="role__organisation", name="verb"),
    "accounts.membership": Logged(owner=_ORGANISATION, way="organisation", name="user", left=_fields("since")),
    "accounts.invite": Logged(owner=_ORGANISATION, way="organisation", hidden=_fields("label"), left=_fields("digest created_at")),
    "look.look": Logged(owner=_ORGANISATION, way="organisation", hidden=_fields("logo template"), left=_fields("changed_at")),
    "companies.company": Logged(way="", name="name", left=_STAMPS),
    "companies.companyaccess": Logged(name="user", left=_STAMPS),
    "api.externalid": Logged(name="external_id"),
    "companies.linkedfirm": Logged(name="name"),
    "waves.wave": Logged(name="name", left=_fields("opened_at closed_at")),
    "waves.invitation": Logged(way="wave__company", name="role", left=_fields("digest email label answered reminded_on")),
    "survey.rater": Logged(name="role", hidden=_fields("name"), left=_fields("key created_at"), wave="wave"),
    "survey.rating": Logged(
        way="rater__company",
        name="indicator",
        left=_fields("counted catalogue_version saved_at revised_because"),
        wave="rater__wave",
    ),
    "workshop.workbook": Logged(way="rater__company", name="name", left=_fields("digest read_at"), wave="rater__wave"),
    "estimates.ownfigure": Logged(name="target", left=_STAMPS),
    "estimates.stance": Logged(name="target", left=_STAMPS),
    "estimates.funding": Logged(name="target"),
    "estimates.startwindow": Logged(name="target"),
    "estimates.fileanswers": Logged(name="name", hidden=_fields("moments"), left=_fields("read_at")),
    "estimates.ownentry": Logged(name="target", hidden=_fields("document"), left=_STAMPS),
    "strengths.strengthrating": Logged(name="strength", left=_STAMPS),
    "weights.goalweight": Logged(name="goal", left=_STAMPS),
    "guide.mark": Logged(name="step", left=_STAMPS),
    "guide.voice": Logged(name="actor", hidden=_fields("speaker"), left=_STAMPS),
    "studies.study": Logged(hidden=_fields("inputs"), left=_JOB),
    "studies.review": Logged(way="study__company", left=_JOB),
    "whatif.scenario": Logged(way="study__company", name="name", hidden=_fields("figures"), left=_STAMPS),
    "whatif.share": Logged(way="scenario__study__company", left=_fields("digest created_at")),
    "ledger.ledgerimport": Logged(name="name", hidden=_fields("document"), left=_fields("read_at")),
    "network.networkentry": Logged(name="kind", hidden=_fields("name document"), left=_STAMPS),
    "ledger.listmapping": Logged(name="signature", hidden=_fields("document")),
    "cloud.cloudentry": Logged(name="entry", hidden=_fields("document"), left=_STAMPS),
    "cloud.rulecheck": Logged(owner=_ORGANISATION, way="organisation", name="entry", hidden=_fields("document"), left=_fields("made_at")),
    "board.board": Logged(hidden=_fields("room fed"), left=_fields("fed_at taken_at")),
    "notes.comment": Logged(name="target", hidden=_fields("text"), left=_STAMPS),
    "notes.attachment": Logged(name="target", hidden=_fields("name"), left=_fields("file created_at")),
    "board.item": Logged(way="board__company", name="measure", hidden=_fields("person note"), left=_fields("asked saved_at")),
}

_ENGINE = "written once by the engine and never edited; the log tells of the study it belongs to"
_MACHINE = "counts and queues of the machine, nobody's data"
_UNUSED = "a table of the framework that Leitplanke does not write"
_CLOSED = "holds nothing but a secret or its digest"
_ITSELF = "the log itself"

NOT_LOGGED: Mapping[str, str] = {
    "audit.entry": _ITSELF,
    "audit.actor": _ITSELF,
    "studies.storedresult": _ENGINE,
    "studies.storedreview": _ENGINE,
    "picture.storedeffect": _ENGINE,
    "waves.shown": "append-only itself; a moment in the log would tell more than the day that it keeps",
    "accounts.setuplink": _CLOSED,
    "accounts.failedsignin": _CLOSED,
    "ledger.draft": "waits for consent at most a day and changes nothing; the log tells of the import that is made of it",
    "sessions.session": _CLOSED,
    "socialaccount.socialtoken": _CLOSED,
    "socialaccount.socialapp": _UNUSED,
    "account.emailaddress": _UNUSED,
    "account.emailconfirmation": _UNUSED,
    "auth.permission": _UNUSED,
    "auth.group": _UNUSED,
    "auth.group_permissions": _UNUSED,
    "accounts.user_groups": _UNUSED,
    "accounts.user_user_permissions": _UNUSED,
    "contenttypes.contenttype": _UNUSED,
    "django_tasks_database.dbtaskresult": _MACHINE,
    "protection.policybreach": _MACHINE,
    "pace.tally": _MACHINE,
}
