"""The socket that the untrusted side makes, and the hub takes out of its hands."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from governance.refusal import Refusal
from hub_config.sockets import WorkspaceSockets


@pytest.fixture
def root(tmp_path):
    """A short folder: a socket's address holds 107 bytes."""
    folder = Path("/tmp") / f"d2h{os.getpid()}"
    folder.mkdir()
    yield folder
    import shutil

    shutil.rmtree(folder)


@pytest.fixture
def sockets(root):
    made = WorkspaceSockets(root, "claire--alpha")
    made.prepare("{}", "global\n", "global\n")
    return made


def listen(path: Path) -> socket.socket:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()
    return server


def test_the_proxy_reaches_the_servers_socket_under_both_its_names(sockets):
    with listen(sockets.server / "srv.sock"):
        url = asyncio.run(sockets.adopt(1))

        assert url == "http+unix://" + str(sockets.folder / "srv.sock").replace("/", "%2F")
        for name in ("srv.sock", "srv.sock:80"):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(sockets.folder / name))


def test_the_server_can_put_nothing_in_its_folder_afterwards(sockets):
    with listen(sockets.server / "srv.sock"):
        asyncio.run(sockets.adopt(1))

    assert sockets.server.stat().st_mode & 0o222 == 0
    assert list(sockets.server.iterdir()) == []


def test_a_link_to_another_socket_is_refused(sockets, root):
    with listen(root / "docker.sock"):
        (sockets.server / "srv.sock").symlink_to(root / "docker.sock")

        with pytest.raises(Refusal, match="workspace-socket-forged"):
            asyncio.run(sockets.adopt(1))
    assert not (sockets.folder / "srv.sock").is_symlink()


def test_a_plain_file_is_refused(sockets):
    (sockets.server / "srv.sock").write_text("no socket")

    with pytest.raises(Refusal, match="workspace-socket-forged"):
        asyncio.run(sockets.adopt(1))


def test_a_server_that_makes_no_socket_is_not_waited_for_forever(sockets):
    with pytest.raises(TimeoutError):
        asyncio.run(sockets.adopt(0.1))


def test_the_session_can_be_read_inside_and_the_folder_by_nobody_else_outside(sockets):
    assert (sockets.session / "session.json").stat().st_mode & 0o777 == 0o644
    assert sockets.folder.stat().st_mode & 0o777 == 0o700


def test_a_new_start_finds_nothing_of_the_last_one(sockets):
    (sockets.server / "left").write_text("x")

    sockets.prepare("{}", "global\n", "global\n")

    assert list(sockets.server.iterdir()) == []


def test_a_long_name_still_has_an_address(root):
    made = WorkspaceSockets(root, f"{'a' * 60}--{'b' * 30}")
    made.prepare("{}", "global\n", "global\n")

    with listen(made.server / "srv.sock"):
        asyncio.run(made.adopt(1))
    assert made.folder != WorkspaceSockets(root, f"{'a' * 60}--{'b' * 29}").folder


def test_a_folder_the_hub_cannot_address_is_refused_at_once(tmp_path):
    with pytest.raises(Refusal, match="socket-folder-unusable"):
        WorkspaceSockets(tmp_path / "Capital", "claire--alpha").prepare("{}", "", "")
