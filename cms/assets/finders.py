"""The finder of static files that builds what is missing or old, so that there is no step to forget.

`collectstatic` asks for all of it; a server for development asks when a page does.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from cms.assets.build import FILES


class BuiltFilesFinder(BaseFinder):
    """Files of `cms.assets.build.FILES`, kept in `VAR_DIR/assets`."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object):
        self.folder = settings.VAR_DIR / "assets"
        self.storage = FileSystemStorage(location=self.folder)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: object) -> list:
        """Nothing of it can be set wrongly."""
        return []

    def find(self, path: str, find_all: bool = False) -> str | list[str]:
        """The built file's place on the disk; an empty list for every other path."""
        if path not in FILES:
            return []
        found = str(self._built(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """All of them, for `collectstatic`."""
        for path in FILES:
            self._built(path)
            yield path, self.storage

    def _built(self, path: str) -> Path:
        file, target = FILES[path], self.folder / path
        if not file.is_fresh(target, settings.BASE_DIR):
            target.parent.mkdir(parents=True, exist_ok=True)
            # Two processes may build at once; a page must never get half of a file.
            with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as written:
                written.write(file.build(settings.BASE_DIR))
            os.chmod(written.name, 0o644)
            os.replace(written.name, target)
        return target
