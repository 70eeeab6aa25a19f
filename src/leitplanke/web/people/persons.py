"""The page of one member: role, firms of an adviser, links, leaving."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.words import say
from leitplanke.web.accounts import members
from leitplanke.web.accounts.models import Membership
from leitplanke.web.accounts.rights import Role
from leitplanke.web.accounts.wording import offered, refusal, role_name
from leitplanke.web.companies.models import CompanyAccess
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.people import opening
from leitplanke.web.people.views import manager_of, shown


def both(request: HttpRequest, organisation_id: UUID, membership_id: int) -> tuple[Membership, Membership]:
    """Return the reader's membership and the one of somebody else of the same organisation; 404 or 403 as `manager_of`."""
    me = manager_of(request, organisation_id)
    rows = Membership.objects.select_related("organisation", "custom_role", "user")
    return me, get_object_or_404(rows, organisation=me.organisation, pk=membership_id)


@require_GET
def show(request: HttpRequest, organisation_id: UUID, membership_id: int) -> HttpResponse:
    """Show one member and what can be done."""
    return page(request, *both(request, organisation_id, membership_id))


def page(
    request: HttpRequest, me: Membership, other: Membership, error: members.RefusedError | None = None, **more: object
) -> HttpResponse:
    """Return the page of a member, with what was refused; `more` adds to it."""
    language = reader_language(request)
    part = members.Part(Role(other.role), other.custom_role)
    context = {
        "organisation": me.organisation,
        "other": other,
        "mine": other.pk == me.pk,
        "role_name": role_name(other.role, other.custom_role, language),
        "roles": offered(members.parts_for(me), language),
        "role": part.key,
        "adviser": other.role == Role.ADVISER,
        "opened": CompanyAccess.objects.open().filter(user=other.user, company__organisation=me.organisation).select_related("company"),
        "ended": CompanyAccess.objects.filter(
            user=other.user, company__organisation=me.organisation, expires_at__lte=timezone.now()
        ).select_related("company"),
        "firms": opening.firms_of(me.organisation),
        "errors": [("", refusal(error, language))] if error else [],
        "section": "people",
    }
    return render(request, "people/person.html", context | more, status=422 if error else 200)


@require_POST
def change_role(request: HttpRequest, organisation_id: UUID, membership_id: int) -> HttpResponse:
    """Give the member another role."""
    me, other = both(request, organisation_id, membership_id)
    try:
        members.change_role(me, other, members.part_named(me, request.POST.get("role", "")))
    except members.RefusedError as error:
        return page(request, me, other, error)
    return redirect("people:person", organisation_id, membership_id)


@require_POST
def open_firms(request: HttpRequest, organisation_id: UUID, membership_id: int) -> HttpResponse:
    """Open the ticked firms to an adviser, or close one."""
    me, other = both(request, organisation_id, membership_id)
    try:
        members.check_above(me, other)
        if "close" in request.POST:
            CompanyAccess.objects.filter(user=other.user, company__organisation=me.organisation, pk=_number(request.POST["close"])).delete()
        else:
            opening.open_firms(other, opening.chosen_firms(request, me.organisation))
    except members.RefusedError as error:
        return page(request, me, other, error)
    return redirect("people:person", organisation_id, membership_id)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0  # noqa: PLR2004 - what a column holds


@require_POST
def remove(request: HttpRequest, organisation_id: UUID, membership_id: int) -> HttpResponse:
    """Take the member out; whoever leaves by themselves is led to their firms."""
    me, other = both(request, organisation_id, membership_id)
    leaves = me.pk == other.pk
    try:
        members.remove(me, other)
    except members.RefusedError as error:
        return page(request, me, other, error)
    return redirect("welcome") if leaves else redirect("people:list", organisation_id)


@require_POST
def new_password(request: HttpRequest, organisation_id: UUID, membership_id: int) -> HttpResponse:
    """Make a link with which the member sets a new password, and show it, this once."""
    me, other = both(request, organisation_id, membership_id)
    try:
        secret = members.password_link(me, other)
    except members.RefusedError as error:
        return page(request, me, other, error)
    link = request.build_absolute_uri(reverse("accounts:set-password", args=[secret]))
    title = say(reader_language(request), "people.link.password", name=other.user.username)
    return shown(request, me, link=link, link_title=title, link_kind="password")


@require_POST
def drop_second_factor(request: HttpRequest, organisation_id: UUID, membership_id: int) -> HttpResponse:
    """Take the member's second factor away, for somebody who has lost their phone."""
    me, other = both(request, organisation_id, membership_id)
    try:
        members.drop_second_factor(me, other)
    except members.RefusedError as error:
        return page(request, me, other, error)
    return redirect("people:person", organisation_id, membership_id)
