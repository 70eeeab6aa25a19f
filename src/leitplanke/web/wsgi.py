"""What granian serves."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from leitplanke.web import environment, heap, warming
from leitplanke.web.server import end_with_parent

# Where both processes above this one are killed at once, nobody else would end it, and it would keep the port.
supervisor = multiprocessing.parent_process()
if supervisor and supervisor.pid:
    end_with_parent(supervisor.pid)
heap.share_arenas()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
application = get_wsgi_application()
warming.begin()
environment.wait_for_start()
