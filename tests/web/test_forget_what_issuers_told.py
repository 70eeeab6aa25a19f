"""An upgrade empties what earlier releases kept of sign-ins elsewhere, and everybody is still found."""

from importlib import import_module

from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from leitplanke.web.accounts.models import User

NAME = "0005_forget_what_issuers_told"
TOLD = {
    "userinfo": {"sub": "7", "preferred_username": "nora", "name": "Nora Neu", "email": "nora@example.org"},
    "id_token": {"sub": "7", "email": "nora@example.org"},
}


def test_what_earlier_releases_kept_goes_with_the_upgrade() -> None:
    nora = User.objects.create(username="nora", first_name="Nora", last_name="Neu")
    SocialAccount.objects.create(user=nora, provider="oidc", uid="7", extra_data=TOLD)
    SocialAccount.objects.create(user=User.objects.create(username="ben"), provider="oidc", uid="8")
    # Loosened from her sign-in since.
    User.objects.create(username="ida", last_name="Ihde")
    # With the models as they are for this step: it needs allauth's tables as they are now.
    step = import_module(f"leitplanke.web.accounts.migrations.{NAME}")
    then = MigrationLoader(connection).project_state(("accounts", NAME)).apps

    class Editor:
        connection = connection

    step.forget(then, Editor)
    assert set(SocialAccount.objects.values_list("user__username", "provider", "uid")) == {("nora", "oidc", "7"), ("ben", "oidc", "8")}
    assert [one.extra_data for one in SocialAccount.objects.all()] == [{}, {}]
    assert {(one.username, one.first_name, one.last_name) for one in User.objects.all()} == {
        ("nora", "", ""),
        ("ben", "", ""),
        ("ida", "", ""),
    }
