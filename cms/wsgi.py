"""The entry point for a WSGI server such as gunicorn."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_wsgi_application()
application.request_class = import_string("cms.operations.border.BorderRequest")
# Else each new worker reads all views while its first visitor waits (a second); read before the workers part, they share it.
import_module(settings.ROOT_URLCONF)
