"""One line of a plan, before it has words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sign = Literal["+", "-", "~", "!"]  # added, removed, changed, a consequence to know of


@dataclass(frozen=True)
class PlanLine:
    """`code` and `params` give the words; `depth` how far the line is set in, 0 for a heading's own."""

    sign: Sign
    code: str
    params: dict[str, str | int]
    depth: int = 0
