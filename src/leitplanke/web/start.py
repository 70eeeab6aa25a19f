"""What happens around a start: address and set-up link, jobs a crash left behind, the worker's loop."""

import logging
import threading

import click
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connections

from leitplanke.web import clock, environment
from leitplanke.web.accounts.models import SetupLink
from leitplanke.web.accounts.setup import needs_setup
from leitplanke.web.assumed.jobs import warm_up as warm_up_weights
from leitplanke.web.audit.retention import come_again as keep_log_short
from leitplanke.web.backup.keeping import forget_cut_off_restores
from leitplanke.web.backup.workroom import forget_dead
from leitplanke.web.examples.jobs import warm_up
from leitplanke.web.jobs import workers
from leitplanke.web.jobs.running import resume_lost
from leitplanke.web.jobs.tasks import put_back
from leitplanke.web.periods import come_again as forget_daily
from leitplanke.web.studies.jobs import EVALUATIONS
from leitplanke.web.studies.reviewing import REVIEWS
from leitplanke.web.upgrading import wait_for_upgrade
from leitplanke.web.waves.jobs import come_again

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_WATCHES = 15.0


def announce(host: str, port: int) -> None:
    """Print where the pages are; on a server without administrator also the link that makes one."""
    base = settings.ORIGIN or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [f"Leitplanke: {base}/   (Ende / stop: Ctrl+C)"]
    if not settings.LOCAL and needs_setup():
        lines.append(f"Verwalter anlegen / create the administrator: {base}/einrichten/{SetupLink.renew()}")
    click.echo("\n".join(lines))


def prepare_jobs() -> None:
    """Queue again what killed workers left, what the examples and waves need; clear old sessions."""
    forget_cut_off_restores(environment.var_folder())
    forget_dead(environment.var_folder())
    resume_jobs()
    come_again()
    keep_log_short()
    forget_daily()
    warm_up()
    warm_up_weights()


def resume_jobs() -> None:
    """Queue again what workers left that have ended: tasks they had taken, and jobs of every kind; none is put off for years."""
    clock.bring_forward()
    gone = workers.ended()
    put_back(gone)
    resume_lost(EVALUATIONS, gone)
    resume_lost(REVIEWS, gone)
    workers.forget(gone)


def watch(ended: threading.Event, seconds: float = SECONDS_BETWEEN_WATCHES) -> None:
    """Look for what other workers left until `ended`; a database that is away now is asked again the next time."""
    while not ended.wait(seconds):
        try:
            resume_jobs()
        except Error:
            LOG.warning("could not look for lost jobs", exc_info=True)
        finally:
            connections.close_all()


def work() -> None:
    """Take jobs until the process is asked to end."""
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.WARNING)
    wait_for_upgrade()
    resume_jobs()
    ended = threading.Event()
    with workers.signed_in() as name:
        threading.Thread(target=watch, args=(ended,), daemon=True).start()
        try:
            call_command("db_worker", worker_id=name, interval=0.3, startup_delay=False, verbosity=0, reload=False)
        finally:
            ended.set()
