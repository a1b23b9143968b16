"""The settings of the tests: the demo's, without what makes tests slow or lenient."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Not for tests: pools keep connections open, and a database in use can't be removed.
os.environ.update(PORTAL_DEMO="1", DEBUG="0", DATABASE_POOL_SIZE="0", SENTRY_DSN="")

from partnership.settings import *  # noqa: F403
from partnership.settings import DATABASES, PAGE_CACHE_DATABASE, STORAGES, TEMPLATES
from tests.undefined_variables import UndefinedVariable

# Tests have one connection, which knows of the transaction that each of them is.
del DATABASES[PAGE_CACHE_DATABASE]
PAGE_CACHE_DATABASE = "default"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SITE_URL = "http://testserver"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEMPLATES[0]["OPTIONS"] |= {"string_if_invalid": UndefinedVariable()}

# Files of the tests' own, gone when they are over.
_files = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, _files, ignore_errors=True)
MEDIA_ROOT = Path(_files) / "media"
STATIC_ROOT = Path(_files) / "static"
STATIC_ROOT.mkdir()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
