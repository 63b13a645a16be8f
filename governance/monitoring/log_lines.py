"""The log of every service: one JSON object per line, told by codes and ids, never by what data says."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

_DEEPEST = 12  # places of a fault that are told, the innermost ones


class JsonLines(logging.Formatter):
    """`at` (UTC), `level`, `logger`, `message`; of a fault its type and where it happened.

    What an exception says is left out: a driver quotes the row it choked on, a parser the text.
    """

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            told |= {"fault": record.exc_info[0].__name__, "places": _places(record.exc_info[2])}
        return json.dumps(told, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_DEEPEST:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def log_as_json(level: int = logging.INFO) -> None:
    """Everything that this process logs from now on, warnings of Python among it, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    # They write the address of each request, and whose it is may stand there.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
