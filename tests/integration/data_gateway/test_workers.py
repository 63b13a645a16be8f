"""The process of a permit's queries: what it cannot reach, take or outlast, and what ends with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from governance.refusal import Refusal

from .conftest import RunningSite, refused, rows_of
from .test_gateway_audit import last, long_table, wait_for

MakeSite = Callable[..., RunningSite]
CONFINED = """
import sys
from pathlib import Path
from data_gateway.engines.worker import confinement
alone = confinement.leave_network()
confinement.cap(memory=300_000_000, file_size=1_000_000)
kept = confinement.keep_only(readable=[Path(sys.prefix), Path(sys.base_prefix)], writable=Path(sys.argv[1]))
assert alone and kept
"""


def attempt(place: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """Code that runs inside the walls of a worker."""
    program = CONFINED + "\n".join(lines)
    return subprocess.run(
        [sys.executable, "-I", "-c", program, str(place)], capture_output=True, text=True, timeout=60
    )


def test_code_in_a_worker_reads_no_file_but_its_own(tmp_path: Path) -> None:
    place, secret = tmp_path / "place", tmp_path / "data-owner.pem"
    place.mkdir()
    secret.write_text("a key")
    (place / "map").write_text("mine")
    assert attempt(place, f"print(open({str(place / 'map')!r}).read())").stdout == "mine\n"
    for path in (str(secret), "/etc/passwd", f"/proc/{os.getpid()}/environ"):
        assert "PermissionError" in attempt(place, f"open({path!r}).read()").stderr


def test_code_in_a_worker_writes_only_in_its_folder_and_no_large_file(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    outside = attempt(place, f"open({str(tmp_path / 'copy')!r}, 'w').write('rows')")
    assert "PermissionError" in outside.stderr
    assert not (tmp_path / "copy").exists()
    inside = attempt(place, "open(sys.argv[1] + '/spill', 'wb').write(bytes(2_000_000))")
    assert inside.returncode != 0
    assert (place / "spill").stat().st_size <= 1_000_000


def test_code_in_a_worker_reaches_no_listener_of_the_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        call = attempt(tmp_path, "import socket", f"socket.create_connection(('127.0.0.1', {port}), 5)")
    assert "OSError" in call.stderr or "PermissionError" in call.stderr


def test_code_in_a_worker_cannot_take_more_memory_than_its_cap(tmp_path: Path) -> None:
    assert "MemoryError" in attempt(tmp_path, "held = bytearray(400_000_000)").stderr
    assert attempt(tmp_path, "held = bytearray(50_000_000); print(len(held))").stdout == "50000000\n"


def test_a_worker_is_given_no_key_and_nothing_of_the_gateways_environment(
    site: RunningSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("D2H_SECRET", "of-the-gateway")
    worker = site.worker(site.permit())
    environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert b"of-the-gateway" not in environment
    key = (site.folder.project_keys / "adverse-events.key").read_text().strip()
    memory = memory_of(worker.pid)
    assert b"adverse-events" in memory  # the search finds what is there
    assert bytes.fromhex(key) not in memory and key.encode() not in memory


def memory_of(process: int) -> bytes:
    """All that a process can write to."""
    held = []
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(part, 16) for part in place.split("-"))
                memory.seek(start)
                with suppress(OSError):  # a part of a mapping with nothing behind it
                    held.append(memory.read(end - start))
    return b"".join(held)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/x.duckdb'",
        "INSTALL httpfs",
        "SET memory_limit = '100GB'",
    ],
)
def test_the_engine_itself_refuses_what_the_door_would_never_let_pass(site: RunningSite, sql: str) -> None:
    with pytest.raises(Refusal, match="gateway-fault"):
        rows_of(site.worker(site.permit()), sql)


def test_a_query_that_takes_all_memory_ends_alone_and_the_next_one_is_answered(make_site: MakeSite) -> None:
    site = make_site(limits={"memory": "200MB"})
    permit = site.permit()
    with pytest.raises(Refusal) as refusal:
        rows_of(site.worker(permit), "SELECT length(repeat('x', 3000000000)) AS n")
    assert refusal.value.code in ("query-too-large", "worker-ended")
    assert site.read(site.token(permit), "person").num_rows == 60


def test_a_query_that_does_not_stop_when_told_costs_its_process_its_life(make_site: MakeSite) -> None:
    site = make_site()
    permit = site.permit()
    worker = site.worker(permit)
    os.kill(worker.pid, signal.SIGSTOP)  # what never looks whether it was told to stop
    with pytest.raises(Refusal, match="query-too-long"):
        rows_of(worker, "SELECT 1", step_seconds=0.5)
    wait_for(lambda: not worker.alive)
    assert site.read(site.token(permit), "person").num_rows == 60


def test_a_worker_killed_midway_gives_a_refusal_an_audit_record_and_a_new_worker(site: RunningSite) -> None:
    long_table(site)
    permit = site.permit()
    reader = site.open(site.token(permit), "measurement")
    reader.read_chunk()
    os.kill(site.worker(permit).pid, signal.SIGKILL)
    assert refused(reader.read_all).code == "worker-ended"
    wait_for(lambda: "read.stopped" in site.events())
    assert last(site, "read.stopped").details["ended"] == "worker-ended"
    assert site.read(site.token(permit), "person").num_rows == 60


def test_two_projects_never_share_a_process(site: RunningSite) -> None:
    one, other = site.worker(site.permit("adverse-events")), site.worker(site.permit("activity"))
    assert one.pid != other.pid
    assert site.worker(site.permit("adverse-events")).pid == one.pid


def test_a_worker_ends_with_its_permit_and_leaves_no_file(site: RunningSite) -> None:
    permit = site.permit()
    site.read(site.token(permit), "person")
    worker = site.worker(permit)
    assert len(list(site.folder.spill.iterdir())) == 1
    site.stop()
    wait_for(lambda: not worker.alive)
    wait_for(lambda: not list(site.folder.spill.iterdir()))


def test_no_list_of_pseudonyms_stays_on_disk(site: RunningSite) -> None:
    site.read(site.token(site.permit()), "person")
    assert [path for path in site.folder.spill.rglob("*") if path.is_file()] == []


def test_a_client_that_takes_nothing_is_cut_off_and_frees_its_place(make_site: MakeSite) -> None:
    site = make_site(limits={"client_seconds": 1, "reads_at_once_per_project": 1})
    long_table(site)
    token = site.token(site.permit())
    reader = site.open(token, "measurement")
    reader.read_chunk()
    wait_for(lambda: "read.stopped" in site.events())
    assert last(site, "read.stopped").details["ended"] == "client-too-slow"
    assert site.read(token, "person").num_rows == 60
    assert refused(reader.read_all).code == "client-too-slow"


def test_workers_die_with_a_gateway_that_is_killed(site: RunningSite, tmp_path: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from data_gateway.serving.gateway import Gateway\nfrom data_gateway.site.folder import SiteFolder\n"
        f"g = Gateway(SiteFolder(Path({str(site.folder.root)!r})))\n"
        f"w = g._open_permits.open(g._permits.find({site.permit().digest()!r})).worker()\n"
        "print(w.pid, flush=True)\ntime.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as gateway:
        assert gateway.stdout is not None
        worker = int(gateway.stdout.readline())
        assert Path(f"/proc/{worker}").exists()
        gateway.kill()
    wait_for(lambda: not running(worker))


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


# A user namespace in which no other may be made, as where the system forbids them all.
NO_NAMESPACES = ("unshare", "--user", "--map-root-user", "sh", "-c")
FORBID = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" "$@"'


def test_where_a_worker_cannot_be_confined_a_gateway_does_not_start(site: RunningSite) -> None:
    started = subprocess.run(
        [*NO_NAMESPACES, FORBID, sys.executable, "-m", "data_gateway", str(site.folder.root)],
        env=os.environ | {"LANG": "en_GB.UTF-8", "LC_ALL": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode == 1
    assert "workers_without_walls" in started.stderr and "Landlock" in started.stderr


@pytest.mark.parametrize(("accepted", "rows"), [(False, "worker-walls-missing"), (True, "60")])
def test_a_worker_without_walls_serves_only_where_the_site_says_so(
    make_site: MakeSite, accepted: bool, rows: str
) -> None:
    site = make_site(limits={"workers_without_walls": accepted})
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from data_gateway.queries.query import Query\nfrom governance.refusal import Refusal\n"
        "from data_gateway.serving.gateway import Gateway\nfrom data_gateway.site.folder import SiteFolder\n"
        f"g = Gateway(SiteFolder(Path({str(site.folder.root)!r})))\n"
        "try:\n"
        f"    w = g._open_permits.open(g._permits.find({site.permit().digest()!r})).worker()\n"
        '    q = Query("aggregate", "omop", "", (), \'SELECT count(*) AS n FROM "data set omop".person\')\n'
        '    print(w.ask(q, step_seconds=30).next().column("n")[0].as_py())\n'
        "except Refusal as refusal:\n    print(refusal.code)\n"
    )
    answered = subprocess.run(
        [*NO_NAMESPACES, FORBID, sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert answered.stdout == f"{rows}\n", answered.stderr


def test_a_worker_that_cannot_start_is_a_refusal_and_not_a_hang(
    site: RunningSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = site.token(site.permit())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    start = time.monotonic()
    assert refused(lambda: site.read(token, "person")).code == "worker-ended"
    assert time.monotonic() - start < 20
    monkeypatch.undo()
    assert site.read(token, "person").num_rows == 60
