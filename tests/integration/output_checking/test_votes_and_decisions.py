"""Two independent opinions decide, on SQLite and on PostgreSQL, however close together they come."""

from __future__ import annotations

import pytest

from governance.refusal import Refusal
from output_checking.opinions import Choice, Comment
from output_checking.states import State
from output_checking.use_cases.consult import view_request
from output_checking.use_cases.withdraw import withdraw_request
from tests.integration.output_checking.house import CLAIMED, COUNTS, House, at_once

WHY = Comment("Merge the wards.", "deaths.csv")


@pytest.fixture
def airlock_database(database_url: str) -> str:
    return database_url


def test_one_opinion_decides_nothing_and_two_approvals_do(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines")
    assert house.state(request) is State.SUBMITTED
    house.vote(request, "paul")
    assert house.state(request) is State.APPROVED


@pytest.mark.parametrize(
    ("second", "expected"), [(Choice.RETURN, State.RETURNED), (Choice.REJECT, State.REJECTED)]
)
def test_the_graver_opinion_outweighs_an_approval(house: House, second: Choice, expected: State) -> None:
    request = house.submitted()
    house.vote(request, "ines")
    house.vote(request, "paul", second, WHY)
    assert house.state(request) is State.CONSOLIDATION
    house.vote(request, "paul", second, WHY)
    assert house.state(request) is State.CONSOLIDATION
    house.vote(request, "ines")
    assert house.state(request) is expected


@pytest.mark.parametrize("member", ["claire", "lea"])
def test_nobody_of_the_project_votes_not_even_an_output_checker(house: House, member: str) -> None:
    request = house.submitted()
    with pytest.raises(Refusal, match="review-not-independent"):
        house.vote(request, member)
    assert house.now(request).votes == ()


@pytest.mark.parametrize("person", ["nadia", "zoe"])
def test_neither_an_admin_nor_a_stranger_votes(house: House, person: str) -> None:
    request = house.submitted()
    with pytest.raises(Refusal, match="request-unknown"):
        house.vote(request, person)
    assert house.now(request).votes == ()


def test_a_second_opinion_of_the_same_person_is_refused(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines")
    with pytest.raises(Refusal, match="vote-twice"):
        house.vote(request, "ines", Choice.REJECT, WHY)
    assert [vote.choice for vote in house.now(request).votes] == [Choice.APPROVE]
    assert house.state(request) is State.SUBMITTED


def test_a_returned_request_comes_back_as_a_new_turn_and_needs_two_fresh_opinions(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines", Choice.RETURN, WHY)
    house.vote(request, "paul", Choice.RETURN, WHY)
    house.add(request, "deaths.csv", COUNTS.replace("Surgery,650,19\n", ""), evidence=None)
    house.submit(request)
    house.worker.turn()

    again = house.now(request)
    assert (again.state, again.turn) == (State.SUBMITTED, 2)
    assert [turn.outcome for turn in again.turns] == [State.RETURNED, None]
    assert again.turns[0].files != again.turns[1].files
    house.vote(request, "ines", turn=2)
    assert house.state(request) is State.SUBMITTED  # the approval of the first turn counts no more
    house.vote(request, "omar", turn=2)
    assert house.state(request) is State.APPROVED
    assert len(house.now(request).votes) == 4


def test_an_opinion_on_files_that_were_replaced_is_refused(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines", Choice.RETURN, WHY)
    house.vote(request, "paul", Choice.RETURN, WHY)
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(request)
    house.worker.turn()
    with pytest.raises(Refusal, match="turn-changed"):
        house.vote(request, "omar", turn=1)


@pytest.mark.parametrize("text", [" ", "a\x00b", "x" * 10_001])
def test_a_comment_has_words_that_can_be_kept(house: House, text: str) -> None:
    request = house.submitted()
    with pytest.raises(Refusal, match="words-"):
        house.vote(request, "ines", Choice.RETURN, Comment(text))
    assert house.now(request).votes == ()


@pytest.mark.parametrize("_again", range(5))
def test_two_reviewers_at_the_same_moment_lose_no_opinion(house: House, _again: int) -> None:
    request = house.submitted()
    raised = at_once(lambda: house.vote(request, "ines"), lambda: house.vote(request, "paul"))
    assert raised == [None, None]
    after = house.now(request)
    assert {vote.reviewer for vote in after.votes} == {"ines", "paul"}
    assert after.state is State.APPROVED
    assert house.events().count("vote.cast") == 2
    assert house.events().count("request.approved") == 1


def test_of_three_reviewers_at_the_same_moment_the_last_comes_too_late(house: House) -> None:
    request = house.submitted()
    raised = at_once(*(lambda who=who: house.vote(request, who) for who in ("ines", "paul", "omar")))
    (late,) = [fault for fault in raised if fault is not None]
    assert isinstance(late, Refusal) and late.code == "request-state"
    assert len(house.now(request).votes) == 2


def test_one_reviewer_in_two_windows_has_one_opinion(house: House) -> None:
    request = house.submitted()
    raised = at_once(
        lambda: house.vote(request, "ines"), lambda: house.vote(request, "ines", Choice.RETURN, WHY)
    )
    (second,) = [fault for fault in raised if fault is not None]
    assert isinstance(second, Refusal) and second.code == "vote-twice"
    assert len(house.now(request).votes) == 1
    assert house.state(request) is State.SUBMITTED


def test_a_withdrawal_and_the_deciding_vote_never_both_win(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines")
    raised = at_once(
        lambda: house.vote(request, "paul"),
        lambda: withdraw_request(house.airlock, actor="claire", request_id=request.id),
    )
    assert len([fault for fault in raised if isinstance(fault, Refusal)]) == 1
    assert house.state(request) in (State.APPROVED, State.WITHDRAWN)
    decided = {"request.approved", "request.withdrawn"} & set(house.events())
    assert len(decided) == 1


def test_opinions_on_many_requests_at_once_all_arrive(house: House) -> None:
    requests = [house.submitted() for _ in range(4)]
    raised = at_once(
        *(lambda one=one, who=who: house.vote(one, who) for one in requests for who in ("ines", "paul"))
    )
    assert raised == [None] * 8
    assert {house.state(one) for one in requests} == {State.APPROVED}


def test_the_other_opinion_is_hidden_until_the_own_one_is_in(house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines", Choice.REJECT, Comment("A name stands in it.", "deaths.csv"))
    before = view_request(house.airlock, viewer="paul", request_id=request.id)
    assert (before.request.votes, before.comments, before.voted) == ((), (), False)
    author = view_request(house.airlock, viewer="claire", request_id=request.id)
    assert (author.request.votes, author.comments) == ((), ())
    house.vote(request, "paul")
    after = view_request(house.airlock, viewer="paul", request_id=request.id)
    assert {vote.reviewer for vote in after.request.votes} == {"ines", "paul"}
