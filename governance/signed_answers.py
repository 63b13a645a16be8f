"""An answer of a site's gateway, signed by the site: evidence that its numbers are what the gateway told.

The signature is over a statement that holds the digest of the answer's rows, so that whoever has the rows
and the site's public key (`results_public_key` of its card) can check them, whatever file they now stand
in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

from governance import signatures
from governance.refusal import Refusal

ANSWER_KIND = "d2h-answer"


class AnswerStatement(BaseModel):
    """What the site says it answered: `request` in its own JSON, `permit` and `digest` are SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: str
    project: str
    permit: str
    request: str
    at: str  # ISO, UTC
    digest: str


def answer_digest(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 of the names and rows as JSON lines; dates as ISO text, missing values as null.

    Rows hold bool, int, float, str, date or None. Raises ValueError for a float that is no number.
    """
    digest = hashlib.sha256(_line(columns))
    for row in rows:
        digest.update(_line([value.isoformat() if isinstance(value, date) else value for value in row]))
    return digest.hexdigest()


def sign_answer(statement: AnswerStatement, key: Ed25519PrivateKey) -> str:
    return signatures.sign(rfc8785.dumps(statement.model_dump(mode="json")), key, kind=ANSWER_KIND)


def verify_answer(
    signed: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], key: Ed25519PublicKey
) -> AnswerStatement:
    """The statement, once it fits these rows. Raises Refusal `signature-invalid` or `answer-altered`."""
    payload = signatures.verify(signed, key, kind=ANSWER_KIND)
    try:
        statement = AnswerStatement.model_validate_json(payload)
        digest = answer_digest(columns, rows)
    except (ValidationError, TypeError, ValueError) as fault:
        raise Refusal("answer-altered") from fault
    if digest != statement.digest:
        raise Refusal("answer-altered")
    return statement


def _line(values: Sequence[Any]) -> bytes:
    return json.dumps(list(values), separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"
