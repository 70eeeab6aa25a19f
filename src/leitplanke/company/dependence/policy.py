"""Which data may lie where, and why: the firm's policy held against each data object and service.

The media of the catalogue propose a verdict for each protection class; a firm changes single cells with a reason of its own. Of all
verdicts that touch a data object (its class, personal, trade secret) the strictest counts. Source: record L476-479.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.media import VERDICTS, Control, Key, Medium, Place, Subject, Verdict
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Service
from leitplanke.primitives.bounds import Name, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """A cell of the policy that the firm has set itself: the id of a medium, whom it is about, the verdict and why."""

    medium: Name
    of: Subject
    verdict: Verdict
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One verdict that touches a data object on a medium; `reason` is the catalogue's text or the firm's own words."""

    of: Subject
    verdict: Verdict
    reason: Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whether a data object may lie with a service: the strictest of its grounds, which come strictest first."""

    data: str
    service: str
    medium: str
    verdict: Verdict
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The media with the firm's changes."""

    media: tuple[Medium, ...]
    changes: tuple[PolicyChange, ...] = ()

    def medium_of(self, service: Service) -> Medium:
        """Return the first medium that fits a service.

        Raises
        ------
        LookupError
            If none fits, which cannot be while one medium asks for nothing.
        """
        place, control, key = self._facts(service)
        for medium in self.media:
            if medium.place in {None, place} and medium.control in {None, control} and medium.key in {None, key}:
                return medium
        raise LookupError(service.id)

    def ruling(self, data: DataObject, service: Service) -> Ruling:
        """Return whether `data` may lie with `service`, with every reason."""
        medium = self.medium_of(service)
        grounds = sorted(self._grounds(data, medium), key=lambda one: -VERDICTS.index(one.verdict))
        return Ruling(data=data.id, service=service.id, medium=medium.id, verdict=grounds[0].verdict, grounds=tuple(grounds))

    def ground(self, medium: Medium, of: Subject) -> Ground | None:
        """Return the verdict of one cell: the firm's own if it has set one."""
        for change in reversed(self.changes):
            if (change.medium, change.of) == (medium.id, of):
                return Ground(of=of, verdict=change.verdict, reason=change.reason)
        cell = medium.cell(of)
        return None if cell is None else Ground(of=of, verdict=cell.verdict, reason=cell.reason)

    def _grounds(self, data: DataObject, medium: Medium) -> Iterator[Ground]:
        for subject in subjects(data):
            found = self.ground(medium, subject)
            if found is not None:
                yield found

    def _facts(self, service: Service) -> tuple[Place | None, Control | None, Key | None]:
        if service.model == "offline":
            return "offline", None, None
        if service.model == "own-server":
            return "own", None, None
        countries = {country for medium in self.media for country in medium.countries}
        place, controller = service.region, service.parent or service.seat
        key: Key | None = {"firm": "away", "third-party": "away", "provider": "provider", "nobody": "provider"}.get(  # type: ignore[assignment]
            service.key_holder or ""
        )
        return _where(place, countries), _where(controller, countries), key


def subjects(data: DataObject) -> Sequence[Subject]:
    """Return what the policy asks about a data object: its class, and what it may be besides."""
    found: list[Subject] = [data.classed]
    if data.personal:
        found.append("personal")
    if data.trade_secret:
        found.append("trade-secret")
    return found


def _where(country: str, countries: set[str]) -> Control | None:
    """Return whether a country belongs to the European Economic Area; None if no country is known."""
    if not country:
        return None
    return "eea" if country.upper() in countries else "outside"
