"""Takes the second step away from an account, for an administrator who has lost phone and codes."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from leitplanke.web.accounts.models import User


class Command(BaseCommand):
    """``leitplanke manage drop_second_factor NAME``."""

    help = "Delete authenticator app, passkeys and emergency codes of an account; its password stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user name."""
        parser.add_argument("username")

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002 - Django's signature
        """Delete them.

        Raises
        ------
        CommandError
            If there is no such account.
        """
        name = str(options["username"])
        user = User.objects.filter(username=name).first()
        if user is None:
            message = f"There is no account {name}."
            raise CommandError(message)
        count, _ = Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"{name}: {count} deleted; sign in with the password.")
