"""What the author says of her files, what she asks to be excepted, and whose opinions are asked for."""

from __future__ import annotations

import pytest

from governance.refusal import Refusal
from output_checking.findings import Severity
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.states import Action, State
from output_checking.use_cases.consult import view_request
from output_checking.use_cases.explain import drop_exception, explain_group, request_exception
from output_checking.use_cases.submit import submit_request
from output_checking.use_cases.vote import cast_vote
from tests.integration.output_checking.house import (
    CLAIMED,
    CLAIMED_SMALL,
    COUNTS,
    LOOKED_AT,
    OF_SITES,
    PERMITS,
    SMALL,
    House,
)

WHY = Comment("Merge the wards.", "deaths.csv")


def blocked(house: House) -> tuple[ReleaseRequest, str]:
    """A request with one small cell, and the key of the finding that blocks it."""
    request = house.submitted(SMALL, CLAIMED_SMALL)
    (finding,) = [one for one in house.now(request).files[0].findings if one.severity is Severity.BLOCK]
    return request, finding.key()


def ask(house: House, request: ReleaseRequest, finding: str, reason: str = "Published by the state.") -> None:
    request_exception(
        house.airlock,
        actor="claire",
        request_id=request.id,
        file="deaths.csv",
        finding=finding,
        reason=reason,
    )


def test_nobody_is_asked_to_look_at_files_nothing_is_said_of(house: House) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    with pytest.raises(Refusal, match="group-unexplained") as refusal:
        submit_request(house.airlock, actor="claire", request_id=request.id, permits=PERMITS)
    assert refusal.value.params == {"group": "deaths"}
    with pytest.raises(Refusal, match="group-unknown"):
        explain_group(
            house.airlock, actor="claire", request_id=request.id, group="births", context="a", controls="b"
        )
    with pytest.raises(Refusal, match="words-missing"):
        explain_group(
            house.airlock, actor="claire", request_id=request.id, group="deaths", context="a", controls=" "
        )


def test_an_exception_with_its_reason_brings_a_blocked_file_before_the_reviewers(house: House) -> None:
    request, finding = blocked(house)
    assert house.state(request) is State.BLOCKED
    ask(house, request, finding)
    house.submit(request)
    house.worker.turn()
    assert house.state(request) is State.SUBMITTED
    assert house.now(request).exceptions[0].reason == "Published by the state."
    with pytest.raises(Refusal, match="comment-missing"):
        house.vote(request, "ines", Choice.APPROVE, Comment("Fine."), turn=2)
    house.vote(request, "ines", turn=2)
    house.vote(request, "paul", turn=2)
    house.worker.turn()
    assert house.state(request) is State.RELEASED
    (asked,) = [one for one in house.records() if one.event == "exception.requested"]
    assert asked.actor == "claire" and asked.details["reason"] == "Published by the state."


def test_an_exception_is_for_these_bytes_alone_and_can_be_taken_back(house: House) -> None:
    request, finding = blocked(house)
    ask(house, request, finding)
    drop_exception(house.airlock, actor="claire", request_id=request.id, file="deaths.csv", finding=finding)
    assert house.now(request).exceptions == ()
    ask(house, request, finding)
    house.add(request, "deaths.csv", SMALL.replace("650", "651"), evidence=CLAIMED_SMALL)
    house.submit(request)
    house.worker.turn()
    assert house.state(request) is State.BLOCKED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deaths.csv", "ward,person_id\nA,1\nB,2\n"),
        ("notes.txt", "Seen with marie.curie@chu-lyon.fr about the ward.\n"),
        ("model.bin", "\x00\x01\x02 nobody can read this"),
    ],
)
def test_identifiers_rows_of_persons_and_what_nobody_can_read_are_excepted_by_nobody(
    house: House, name: str, content: str
) -> None:
    request = house.draft()
    house.add(request, name, content)
    house.submit(request)
    house.worker.turn()
    file = house.now(request).files[0]
    final = [one for one in file.findings if one.severity is Severity.BLOCK and house.airlock.is_final(one)]
    assert final
    with pytest.raises(Refusal, match="exception-impossible"):
        request_exception(
            house.airlock,
            actor="claire",
            request_id=request.id,
            file=name,
            finding=final[0].key(),
            reason="I promise.",
        )


