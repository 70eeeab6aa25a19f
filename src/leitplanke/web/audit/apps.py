"""Keeps the database writing the log: triggers go before tables change and come back after."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """Ties the log to migrations and connections."""

    name = "leitplanke.web.audit"

    def ready(self) -> None:
        """Start listening."""
        from allauth.mfa.signals import authentication_failed  # noqa: PLC0415 - models are not there before

        from leitplanke.web.audit import acting, signing  # noqa: PLC0415 - as above

        user_logged_in.connect(signing.signed_in, dispatch_uid="log-sign-in")
        user_login_failed.connect(signing.refused, dispatch_uid="log-refused")
        authentication_failed.connect(signing.refused_code, dispatch_uid="log-refused-code")
        connection_created.connect(acting.tell)
        pre_migrate.connect(remove, sender=self)
        post_migrate.connect(install, sender=self)


def remove(using: str, plan: list[object], **_: Any) -> None:  # noqa: ANN401 - what Django sends
    """Take the triggers away before tables change: SQLite refuses to rename a table that one of them reads."""
    from leitplanke.web.audit import triggers  # noqa: PLC0415 - as above

    if plan:
        triggers.remove(connections[using])


def install(using: str, **_: Any) -> None:  # noqa: ANN401 - what Django sends
    """Bring them back as the models are now."""
    from leitplanke.web.audit import triggers  # noqa: PLC0415 - as above

    triggers.install(connections[using])
