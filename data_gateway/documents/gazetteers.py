"""The lists that words are looked up in; NOTICE in their folder tells where each comes from."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("gazetteers")


@cache
def entries(name: str) -> frozenset[str]:
    """Every entry of one list, folded: `first_names`, `surnames`, `communes`, `words`."""
    content = gzip.decompress((_FOLDER / f"{name}.txt.gz").read_bytes()).decode("utf-8")
    return frozenset(content.split("\n"))


@cache
def commune_words() -> frozenset[str]:
    """The words of four letters and more that communes are called by."""
    return frozenset(
        word for name in entries("communes") for word in name.replace("-", " ").split() if len(word) > 3
    )


def is_first_name(folded: str) -> bool:
    return folded in entries("first_names")
