"""The file of a package: a line that says what it is, its manifest, the signature of both, and the listings as GeoJSON.

    ibasho-package
    {"schema": 1, "municipality": "132250", "made_at": …, "day": …, "listings": 42, "bytes": …, "sha256": …, "key": …}
    BASE64 OF THE SIGNATURE
    {"type": "FeatureCollection", "ibasho": {"format": 1, …}, "features": [ … ]}

The signature is of the first two lines, byte for byte, and the manifest has length and checksum of the rest: so nothing of the
listings is read before all of it is known to be ours. The listings are our own export, so that any version of the product that
reads it reads them.
"""

import base64
import datetime as dt
import hashlib
import json
import os
import tempfile
from binascii import Error as NotBase64
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from directory.packages.keys import mark_of
from directory.packages.schema import SCHEMA
from directory.spreadsheets.findings import Wrong

HEAD = b"ibasho-package\n"
LONGEST_LINE, MOST_BYTES = 4_096, 500_000_000


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself, signed.

    made_at   moment of publishing (ISO 8601, UTC, microseconds): the order of packages
    day       the day on which the listings were read
    bytes     length of the listings; sha256 their checksum
    key       mark of the key that signed it
    """

    schema: int
    municipality: str
    made_at: str
    day: str
    listings: int
    bytes: int
    sha256: str
    key: str

    @property
    def moment(self) -> dt.datetime:
        """`made_at` as a moment."""
        return dt.datetime.fromisoformat(self.made_at)


@dataclass(frozen=True)
class Package:
    """A package that was verified."""

    manifest: Manifest
    features: list[dict[str, Any]]
    digest: str


def seal(path: Path, pieces: Iterable[str], manifest: dict[str, Any], key: Ed25519PrivateKey) -> Manifest:
    """Write a package, whole or not at all. `manifest` lacks what follows from the listings and the key. Raises Wrong."""
    body = "".join(pieces).encode()
    told = Manifest(
        **manifest,
        schema=SCHEMA,
        bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        key=mark_of(key.public_key()),
    )
    signed = HEAD + json.dumps(asdict(told), sort_keys=True).encode() + b"\n"
    made = ""
    try:
        number, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(number, "wb") as file:
            file.write(signed + base64.b64encode(key.sign(signed)) + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(0o644)
        Path(made).replace(path)
    except OSError as trouble:
        with suppress(OSError):
            Path(made).unlink()
        raise Wrong(f"「{path}」に書けません（{trouble.strerror}）。") from trouble
    return told


def opened(path: Path, keys: Collection[Ed25519PublicKey]) -> Package:
    """The package of a file, verified by one of some keys. Raises Wrong with a sentence that says what is wrong with it."""
    try:
        with path.open("rb") as file:
            head, line, signature = (file.readline(LONGEST_LINE) for _ in range(3))
            body = file.read(MOST_BYTES + 1)
    except OSError as trouble:
        raise Wrong(f"「{path.name}」を読めません（{trouble.strerror}）。") from trouble
    if head != HEAD:
        raise Wrong("いばしょのパッケージではありません。")
    _check_signature(head + line, signature, keys)
    manifest = _manifest(line)
    if len(body) != manifest.bytes:
        raise Wrong("ファイルが、とちゅうで切れているか、うしろに何か ついています。もう一度 はこんでください。")
    digest = hashlib.sha256(body).hexdigest()
    if digest != manifest.sha256:
        raise Wrong("中身が、署名したときと ちがいます。もう一度 はこんでください。")
    features = json.loads(body)["features"]
    if len(features) != manifest.listings:
        raise Wrong("場所の数が、書いてある数と ちがいます。")
    return Package(manifest, features, digest)


def _check_signature(signed: bytes, signature: bytes, keys: Collection[Ed25519PublicKey]) -> None:
    try:
        raw = base64.b64decode(signature.removesuffix(b"\n"), validate=True)
    except (NotBase64, ValueError) as wrong:
        raise Wrong("署名が読めません。ファイルが、とちゅうで切れているかもしれません。") from wrong
    for key in keys:
        with suppress(InvalidSignature):
            key.verify(raw, signed)
            return
    marks = "、".join(map(mark_of, keys))
    raise Wrong(f"署名が、この鍵（{marks}）のものではありません。だれが作ったファイルか、分かりません。")


def _manifest(line: bytes) -> Manifest:
    """The manifest, whose signature is right: it is what some version of this product wrote."""
    told = json.loads(line)
    if told.get("schema") != SCHEMA:
        raise Wrong("新しい「いばしょ」のパッケージです。先に、こちらを 新しくしてください。")
    return Manifest(**told)
