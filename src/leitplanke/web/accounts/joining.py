"""Two links that a person without account opens: an invitation, and one to set a new password."""

import logging

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from leitplanke.web.accounts import members
from leitplanke.web.accounts.adapters import INVITED
from leitplanke.web.accounts.affiliation import CHOSEN
from leitplanke.web.accounts.forms import AccountForm, PasswordForm
from leitplanke.web.accounts.guard import address_of
from leitplanke.web.accounts.models import Invite, PasswordLink, User
from leitplanke.web.accounts.views import BACKEND
from leitplanke.web.accounts.wording import role_name
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.pace.counting import Pace

LOG = logging.getLogger("leitplanke.accounts")
MISSES = Pace("accounts.misses", 20, 900.0)
"""Links of one address that open nothing; whoever has a good one is never held up."""
HIDDEN = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow, noarchive"}
"""The address is the secret: it must not travel to other sites, nor be found by a search."""


@login_not_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Take an invitation up: with a new account, or with the one that is signed in."""
    invitation = members.open_invite(secret)
    if invitation is None:
        return closed(request, "invite")
    if isinstance(request.user, User):
        return _hidden(_join_as(request, request.user, invitation))
    # Whoever now signs in elsewhere for the first time comes back with this invitation in the session.
    request.session[INVITED] = invitation.digest
    form = AccountForm(request.POST or None)
    form.language, form.near = reader_language(request), members.names_of(invitation.organisation)
    if request.method == "POST" and form.is_valid():
        user = _new_member(invitation, form.cleaned_data["username"], form.cleaned_data["password"])
        if user is None:
            return closed(request, "invite")
        login(request, user, backend=BACKEND)
        return redirect("companies:list")
    errors = [(name, message) for name, messages in form.errors.items() for message in messages]
    context = _told(request, invitation) | {"form": form, "errors": errors, "next": request.path}
    return _hidden(render(request, "accounts/join.html", context, status=422 if errors else 200))


def _join_as(request: HttpRequest, user: User, invitation: Invite) -> HttpResponse:
    member = user.organisations.filter(pk=invitation.organisation_id).exists()
    if request.method == "POST" and not member and members.accept(invitation, user):
        request.session[CHOSEN] = str(invitation.organisation_id)
        return redirect("companies:list")
    return render(request, "accounts/join.html", _told(request, invitation) | {"as_user": user, "member": member})


def _told(request: HttpRequest, invitation: Invite) -> dict[str, object]:
    role = role_name(invitation.role, invitation.custom_role, reader_language(request))
    return {"organisation": invitation.organisation, "role": role, "until": invitation.expires_at}


@transaction.atomic
def _new_member(invitation: Invite, username: str, password: str) -> User | None:
    """Create the account and use the invitation up; None, and no account, if somebody else has."""
    user = User.objects.create_user(username, password=password)
    if members.accept(invitation, user):
        return user
    transaction.set_rollback(True)
    return None


@login_not_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def set_password(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a new password by a link; then sign in as always, with the second factor if there is one."""
    link = members.open_password_link(secret)
    if link is None:
        return closed(request, "password")
    form = PasswordForm(link.user, request.POST.dict() if request.method == "POST" else None, reader_language(request), asks=False)
    if request.method == "POST" and form.is_valid():
        if not _use_up(link, form.cleaned_data["password"]):
            return closed(request, "password")
        return redirect(f"{reverse('accounts:sign-in')}?neu")
    errors = [(name, message) for name, messages in form.errors.items() for message in messages]
    context = {"form": form, "errors": errors, "username": link.user.username, "now": timezone.now()}
    return _hidden(render(request, "accounts/new-password.html", context, status=422 if errors else 200))


@transaction.atomic
def _use_up(link: PasswordLink, password: str) -> bool:
    """Set the password and drop the link, which ends every session; say whether the link was still there."""
    count, _ = PasswordLink.objects.filter(pk=link.pk, digest=link.digest).delete()
    if count:
        link.user.set_password(password)
        link.user.save(update_fields=["password"])
    return bool(count)


def closed(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer a link that opens nothing; whoever tries many is slowed down, and the operator is told."""
    address = address_of(request)
    if MISSES.allows(address):
        return _hidden(render(request, "accounts/link-closed.html", {"kind": kind}, status=404))
    LOG.warning("links that open nothing, from %s: slowed down", address)
    return _hidden(render(request, "refusal.html", {"kind": "too-many"}, status=429))


def _hidden(response: HttpResponse) -> HttpResponse:
    for name, value in HIDDEN.items():
        response.headers[name] = value
    return response
