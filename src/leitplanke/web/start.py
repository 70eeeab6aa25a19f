"""What happens around a start: migrations, address and set-up link, jobs a crash left behind, the worker's loop."""

import logging

import click
from django.conf import settings
from django.core.management import call_command

from leitplanke.web.accounts.members import forget_ended
from leitplanke.web.accounts.models import SetupLink
from leitplanke.web.accounts.setup import needs_setup
from leitplanke.web.assumed.jobs import warm_up as warm_up_weights
from leitplanke.web.examples.jobs import warm_up
from leitplanke.web.jobs.running import resume_lost
from leitplanke.web.studies.jobs import EVALUATIONS
from leitplanke.web.studies.reviewing import REVIEWS
from leitplanke.web.waves.jobs import come_again


def migrate() -> None:
    """Bring the database to the present version."""
    call_command("migrate", interactive=False, verbosity=0)


def announce(host: str, port: int) -> None:
    """Print where the pages are; on a server without administrator also the link that makes one."""
    base = settings.ORIGIN or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [f"Leitplanke: {base}/   (Ende / stop: Ctrl+C)"]
    if not settings.LOCAL and needs_setup():
        lines.append(f"Verwalter anlegen / create the administrator: {base}/einrichten/{SetupLink.renew()}")
    click.echo("\n".join(lines))


def prepare_jobs() -> None:
    """Queue again what a killed worker left, what the examples and waves need; clear old sessions. Called while no worker runs."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0)
    forget_ended()
    resume_jobs(everything=True)
    come_again()
    warm_up()
    warm_up_weights()


def resume_jobs(*, everything: bool) -> None:
    """Queue again what a killed worker left of every kind of job."""
    resume_lost(EVALUATIONS, everything=everything)
    resume_lost(REVIEWS, everything=everything)


def work() -> None:
    """Take jobs until the process is asked to end."""
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.WARNING)
    resume_jobs(everything=False)
    call_command("db_worker", interval=0.3, startup_delay=False, verbosity=0, reload=False)
