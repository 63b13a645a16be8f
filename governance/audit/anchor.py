"""A signed note, outside the database, of how far a trail had come: what shows that its end was cut off."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from governance import signatures
from governance.audit.chain import EMPTY, Mark
from governance.refusal import Refusal

ANCHOR_KIND = "d2h-audit-anchor"


def read_mark(path: Path, key: Ed25519PublicKey) -> Mark:
    """Raises Refusal `audit-anchor-missing` or `audit-anchor-altered`."""
    try:
        signed = path.read_text(encoding="ascii")
    except FileNotFoundError as fault:
        raise Refusal("audit-anchor-missing") from fault
    except (OSError, ValueError) as fault:
        raise Refusal("audit-anchor-altered") from fault
    try:
        content = json.loads(signatures.verify(signed.strip(), key, kind=ANCHOR_KIND))
        return Mark(int(content["sequence"]), str(content["digest"]))
    except (Refusal, ValueError, KeyError, TypeError) as fault:
        raise Refusal("audit-anchor-altered") from fault


def create_mark(path: Path, key: Ed25519PrivateKey) -> None:
    """Anchor a trail that is still empty; an anchor already there stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        if not path.exists():
            _write(path, EMPTY, key)


def advance_mark(path: Path, mark: Mark, key: Ed25519PrivateKey) -> None:
    """Move the anchor forward, never back: commits may be noted out of order.

    A missing or altered anchor stays so: writing over it would heal in silence what verification must find.
    """
    with _locked(path):
        try:
            current = read_mark(path, key.public_key())
        except Refusal:
            return
        if current.sequence < mark.sequence:
            _write(path, mark, key)


def _write(path: Path, mark: Mark, key: Ed25519PrivateKey) -> None:
    payload = json.dumps({"sequence": mark.sequence, "digest": mark.digest}).encode("ascii")
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="ascii") as file:
        file.write(signatures.sign(payload, key, kind=ANCHOR_KIND) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
