"""What something was made of, in one number: whether it must be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(folders: Iterable[Path], *also: str) -> str:
    """SHA-256 over the files of `folders` and the words `also`."""
    digest = hashlib.sha256("\0".join(also).encode())
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts and "node_modules" not in file.parts:
                digest.update(f"\0{file.relative_to(folder)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
