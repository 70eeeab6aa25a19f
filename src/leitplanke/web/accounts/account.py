"""The reader's own account: organisations, password, ways to sign in."""

from typing import TYPE_CHECKING, cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from leitplanke.web.accounts import guard
from leitplanke.web.accounts.affiliation import CHOSEN, affiliation_of
from leitplanke.web.accounts.forms import PasswordForm
from leitplanke.web.accounts.wording import role_name
from leitplanke.web.language.middleware import reader_language

if TYPE_CHECKING:
    from leitplanke.web.accounts.models import User


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("present", "password")
def show(request: HttpRequest) -> HttpResponse:
    """Show the account; with a new password in it, keep that, which ends every other session."""
    if settings.LOCAL:
        raise Http404
    user, language = cast("User", request.user), reader_language(request)
    form = PasswordForm(user, request.POST.dict() if request.method == "POST" else None, language, asks=True)
    closed = form.is_bound and guard.is_closed(request, user.username)
    if form.is_bound and not closed and user.has_usable_password():
        if form.is_valid():
            user.set_password(form.cleaned_data["password"])
            user.save(update_fields=["password"])
            update_session_auth_hash(request, user)
            guard.forget(request, user.username)
            return redirect(f"{reverse('accounts:account')}?neu")
        if "present" in form.errors:
            guard.count_failure(request, user.username)
    errors = [] if closed else [(name, message) for name, messages in form.errors.items() for message in messages]
    found = affiliation_of(request)
    context = {
        "form": form,
        "errors": errors,
        "closed": closed,
        "places": [(one, role_name(one.role, one.custom_role, language), one == found.current) for one in found.memberships],
        "factors": Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "tied": SocialAccount.objects.filter(user=user).exists(),
        "section": "account",
    }
    return render(request, "accounts/account.html", context, status=429 if closed else 422 if errors else 200)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Go over to another of the reader's organisations."""
    mine = {str(one.organisation_id) for one in affiliation_of(request).memberships}
    if request.POST.get("organisation") not in mine:
        raise Http404
    request.session[CHOSEN] = request.POST["organisation"]
    return redirect("companies:list")
