"""What benchmarks of pages share: a data folder of their own, its owner's browser, and the time of a request in the server process."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any


def in_own_folder(measure: Callable[[], None]) -> None:
    """Measure on an SQLite database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(LEITPLANKE_VAR=folder, LEITPLANKE_LOCAL="1", DJANGO_SETTINGS_MODULE="leitplanke.web.settings")
        os.environ.pop("LEITPLANKE_DATABASE_URL", None)
        measure()


def prepared() -> Any:  # noqa: ANN401 - Django is loaded once the data folder is set
    """Return a browser on a new, empty database."""
    import django  # noqa: PLC0415 - after the data folder is set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    return Client(headers={"host": "localhost"})


def owners_browser() -> tuple[Any, Any]:
    """Return the browser of the local owner on a new, empty database, and the owner's organisation."""
    browser = prepared()
    from leitplanke.web.accounts.setup import local_owner  # noqa: PLC0415 - needs Django

    owner = local_owner()
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return browser, owner.organisations.get()


def milliseconds(call: Callable[[], object], *, repeats: int, clock: Callable[[], float] = time.process_time) -> float:
    """Return the median time of a call by a clock, after one to warm up."""
    call()
    times = []
    for _ in range(repeats):
        start = clock()
        call()
        times.append(clock() - start)
    return 1000.0 * statistics.median(times)
