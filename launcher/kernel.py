"""A Jupyter kernel driven over its websocket: send code, gather what it prints and shows."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

_ASK_AGAIN = 2.0  # seconds
# A traceback comes coloured for a terminal.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class KernelError(Exception):
    """The code raised, or the kernel was lost or too slow. `output` holds what was printed before."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


class Kernel:
    """One websocket of one kernel, in the plain JSON form of the Jupyter message protocol 5.4."""

    def __init__(self, address: str, headers: Mapping[str, str], *, origin: str) -> None:
        self._session = uuid.uuid4().hex
        self._restarted = False
        self._opened = ExitStack()
        self._socket: ClientConnection = self._opened.enter_context(
            connect(
                address,
                additional_headers={**headers, "Origin": origin},
                max_size=64 * 1024 * 1024,
                proxy=None,
            )
        )

    def close(self) -> None:
        self._opened.close()

    def execute(self, code: str, *, deadline: float) -> str:
        """Text printed and shown by `code`. Raises KernelError; `deadline` is in seconds."""
        request = uuid.uuid4().hex
        end = time.monotonic() + deadline
        if self._restarted:
            self._wait_until_it_answers(end)
        self._socket.send(json.dumps(self._message(request, code)))
        printed: list[str] = []
        fault: str | None = None
        idle = replied = False
        while not (idle and replied):
            message = self._receive(end, printed)
            if message.get("parent_header", {}).get("msg_id") != request:
                # A kernel killed for its memory restarts and never answers the request it had.
                if message["content"].get("execution_state") in ("restarting", "dead"):
                    self._restarted = True
                    raise KernelError("the kernel died and was restarted", "".join(printed))
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "stream":
                printed.append(content["text"])
            elif kind in ("execute_result", "display_data"):
                printed.append(content["data"].get("text/plain", "") + "\n")
            elif kind == "error":
                fault = "\n".join(content["traceback"]) or f"{content['ename']}: {content['evalue']}"
            elif kind == "status" and content["execution_state"] == "idle":
                idle = True
            elif kind == "execute_reply":
                replied = True
        if fault is not None:
            raise KernelError(_COLOURS.sub("", fault), "".join(printed))
        return "".join(printed)

    def _wait_until_it_answers(self, end: float) -> None:
        """Until it answers on both channels: what is sent to a kernel before it has started again is lost,
        and so is what it prints before the server listens to it again."""
        while time.monotonic() < end:
            question = self._message(uuid.uuid4().hex, "")
            question["header"]["msg_type"] = "kernel_info_request"
            question["content"] = {}
            self._socket.send(json.dumps(question))
            until = min(end, time.monotonic() + _ASK_AGAIN)
            unheard = {"kernel_info_reply", "status"}
            try:
                while unheard:
                    message = self._receive(until, [])
                    if message.get("parent_header", {}).get("msg_id") == question["header"]["msg_id"]:
                        unheard.discard(message["header"]["msg_type"])
            except KernelError:
                if time.monotonic() < until:  # the connection is lost
                    raise
            else:
                self._restarted = False
                return

    def _receive(self, end: float, printed: list[str]) -> dict[str, Any]:
        try:
            text = self._socket.recv(timeout=max(0.0, end - time.monotonic()))
        except TimeoutError as late:
            raise KernelError("the kernel did not finish in time", "".join(printed)) from late
        except ConnectionClosed as lost:
            raise KernelError("the connection to the kernel was lost", "".join(printed)) from lost
        message: dict[str, Any] = json.loads(text)
        return message

    def _message(self, request: str, code: str) -> dict[str, Any]:
        return {
            "channel": "shell",
            "header": {
                "msg_id": request,
                "msg_type": "execute_request",
                "username": "",
                "session": self._session,
                "date": datetime.now(UTC).isoformat(),
                "version": "5.4",
            },
            "parent_header": {},
            "metadata": {},
            "content": {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": True,
            },
        }
