"""The forms of coming in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.models import User
from leitplanke.web.accounts.setup import LOCAL_OWNER


class AdministratorForm(forms.Form):
    """Name and password of the first administrator."""

    language: Language = "de"
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
                validate_password(found["password"], User(username=found.get("username", "")))
            except ValidationError as fault:
                self.add_error("password", fault)
        return found
