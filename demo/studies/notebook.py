"""From a script in percent format (`# %%`, `# %% [markdown]`) to a notebook without outputs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_MARK = re.compile(r"^# %%(?P<prose> \[markdown\])?$", re.MULTILINE)
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def sources() -> list[Path]:
    """The scripts of this folder and below that have cells."""
    scripts = sorted(Path(__file__).parent.rglob("*.py"))
    return [path for path in scripts if _MARK.search(path.read_text(encoding="utf-8"))]


def notebook_text(source: str) -> str:
    """The notebook (nbformat 4.5) as JSON; the same source always gives the same bytes."""
    marks = list(_MARK.finditer(source))
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    cells = [
        _cell(number, source[mark.end() : end].strip("\n"), prose=mark["prose"] is not None)
        for number, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1)
    ]
    notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(number: int, text: str, *, prose: bool) -> dict[str, Any]:
    if prose:
        text = re.sub(r"^# ?", "", text, flags=re.MULTILINE)
    cell: dict[str, Any] = {
        "cell_type": "markdown" if prose else "code",
        "id": f"cell-{number:02}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return cell if prose else cell | {"execution_count": None, "outputs": []}
