"""Files that cost seconds to make: made once for a version of the directory and a day, and then sent from the disk.

Anybody may ask for them, as often as they like, and a worker that makes one answers nobody else. So a file is also sent for a while after
an edit: ten times as long as a kept list may lack one (`KEPT_PAGES_SECONDS`), five minutes unless somebody says otherwise.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from cms.public.following.followed import etag

TIMES_A_LIST = 10
Pieces = Iterable[str | bytes]


def kept_file(request: HttpRequest, name: str, kind: str, make: Callable[[], Pieces]) -> HttpResponseBase:
    """A download. Where nothing can be written it is sent while it is made."""
    wanted = blake2s(etag(request).encode(), digest_size=16).hexdigest()
    try:
        path = _kept(name, wanted) or _written(name, wanted, make())
        mark = path.name.rpartition(".")[2]
        answer: HttpResponseBase = _has_it(request, mark) or FileResponse(path.open("rb"))
    except OSError:
        mark = wanted
        answer = _has_it(request, mark) or StreamingHttpResponse(make())
    headers = {
        "Content-Type": kind,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "no-cache",
        "ETag": f'"{mark}"',
    }
    for header, value in headers.items():
        answer[header] = value
    return answer


def _has_it(request: HttpRequest, mark: str) -> HttpResponseBase | None:
    """The answer to who has this very file already; asked before it is opened."""
    return get_conditional_response(request, etag=f'"{mark}"')


def _folder() -> Path:
    return Path(settings.VAR_DIR, "open_data")


def _kept(name: str, wanted: str) -> Path | None:
    """The file of this version, or one of today that is young enough; None where there is none."""
    oldest = time.time() - TIMES_A_LIST * settings.KEPT_PAGES_SECONDS
    exact = _folder() / f"{name}.{wanted}"
    if exact.exists():
        return exact
    return next((path for path in _folder().glob(f"{name}.*") if _changed(path) > max(oldest, _midnight())), None)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another worker has made a newer one
        return 0


def _midnight() -> float:
    now = time.localtime()
    return time.mktime((now.tm_year, now.tm_mon, now.tm_mday, 0, 0, 0, 0, 0, -1))


def _written(name: str, wanted: str, pieces: Pieces) -> Path:
    """The file, made whole before anybody can see it; earlier ones go."""
    _folder().mkdir(parents=True, exist_ok=True)
    before = list(_folder().glob(f"{name}.*"))
    path = _folder() / f"{name}.{wanted}"
    with TemporaryDirectory(dir=_folder(), prefix="making-") as making:
        made = Path(making, "file")
        with made.open("wb") as file:
            for piece in pieces:
                file.write(piece.encode() if isinstance(piece, str) else piece)
        os.replace(made, path)
    for old in before:
        with suppress(OSError):
            old.unlink()
    return path
