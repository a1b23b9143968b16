"""What the web server calls for every request."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
application = get_wsgi_application()
# Now rather than with the first request, so that the collector need not look through it again and
# again: it spent a fifth of the time of long answers on what never goes away.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
