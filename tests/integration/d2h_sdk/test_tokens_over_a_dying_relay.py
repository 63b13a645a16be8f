"""Access tokens asked for through real relays, HAProxy as in workspaces and jobs, that are killed."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from d2h_sdk.access import AccessTokens
from d2h_sdk.errors import AccessError
from tests.ports import free_port

from .conftest import AccessService

RELAY = """\
defaults
    timeout connect 1s
    timeout client 1m
    timeout server 1m
listen access
    mode {mode}
    bind 127.0.0.1:{port}
    server next 127.0.0.1:{beyond}
"""


class Relay:
    """One process that leads to the port `beyond`."""

    def __init__(self, folder: Path, mode: str, beyond: int) -> None:
        self.port = free_port()
        self._file = folder / f"{self.port}.cfg"
        self._file.write_text(RELAY.format(mode=mode, port=self.port, beyond=beyond), encoding="ascii")
        self._starting: list[threading.Thread] = []
        self._dying = threading.RLock()  # whoever waits for the end of a relay sees the next one
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["haproxy", "-db", "-f", self._file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise TimeoutError("the relay does not start")

    def kill(self) -> None:
        with self._dying:
            for starting in self._starting:
                starting.join(20)
            self._process.kill()
            self._process.wait(20)

    def die(self) -> None:
        """And start anew, as under systemd."""
        with self._dying:
            self.kill()
            self._starting = [threading.Thread(target=self.start)]
            self._starting[0].start()


@pytest.fixture
def relay(tmp_path: Path, access_service: AccessService) -> Iterator[Relay]:
    """The one that is killed."""
    made = Relay(tmp_path, "tcp", int(access_service.url.rpartition(":")[2]))
    yield made
    made.kill()


@pytest.fixture(params=["asked by itself", "behind one that answers for it"])
def tokens(request: pytest.FixtureRequest, tmp_path: Path, relay: Relay) -> Iterator[AccessTokens]:
    near = relay if request.param == "asked by itself" else Relay(tmp_path, "http", relay.port)
    yield AccessTokens(f"http://127.0.0.1:{near.port}")
    near.kill()


@pytest.fixture
def dying(
    relay: Relay, access_service: AccessService, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], list[str]]:
    """Has the relay die at each of the first requests, before its answer, and start anew."""

    def at_first(deaths: int) -> list[str]:
        asked: list[str] = []
        answer = access_service.answer

        def killing(authorization: str | None) -> tuple[int, dict[str, object]]:
            asked.append("token")
            if len(asked) <= deaths:
                relay.die()
            return answer(authorization)

        monkeypatch.setattr(access_service, "answer", killing)
        return asked

    return at_first


def test_a_relay_that_dies_in_the_middle_of_a_token_request_is_not_noticed(
    tokens: AccessTokens, dying: Callable[[int], list[str]]
) -> None:
    asked = dying(1)
    assert tokens.permits() == {}
    assert len(asked) == 2


def test_a_relay_that_dies_again_and_again_is_told_after_three_requests(
    tokens: AccessTokens, dying: Callable[[int], list[str]]
) -> None:
    asked = dying(100)
    with pytest.raises(AccessError, match="access service"):
        tokens.current()
    assert len(asked) == 3


def test_a_refusal_is_not_asked_for_twice(
    tokens: AccessTokens,
    dying: Callable[[int], list[str]],
    access_service: AccessService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access_service, "refusal", {"code": "project-suspended", "params": {}})
    asked = dying(0)
    with pytest.raises(AccessError) as refused:
        tokens.current()
    assert (refused.value.code, len(asked)) == ("project-suspended", 1)
