"""Whether a trail of a million records is whole, in one pass over its rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance.audit.chain import EMPTY, digest_of, instant, is_signed
from governance.refusal import Refusal

COLUMNS = ("sequence", "at", "actor", "event", "subject", "details", "previous", "digest", "signature")

# Not always the canonical spelling (numbers with a fraction), and never that of anything else: a text with
# the digest of what was signed is what was signed. Where it has not, the canonical one is made.
_spelled = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode


def whole_trail(rows: Iterable[Sequence[Any]], keys: Sequence[Ed25519PublicKey]) -> int | None:
    """How many records there are; None when any is not what its zone sealed there.

    `rows` have `COLUMNS`; `keys` signed one after the other. A signature is looked at where the next record
    does not hash it, and at the end (see `governance.audit.chain`).
    """
    keys = list(keys)
    count, digest_before, signature_before = EMPTY.sequence, EMPTY.digest, ""
    for sequence, at, actor, event, subject, details, previous, digest, signature in rows:
        count += 1
        if sequence != count or previous != digest_before:
            return None
        content = {
            "sequence": sequence,
            "at": at,
            "actor": actor,
            "event": event,
            "subject": subject,
            "details": details,
            "previous": previous,
        }
        if not (signature_before and _has_digest(content | {"previous_signature": signature_before}, digest)):
            if not _has_digest(content, digest):
                return None
            if signature_before and not _is_signed(digest_before, signature_before, keys):
                return None
        digest_before, signature_before = digest, signature
    if count and not _is_signed(digest_before, signature_before, keys):
        return None
    return count


def _is_signed(digest: str, signature: str, keys: list[Ed25519PublicKey]) -> bool:
    while keys and not is_signed(digest, signature, keys[0]):
        del keys[0]
    return bool(keys)


def _has_digest(content: dict[str, Any], digest: str) -> bool:
    try:
        if hashlib.sha256(_spelled(content).encode()).hexdigest() == digest:
            return True
        at = datetime.fromisoformat(content["at"])
        return instant(at) == content["at"] and digest_of(**content | {"at": at}) == digest
    except (Refusal, ValueError, TypeError, RecursionError):
        return False