def test_only_a_block_needs_an_exception_a_reason_goes_with_it_and_the_author_alone_asks(
    house: House,
) -> None:
    request, finding = blocked(house)
    with pytest.raises(Refusal, match="reason-needed"):
        ask(house, request, finding, " ")
    with pytest.raises(Refusal, match="finding-gone"):
        ask(house, request, "0" * 32)
    passing = next(one for one in house.now(request).files[0].findings if one.severity is not Severity.BLOCK)
    with pytest.raises(Refusal, match="exception-needless"):
        ask(house, request, passing.key())
    with pytest.raises(Refusal, match="action-not-permitted"):
        request_exception(
            house.airlock,
            actor="hugo",
            request_id=request.id,
            file="deaths.csv",
            finding=finding,
            reason="why",
        )


def test_a_project_of_sites_waits_for_each_data_owner_and_refuses_checkers_of_the_authors_site(
    house: House,
) -> None:
    request = house.submitted(project=OF_SITES)
    assert request.sites_required == ("lyon", "grenoble")
    with pytest.raises(Refusal, match="request-unknown"):
        house.vote(request, "omar")  # of Lyon, as the author is
    house.vote(request, "ines")
    house.vote(request, "owner-lyon")
    assert house.state(request) is State.SUBMITTED
    with pytest.raises(Refusal, match="vote-twice"):
        house.vote(request, "owner-lyon")
    house.vote(request, "owner-grenoble")
    assert house.state(request) is State.APPROVED
    assert [(vote.reviewer, vote.site) for vote in house.now(request).votes] == [
        ("ines", None),
        ("owner-lyon", "lyon"),
        ("owner-grenoble", "grenoble"),
    ]


def test_a_data_owner_has_no_say_where_the_project_asks_for_none(house: House) -> None:
    request = house.submitted()
    with pytest.raises(Refusal, match="request-unknown"):
        house.vote(request, "owner-lyon")


def test_reviewers_who_differ_read_each_other_and_give_a_final_opinion(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines")
    house.vote(request, "paul", Choice.RETURN, WHY, Comment("She did this before.", public=False))
    assert house.state(request) is State.CONSOLIDATION
    seen = view_request(house.airlock, viewer="ines", request_id=request.id)
    assert [vote.reviewer for vote in seen.request.votes] == ["ines", "paul"]
    assert len(seen.comments) == 3 and Action.VOTE in seen.actions
    third = view_request(house.airlock, viewer="omar", request_id=request.id)
    assert third.request.votes == ()
    author = view_request(house.airlock, viewer="claire", request_id=request.id)
    assert author.comments == ()
    house.vote(request, "ines", Choice.RETURN, Comment("Paul is right.", "deaths.csv"))
    house.vote(request, "paul", Choice.RETURN, WHY)
    assert house.state(request) is State.RETURNED
    told = view_request(house.airlock, viewer="claire", request_id=request.id).comments
    assert "She did this before." not in [comment.text for comment in told]
    assert "Paul is right." in [comment.text for comment in told]


def test_an_approved_file_is_kept_when_the_ballot_names_what_must_change(house: House) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.add(request, "notes.txt", "Ward by ward, read in full.\n")
    house.submit(request)
    house.worker.turn()
    for reviewer in ("ines", "paul"):
        cast_vote(
            house.airlock,
            actor=reviewer,
            request_id=request.id,
            turn=1,
            choice=Choice.RETURN,
            comments=(WHY, Comment("Read in full.", "notes.txt")),
            affected=("deaths.csv",),
        )
    assert house.state(request) is State.RETURNED
    house.add(request, "deaths.csv", COUNTS.replace("412", "413"))
    house.submit(request)
    house.worker.turn()
    view = view_request(house.airlock, viewer="ines", request_id=request.id)
    assert view.kept == {"notes.txt"}
    assert "notes.txt" not in view.files_to_comment
    assert view_request(house.airlock, viewer="omar", request_id=request.id).kept == set()
    house.vote(request, "ines", Choice.APPROVE, LOOKED_AT, turn=2)
    with pytest.raises(Refusal, match="comment-missing"):
        house.vote(request, "omar", Choice.APPROVE, LOOKED_AT, turn=2)
