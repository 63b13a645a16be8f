"""Where accepted files lie, one folder per project, mounted read-only into its workspaces."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from output_checking.storage.unfinished import remove_unfinished

_UNFINISHED = "."  # begins no name of a file that was let in


class ImportFolder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def publish(self, project: str, name: str, content: bytes) -> None:
        """All or nothing, readable by everybody, writable by nobody; does nothing when it is there."""
        folder = self._root / project
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the services' umask leaves nothing to the researcher, who is another user
        target = folder / name
        if (
            target.exists()
            and hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(content).digest()
        ):
            return
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as copy:
                copy.write(content)
                copy.flush()
                os.fsync(copy.fileno())
            Path(temporary).chmod(0o444)
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def remove_unfinished(self, before: datetime) -> int:
        return remove_unfinished(self._root.glob(f"*/{_UNFINISHED}*"), before)

    def holds(self, project: str, name: str) -> bool:
        return (self._root / project / name).exists()
