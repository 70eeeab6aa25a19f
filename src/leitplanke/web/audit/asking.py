"""Which entries somebody asks for: whose log it is, what may be seen of it now, and the filters of the page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from leitplanke.web.audit.keys import shown
from leitplanke.web.audit.models import Actor, Entry
from leitplanke.web.companies.models import Company

NOBODY = "niemand"


def of_company(company: Company) -> QuerySet[Entry]:
    """Return what may be seen now of a firm's log."""
    return _seen().filter(company=company.pk)


def of_organisation(key: UUID) -> QuerySet[Entry]:
    """Return what may be seen now of an organisation's log, that of its firms and of those it has deleted too."""
    return _seen().filter(organisation=key)


def _seen() -> QuerySet[Entry]:
    # Whoever watched entries of a day appear would know their moment.
    today = datetime.combine(datetime.now(UTC).date(), time(), UTC)
    return Entry.objects.filter(Q(exact=True) | Q(at__lt=today))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for; empty: everything.

    Parameters
    ----------
    kind
        Type of object, such as ``survey.rating``.
    thing
        Key of one object of that type, as `keys.shown` gives it.
    person
        Key of an actor, or `NOBODY`.
    since, until
        Days, both included.
    unread
        Whether a day could not be read.
    """

    kind: str = ""
    thing: str = ""
    action: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    unread: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Return what an address asks for."""
        days = {name: _day(query.get(name, "")) for name in ("von", "bis")}
        return cls(
            kind=query.get("art", ""),
            thing=query.get("objekt", ""),
            action=query.get("aktion", ""),
            person=query.get("person", ""),
            since=days["von"],
            until=days["bis"],
            unread=any(query.get(name, "").strip() and day is None for name, day in days.items()),
        )

    def query(self) -> dict[str, str]:
        """Return what asks for the same again."""
        days = {name: day.isoformat() if day else "" for name, day in (("von", self.since), ("bis", self.until))}
        found = {"art": self.kind, "objekt": self.thing, "aktion": self.action, "person": self.person} | days
        return {name: value for name, value in found.items() if value}

    def among(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Return those of the entries that were asked for."""
        wanted = Q(actor_key="") if self.person == NOBODY else Q(actor_key=self.person) if self.person else Q()
        for name, value in (("object_type", self.kind), ("action", self.action)):
            wanted &= Q(**{name: value}) if value else Q()
        if self.thing:
            keys = entries.filter(object_type=self.kind).order_by().values_list("object_id", flat=True).distinct()
            wanted &= Q(object_id__in=[key for key in keys if shown(self.kind, key) == self.thing])
        if self.since:
            wanted &= Q(at__gte=_start(self.since))
        if self.until:
            wanted &= Q(at__lt=_start(self.until + timedelta(days=1)))
        return entries.filter(wanted)


def people(entries: QuerySet[Entry]) -> dict[str, str]:
    """Return the names behind the keys of some entries; a key without a name belonged to somebody whose account is gone."""
    keys = entries.exclude(actor_key="").order_by().values_list("actor_key", flat=True).distinct()
    names = dict(Actor.objects.filter(key__in=keys).values_list("key", "user__username"))
    return {key: names.get(key, "") for key in keys}


def _day(text: str) -> date | None:
    """Return a day as German forms or browsers write it.

    Examples
    --------
    >>> _day("31.1.2027") == _day(" 2027-01-31 ") == date(2027, 1, 31), _day("31.13.2027"), _day("9999-12-31")
    (True, None, None)
    """
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if date.min.year < found.year < date.max.year else None
    return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
