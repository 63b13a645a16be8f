"""Which kernel runs a notebook that nobody has open: a job's, or one that is run again."""

from __future__ import annotations

import json
from collections.abc import Container
from pathlib import Path


def kernel_of(notebook: Path, offered: Container[str]) -> str:
    """The notebook's own where the image has it, else Python's. Raises ValueError for what is no JSON."""
    metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    named = str(metadata.get("kernelspec", {}).get("name", ""))
    return named if named in offered else "python3"
