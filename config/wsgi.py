"""The door for WSGI servers (gunicorn)."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
application = get_wsgi_application()

# What is loaded here stays for good: all addresses and what they lead to. The garbage collector need not look through
# it again and again, for everybody waits while it does (measured: 70 to 90 ms, most of the slowest hundredth of saves).
urls = get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
