#!/usr/bin/env python
"""Runs Django's management commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    # A command has one thread, and migrations and imports may take their time.
    os.environ.setdefault("DATABASE_POOL_SIZE", "0")
    os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "0")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error} (For the demo: set PORTAL_DEMO=1.)")
