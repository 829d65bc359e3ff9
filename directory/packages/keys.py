"""The pair of keys of a package: one signs and stays inside, the other checks and goes outside (Ed25519, RFC 8032)."""

import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from directory.spreadsheets.findings import Wrong

PUBLIC_SUFFIX = ".pub"
_RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw
_PEM = serialization.Encoding.PEM


def make_keys(path: Path) -> Path:
    """Write a new pair: the signing key at `path`, readable by its owner alone, the checking key beside it; gives that one's path.

    Raises Wrong where one of the files is there already: who loses a signing key to a typing error must carry a new key outside.
    """
    public = path.with_name(path.name + PUBLIC_SUFFIX)
    if taken := next((one for one in (path, public) if one.exists()), None):
        raise Wrong(f"「{taken.name}」は、もうあります。別の名前にしてください。")
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    told = key.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private)
        public.write_bytes(told)
    except OSError as trouble:
        raise Wrong(f"鍵を書けません（{trouble.strerror}）。") from trouble
    return public


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The key that signs. Raises Wrong for a file that is none."""
    try:
        key = serialization.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError) as wrong:
        raise Wrong(f"「{path.name}」は、署名の鍵ではありません。") from wrong
    if not isinstance(key, Ed25519PrivateKey):
        raise Wrong(f"「{path.name}」は、Ed25519の鍵ではありません。")
    return key


def checking_key(path: Path) -> Ed25519PublicKey:
    """The key that checks. Raises Wrong for a file that is none; also for a signing key, which must not come outside."""
    text = _read(path)
    if b"PRIVATE KEY" in text:
        raise Wrong(
            f"「{path.name}」は、署名の鍵です。外に持ちだしては いけません。{PUBLIC_SUFFIX} のほうを使ってください。"
        )
    try:
        key = serialization.load_pem_public_key(text)
    except (ValueError, TypeError) as wrong:
        raise Wrong(f"「{path.name}」は、たしかめる鍵ではありません。") from wrong
    if not isinstance(key, Ed25519PublicKey):
        raise Wrong(f"「{path.name}」は、Ed25519の鍵ではありません。")
    return key


def mark_of(key: Ed25519PublicKey) -> str:
    """Sixteen hexadecimal digits by which people tell keys apart."""
    return hashlib.sha256(key.public_bytes(*_RAW)).hexdigest()[:16]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(10_000)
    except OSError as trouble:
        raise Wrong(f"「{path.name}」を読めません（{trouble.strerror}）。") from trouble
