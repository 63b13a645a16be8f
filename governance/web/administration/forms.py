"""What forms of the administration send: a reason, a line of text, a paper."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import File, Form, Path, UploadFile

from governance.refusal import Refusal
from governance.web.administration.visiting import WRITTEN

LONGEST_REASON = 200  # characters
LARGEST_PAPER = 4 << 20  # bytes

Line = Annotated[str, Form(max_length=4_000, pattern=WRITTEN)]
Paper = Annotated[UploadFile | None, File()]
Named = Annotated[str, Path(max_length=63, pattern=WRITTEN)]


def given_reason(reason: str) -> str:
    """On one line. Raises Refusal `reason-unfit`."""
    told = " ".join(reason.split())
    if not told or len(told) > LONGEST_REASON or not told.isprintable():
        raise Refusal("reason-unfit", most=LONGEST_REASON)
    return told


def digest_of(paper: UploadFile | None) -> str:
    """SHA-256 of the file that was chosen, which is not kept. Raises Refusal `paper-missing`."""
    content = paper.file.read() if paper is not None else b""
    if not content:
        raise Refusal("paper-missing")
    return hashlib.sha256(content).hexdigest()
