"""The site's signature on an answer, carried in the metadata of its Arrow schema."""

from __future__ import annotations

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance import signed_answers
from governance.refusal import Refusal
from governance.signed_answers import AnswerStatement, answer_digest

SIGNATURE = "d2h.signature"


def table_digest(table: pa.Table) -> str:
    return answer_digest(table.column_names, _rows(table))


def verify_answer(table: pa.Table, key: Ed25519PublicKey) -> AnswerStatement:
    """What the site states of `table`, as the gateway sent it: same columns, rows and order.

    Raises Refusal `signature-invalid` or `answer-altered`.
    """
    signed = (table.schema.metadata or {}).get(SIGNATURE.encode())
    if signed is None:
        raise Refusal("signature-invalid", kind=signed_answers.ANSWER_KIND)
    return signed_answers.verify_answer(
        signed.decode("ascii", "replace"), table.column_names, _rows(table), key
    )


def _rows(table: pa.Table) -> list[tuple[object, ...]]:
    if not table.num_columns:
        return []
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
