"""An attack whose connection breaks is made again; only an answer proves anything."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from launcher.isolation.probes.services import not_refused

FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def door(answers: list[bytes]) -> Iterator[str]:
    """A service that gives these answers one after the other; nothing means that it just hangs up."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                continue
            self.wfile.write(answers.pop(0))

    with socketserver.TCPServer(("127.0.0.1", 0), Answer) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: Any) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def test_a_request_whose_connection_broke_is_made_again() -> None:
    with door([b"", FORBIDDEN]) as base:
        assert not_refused(base, [["GET", "/hub/api/users"]], "") == []


def test_what_is_answered_after_a_broken_connection_is_still_found() -> None:
    with door([b"", FORBIDDEN.replace(b"403 Forbidden", b"200 OK")]) as base:
        assert not_refused(base, [["GET", "/hub/api/users"]], "") == ["GET /hub/api/users: 200"]


def test_a_service_that_never_answers_is_not_taken_for_a_wall() -> None:
    with door([b"", b"", b""]) as base, pytest.raises(ConnectionError):
        not_refused(base, [["GET", "/hub/api/users"]], "")
