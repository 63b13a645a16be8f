"""Messages of a kernel's websocket as the meter reads them, in each form that Jupyter gives them.

Sources: the Jupyter messaging protocol 5.4, the Debug Adapter Protocol, and the websocket protocols of
jupyter_server: JSON, JSON with buffers, and `v1.kernel.websocket.jupyter.org`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from governance.display.executed import Kind

V1 = "v1.kernel.websocket.jupyter.org"

# What a notebook may ask of a kernel. Anything else has a meaning that nobody here knows, and is refused.
_KNOWN = frozenset(
    {
        "comm_close",
        "comm_info_request",
        "comm_msg",
        "comm_open",
        "complete_request",
        "create_subshell_request",
        "debug_request",
        "delete_subshell_request",
        "execute_request",
        "history_request",
        "input_reply",
        "inspect_request",
        "interrupt_request",
        "is_complete_request",
        "kernel_info_request",
        "list_subshell_request",
        "shutdown_request",
    }
)
# Of the debugger's requests those that run nothing of what they carry. The others evaluate it at once, or
# later, as the condition of a breakpoint.
_DEBUGGER_ONLY_LOOKS = frozenset(
    {
        "configurationDone",
        "continue",
        "debugInfo",
        "disconnect",
        "dumpCell",
        "initialize",
        "inspectVariables",
        "modules",
        "next",
        "pause",
        "richInspectVariables",
        "scopes",
        "source",
        "stackTrace",
        "stepIn",
        "stepOut",
        "threads",
        "variables",
    }
)


class NotUnderstood(ValueError):  # noqa: N818 - an answer, not a fault
    """A message of no known form or kind."""


@dataclass(frozen=True)
class Asked:
    """What a browser sent to a kernel; `code`: what it runs, if it runs something."""

    header: Mapping[str, Any]
    kind: Kind | None = None
    code: str = ""

    @property
    def is_cell(self) -> bool:
        return self.kind == "cell"


def read_asked(message: str | bytes, protocol: str | None) -> Asked:
    """Raises NotUnderstood."""
    try:
        header, content = _parts(message, protocol)
        known = isinstance(header, dict) and header.get("msg_type") in _KNOWN
        if not known or not isinstance(content, dict):
            raise NotUnderstood
        return _executed(header, content)
    except (ValueError, KeyError, IndexError, TypeError, struct.error, RecursionError) as fault:
        raise NotUnderstood from fault


def _executed(header: Mapping[str, Any], content: Mapping[str, Any]) -> Asked:
    match header["msg_type"]:
        case "execute_request":
            code = str(content.get("code", ""))
            extra = content.get("user_expressions")
            more = f"\n# user_expressions: {json.dumps(extra, ensure_ascii=False)}" if extra else ""
            return Asked(header, "cell", code + more)
        case "input_reply":
            return Asked(header, "input", str(content.get("value", "")))
        case "debug_request" if str(content.get("command")) not in _DEBUGGER_ONLY_LOOKS:
            return Asked(header, "debugger", json.dumps(content, ensure_ascii=False))
    return Asked(header)


def _parts(message: str | bytes, protocol: str | None) -> tuple[Any, Any]:
    if protocol == V1:
        if isinstance(message, str):
            raise NotUnderstood
        header, _, _, content = _v1_parts(message)
        return json.loads(header), json.loads(content)
    text = message if isinstance(message, str) else _legacy_json(message)
    whole = json.loads(text)
    return whole["header"], whole["content"]


def _v1_parts(message: bytes) -> Sequence[bytes]:
    """Header, parent, metadata, content: the parts between the channel and the buffers."""
    number = int.from_bytes(message[:8], "little")
    if not 6 <= number <= len(message) // 8:
        raise NotUnderstood
    offsets = [int.from_bytes(message[8 * (i + 1) : 8 * (i + 2)], "little") for i in range(number)]
    _require_order(offsets, 8 * (number + 1), len(message))
    return [message[offsets[i] : offsets[i + 1]] for i in range(1, 5)]


def _legacy_json(message: bytes) -> bytes:
    (number,) = struct.unpack("!i", message[:4])
    if not 1 <= number <= len(message) // 4:
        raise NotUnderstood
    offsets = list(struct.unpack(f"!{number}I", message[4 : 4 * (number + 1)]))
    _require_order(offsets, 4 * (number + 1), len(message))
    return message[offsets[0] : offsets[1] if number > 1 else None]


def _require_order(offsets: Sequence[int], first: int, end: int) -> None:
    """Parts that lie one after the other, so that nothing is read in two ways."""
    if offsets[0] != first or list(offsets) != sorted(offsets) or offsets[-1] > end:
        raise NotUnderstood


def answers_of_the_meter(
    parent: Mapping[str, Any], words: str, protocol: str | None
) -> Iterator[str | bytes]:
    """What makes a notebook show `words` as the end of the cell that `parent`, its request's header, ran."""
    failure = {"ename": "D2H", "evalue": words, "traceback": [words]}
    refused: dict[str, Any] = {
        **failure,
        "status": "error",
        "execution_count": None,
        "user_expressions": {},
        "payload": [],
    }
    yield _answer(parent, "iopub", "error", failure, protocol)
    yield _answer(parent, "shell", "execute_reply", refused, protocol)
    yield _answer(parent, "iopub", "status", {"execution_state": "idle"}, protocol)


def _answer(
    parent: Mapping[str, Any], channel: str, kind: str, content: Mapping[str, Any], protocol: str | None
) -> str | bytes:
    header = {
        "msg_id": uuid4().hex,
        "msg_type": kind,
        "username": "d2h",
        "session": parent.get("session", ""),
        "date": datetime.now(UTC).isoformat(),
        "version": "5.4",
    }
    if protocol != V1:
        return json.dumps(
            {
                "channel": channel,
                "header": header,
                "msg_id": header["msg_id"],
                "msg_type": kind,
                "parent_header": parent,
                "metadata": {},
                "content": content,
                "buffers": [],
            }
        )
    parts = [channel.encode(), *(json.dumps(part).encode() for part in (header, parent, {}, content))]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    numbers = (len(offsets), *offsets)
    return b"".join([*(number.to_bytes(8, "little") for number in numbers), *parts])
