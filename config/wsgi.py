"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded by now stays until the process ends: collecting garbage need not look through it time and again.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
