"""What the airlock asks for, and what it is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints

ReplayId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
# One plain name: the airlock has judged it already, and here it becomes a path.
FileName = Annotated[str, StringConstraints(pattern=r"^[^/\x00.][^/\x00]*$", max_length=120)]


class ReplayOrder(BaseModel):
    """`files` holds the notebook and its supporting files, `outputs` the names it should make; `permits` are
    those of the submission, site -> digest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str
    project: str
    permits: dict[str, str] = Field(min_length=1)
    notebook: FileName
    files: dict[FileName, Base64Bytes]
    outputs: tuple[FileName, ...] = ()


class ReplayStatus(BaseModel):
    """`image`: digest of the image it ran in. `stopped`: why it was ended before its own end."""

    model_config = ConfigDict(frozen=True)

    state: Literal["running", "ended"]
    image: str
    seconds: int
    stopped: Literal["", "time", "memory", "access", "broken"] = ""
