"""The vote form: what a reviewer typed, read once and given back whenever the vote cannot be kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from governance.refusal import Refusal
from output_checking.opinions import Choice, Comment

TURN_FIELD = "turn"
CHOICE_FIELD = "choice"
COMMENT_FIELD = "comment"
PRIVATE_FIELD = "comment-private"
CHANGE_PREFIX = "change:"  # followed by the name of the file
FILE_COMMENT_PREFIX = "comment:"  # followed by the name of the file


@dataclass(frozen=True)
class Ballot:
    """As typed; `files`: file name -> comment, `changes`: files to change, `private`: for judges alone."""

    turn: str = ""
    choice: str = ""
    comment: str = ""
    files: dict[str, str] = field(default_factory=dict)
    private: str = ""
    changes: frozenset[str] = frozenset()

    def turn_number(self) -> int:
        """Raises Refusal `form-unreadable`."""
        if not self.turn.isascii() or not self.turn.isdigit() or len(self.turn) > 9:
            raise Refusal("form-unreadable")
        return int(self.turn)

    def chosen(self) -> Choice:
        """Raises Refusal `choice-missing`."""
        try:
            return Choice(self.choice)
        except ValueError:
            raise Refusal("choice-missing") from None

    def comments(self) -> tuple[Comment, ...]:
        """What was written, blanks left out."""
        written = [(None, self.comment), *self.files.items()]
        told = tuple(Comment(text, file) for file, text in written if text.strip())
        return (*told, Comment(self.private, public=False)) if self.private.strip() else told


async def read_ballot(request: Request) -> Ballot:
    texts = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return Ballot(
        turn=texts.get(TURN_FIELD, ""),
        choice=texts.get(CHOICE_FIELD, ""),
        comment=texts.get(COMMENT_FIELD, ""),
        private=texts.get(PRIVATE_FIELD, ""),
        changes=frozenset(
            name.removeprefix(CHANGE_PREFIX) for name in texts if name.startswith(CHANGE_PREFIX)
        ),
        files={
            name.removeprefix(FILE_COMMENT_PREFIX): text
            for name, text in texts.items()
            if name.startswith(FILE_COMMENT_PREFIX)
        },
    )


SentBallot = Annotated[Ballot, Depends(read_ballot)]
