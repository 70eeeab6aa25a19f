"""Creates the people who may come in first: the local owner, or the administrator of a server."""

from django.db import transaction

from leitplanke.web.accounts.models import Membership, Organisation, SetupLink, User

LOCAL_OWNER = "local-owner"


@transaction.atomic
def local_owner() -> User:
    """Return the one person of the local mode with their organisation, created at the first call."""
    user, _ = User.objects.get_or_create(username=LOCAL_OWNER, defaults={"password": "!"})
    if not Membership.objects.filter(user=user).exists():
        Membership.objects.create(user=user, organisation=Organisation.objects.create())
    return user


@transaction.atomic
def administrator(secret: str, username: str, password: str) -> User | None:
    """Create the administrator with an organisation and use the link up; None if the link is no longer valid."""
    if not SetupLink.is_valid(secret):
        return None
    SetupLink.objects.all().delete()
    user = User.objects.create_user(username, password=password)
    Membership.objects.create(user=user, organisation=Organisation.objects.create())
    return user


def needs_setup() -> bool:
    """Say whether nobody can sign in yet."""
    return not User.objects.exclude(username=LOCAL_OWNER).exists()
