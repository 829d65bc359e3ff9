"""Uploads that are stored whole or not at all: a full disk, or a worker that dies, leaves no half of a photo under its name."""

import os
import secrets
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"


class WholeFileStorage(FileSystemStorage):
    """Django's storage, which writes under another name first; the name of the file appears when all of it is on the disk."""

    def _save(self, name: str, content: File) -> str:
        """Store a file; gives the name that it got. What the disk says (OSError) is raised, and nothing of it is left."""
        unfinished = Path(self.path(f"{name}.{secrets.token_hex(4)}{UNFINISHED}"))
        try:
            super()._save(str(unfinished.relative_to(self.location)), content)
            with unfinished.open("rb") as written:
                os.fsync(written)
            return self._named(unfinished, name)
        finally:
            unfinished.unlink(missing_ok=True)

    def _named(self, unfinished: Path, name: str) -> str:
        """Give the file its name, or another one where that is taken meanwhile; gives the name."""
        while True:
            try:
                # Fails where the name is taken, which a rename would overwrite.
                os.link(unfinished, self.path(name))
                return name.replace("\\", "/")
            except FileExistsError:
                name = self.get_available_name(name)
