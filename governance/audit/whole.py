"""Whether a trail of a million records is whole, in one pass over its rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance.audit.chain import EMPTY, digest_of, instant, is_signed, spelled
from governance.refusal import Refusal

COLUMNS = ("sequence", "at", "actor", "event", "subject", "details", "previous", "digest", "signature")


def whole_trail(rows: Iterable[Sequence[Any]], keys: Sequence[Ed25519PublicKey]) -> int | None:
    """How many records there are; None when any is not what its zone sealed there.

    `rows` have `COLUMNS`, the details as the text that is stored; `keys` signed one after the other. A
    signature is looked at where the next record does not hash it, and at the end (see
    `governance.audit.chain`).
    """
    keys = list(keys)
    count, digest_before, signature_before = EMPTY.sequence, EMPTY.digest, ""
    for row in rows:
        count += 1
        if row[0] != count or row[6] != digest_before:
            return None
        digest, signature = row[7:]
        if not (signature_before and _has_digest(row, signature_before)):
            if not _has_digest(row, ""):
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


def _has_digest(row: Sequence[Any], signature_before: str) -> bool:
    """A text with the digest of what was signed is what was signed. Details are stored as they were hashed
    (`governance.audit.table`) and taken as they stand; older ones, or with fractions, are spelled anew."""
    digest = row[7]
    try:
        if _digest(row, row[5], signature_before) == digest:
            return True
        details = json.loads(row[5])
        if _digest(row, spelled(details), signature_before) == digest:
            return True
        content = dict(zip(COLUMNS[:7], row, strict=False)) | {"details": details}
        content["at"] = datetime.fromisoformat(row[1])
        held = digest_of(**content, previous_signature=signature_before)
        return bool(held == digest and instant(content["at"]) == row[1])
    except (Refusal, ValueError, TypeError, RecursionError):
        return False


def _digest(row: Sequence[Any], details: str, signature_before: str) -> str:
    """Of the text that `digest_of` hashes. All but `details` is quoted here, so that nothing of them can pass
    for another part of it."""
    sequence, at, actor, event, subject, _, previous, _, _ = row
    signed = f'"previous_signature":{spelled(signature_before)},' if signature_before else ""
    text = (
        f'{{"actor":{spelled(actor)},"at":{spelled(at)},"details":{details},"event":{spelled(event)},'
        f'"previous":{spelled(previous)},{signed}"sequence":{sequence},"subject":{spelled(subject)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()
