"""From the second approval to the package: once only, byte for byte, and gone when it is taken back."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from d2h_sdk.wire import CodeRecord
from governance.refusal import Refusal
from output_checking.housekeeping import Housekeeping
from output_checking.opinions import Choice, Comment
from output_checking.package.verification import verify_package
from output_checking.states import State
from output_checking.use_cases.fetch import fetch_by_link, make_link
from output_checking.use_cases.release import release_request
from output_checking.use_cases.revoke import revoke_release
from tests.integration.output_checking.house import CLAIMED, COUNTS, House, at_once, picture

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def airlock_database(database_url: str) -> str:
    return database_url


def fetched(house: House, request_id: str, viewer: str = "claire") -> bytes:
    token = make_link(house.airlock, viewer=viewer, request_id=request_id)
    return fetch_by_link(house.airlock, token=token).content


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def environment(house: House) -> dict[str, str]:
    airlock, governance = house.settings, house.governance
    return os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "D2H_AIRLOCK_DATABASE_URL": airlock.database_url,
        "D2H_AIRLOCK_STORE": str(airlock.store),
        "D2H_AIRLOCK_KEY_FILE": str(airlock.key_file),
        "D2H_AIRLOCK_AUDIT_ANCHOR": str(airlock.audit_anchor),
        "D2H_AIRLOCK_POLL_SECONDS": "0.1",
        "D2H_GOVERNANCE_DATABASE_URL": governance.database_url,
        "D2H_GOVERNANCE_KEY_FILE": str(governance.key_file),
        "D2H_GOVERNANCE_AUDIT_ANCHOR": str(governance.audit_anchor),
    }


def test_the_package_holds_what_was_reviewed_and_nothing_that_stays(house: House, tmp_path: Path) -> None:
    request = house.draft()
    code = (CodeRecord.of("SECRET_CODE()", run=3),)
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED.model_copy(update={"code": code}))
    house.add(request, "figure.png", picture())
    house.add(request, "figure data.csv", COUNTS, supports="figure.png", evidence=CLAIMED)
    house.submit(request)
    house.worker.turn()
    comments = (Comment("SECRET-COMMENT", "figure.png"), Comment("seen", "deaths.csv"))
    for reviewer in ("ines", "paul"):
        house.vote(request, reviewer, Choice.APPROVE, *comments)
    house.worker.turn()

    package = fetched(house, request.id)
    inside = members(package)
    results = {"files/deaths.csv", "files/figure.png"}
    for_the_viewer = {f"files/checksums/{name.removeprefix('files/')}.txt" for name in results}
    left = {name for name in inside if name.startswith("files/")}
    assert left == {*results, *for_the_viewer, "files/results.json"}
    assert inside["files/deaths.csv"] == COUNTS.encode()
    assert inside["files/figure.png"] == picture()
    for stays in (b"SECRET-COMMENT", b"SECRET_CODE", b"figure data"):
        assert stays not in package

    path = tmp_path / "package.zip"
    path.write_bytes(package)
    verified = verify_package(path, house.airlock.signing_key.public_key())
    assert (verified.request, verified.project) == (request.id, "adverse-events")
    assert verified.files == ("files/deaths.csv", "files/figure.png")


def test_the_release_record_says_who_decided_on_what_by_which_rules(house: House) -> None:
    request = house.released()
    record = json.loads(members(fetched(house, request.id))["ro-crate-metadata.json"])
    by_id = {one["@id"]: one for one in record["@graph"]}
    assert by_id["./"]["d2h:permit"] == ["lyon:" + "0" * 64]
    assert by_id["./"]["d2h:evidenceGrade"] == "claimed"
    assert by_id["./"]["datePublished"].endswith("+00:00")
    assert by_id["files/deaths.csv"]["sha256"] == request.files[0].sha256
    assert {by_id[f"#vote-{who}-1"]["d2h:choice"] for who in ("ines", "paul")} == {"approve"}
    assert by_id["#checks"]["d2h:threshold"] == 10
    assert by_id["#checks"]["d2h:ruleSetDigest"] == house.airlock.profile.digest()
    assert by_id["#checks"]["d2h:ruleSet"].startswith(house.airlock.profile.name)
    parameters = json.loads(by_id["#checks"]["d2h:parameters"])
    assert parameters["degrees_of_freedom"] == 10 and parameters["rows"] > 0 and parameters["rounding"] == 1
    assert not {"dominance", "p_percent", "names", "identifier_patterns"} & set(parameters)
    tools = by_id["#d2h"]["softwareRequirements"]
    assert {f"{name} {version(name)}" for name in ("numpy", "openpyxl", "pyarrow")} <= set(tools)
    findings = [one for one in record["@graph"] if one["@type"] == "d2h:Finding"]
    assert {one["d2h:severity"] for one in findings} == {"pass"}
    cited = {by_id[source["@id"]]["name"] for one in findings for source in one["d2h:source"]}
    assert all(one["d2h:source"] for one in findings) and "eurostat/ACRO (safe_globals.ado)" in cited


@pytest.mark.parametrize("viewer", ["claire", "hugo", "ines"])
def test_the_project_and_the_reviewers_fetch_the_same_bytes(house: House, viewer: str) -> None:
    request = house.released()
    package = fetched(house, request.id, viewer)
    assert package == house.airlock.files.read(house.now(request).package.sha256)  # type: ignore[union-attr]
    last = house.records()[-1]
    assert (last.event, last.actor, last.subject) == ("package.fetched", viewer, request.id)


def test_an_administrator_sees_a_release_but_does_not_fetch_it(house: House) -> None:
    request = house.released()
    with pytest.raises(Refusal, match="package-not-yours"):
        fetched(house, request.id, "nadia")


def test_a_stranger_knows_of_nothing(house: House) -> None:
    request = house.released()
    with pytest.raises(Refusal, match="request-unknown"):
        fetched(house, request.id, "zoe")


def test_nothing_is_fetched_before_the_release(house: House) -> None:
    request = house.approved()
    with pytest.raises(Refusal, match="package-not-ready"):
        fetched(house, request.id)


@pytest.mark.parametrize("who", ["ines", "nadia"])
def test_a_revoked_package_is_fetched_by_nobody(house: House, who: str) -> None:
    request = house.released()
    revoke_release(house.airlock, actor=who, request_id=request.id, reason="  A ward was named. ")
    revoked = house.now(request)
    assert revoked.state is State.REVOKED
    assert revoked.revocation is not None and revoked.revocation.reason == "A ward was named."
    for viewer in ("claire", "hugo", "ines", "nadia"):
        with pytest.raises(Refusal, match="package-not-ready"):
            fetched(house, request.id, viewer)


def test_a_release_is_taken_back_only_with_a_reason_and_not_by_the_project(house: House) -> None:
    request = house.released()
    with pytest.raises(Refusal, match="reason-needed"):
        revoke_release(house.airlock, actor="ines", request_id=request.id, reason=" ")
    for member in ("claire", "lea"):
        with pytest.raises(Refusal, match="action-not-permitted"):
            revoke_release(house.airlock, actor=member, request_id=request.id, reason="I changed my mind")
    assert house.state(request) is State.RELEASED


# Where a worker dies between approval and release, in the order it comes there.
KILLED_AT = {
    "before anything": "release.build_package",
    "its files read, not packed": "release.pack",
    "written, not in its place": "file_store.os.fsync",
    "stored, not published": "release.change_request",
    "published, not committed": "unit_of_work.UnitOfWork.commit",
}
KILL = "os.kill(os.getpid(), signal.SIGKILL)"


def killed_worker(house: House, death: str) -> None:
    """A worker of its own, with a line of Python that says where it dies; it is dead when this returns."""
    program = (
        "import os, signal\n"
        "from output_checking.storage import file_store, unit_of_work\n"
        "from output_checking.use_cases import release\n"
        "from output_checking import worker\n"
        "worker.Housekeeping.run = lambda *_: None\n"
        f"{death}\n"
        "worker.main()\n"
    )
    dead = subprocess.run([sys.executable, "-c", program], env=environment(house), timeout=120)
    assert dead.returncode == -signal.SIGKILL


@pytest.mark.parametrize("point", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_worker_killed_anywhere_before_the_release_is_followed_by_one_that_releases_once(
    house: House, point: str
) -> None:
    request = house.approved()
    killed_worker(house, f"{point} = lambda *_, **__: {KILL}")
    assert house.state(request) is State.APPROVED
    made = {path.name for path in house.settings.store.rglob("*") if path.is_file()}

    house.worker.turn()
    house.worker.turn()
    released = house.now(request)
    assert released.state is State.RELEASED
    assert released.package is not None
    if point == KILLED_AT["stored, not published"]:
        assert released.package.sha256 in made  # the very package the dead worker had made
    assert house.events().count("request.released") == 1


def test_what_a_killed_worker_had_begun_to_write_goes_and_what_is_being_written_stays(house: House) -> None:
    request = house.approved()
    incoming = house.settings.store / "incoming"
    killed_worker(house, f"{KILLED_AT['written, not in its place']} = lambda *_: {KILL}")
    [begun] = incoming.iterdir()
    now = datetime.now(UTC)
    Housekeeping(house.airlock).turn(now + timedelta(minutes=59))
    assert begun.exists()

    killed_worker(house, f"{KILLED_AT['written, not in its place']} = lambda *_: {KILL}")
    last = max(incoming.iterdir(), key=lambda one: one.stat().st_mtime)
    os.utime(last, times=(now.timestamp() + 60, now.timestamp() + 60))
    Housekeeping(house.airlock).turn(now + timedelta(minutes=60, seconds=1))
    assert list(incoming.iterdir()) == [last]
    house.worker.turn()
    assert house.fetch(request, "claire")


def test_a_worker_killed_as_soon_as_the_release_is_committed_has_released_it(house: House) -> None:
    request = house.approved()
    commit = "unit_of_work.UnitOfWork.commit"
    killed_worker(house, f"done = {commit}\n{commit} = lambda unit: (done(unit), {KILL})")
    assert house.state(request) is State.RELEASED
    before = house.records()
    house.worker.turn()
    assert house.records() == before
    assert house.fetch(request, "claire")


def test_the_worker_as_it_is_started_checks_and_releases_and_ends_when_asked(house: House) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(request)
    command = [sys.executable, "-m", "output_checking.worker"]
    with subprocess.Popen(command, env=environment(house), cwd="/", stderr=subprocess.PIPE) as worker:
        try:
            wait_for(house, request.id, State.SUBMITTED)
            house.vote(request, "ines")
            house.vote(request, "paul")
            wait_for(house, request.id, State.RELEASED)
        finally:
            worker.terminate()
        assert worker.wait(20) == 0


def wait_for(house: House, request_id: str, state: State) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        with house.airlock.open_unit() as unit:
            if unit.requests.get(request_id).state is state:
                return
        time.sleep(0.1)
    raise AssertionError(f"{request_id} never came to {state}")


def test_a_second_release_of_the_same_request_changes_nothing(house: House) -> None:
    request = house.released()
    again = release_request(house.airlock, request_id=request.id)
    assert again.package == house.now(request).package
    assert house.events().count("request.released") == 1


def test_two_workers_at_once_publish_one_package(house: House) -> None:
    request = house.approved()

    def release() -> object:
        return release_request(house.airlock, request_id=request.id)

    assert at_once(release, release, release) == [None] * 3
    assert house.events().count("request.released") == 1
