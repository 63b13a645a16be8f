"""Asking a workspace's kernel for a value, as JSON."""

from __future__ import annotations

import json
from typing import Any

from launcher.client import Workspace

_MARK = "d2h-journey-answer "


def ask(workspace: Workspace, expression: str, *, before: str = "") -> Any:
    """The value of `expression` in the workspace, after running `before`; it must be plain JSON."""
    code = f"{before}\nimport json as _json\nprint({_MARK!r} + _json.dumps({expression}))"
    printed = workspace.execute(code)
    line = next(line for line in reversed(printed.splitlines()) if line.startswith(_MARK))
    return json.loads(line.removeprefix(_MARK))


def refusal(workspace: Workspace, code: str) -> str:
    """The sentence with which `code` is refused in the workspace, empty when it is not refused."""
    sentence = ask(
        workspace,
        "_sentence",
        before="import d2h_sdk as d2h\n_sentence = ''\ntry:\n    "
        + code
        + "\nexcept d2h.D2HError as _refused:\n    _sentence = str(_refused)",
    )
    assert isinstance(sentence, str)  # noqa: S101 - JSON of a str; narrows the type
    return sentence
