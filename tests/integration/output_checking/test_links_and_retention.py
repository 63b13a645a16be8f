"""Packages leave by links of minutes that work once; files go when their project says so, records stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from d2h_sdk.wire import CodeRecord
from governance.refusal import Refusal
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.states import State
from output_checking.storage.tables import package_links
from output_checking.use_cases.consult import read_file
from output_checking.use_cases.fetch import fetch_by_link, make_link
from output_checking.use_cases.forget import forget_files
from output_checking.use_cases.revoke import revoke_release
from tests.integration.output_checking.conftest import Browser
from tests.integration.output_checking.house import CLAIMED, CSRF, OF_SITES, House

WHY = Comment("No.", "deaths.csv")
CODED = CLAIMED.model_copy(update={"code": (CodeRecord.of("d2h.outputs.table(deaths, 'deaths')", run=3),)})


def test_a_link_works_once_without_a_login_and_counts_as_its_persons_fetch(
    house: House, browser: Browser
) -> None:
    request = house.released()
    page = browser("claire").post(f"/requests/{request.id}/package-link", data={"csrf_token": CSRF}).text
    token = page.split("/packages/")[1].split("<")[0]
    nobody = browser()
    answer = nobody.get(f"/packages/{token}")
    assert answer.headers["content-type"] == "application/zip"
    assert (house.records()[-1].event, house.records()[-1].actor) == ("package.fetched", "claire")
    assert nobody.get(f"/packages/{token}").status_code == 403
    assert house.events().count("package.fetched") == 1


def test_only_the_digest_of_a_link_is_kept(house: House) -> None:
    request = house.released()
    token = make_link(house.airlock, viewer="claire", request_id=request.id)
    with house.airlock.open_unit() as unit:
        (row,) = unit.session.execute(sa.select(package_links)).all()
    assert token not in repr(row)


@pytest.mark.parametrize("token", ["", "x", "../release-key", "A" * 43])
def test_a_made_up_link_opens_nothing(house: House, token: str) -> None:
    house.released()
    with pytest.raises(Refusal, match="link-invalid"):
        fetch_by_link(house.airlock, token=token)


def test_a_link_dies_with_its_minutes_with_the_release_and_with_the_membership(house: House) -> None:
    request = house.released()
    old = make_link(house.airlock, viewer="claire", request_id=request.id)
    with house.airlock.open_unit() as unit:
        past = datetime.now(UTC) - timedelta(seconds=1)
        unit.session.execute(sa.update(package_links).values(expires_at=past))
        unit.commit()
    with pytest.raises(Refusal, match="link-invalid"):
        fetch_by_link(house.airlock, token=old)
    open_link = make_link(house.airlock, viewer="claire", request_id=request.id)
    revoke_release(house.airlock, actor="ines", request_id=request.id, reason="A ward was named.")
    with pytest.raises(Refusal, match="package-not-ready"):
        fetch_by_link(house.airlock, token=open_link)
    assert "package.fetched" not in house.events()


def rejected(house: House, project: str = OF_SITES) -> ReleaseRequest:
    request = house.submitted(evidence=CODED, project=project)
    for reviewer in ("ines", "owner-lyon", "owner-grenoble"):
        if house.state(request) is State.SUBMITTED:
            house.vote(request, reviewer, Choice.REJECT, WHY)
    assert house.state(request) is State.REJECTED or project != OF_SITES
    return house.now(request)


def test_files_of_a_refused_request_are_deleted_after_the_days_of_its_project(house: House) -> None:
    request = rejected(house)
    sha256 = request.files[0].sha256
    now = datetime.now(UTC)
    assert forget_files(house.airlock, now + timedelta(days=29)) == ()
    assert house.now(request).files[0].evidence == CODED
    assert forget_files(house.airlock, now + timedelta(days=31)) == (request.id,)
    with pytest.raises(Refusal, match="store-altered"):
        house.airlock.files.read(sha256)
    with pytest.raises(Refusal, match="package-deleted"):
        read_file(house.airlock, viewer="ines", request_id=request.id, name="deaths.csv")
    assert house.now(request).files[0].sha256 == sha256 and house.now(request).votes
    assert house.now(request).files[0].evidence == CLAIMED  # the numbers, and the code no more
    assert house.events().count("request.files-deleted") == 1
    assert forget_files(house.airlock, now + timedelta(days=32)) == ()


def test_bytes_that_another_request_needs_and_projects_without_a_limit_keep_theirs(house: House) -> None:
    request, other = rejected(house), house.submitted()
    forget_files(house.airlock, datetime.now(UTC) + timedelta(days=400))
    assert house.now(request).files_deleted_at is not None
    assert house.airlock.files.read(other.files[0].sha256)


def test_what_was_released_stays_as_long_as_its_project_can_ask_for_more(house: House) -> None:
    request = house.submitted(project=OF_SITES)
    for reviewer in ("ines", "owner-lyon", "owner-grenoble"):
        house.vote(request, reviewer)
    house.worker.turn()
    assert house.state(request) is State.RELEASED
    assert forget_files(house.airlock, datetime(2027, 12, 1, tzinfo=UTC)) == ()
    assert forget_files(house.airlock, datetime(2028, 2, 1, tzinfo=UTC)) == (request.id,)
    with pytest.raises(Refusal, match="package-deleted"):
        make_link(house.airlock, viewer="claire", request_id=request.id)


def test_a_deletion_that_was_cut_short_is_finished_the_next_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = rejected(house)
    later = datetime.now(UTC) + timedelta(days=31)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(type(house.airlock.files), "remove", _killed)
        forget_files(house.airlock, later)
    assert house.airlock.files.read(request.files[0].sha256)
    forget_files(house.airlock, later)
    with pytest.raises(Refusal, match="store-altered"):
        house.airlock.files.read(request.files[0].sha256)


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
