"""An example as a firm of its own in a data folder of its own, evaluated, and the product serving it as people start it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leitplanke.web.studies.models import Study


def evaluated(example: str, folder: str) -> "Study":
    """Return the study of the example as a firm of the local owner, whose data lie in `folder`; once in a process."""
    os.environ.update(LEITPLANKE_VAR=folder, LEITPLANKE_LOCAL="1", DJANGO_SETTINGS_MODULE="leitplanke.web.settings")
    os.environ.pop("LEITPLANKE_DATABASE_URL", None)
    import django  # noqa: PLC0415 - after the data folder is set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from leitplanke.exchange import examples  # noqa: PLC0415
    from leitplanke.web import environment  # noqa: PLC0415
    from leitplanke.web.accounts.setup import local_owner  # noqa: PLC0415
    from leitplanke.web.catalogue import catalogue  # noqa: PLC0415
    from leitplanke.web.intake.storing import store  # noqa: PLC0415
    from leitplanke.web.studies import jobs  # noqa: PLC0415

    environment.prepare()
    call_command("migrate", verbosity=0)
    study = jobs.order(store(local_owner().organisations.get(), examples.read(example, catalogue()), example))
    jobs.evaluate.call(str(study.pk))
    return study


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """Start the product as people do and give its port."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "leitplanke", "serve", "--port", str(port)], stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        for _ in range(400):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
