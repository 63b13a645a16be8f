"""A unix socket for this user alone."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def private_listener(path: Path) -> socket.socket:
    """uvicorn itself would open it to everybody."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    return listener
