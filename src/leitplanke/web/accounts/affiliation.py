"""Who somebody is here: their organisations, and in which one they are just now."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.accounts.rights import NotAllowedError, Role, Verb

CHOSEN = "organisation"
"""Where the session keeps which organisation was chosen."""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """All memberships of somebody, oldest first, and the one they have switched to."""

    memberships: tuple[Membership, ...]
    current: Membership | None

    @property
    def several(self) -> bool:
        """Whether there is something to switch."""
        return len(self.memberships) > 1

    @property
    def manages_people(self) -> bool:
        """Whether the page of people is open to them."""
        return self.current is not None and not settings.LOCAL and Verb.PEOPLE in self.current.verbs

    @property
    def creates_firms(self) -> bool:
        """Whether they may begin firms where they are."""
        return self.current is not None and self.current.role != Role.ADVISER and Verb.EDIT in self.current.verbs


def affiliation_of(request: HttpRequest) -> Affiliation:
    """Return who the reader is here; for strangers nothing."""
    if not isinstance(request.user, User):
        return Affiliation((), None)
    rows = Membership.objects.filter(user=request.user).select_related("organisation", "custom_role").order_by("since", "pk")
    found = tuple(rows)
    chosen = request.session.get(CHOSEN, "")
    current = next((one for one in found if str(one.organisation_id) == chosen), found[0] if found else None)
    return Affiliation(found, current)


def organisation_for_firms(request: HttpRequest) -> Organisation:
    """Return the organisation in which the reader begins a firm.

    Raises
    ------
    NotAllowedError
        If they may not begin one where they are.
    """
    found = affiliation_of(request)
    if found.current is None or not found.creates_firms:
        raise NotAllowedError(Verb.EDIT)
    return found.current.organisation
