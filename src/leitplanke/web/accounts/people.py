"""The page of an organisation's people: members, open invitations, and inviting."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.words import say
from leitplanke.web.accounts import members
from leitplanke.web.accounts.affiliation import CHOSEN, affiliation_of
from leitplanke.web.accounts.models import MOST_NAME, Invite, Membership, Organisation, User
from leitplanke.web.accounts.rights import NotAllowedError, Role, Verb
from leitplanke.web.accounts.wording import offered, refusal, role_name
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language


def manager_of(request: HttpRequest, organisation_id: UUID, verb: Verb = Verb.PEOPLE) -> Membership:
    """Return the reader's membership of an organisation if it may do `verb`.

    Raises
    ------
    Http404
        If they do not belong to it, or this is the local mode, in which one person works alone.
    NotAllowedError
        If their role may not.
    """
    if settings.LOCAL or not isinstance(request.user, User):
        raise Http404
    rows = Membership.objects.select_related("organisation", "custom_role", "user")
    found = get_object_or_404(rows, user=request.user, organisation_id=organisation_id)
    if verb not in found.verbs:
        raise NotAllowedError(verb)
    return found


@require_GET
def show(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """List the members and the open invitations."""
    return shown(request, manager_of(request, organisation_id))


def shown(request: HttpRequest, me: Membership, status: int = 200, **more: object) -> HttpResponse:
    """Return the page; `more` adds to it."""
    language = reader_language(request)
    rows = Membership.objects.filter(organisation=me.organisation).select_related("user", "custom_role").order_by("since", "pk")
    invites = Invite.objects.filter(organisation=me.organisation, expires_at__gt=timezone.now()).select_related("custom_role")
    context = {
        "organisation": me.organisation,
        "people": [(row, role_name(row.role, row.custom_role, language), row.pk == me.pk) for row in rows],
        "invites": [(row, role_name(row.role, row.custom_role, language)) for row in invites],
        "roles": offered(members.parts_for(me), language),
        "role": Role.MANAGEMENT,
        "firms": firms_of(me.organisation),
        "section": "people",
    }
    return render(request, "accounts/people.html", context | more, status=status)


def firms_of(organisation: Organisation) -> tuple[Company, ...]:
    """Return the firms that can be opened to advisers."""
    return tuple(Company.objects.filter(organisation=organisation).exclude(name=""))


@require_POST
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    me, language = manager_of(request, organisation_id), reader_language(request)
    label, key = request.POST.get("label", "").strip()[:MOST_NAME], request.POST.get("role", "")
    try:
        firms = chosen_firms(request, me.organisation)
        secret = members.invite(me, label, members.part_named(me, key), firms)
    except members.RefusedError as error:
        field = {members.Refusal.LABEL: "label", members.Refusal.FIRMS: "firms", members.Refusal.UNTIL: "until"}.get(error.refusal, "role")
        told = refusal(error, language)
        kept = {"label": label, "role": key, "wrong": {field: told}, "typed_until": request.POST.get("until", "")[:10]}
        return shown(request, me, 422, errors=[(field, told)], picked=request.POST.getlist("firms"), **kept)
    link = request.build_absolute_uri(reverse("accounts:join", args=[secret]))
    return shown(request, me, link=link, link_title=say(language, "people.link.invite", name=label), link_kind="invite")


def chosen_firms(request: HttpRequest, organisation: Organisation) -> Mapping[Company, datetime | None]:
    """Return the ticked firms of the organisation with the end of access.

    Raises
    ------
    RefusedError
        If the day is none, or is over.
    """
    ends = end_of(request.POST.get("until", ""))
    ticked = set(request.POST.getlist("firms"))
    return {firm: ends for firm in firms_of(organisation) if str(firm.pk) in ticked}


def end_of(typed: str) -> datetime | None:
    """Return the end of the day that was typed, None for none.

    Raises
    ------
    RefusedError
        If it is no day, or is over.
    """
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise members.RefusedError(members.Refusal.UNTIL) from None
    if day < timezone.localdate():
        raise members.RefusedError(members.Refusal.UNTIL)
    return timezone.make_aware(datetime.combine(day, time.max))


@require_POST
def withdraw(request: HttpRequest, organisation_id: UUID, invite_id: int) -> HttpResponse:
    """Take an invitation back."""
    me = manager_of(request, organisation_id)
    get_object_or_404(Invite, organisation=me.organisation, pk=invite_id).delete()
    return redirect("accounts:people", organisation_id)


@require_POST
def rename(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Give the organisation a name."""
    me = manager_of(request, organisation_id, Verb.SETTINGS)
    name = request.POST.get("name", "").strip()[:200]
    Organisation.objects.filter(pk=me.organisation_id).update(name=name)
    return redirect("accounts:people", organisation_id) if Verb.PEOPLE in me.verbs else redirect("companies:list")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Go over to another of the reader's organisations."""
    mine = {str(one.organisation_id) for one in affiliation_of(request).memberships}
    if request.POST.get("organisation") not in mine:
        raise Http404
    request.session[CHOSEN] = request.POST["organisation"]
    return redirect("companies:list")
