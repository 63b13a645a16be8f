"""A signed answer holds for its own rows and for nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.refusal import Refusal
from governance.signed_answers import AnswerStatement, answer_digest, sign_answer, verify_answer

COLUMNS = ["ward", "month", "persons", "age_mean"]
ROWS: list[list[Any]] = [["a", date(2026, 1, 1), 12, 61.25], [None, None, 40, 58.0]]


def signed(key: Ed25519PrivateKey) -> str:
    statement = AnswerStatement(
        site="lyon",
        project="activity",
        permit="f" * 64,
        request="{}",
        at="2026-01-01T00:00:00+00:00",
        digest=answer_digest(COLUMNS, ROWS),
    )
    return sign_answer(statement, key)


def test_the_rows_that_were_signed_verify_and_tell_who_answered_whom() -> None:
    key = Ed25519PrivateKey.generate()
    statement = verify_answer(signed(key), COLUMNS, ROWS, key.public_key())
    assert (statement.site, statement.project) == ("lyon", "activity")


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (COLUMNS, [["a", date(2026, 1, 1), 13, 61.25], ROWS[1]]),
        (COLUMNS, [["a", date(2026, 1, 1), 12, 61.250000001], ROWS[1]]),
        (COLUMNS, [["a", date(2026, 2, 1), 12, 61.25], ROWS[1]]),
        (COLUMNS, [ROWS[1], ROWS[0]]),
        (COLUMNS, ROWS[:1]),
        (["ward", "month", "patients", "age_mean"], ROWS),
        (COLUMNS, [["a", date(2026, 1, 1), 12, float("nan")], ROWS[1]]),
    ],
)
def test_any_change_breaks_the_signature(columns: list[str], rows: list[list[Any]]) -> None:
    key = Ed25519PrivateKey.generate()
    with pytest.raises(Refusal) as refused:
        verify_answer(signed(key), columns, rows, key.public_key())
    assert refused.value.code == "answer-altered"


def test_another_sites_key_does_not_verify_it() -> None:
    with pytest.raises(Refusal) as refused:
        verify_answer(
            signed(Ed25519PrivateKey.generate()), COLUMNS, ROWS, Ed25519PrivateKey.generate().public_key()
        )
    assert refused.value.code == "signature-invalid"
