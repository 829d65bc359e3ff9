"""Loaded by pytest before Django's settings: a debug secret, and an own folder for whatever is written."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="ibasho-tests-")
# whitenoise warns of a folder for collected assets that is not there.
Path(os.environ["VAR_DIR"], "static").mkdir()
