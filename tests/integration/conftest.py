"""What every zone's tests share: an empty database on SQLite and on a real PostgreSQL, and a real browser."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from demo.browsing import CHROMIUM, chromium


def _server_programs() -> Path | None:
    """Debian keeps the server's programs off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    onpath = shutil.which("initdb")
    return found[-1].parent if found else Path(onpath).parent if onpath else None


class PostgresqlServer:
    """A server of our own in `folder`, its socket there too, that listens on nothing else.

    `of`: the server whose standby it is until it is promoted.
    """

    def __init__(self, programs: Path, folder: Path, of: PostgresqlServer | None = None) -> None:
        self.folder = folder
        self._programs = programs
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as_user = ["runuser", "-u", "postgres", "--"]
        if of is None:
            self._run("initdb", "--auth=trust", "--encoding=UTF8", "--username=d2h", "--no-sync")
        else:
            source = f"--host={of.folder}"
            self._run("pg_basebackup", source, "--username=d2h", "-R", "--checkpoint=fast", "--no-sync")

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=200 -c fsync=off"
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """At once, whatever is under way."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "stop")

    def promote(self) -> None:
        self._run("pg_ctl", "-w", "-t", "60", "promote")

    def _run(self, program: str, *arguments: str) -> None:
        data = str(self.folder / "data")
        command = [*self._as_user, str(self._programs / program), "-D", data, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)


@contextmanager
def running_postgresql(of: PostgresqlServer | None = None) -> Iterator[PostgresqlServer]:
    programs = _server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="d2h-pg-"))
    try:
        server = PostgresqlServer(programs, folder, of)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_socket() -> Iterator[Path]:
    """The socket folder of a server that ends with the tests."""
    with running_postgresql() as server:
        yield server.folder


@pytest.fixture
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A server of one test's own, to be stopped and started again."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
def postgresql_pair() -> Iterator[tuple[PostgresqlServer, PostgresqlServer]]:
    """A server and its standby, which has all that the server has said to be written."""
    with running_postgresql() as first, running_postgresql(of=first) as standby:
        with psycopg.connect(
            host=str(first.folder), user="d2h", dbname="postgres", autocommit=True
        ) as server:
            server.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            server.execute("SELECT pg_reload_conf()")
        yield first, standby


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of its own; `pair`: of a server with a standby."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/database.sqlite"
    if request.param == "pair":
        first, standby = request.getfixturevalue("postgresql_pair")
        return f"postgresql://d2h@/postgres?host={first.folder}&host={standby.folder}"
    socket: Path = request.getfixturevalue("postgresql_socket")
    name = f"d2h_{os.urandom(6).hex()}"
    with psycopg.connect(host=str(socket), user="d2h", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://d2h@/{name}?host={socket}"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Closed with its module: two at once do not run in one thread."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium is installed (Debian: chromium)")
    with chromium() as browser:
        yield browser
