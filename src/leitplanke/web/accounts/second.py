"""Addresses of what allauth does for us: second factor, passkeys, the sign-in elsewhere. Everything else it could do stays closed.

The names are allauth's own, because it leads from one to the other by them; the pages are ours.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.views import AccountInactiveView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.views import ConnectionsView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path

from leitplanke.web.accounts import elsewhere
from leitplanke.web.accounts.views import SignIn

View = Callable[..., HttpResponseBase]


def on_servers(view: View) -> View:
    """Return the view as it is on a server; in the local mode, which knows no password, there is none."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if settings.LOCAL:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def page(view: type, template: str) -> View:
    """Return a view of allauth with a page of ours."""
    return on_servers(view.as_view(template_name=f"accounts/{template}.html"))  # type: ignore[attr-defined]  # allauth has no types


urlpatterns = [
    path("anmelden", SignIn.as_view(), name="account_login"),
    path("anmelden/zweiter-schritt", page(AuthenticateView, "second-step"), name="mfa_authenticate"),
    path("anmelden/passkey", login_not_required(on_servers(LoginWebAuthnView.as_view())), name="mfa_login_webauthn"),
    path("anmelden/abgebrochen", on_servers(elsewhere.cancelled), name="socialaccount_login_cancelled"),
    path("anmelden/gesperrt", login_not_required(page(AccountInactiveView, "inactive")), name="account_inactive"),
    path("anmelden/mit/<slug:provider_id>", on_servers(elsewhere.leave), name="openid_connect_login"),
    path("anmelden/mit/<slug:provider_id>/zurueck", on_servers(elsewhere.come_back), name="openid_connect_callback"),
    path("konto/bestaetigen", page(ReauthenticateView, "confirm"), name="account_reauthenticate"),
    path("konto/bestaetigen/code", page(ReauthenticateByCodeView, "confirm-code"), name="mfa_reauthenticate"),
    path("konto/bestaetigen/passkey", page(ReauthenticateWebAuthnView, "confirm-passkey"), name="mfa_reauthenticate_webauthn"),
    path("konto/sicherheit", page(IndexView, "security"), name="mfa_index"),
    path("konto/sicherheit/passkeys", page(IndexView, "security"), name="mfa_list_webauthn"),
    path("konto/sicherheit/passkeys/neu", page(AddWebAuthnView, "add-passkey"), name="mfa_add_webauthn"),
    path("konto/sicherheit/passkeys/<int:pk>/entfernen", page(RemoveWebAuthnView, "remove-passkey"), name="mfa_remove_webauthn"),
    path("konto/sicherheit/app", page(ActivateTOTPView, "add-app"), name="mfa_activate_totp"),
    path("konto/sicherheit/app/entfernen", page(DeactivateTOTPView, "remove-app"), name="mfa_deactivate_totp"),
    path("konto/sicherheit/codes", page(ViewRecoveryCodesView, "codes"), name="mfa_view_recovery_codes"),
    path("konto/sicherheit/codes/neu", page(GenerateRecoveryCodesView, "new-codes"), name="mfa_generate_recovery_codes"),
    path("konto/verbindung", page(ConnectionsView, "connections"), name="socialaccount_connections"),
]
