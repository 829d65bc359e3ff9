"""Loaded by pytest before Django's settings: a debug secret, and an own folder for whatever is written."""

import os
import tempfile
from pathlib import Path

import hypothesis

os.environ.setdefault("DEBUG", "1")
# Playwright keeps an event loop in the thread of the tests, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Processes that a test starts have folders of their own, and the same database.
os.environ["PEOPLE_KEYS"] = "a-key-of-the-tests-that-protects-nothing-AA="
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="ibasho-tests-")
# whitenoise warns of a folder for collected assets that is not there.
Path(os.environ["VAR_DIR"], "static").mkdir()

# The same examples at every run of a test: what it finds, it finds before a change is handed in, and not by chance in one that has
# nothing to do with it. New ones are drawn with --hypothesis-profile=ten_thousand, and by `make mutants`.
# A busy machine, or one that counts lines (make coverage), is no fault of the example that was slow.
hypothesis.settings.register_profile(
    "every_run",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("every_run")
