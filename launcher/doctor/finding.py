"""One finding of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    GOOD = "good"
    LATER = "later"  # missing, and `./d2h demo` installs or starts it by itself
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """`key` names the sentence of the finding; `remedy` the one that says what to type."""

    verdict: Verdict
    key: str
    params: dict[str, str | int]
    remedy: str | None = None
