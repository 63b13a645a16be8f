"""Notebooks: the code and the prose leave, the results in them do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.wire import Evidence

_KEPT_METADATA = ("kernelspec", "language_info")


def notebook_file(path: str | Path, name: str | None = None, *, description: str = "") -> PreparedFile:
    """A copy of the notebook as last saved, without outputs, attachments and tool metadata: a result leaves
    as a file of its own, where it is checked. Raises UsageError `file-unreadable`, `notebook-unreadable`."""
    path = Path(path)
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise UsageError("file-unreadable", path=str(path)) from fault
    except ValueError as fault:
        raise UsageError("notebook-unreadable", path=str(path)) from fault
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise UsageError("notebook-unreadable", path=str(path))
    content = json.dumps(stripped(notebook), ensure_ascii=False, indent=1) + "\n"
    return PreparedFile(
        name or path.name, content.encode(), Evidence(kind="notebook", description=description)
    )


def stripped(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook (nbformat 4) with source and cell ids only."""
    metadata = {key: value for key, value in notebook.get("metadata", {}).items() if key in _KEPT_METADATA}
    return {**notebook, "metadata": metadata, "cells": [_cell(cell) for cell in notebook.get("cells", [])]}


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {key: cell[key] for key in ("id", "cell_type", "source") if key in cell} | {
        "metadata": {}
    }
    return kept | {"outputs": [], "execution_count": None} if cell.get("cell_type") == "code" else kept
