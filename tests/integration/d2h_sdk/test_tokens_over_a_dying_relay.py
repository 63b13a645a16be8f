"""Access tokens asked for through real relays, HAProxy as in workspaces and jobs, that are killed."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from d2h_sdk.access import AccessTokens
from d2h_sdk.errors import AccessError

from .conftest import AccessService

RELAY = """\
defaults
    timeout connect 1s
    timeout client 30s
    timeout server 30s
listen access
    mode {mode}
    bind fd@{listening}
    server next 127.0.0.1:{beyond}
"""


class Relay:
    """One process that leads to the port `beyond`. Who asks while none runs waits for the next one."""

    def __init__(self, folder: Path, mode: str, beyond: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._file = folder / f"{self.port}.cfg"
        configured = RELAY.format(mode=mode, listening=self._listening.fileno(), beyond=beyond)
        self._file.write_text(configured, encoding="ascii")
        self.start()

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            ["haproxy", "-db", "-f", self._file],
            pass_fds=[self._listening.fileno()],
            stdout=quiet,
            stderr=quiet,
        )

    def die(self) -> None:
        """And start anew, as under systemd."""
        self._process.kill()
        self._process.wait(20)
        self.start()

    def close(self) -> None:
        self._process.kill()
        self._process.wait(20)
        self._listening.close()


@pytest.fixture
def relay(tmp_path: Path, access_service: AccessService) -> Iterator[Relay]:
    """The one that is killed."""
    made = Relay(tmp_path, "tcp", int(access_service.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture(params=["asked by itself", "behind one that answers for it"])
def tokens(request: pytest.FixtureRequest, tmp_path: Path, relay: Relay) -> Iterator[AccessTokens]:
    near = relay if request.param == "asked by itself" else Relay(tmp_path, "http", relay.port)
    yield AccessTokens(f"http://127.0.0.1:{near.port}")
    near.close()


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
    tokens: AccessTokens, dying: Callable[[int], list[str]], access_service: AccessService
) -> None:
    asked = dying(1)
    assert tokens.permits() == access_service.permits
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
