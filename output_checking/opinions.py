"""What those who judge a release request say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Choice(StrEnum):
    APPROVE = "approve"
    RETURN = "return"  # with changes
    REJECT = "reject"


@dataclass(frozen=True)
class Comment:
    """`file` None speaks of the request as a whole; one that is not `public` is for those who judge alone."""

    text: str
    file: str | None = None
    public: bool = True


@dataclass(frozen=True)
class Vote:
    """One opinion. `round` 2 is a final one, given after opinions differed. `site`: the data-owning site that
    a data owner speaks for. `approved`: each output file approved -> its fingerprint then."""

    reviewer: str
    turn: int
    choice: Choice
    cast_at: datetime
    comments: tuple[Comment, ...] = ()
    round: int = 1
    site: str | None = None
    approved: Mapping[str, str] = field(default_factory=dict)
