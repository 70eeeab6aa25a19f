"""The forms of coming in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.models import User
from leitplanke.web.accounts.setup import LOCAL_OWNER


class AccountForm(forms.Form):
    """Name and password of a new account."""

    language: Language = "de"
    near: tuple[str, ...] = ()
    """Names that no password is made of: of the organisation that invites, of its firms."""
    username = forms.CharField(max_length=150)
    password = forms.CharField(strip=False, max_length=200)

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        name: str = self.cleaned_data["username"]
        if name == LOCAL_OWNER or User.objects.filter(username__iexact=name).exists():
            raise ValidationError(message=say(self.language, "web.setup.name-taken"))
        return name

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules; Django's texts speak the reader's language."""
        found = super().clean() or self.cleaned_data
        if "password" in found:
            try:
                user = User(username=found.get("username", ""))
                user.near = self.near
                validate_password(found["password"], user)
            except ValidationError as fault:
                self.add_error("password", fault)
        return found


class PasswordForm(forms.Form):
    """A new password for `user`; with `asks` the present one too."""

    present = forms.CharField(strip=False, max_length=200, required=False)
    password = forms.CharField(strip=False, max_length=200)

    def __init__(self, user: User, data: Mapping[str, str] | None, language: Language, *, asks: bool) -> None:
        super().__init__(data)
        self.user, self.language, self.asks = user, language, asks

    def clean_present(self) -> str:
        """Hold the present password against the account."""
        present: str = self.cleaned_data["present"]
        if self.asks and not self.user.check_password(present):
            raise ValidationError(message=say(self.language, "people.account.present-wrong"))
        return present

    def clean_password(self) -> str:
        """Hold the new password against the rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password
