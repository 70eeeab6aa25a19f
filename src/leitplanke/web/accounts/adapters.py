"""What allauth asks of this installation: nobody signs up by themselves, nothing is mailed, no address is kept."""

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from leitplanke.web.accounts import guard, members
from leitplanke.web.accounts.issuer import LINE
from leitplanke.web.accounts.models import User

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

INVITED = "invited"
"""Where the session keeps the digest of an open invitation, for whoever comes back from the sign-in elsewhere."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes signing up and writes no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Say that nobody makes an account without an invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send nothing: there may be no mail server."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the guard counts too."""
        return guard.address_of(request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Names people by their user name."""

    def get_totp_label(self, user: User) -> str:
        """Return what an authenticator app shows beside the code."""
        return user.username


class ElsewhereAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The operator's own sign-in: it opens an account that is tied to it, or makes one for somebody who was invited."""

    def populate_user(self, request: HttpRequest, sociallogin: "SocialLogin", data: dict[str, object]) -> User:
        """Take over the user name only: whatever else the issuer tells of somebody, name and address, is not stored."""
        sociallogin.account.extra_data = {}
        user: User = super().populate_user(request, sociallogin, {"username": data.get("username")})
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: "SocialLogin") -> None:  # noqa: ARG002 - allauth's signature
        """Keep no address: accounts are tied by hand, never by a mail address somebody claims."""
        sociallogin.email_addresses = []
        if sociallogin.user is not None and sociallogin.user.pk is None:
            sociallogin.user.email = ""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: "SocialLogin") -> bool:  # noqa: ARG002 - allauth's signature
        """Let in who holds an open invitation; tell everybody else how to get one.

        Raises
        ------
        ImmediateHttpResponse
            With the page that says so.
        """
        if members.open_invite(digest=request.session.get(INVITED, "")) is None:
            raise ImmediateHttpResponse(render(request, "accounts/elsewhere.html", {"kind": "unknown"}, status=403))
        return True

    def save_user(self, request: HttpRequest, sociallogin: "SocialLogin", form: object = None) -> User:
        """Make the account and take the invitation up.

        Raises
        ------
        ImmediateHttpResponse
            If the invitation was used meanwhile.
        """
        invite = members.open_invite(digest=request.session.pop(INVITED, ""))
        if invite is None:
            raise ImmediateHttpResponse(render(request, "accounts/elsewhere.html", {"kind": "unknown"}, status=403))
        user: User = super().save_user(request, sociallogin, form)
        members.accept(invite, user)
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,  # noqa: ARG002 - allauth's signature
        error: object = None,  # noqa: ARG002
        exception: Exception | None = None,
        extra_context: dict[str, object] | None = None,  # noqa: ARG002
    ) -> None:
        """Answer a sign-in that failed elsewhere with a page that leads back to the password.

        Raises
        ------
        ImmediateHttpResponse
            With that page.
        """
        LINE.heard(exception)
        raise ImmediateHttpResponse(render(request, "accounts/elsewhere.html", {"kind": "failed"}, status=502))
