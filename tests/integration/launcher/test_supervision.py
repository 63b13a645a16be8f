"""Real processes under the real supervisord: started, watched, restarted where something changed, stopped."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.monitoring.asking import answers
from launcher import supervision
from launcher.errors import InstallationError
from launcher.health import wait_until_healthy
from launcher.installation import Installation, Ports
from launcher.supervision import Process

PORT = 30_107


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    sockets = Path("/run/d2h") if os.geteuid() == 0 else Path(os.environ["XDG_RUNTIME_DIR"]) / "d2h"
    made = Installation(tmp_path / "home", "unit", Ports(PORT), sockets / f"unit-{os.getpid()}")
    made.keep()
    yield made
    supervision.stop(made)
    made.sockets.joinpath("supervisord.pid").unlink(missing_ok=True)
    made.sockets.rmdir()


def web_server(**environment: str) -> Process:
    command = (
        sys.executable,
        "-m",
        "http.server",
        str(PORT),
        "--bind",
        "127.0.0.1",
        "--directory",
        "/var/empty",
    )
    return Process("web", command, f"http://127.0.0.1:{PORT}/", 10, environment)


def sleeper(**environment: str) -> Process:
    return Process("sleeper", ("sleep", "600"), None, 20, environment)


def start(installation: Installation, *processes: Process) -> None:
    supervision.start(installation, supervision.write_configuration(installation, processes))
    wait_until_healthy(installation, processes, lambda line: None)


def pid_of(installation: Installation, name: str) -> int:
    found = {one.name: one.description for one in supervision.states(installation)}
    return int(found[name].split("pid ")[1].split(",")[0])


def environment_of(pid: int) -> dict[str, str]:
    text = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")
    return dict(pair.split("=", 1) for pair in text.split("\0") if pair)


def wait_until_running(installation: Installation) -> None:
    while any(one.state == "STARTING" for one in supervision.states(installation)):
        time.sleep(0.1)


def test_a_process_gets_its_own_settings_word_for_word_and_no_others(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SHELL", "1")
    trails = '[{"zone": "airlock", "share": "100 %"}]'
    start(installation, web_server(TRAILS=trails), sleeper())
    wait_until_running(installation)
    assert environment_of(pid_of(installation, "web"))["TRAILS"] == trails
    known_to_sleeper = environment_of(pid_of(installation, "sleeper"))
    assert "TRAILS" not in known_to_sleeper
    assert "SECRET_OF_THE_SHELL" not in known_to_sleeper


def test_only_what_changed_is_started_anew(installation: Installation) -> None:
    start(installation, web_server(), sleeper(D2H_RUNS="first"))
    wait_until_running(installation)
    before = {name: pid_of(installation, name) for name in ("web", "sleeper")}
    start(installation, web_server(), sleeper(D2H_RUNS="second"))
    wait_until_running(installation)
    assert pid_of(installation, "web") == before["web"]
    assert pid_of(installation, "sleeper") != before["sleeper"]


def test_a_process_that_cannot_start_is_named_with_its_log(installation: Installation) -> None:
    broken = Process("broken", ("false",), "tcp://127.0.0.1:1", 10)
    with pytest.raises(InstallationError) as caught:
        start(installation, broken)
    assert caught.value.key == "process-failed"
    assert caught.value.params == {"name": "broken", "log": str(installation.log / "broken.log")}


def test_after_a_stop_nothing_answers_and_stopping_again_is_no_fault(installation: Installation) -> None:
    start(installation, web_server())
    supervision.stop(installation)
    supervision.stop(installation)
    assert not answers(f"http://127.0.0.1:{PORT}/")
    assert supervision.states(installation) == []


def test_the_file_with_the_settings_is_its_owners_alone(installation: Installation) -> None:
    path = supervision.write_configuration(installation, [sleeper(TOKEN="x")])
    assert path.stat().st_mode & 0o077 == 0


def test_a_setting_that_supervisord_would_cut_is_refused(installation: Installation) -> None:
    with pytest.raises(ValueError, match="cannot pass on"):
        supervision.write_configuration(installation, [sleeper(TITLE="before ; after")])
