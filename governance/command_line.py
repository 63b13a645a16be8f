"""What the command lines of all zones have in common."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

BAD_USAGE = 1


class OneForBadUsage(TyperGroup):
    """Exit 1 for a command line that is wrong, of this group or of any command in it: 2, the usual number,
    says there that something was found (a blocked file, a recoverable cell, an open wall)."""

    def make_context(self, *words: Any, **more: Any) -> Any:
        try:
            return super().make_context(*words, **more)
        except TyperException as fault:
            fault.exit_code = BAD_USAGE
            raise

    def invoke(self, *words: Any, **more: Any) -> Any:
        try:
            return super().invoke(*words, **more)
        except TyperException as fault:
            fault.exit_code = BAD_USAGE
            raise
