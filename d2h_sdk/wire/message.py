"""What every message is; a refusal as it crosses the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=63)]
Scalar = bool | int | float | str


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RefusalMessage(Message):
    """A refusal as it crosses the wire: words are found by the reader's language from `code` and `params`."""

    code: str
    params: dict[str, str | int] = Field(default_factory=dict)
