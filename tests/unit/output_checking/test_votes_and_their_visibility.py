from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from governance.refusal import Refusal
from output_checking.decision import decide, files_to_comment, require_complete
from output_checking.model import (
    Choice,
    Comment,
    FileRole,
    Finding,
    ReleaseRequest,
    RequestFile,
    Severity,
    Turn,
    Vote,
)
from output_checking.permissions import Standing
from output_checking.states import Action, State
from output_checking.visibility import can_fetch_package, can_see, visible_comments, visible_votes

NOW = datetime(2026, 11, 23, tzinfo=UTC)
REVIEW = Finding("text.content", Severity.REVIEW, "text-to-read")
PASS = Finding("table.counts", Severity.PASS, "counts-above-threshold")
TABLE = RequestFile("table.csv", "t", FileRole.OUTPUT, "a" * 64, 10, findings=(PASS,))
NOTES = RequestFile("notes.md", "t", FileRole.OUTPUT, "b" * 64, 10, findings=(PASS, REVIEW))
FIGURE = RequestFile("figure.png", "f", FileRole.OUTPUT, "c" * 64, 10, findings=(PASS,))
DATA = RequestFile(
    "figure.csv", "f", FileRole.SUPPORTING, "d" * 64, 10, supports="figure.png", findings=(REVIEW,)
)
SUBMITTED = ReleaseRequest(
    id="r1",
    project="p",
    author="claire",
    title="t",
    context="c",
    votes_required=2,
    threshold=10,
    created_at=NOW,
    state=State.SUBMITTED,
    turn=1,
    files=(TABLE, NOTES, FIGURE, DATA),
    turns=(Turn(1, NOW, {}, {}),),
)
INES = Vote("ines", 1, Choice.APPROVE, NOW, (Comment("counts are fine", "notes.md"),))
PAUL = Vote("paul", 1, Choice.RETURN, NOW, (Comment("merge the ages"),))
REVIEWER = frozenset({Standing.REVIEWER})
AUTHOR = frozenset({Standing.AUTHOR})


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], None),
        (["approve"], None),
        (["reject"], None),
        (["approve", "approve"], Action.APPROVE),
        (["approve", "return"], Action.RETURN),
        (["return", "approve"], Action.RETURN),
        (["return", "reject"], Action.REJECT),
        (["approve", "reject"], Action.REJECT),
    ],
)
def test_the_gravest_vote_decides_once_all_are_in(choices: list[str], expected: Action | None) -> None:
    votes = tuple(Vote(f"r{n}", 1, Choice(choice), NOW) for n, choice in enumerate(choices))
    assert decide(votes, 2) is expected


def test_a_project_may_ask_for_three_votes() -> None:
    votes = tuple(Vote(f"r{n}", 1, Choice.APPROVE, NOW) for n in range(3))
    assert decide(votes[:2], 3) is None
    assert decide(votes, 3) is Action.APPROVE


def test_a_file_that_needs_a_look_is_not_approved_in_silence() -> None:
    assert files_to_comment(SUBMITTED) == ("notes.md", "figure.png")
    with pytest.raises(Refusal, match="comment-missing") as refusal:
        require_complete(SUBMITTED, "ines", Choice.APPROVE, (Comment("read", "notes.md"),))
    assert refusal.value.params["file"] == "figure.png"
    require_complete(
        SUBMITTED, "ines", Choice.APPROVE, (Comment("read", "notes.md"), Comment("seen", "figure.png"))
    )


@pytest.mark.parametrize("choice", [Choice.RETURN, Choice.REJECT])
def test_nothing_is_returned_or_rejected_without_a_word(choice: Choice) -> None:
    with pytest.raises(Refusal, match="comment-needed"):
        require_complete(SUBMITTED, "ines", choice, ())


def test_nobody_votes_twice_in_a_turn_but_again_in_the_next() -> None:
    voted = replace(SUBMITTED, votes=(PAUL,))
    with pytest.raises(Refusal, match="vote-twice"):
        require_complete(voted, "paul", Choice.REJECT, (Comment("no"),))
    require_complete(replace(voted, turn=2), "paul", Choice.REJECT, (Comment("no"),))


def test_another_reviewers_vote_stays_hidden_until_the_own_is_in() -> None:
    one_vote = replace(SUBMITTED, votes=(INES,))
    assert visible_votes("paul", REVIEWER, one_vote) == ()
    assert visible_comments("paul", REVIEWER, one_vote) == ()
    assert visible_votes("ines", REVIEWER, one_vote) == (INES,)
    assert visible_votes("paul", REVIEWER, replace(SUBMITTED, votes=(INES, PAUL))) == (INES, PAUL)


def test_a_third_reviewer_sees_nothing_before_voting_even_when_two_have() -> None:
    waiting = replace(SUBMITTED, votes_required=3, votes=(INES, PAUL))
    assert visible_votes("zoe", REVIEWER, waiting) == ()


def test_the_author_reads_comments_only_after_the_decision() -> None:
    both = replace(SUBMITTED, votes=(INES, PAUL))
    assert visible_comments("claire", AUTHOR, both) == ()
    returned = both.decided(Action.RETURN, NOW)
    assert [comment.text for comment in visible_comments("claire", AUTHOR, returned)] == [
        "counts are fine",
        "merge the ages",
    ]


def test_votes_of_an_earlier_turn_do_not_open_those_of_the_present_one() -> None:
    second = replace(
        SUBMITTED.decided(Action.RETURN, NOW),
        state=State.SUBMITTED,
        turn=2,
        turns=(Turn(1, NOW, {}, {}, State.RETURNED, NOW), Turn(2, NOW, {}, {})),
        votes=(INES, PAUL, replace(INES, turn=2)),
    )
    assert visible_votes("paul", REVIEWER, second) == (INES, PAUL)


@pytest.mark.parametrize("state", [State.DRAFT, State.CHECKING, State.BLOCKED, State.WITHDRAWN])
def test_reviewers_do_not_see_what_was_not_submitted_to_them(state: State) -> None:
    assert not can_see(REVIEWER, replace(SUBMITTED, state=state))


def test_a_draft_is_its_authors_alone() -> None:
    draft = replace(SUBMITTED, state=State.DRAFT)
    assert can_see(AUTHOR, draft)
    assert not can_see(frozenset({Standing.MEMBER}), draft)
    assert not can_see(frozenset({Standing.ADMIN}), draft)


def test_a_revoked_package_is_fetched_by_nobody() -> None:
    assert can_fetch_package(AUTHOR, replace(SUBMITTED, state=State.RELEASED))
    assert not any(
        can_fetch_package(frozenset({standing}), replace(SUBMITTED, state=State.REVOKED))
        for standing in Standing
    )
