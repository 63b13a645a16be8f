"""What forms of the administration send: a reason, a line of text, a paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, TypeVar

from fastapi import File, Form, Path, UploadFile
from pydantic import BaseModel, ValidationError

from governance.misfit import Misfit, schema_misfit
from governance.refusal import Refusal
from governance.web.administration.visiting import WRITTEN

LONGEST_REASON = 200  # characters
LARGEST_PAPER = 4 << 20  # bytes

Line = Annotated[str, Form(max_length=4_000, pattern=WRITTEN)]
Paper = Annotated[UploadFile | None, File()]
Named = Annotated[str, Path(max_length=63, pattern=WRITTEN)]
Told = TypeVar("Told", bound=BaseModel)


class PaperUnfit(Refusal):
    """`paper-unfit`: what was typed of a paper does not fit, and why, field by field."""

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        super().__init__("paper-unfit", count=len(misfits))
        self.misfits = misfits


def given_reason(reason: str) -> str:
    """On one line. Raises Refusal `reason-unfit`."""
    told = " ".join(reason.split())
    if not told or len(told) > LONGEST_REASON or not told.isprintable():
        raise Refusal("reason-unfit", most=LONGEST_REASON)
    return told


def given_day(name: str, written: str) -> date | None:
    """Raises PaperUnfit naming the field."""
    try:
        return date.fromisoformat(written.strip()) if written.strip() else None
    except ValueError as fault:
        raise PaperUnfit((Misfit((name,), "date-not-iso", {}),)) from fault


def read_paper(model: type[Told], typed: Mapping[str, str], paper: UploadFile | None) -> Told:
    """What was `typed` of the paper that was chosen. Raises Refusal `paper-missing`, PaperUnfit."""
    digest = digest_of(paper)
    try:
        return model.model_validate({**typed, "document": digest})
    except ValidationError as faults:
        raise PaperUnfit(tuple(schema_misfit(error, model) for error in faults.errors())) from faults


def digest_of(paper: UploadFile | None) -> str:
    """SHA-256 of the file that was chosen, which is not kept. Raises Refusal `paper-missing`."""
    content = paper.file.read() if paper is not None else b""
    if not content:
        raise Refusal("paper-missing")
    return hashlib.sha256(content).hexdigest()
