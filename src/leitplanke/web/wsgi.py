"""What granian serves."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from leitplanke.primitives.loading import loading
from leitplanke.web import environment, heap, warming
from leitplanke.web.server import end_with_parent

# Where both processes above this one are killed at once, nobody else would end it, and it would keep the port.
supervisor = multiprocessing.parent_process()
if supervisor:
    # Where Python starts processes by a server of its own (from 3.14 on), that one is the parent, and ends with the supervisor.
    end_with_parent(os.getppid())
    if not supervisor.is_alive():
        os._exit(1)
heap.share_arenas()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
with loading():
    application = get_wsgi_application()
warming.begin()
environment.wait_for_start()
