"""The page of an organisation's roles: those that every one has, and its own."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.words import say
from leitplanke.web.accounts import members
from leitplanke.web.accounts.models import MOST_NAME, CustomRole, Membership, RoleVerb
from leitplanke.web.accounts.rights import VERBS_OF, Role, Verb
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.people.views import manager_of


@require_GET
def show(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show what each role may do."""
    return shown(request, manager_of(request, organisation_id))


def shown(request: HttpRequest, me: Membership, status: int = 200, **more: object) -> HttpResponse:
    """Return the page; `more` adds to it."""
    language = reader_language(request)
    own = CustomRole.objects.filter(organisation=me.organisation).prefetch_related("verbs", "memberships")
    context = {
        "organisation": me.organisation,
        "verbs": [(verb, say(language, f"people.verb.{verb}")) for verb in Verb],
        "givable": {str(verb) for verb in me.verbs},
        "known": [(say(language, f"people.role.{role}"), VERBS_OF[role], role) for role in Role if role is not Role.CUSTOM],
        "own": [(role, {row.verb for row in role.verbs.all()}, len(role.memberships.all())) for role in own],
        "section": "people",
    }
    return render(request, "people/roles.html", context | more, status=status)


@require_POST
def save(request: HttpRequest, organisation_id: UUID, role_id: int | None = None) -> HttpResponse:
    """Make a role of the organisation's own, or change one: a name and at least one right that the reader has."""
    me, language = manager_of(request, organisation_id), reader_language(request)
    role = get_object_or_404(CustomRole, organisation=me.organisation, pk=role_id) if role_id else None
    name = " ".join(request.POST.get("name", "").split())[:MOST_NAME]
    wanted = frozenset(verb for verb in Verb if verb in request.POST.getlist("verbs"))
    before = frozenset(Verb(row.verb) for row in role.verbs.all()) if role else frozenset()
    fault = _fault(me, role, name, wanted | before)
    if not fault and not wanted:
        fault = "verbs"
    if fault:
        field = f"{fault}-{role_id}" if role_id else fault
        errors = [(field, say(language, f"people.role-fault.{fault}"))]
        return shown(request, me, 422, errors=errors, typed_name="" if role else name, typed_verbs=set() if role else wanted)
    with transaction.atomic():
        role = role or CustomRole(organisation=me.organisation)
        role.name = name
        role.save()
        role.verbs.all().delete()
        RoleVerb.objects.bulk_create(RoleVerb(role=role, verb=verb) for verb in wanted)
        members.end_password_links(*(one.user for one in role.memberships.select_related("user")))
    return redirect("people:roles", organisation_id)


def _fault(me: Membership, role: CustomRole | None, name: str, verbs: frozenset[Verb]) -> str:
    """Return what is wrong with a role, or nothing."""
    if not name:
        return "name"
    named = CustomRole.objects.filter(organisation=me.organisation, name__iexact=name)
    if any(one != role for one in named):
        return "taken"
    if not verbs <= me.verbs:
        return "above"
    # Whoever shapes the role they have themselves could lock everybody out.
    return "mine" if role is not None and me.custom_role_id == role.pk else ""


@require_POST
def remove(request: HttpRequest, organisation_id: UUID, role_id: int) -> HttpResponse:
    """Drop a role that nobody has."""
    me = manager_of(request, organisation_id)
    role = get_object_or_404(CustomRole, organisation=me.organisation, pk=role_id)
    if role.memberships.exists():
        return shown(request, me, 422, errors=[(f"name-{role.pk}", say(reader_language(request), "people.role-fault.used"))])
    role.delete()
    return redirect("people:roles", organisation_id)
