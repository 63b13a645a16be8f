"""What the automatic checks say of a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    PASS = "pass"  # noqa: S105 - a severity
    REVIEW = "review"
    BLOCK = "block"


@dataclass(frozen=True)
class Finding:
    """What one automatic check says of one place.

    `params` fills the words of the message `explanation` and never holds an identifier that was found;
    `where` has keys among file, row (data row, from 1), column, cell, line, position.
    """

    rule: str
    severity: Severity
    explanation: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """JSON shape, the same in the database, in the release record and from the reading process."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "explanation": self.explanation,
            "params": dict(self.params),
            "where": dict(self.where),
        }

    def key(self) -> str:
        """32 hexadecimal characters: the same for the same remark on the same place, whoever computes it."""
        return digest_of(self.document())[:32]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Finding:
        return cls(**{**document, "severity": Severity(document["severity"])})


def digest_of(document: object) -> str:
    """64 hexadecimal characters: the same for the same content."""
    written = json.dumps(document, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()
