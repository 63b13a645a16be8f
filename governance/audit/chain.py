"""One audit record and the chain it forms: each record hashes the one before and is signed by its zone.

Who seals a record first checks the signature of the one before, and hashes that signature too. So a record
that its zone signed proves all before it, up to one whose signature was not hashed so: older trails are made
of those, and each of their signatures is looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from governance import signatures
from governance.refusal import Refusal

AUDIT_KIND = "d2h-audit"
GENESIS = "0" * 64  # what the first record names as the digest before it


_LARGEST = 2**53 - 1  # of the whole numbers that every reader of JSON tells apart


_Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]  # which no data base has to refuse


def _in_utc(at: datetime) -> datetime:
    try:
        at.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("moment-out-of-range") from fault
    return at


class AuditRecord(BaseModel):
    """Who (`actor`) did what (`event`, e.g. `permit.signed`) to what (`subject`).

    `details` is JSON and never holds a value read from patient data; `details["project"]` names the project
    concerned, if any. `previous`, `digest`: SHA-256 in hexadecimal; `signature`: compact JWS over the digest.
    """

    model_config = ConfigDict(frozen=True)

    sequence: int = Field(ge=1, le=_LARGEST)
    at: Annotated[datetime, AfterValidator(_in_utc)]
    actor: _Text
    event: _Text
    subject: _Text
    details: dict[str, Any]
    previous: str
    digest: str
    signature: str

    @property
    def project(self) -> str | None:
        project = self.details.get("project")
        return project if isinstance(project, str) else None


class AuditFault(BaseModel):
    """The first place where a trail no longer holds: `code` names the words, `sequence` the record."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    code: str


class AuditVerdict(BaseModel):
    """`records` were read and, when `fault` is None, prove to be whole, unchanged and in order."""

    model_config = ConfigDict(frozen=True)

    records: int
    fault: AuditFault | None = None

    @property
    def holds(self) -> bool:
        return self.fault is None


@dataclass(frozen=True)
class Mark:
    """How far a trail has come: its last record's sequence, digest and, where it is known, signature."""

    sequence: int
    digest: str
    signature: str = field(default="", compare=False)


EMPTY = Mark(0, GENESIS)


# JSON as it is hashed, but for numbers with a fraction and names past Unicode's first 65,536 characters.
spelled = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode


def instant(at: datetime) -> str:
    """The one spelling of a time that is hashed: ISO 8601, UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest_of(
    *,
    sequence: int,
    at: datetime,
    actor: str,
    event: str,
    subject: str,
    details: dict[str, Any],
    previous: str,
    previous_signature: str = "",
) -> str:
    """SHA-256 of the canonical JSON (RFC 8785). `previous_signature`: empty where it was not checked.

    Raises Refusal `audit-details-unfit` for details not JSON.
    """
    content: dict[str, Any] = {
        "sequence": sequence,
        "at": instant(at),
        "actor": actor,
        "event": event,
        "subject": subject,
        "details": details,
        "previous": previous,
    }
    if previous_signature:
        content["previous_signature"] = previous_signature
    try:
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
    except (rfc8785.CanonicalizationError, RecursionError) as fault:
        raise Refusal("audit-details-unfit", event=event) from fault


def seal(
    before: Mark,
    key: Ed25519PrivateKey,
    *,
    actor: str,
    event: str,
    subject: str,
    details: dict[str, Any],
) -> AuditRecord:
    """The record that follows `before`. Raises Refusal `audit-details-unfit`."""
    content: dict[str, Any] = {
        "sequence": before.sequence + 1,
        "at": datetime.now(UTC),
        "actor": actor,
        "event": event,
        "subject": subject,
        "details": details,
        "previous": before.digest,
    }
    checked = is_signed(before.digest, before.signature, key.public_key())
    digest = digest_of(**content, previous_signature=before.signature if checked else "")
    signature = signatures.sign(digest.encode("ascii"), key, kind=AUDIT_KIND)
    try:
        return AuditRecord(**content, digest=digest, signature=signature)
    except ValidationError as fault:
        raise Refusal("audit-details-unfit", event=event) from fault


def first_fault(
    records: Iterable[AuditRecord], keys: Sequence[Ed25519PublicKey], after: Mark = EMPTY
) -> tuple[int, AuditFault | None]:
    """The number of the last record read: the first that does not follow from the one before, and why, or the
    last of all. `records` are those that come after `after`; `keys` signed one after the other, so that none
    proves what follows a record of a later one."""
    count, before, keys = after.sequence, after, list(keys)
    for record in records:
        count += 1
        code = _fault_code(record, count, before)
        while not code and keys and not is_signed(record.digest, record.signature, keys[0]):
            del keys[0]
        code = code or (None if keys else "audit-signature-invalid")
        if code:
            return count, AuditFault(sequence=record.sequence, code=code)
        before = Mark(record.sequence, record.digest, record.signature)
    return count, None


def _fault_code(record: AuditRecord, expected: int, before: Mark) -> str | None:
    if record.sequence != expected:
        return "audit-record-missing"
    content = record.model_dump(exclude={"digest", "signature"})
    try:
        ways = (digest_of(**content, previous_signature=known) for known in (before.signature, ""))
        if record.digest not in ways:
            return "audit-record-altered"
    except Refusal:
        return "audit-record-altered"
    return None if record.previous == before.digest else "audit-order-broken"


def is_signed(digest: str, signature: str, key: Ed25519PublicKey) -> bool:
    try:
        return signatures.verify(signature, key, kind=AUDIT_KIND) == digest.encode("ascii")
    except Refusal:
        return False
