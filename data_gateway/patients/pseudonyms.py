"""Per-project pseudonyms: the same patient has unrelated numbers in two projects, and in two sites."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data_gateway.catalogue.identifiers import ColumnRole
from governance.refusal import Refusal

KEY_BYTES = 32
PSEUDONYM_BITS = 63  # a positive signed 64-bit integer, which every Arrow reader holds exactly
_LAST_ATTEMPT = 100


def create_site_key(path: Path) -> None:
    """Losing this key changes every pseudonym; raises FileExistsError rather than replace one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")


def load_site_key(path: Path) -> bytes:
    """Raises Refusal `key-unreadable` for anything but 32 bytes in hexadecimal."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as fault:
        raise Refusal("key-unreadable", path=str(path)) from fault
    if len(key) != KEY_BYTES:
        raise Refusal("key-unreadable", path=str(path))
    return key


def project_key(site_key: bytes, project: str) -> bytes:
    """HKDF-SHA-256, so that one project's key tells nothing of another's or of the site's."""
    info = b"d2h-project-pseudonyms\x00" + project.encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(site_key)


def pseudonymise(
    ids: Iterable[int | str], key: bytes, role: ColumnRole, *, bits: int = PSEUDONYM_BITS
) -> dict[int | str, int]:
    """HMAC-SHA-256 of each distinct id, cut to `bits` bits; `role` keeps persons and visits apart.

    Two ids that fall on one number are told apart by hashing the later one (in sorted order) again.
    """
    taken: set[int] = set()
    numbers: dict[int | str, int] = {}
    for identity in sorted(set(ids), key=lambda item: (isinstance(item, str), item)):
        for attempt in range(_LAST_ATTEMPT):
            message = f"{role.value}\x00{attempt}\x00{identity}".encode()
            number = int.from_bytes(hmac.digest(key, message, "sha256")[:8]) >> (64 - bits)
            if number not in taken:
                break
        else:
            raise Refusal("pseudonyms-exhausted", bits=bits)
        taken.add(number)
        numbers[identity] = number
    return numbers
