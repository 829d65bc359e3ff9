"""Loaded by pytest before Django's settings: a debug secret, and an own folder for whatever is written."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
# Playwright keeps an event loop in the thread of the tests, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="ibasho-tests-")
# whitenoise warns of a folder for collected assets that is not there.
Path(os.environ["VAR_DIR"], "static").mkdir()
