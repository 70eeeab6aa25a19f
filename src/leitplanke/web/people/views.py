"""The page of an organisation's people: members, open invitations, and inviting."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts import members
from leitplanke.web.accounts.models import MOST_NAME, Invite, Membership, Organisation, User
from leitplanke.web.accounts.rights import NotAllowedError, Role, Verb
from leitplanke.web.accounts.wording import offered, refusal, role_name
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.people.opening import chosen_firms, firms_of, invite_with_firms, told_of_advisers


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
    told = told_of_advisers(me.organisation, language)
    invites = Invite.objects.filter(organisation=me.organisation, expires_at__gt=timezone.now()).select_related("custom_role")
    context = {
        "organisation": me.organisation,
        "people": [(row, role_name(row.role, row.custom_role, language), row.pk == me.pk, _where(row, told, language)) for row in rows],
        "invites": [(row, role_name(row.role, row.custom_role, language)) for row in invites],
        "roles": offered(members.parts_for(me), language),
        "role": Role.MANAGEMENT,
        "firms": firms_of(me.organisation),
        "section": "people",
    }
    return render(request, "people/list.html", context | more, status=status)


def _where(row: Membership, told: Mapping[int, str], language: Language) -> str:
    """Return at how many firms an adviser works, and how long; nothing for everybody else, who works at all of them."""
    return told.get(row.user_id, say(language, "people.adviser.none")) if row.role == Role.ADVISER else ""


@require_POST
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    me, language = manager_of(request, organisation_id), reader_language(request)
    label, key = request.POST.get("label", "").strip()[:MOST_NAME], request.POST.get("role", "")
    try:
        secret = invite_with_firms(me, label, members.part_named(me, key), chosen_firms(request, me.organisation))
    except members.RefusedError as error:
        field = {members.Refusal.LABEL: "label", members.Refusal.FIRMS: "firms", members.Refusal.UNTIL: "until"}.get(error.refusal, "role")
        told = refusal(error, language)
        kept = {"label": label, "role": key, "wrong": {field: told}, "typed_until": request.POST.get("until", "")[:10]}
        return shown(request, me, 422, errors=[(field, told)], picked=request.POST.getlist("firms"), **kept)
    link = request.build_absolute_uri(reverse("accounts:join", args=[secret]))
    return shown(request, me, link=link, link_title=say(language, "people.link.invite", name=label), link_kind="invite")


@require_POST
def withdraw(request: HttpRequest, organisation_id: UUID, invite_id: int) -> HttpResponse:
    """Take an invitation back."""
    me = manager_of(request, organisation_id)
    get_object_or_404(Invite, organisation=me.organisation, pk=invite_id).delete()
    return redirect("people:list", organisation_id)


@require_POST
def rename(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Give the organisation a name."""
    me = manager_of(request, organisation_id, Verb.SETTINGS)
    name = request.POST.get("name", "").strip()[:200]
    Organisation.objects.filter(pk=me.organisation_id).update(name=name)
    return redirect("people:list", organisation_id) if Verb.PEOPLE in me.verbs else redirect("companies:list")
