"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from leitplanke.web import environment, warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
application = get_wsgi_application()
warming.begin()
environment.wait_for_start()
