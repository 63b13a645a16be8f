"""What a person runs in a workspace is recorded before it gets there, in each form Jupyter sends it."""

from __future__ import annotations

import json

import pytest
from websockets.exceptions import ConnectionClosed

from hub_config.meter.kernel_messages import V1
from tests.integration.hub_config.metered import received, wait_until


def cell(code: str, kind: str = "execute_request") -> dict[str, object]:
    header = {"msg_id": "1", "session": "s", "msg_type": kind, "username": "", "date": "", "version": "5.4"}
    content = {"code": code, "silent": False, "user_expressions": {}}
    return {
        "channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content
    }  # fmt: skip


def in_v1(message: dict[str, object]) -> bytes:
    parts = [b"shell", *(json.dumps(message[part]).encode() for part in list(message)[1:])]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join([*(n.to_bytes(8, "little") for n in (len(offsets), *offsets)), *parts])


def with_buffers(message: dict[str, object]) -> bytes:
    text = json.dumps(message).encode()
    starts = (12, 12 + len(text))
    return b"".join([*(n.to_bytes(4, "big") for n in (2, *starts)), text, b"buffer"])


@pytest.mark.parametrize("form", ["text", "buffers", "v1"])
def test_a_cell_is_recorded_before_the_server_gets_it(meter, form):
    message = cell("print('secret study')")
    whole = {"text": json.dumps, "buffers": with_buffers, "v1": in_v1}[form](message)
    with meter.channel(subprotocols=[V1] if form == "v1" else None) as channel:
        channel.send(whole)
        wait_until(lambda: meter.server.got)

    assert meter.server.got == [whole]
    assert meter.server.recorded == [1]
    assert meter.executed() == [("cell", "print('secret study')")]


@pytest.mark.parametrize(
    "message",
    [
        json.dumps(cell("x", kind="run_this_please")),
        "not JSON",
        json.dumps([1]),
        b"\x00" * 7,
        b"\xff" * 64,
        in_v1(cell("x")),  # another form than was agreed
    ],
)
def test_what_is_no_message_of_jupyter_never_reaches_the_server(meter, message):
    with meter.channel() as channel:
        channel.send(message)
        _, closed = received(channel)

    assert closed.rcvd is not None and "not understood" in closed.rcvd.reason
    assert meter.server.got == []
    assert meter.executed() == []


def test_what_a_debugger_may_run_is_recorded_whatever_its_request_is_called(meter):
    looks = {"command": "stackTrace", "arguments": {"threadId": 1}}
    breakpoint_ = {"line": 1, "condition": "print(patients)"}
    runs = [
        {"command": "evaluate", "arguments": {"expression": "patients"}},
        {"command": "setBreakpoints", "arguments": {"breakpoints": [breakpoint_]}},
        {"command": "of tomorrow", "arguments": {"code": "patients"}},
    ]
    with meter.channel() as channel:
        for content in (looks, *runs):
            channel.send(json.dumps({**cell("", kind="debug_request"), "content": content}))
        wait_until(lambda: len(meter.server.got) == 4)

    assert meter.executed() == [("debugger", json.dumps(content)) for content in runs]


@pytest.mark.parametrize("message", ["[" * 100_000, "7", "{}", "keys"])
def test_what_is_no_message_of_a_terminal_never_reaches_the_server(meter, message):
    with meter.channel(path=f"{meter.lab}terminals/websocket/1") as channel:
        channel.send(message)
        _, closed = received(channel)

    assert closed.rcvd is not None and "not understood" in closed.rcvd.reason
    assert meter.server.got == []


def test_lines_of_a_terminal_are_recorded_as_they_are_typed(meter):
    with meter.channel(path=f"{meter.lab}terminals/websocket/1") as channel:
        for keys in ("l", "s", " patients", "\r", "rest"):
            channel.send(json.dumps(["stdin", keys]))
        channel.send(json.dumps(["set_size", 24, 80]))
        wait_until(lambda: len(meter.server.got) == 6)
    wait_until(lambda: len(meter.executed()) == 2)

    assert meter.executed() == [("terminal", "ls patients\r"), ("terminal", "rest")]


def test_a_notebook_is_told_below_the_cell_that_went_too_far(meter):
    with meter.channel("?how=flood&size=9000") as channel:
        channel.send(json.dumps(cell("show_all()")))
        told = []
        try:
            while True:
                message = channel.recv(timeout=20)
                if message[:1] == "{":
                    told.append(json.loads(message))
        except ConnectionClosed:
            pass

    assert [message["msg_type"] for message in told] == ["error", "execute_reply", "status"]
    assert told[0]["parent_header"]["msg_id"] == "1"
    assert "budget d'affichage" in told[0]["content"]["evalue"]
