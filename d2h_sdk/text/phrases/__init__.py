"""Lists of phrases, one a line in files beside this one, made into regular expressions.

A line is a regular expression of folded text; `[name]` begins a list, `{name}` stands for an earlier list of
the file, `#` begins a comment.
"""

from __future__ import annotations

import re
from importlib.resources import files

_HEADING = re.compile(r"^\[([a-z ]+)\]$", re.MULTILINE)
_EARLIER = re.compile(r"\{([a-z ]+)\}")


def phrases(name: str) -> dict[str, str]:
    """Of the file `name`.txt: list -> a group that matches any of its phrases, the first that fits."""
    text = (files("d2h_sdk.text.phrases") / f"{name}.txt").read_text(encoding="utf-8")
    _, *parts = _HEADING.split(text)
    made: dict[str, str] = {}
    for heading, lines in zip(parts[::2], parts[1::2], strict=True):
        said = [line.strip() for line in lines.splitlines() if line.strip() and not line.startswith("#")]
        made[heading] = f"(?:{_EARLIER.sub(lambda earlier: made[earlier[1]], '|'.join(said))})"
    return made
