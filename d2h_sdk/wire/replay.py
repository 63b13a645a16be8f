"""What the container of a notebook that runs again says, one JSON line, when it ends."""

from __future__ import annotations

from pydantic import Base64Bytes, Field

from d2h_sdk.wire.message import Message


class ReplayFault(Message):
    """The error that ended the notebook: its class, and the cell from 1; 0 when no cell is to blame."""

    cell: int
    name: str = Field(max_length=200)


class ReplayedMessage(Message):
    """`files`: name -> bytes of what the notebook asked to release or wrote under a name of the request;
    `notebook`: itself with its new outputs, empty when it ended before its first cell."""

    files: dict[str, Base64Bytes] = Field(default_factory=dict)
    notebook: Base64Bytes = b""
    fault: ReplayFault | None = None
    too_large: bool = False
