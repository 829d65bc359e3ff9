"""Loaded by pytest before Django's settings: a debug secret, and an own folder for whatever is written."""

import os
import tempfile

os.environ.setdefault("DEBUG", "1")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="ibasho-tests-")
