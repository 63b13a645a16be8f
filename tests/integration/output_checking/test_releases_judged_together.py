"""A request is judged beside all that left before, of its project and of those that read the same data."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from d2h_sdk.wire import CodeRecord, Evidence
from governance.permits.life import PermitState
from governance.storage.tables import PermitRow
from governance.storage.unit_of_work import open_governance
from output_checking.findings import Finding, Severity
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.states import State
from output_checking.use_cases.add_file import Upload, add_file
from output_checking.use_cases.check import check_now
from output_checking.use_cases.draft import draft_request
from output_checking.use_cases.forget import forget_files
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.vote import cast_vote
from tests.integration.output_checking.house import JUDGES, OF_SITES, OTHER_PROJECT, PROJECT, House

BY_WARD = "ward,n\nB,44\nC,63\nD,50\n"
BY_SEX = "ward,F,M\nB,40,*\nC,33,30\nD,28,22\n"


def released(house: House, project: str = PROJECT) -> ReleaseRequest:
    request = house.draft("Stays by ward", project=project)
    code = (CodeRecord.of("d2h.outputs.table(stays, 'ward')", run=1),)
    house.add(request, "ward.csv", BY_WARD, evidence=Evidence(kind="counts", code=code))
    house.submit(request)
    house.worker.turn()
    for reviewer in JUDGES[project]:
        seen = Comment("I compared it with the source.", "ward.csv")
        cast_vote(
            house.airlock,
            actor=reviewer,
            request_id=request.id,
            turn=1,
            choice=Choice.APPROVE,
            comments=(seen,),
        )
    house.worker.turn()
    assert house.state(request) is State.RELEASED
    return house.now(request)


def checked(house: House, project: str = PROJECT, author: str = "claire") -> list[Finding]:
    """What the joint audit says of a new table of `project`."""
    request = draft_request(
        house.airlock, actor=author, project=project, title="Stays by sex", context="For table 3."
    )
    add_file(
        house.airlock,
        actor=author,
        request_id=request.id,
        upload=Upload("sex.csv", "stays"),
        content=io.BytesIO(BY_SEX.encode()),
    )
    after = check_now(house.airlock, actor=author, request_id=request.id)
    return [one for one in after.file("sex.csv").findings if one.rule == "tables.linked"]


def share_a_data_set(house: House, *projects: str) -> None:
    with open_governance(house.governance)() as uow:
        for project in projects:
            uow.session.add(
                PermitRow(
                    digest=project.ljust(64, "0"),
                    project=project,
                    site="lyon",
                    version=1,
                    position=0,
                    state=PermitState.SIGNED,
                    document={"datasets": {"omop": {}}},
                    signed="signed",
                )
            )
        uow.commit()


def test_a_hidden_cell_that_an_earlier_release_gives_back_is_blocked(house: House) -> None:
    assert checked(house) == []
    before = released(house)
    (finding,) = checked(house)
    assert (finding.explanation, finding.severity) == ("linked-exact", Severity.BLOCK)
    assert finding.params["arithmetic"] == (
        f"44 [{before.id} ward.csv: B · n] − 40 [sex.csv: B · F] = 4 [sex.csv: B · M]"
    )


def test_what_was_revoked_was_seen_all_the_same(house: House) -> None:
    before = released(house)
    revoke_release(house.airlock, actor="ines", request_id=before.id, reason="A wrong filter.")
    assert [one.explanation for one in checked(house)] == ["linked-exact"]


def test_a_release_whose_bytes_are_gone_is_still_compared(house: House) -> None:
    before = released(house)
    digest = before.files[0].sha256
    (house.settings.store / digest[:2] / digest).unlink()
    assert [one.explanation for one in checked(house)] == ["linked-exact"]


def test_a_release_whose_files_its_project_had_deleted_is_still_compared(house: House) -> None:
    before = released(house, OF_SITES)
    assert forget_files(house.airlock, datetime.now(UTC) + timedelta(days=10_000)) == (before.id,)
    assert [one.explanation for one in checked(house, OF_SITES)] == ["linked-exact"]


def test_a_release_that_nobody_can_read_any_more_is_asked_about(house: House) -> None:
    before = released(house)
    digest = before.files[0].sha256
    (house.settings.store / digest[:2] / digest).unlink()
    for kept in (house.settings.store / "tables").iterdir():
        kept.unlink()
    (finding,) = checked(house)
    assert (finding.explanation, finding.severity) == ("linked-release-unread", Severity.REVIEW)
    assert finding.params == {"release": before.id}


def test_projects_that_read_the_same_data_set_are_judged_together(house: House) -> None:
    before = released(house)
    assert checked(house, OTHER_PROJECT, "hugo") == []
    share_a_data_set(house, PROJECT, OTHER_PROJECT)
    (finding,) = checked(house, OTHER_PROJECT, "hugo")
    assert finding.explanation == "linked-exact"
    # The other project's own words stay there.
    assert before.id in str(finding.params["arithmetic"])
    assert "ward.csv" not in str(finding.params["arithmetic"])
