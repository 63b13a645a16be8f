from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from governance.refusal import Refusal
from output_checking.decision import (
    affected_files,
    decide,
    files_to_comment,
    kept_approvals,
    require_complete,
)
from output_checking.findings import Finding, Severity
from output_checking.model import ReleaseRequest, Turn
from output_checking.opinions import Choice, Comment, Vote
from output_checking.permissions import Standing
from output_checking.request_files import FileGroup, FileRole, RequestFile
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


def judged(
    *choices: str, votes_required: int = 2, round: int = 1, sites: tuple[str, ...] = ()
) -> ReleaseRequest:
    """With these opinions of this round; `"approve@lyon"` is one of a data owner."""
    votes = []
    for number, given in enumerate(choices):
        choice, _, site = given.partition("@")
        votes.append(Vote(f"r{number}", 1, Choice(choice), NOW, round=round, site=site or None))
    state = State.SUBMITTED if round == 1 else State.CONSOLIDATION
    return replace(
        SUBMITTED, state=state, votes_required=votes_required, votes=tuple(votes), sites_required=sites
    )


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], None),
        (["approve"], None),
        (["reject"], None),
        (["approve", "approve"], Action.APPROVE),
        (["return", "return"], Action.RETURN),
        (["reject", "reject"], Action.REJECT),
        (["approve", "return"], Action.DIFFER),
        (["return", "reject"], Action.DIFFER),
    ],
)
def test_blind_opinions_decide_where_they_agree(choices: list[str], expected: Action | None) -> None:
    assert decide(judged(*choices)) is expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (["approve"], None),
        (["approve", "approve"], Action.APPROVE),
        (["approve", "return"], Action.RETURN),
        (["return", "reject"], Action.REJECT),
    ],
)
def test_the_gravest_final_opinion_decides(choices: list[str], expected: Action | None) -> None:
    assert decide(judged(*choices, round=2)) is expected


def test_blind_opinions_count_no_more_once_final_ones_are_asked() -> None:
    differing = judged("approve", "return")
    assert decide(replace(differing, state=State.CONSOLIDATION)) is None


def test_a_project_may_ask_for_three_votes() -> None:
    assert decide(judged("approve", "approve", votes_required=3)) is None
    assert decide(judged("approve", "approve", "approve", votes_required=3)) is Action.APPROVE


def test_a_site_is_not_outvoted_by_silence() -> None:
    sites = ("lyon", "grenoble")
    assert decide(judged("approve", "approve", "approve@lyon", sites=sites)) is None
    assert decide(judged("approve", "approve@lyon", "approve@grenoble", sites=sites)) is None
    heard = judged("approve", "approve", "approve@lyon", "approve@grenoble", sites=sites)
    assert decide(heard) is Action.APPROVE


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


def test_a_private_comment_is_read_by_those_who_judge_alone() -> None:
    between_us = replace(PAUL, comments=(Comment("merge the ages"), Comment("again!", public=False)))
    returned = replace(SUBMITTED, votes=(INES, between_us)).decided(Action.RETURN, NOW)
    for person in (AUTHOR, frozenset({Standing.MEMBER})):
        told = [comment.text for comment in visible_comments("claire", person, returned)]
        assert told == ["counts are fine", "merge the ages"]
    assert "again!" in [comment.text for comment in visible_comments("zoe", REVIEWER, returned)]


def test_each_group_that_must_change_is_told_why_where_the_author_reads_it() -> None:
    affected = ("notes.md", "figure.png")
    with pytest.raises(Refusal, match="comment-missing-group") as refusal:
        require_complete(SUBMITTED, "ines", Choice.RETURN, (Comment("merge", "notes.md"),), affected)
    assert refusal.value.params["group"] == "f"
    secret = Comment("axis", "figure.png", public=False)
    with pytest.raises(Refusal, match="comment-missing-group"):
        require_complete(SUBMITTED, "ines", Choice.RETURN, (Comment("merge", "notes.md"), secret), affected)
    told = (Comment("merge", "notes.md"), Comment("label the axis", "figure.csv"))
    require_complete(SUBMITTED, "ines", Choice.RETURN, told, affected)


def test_what_passed_every_check_is_not_refused_without_a_word_on_it() -> None:
    with pytest.raises(Refusal, match="comment-missing") as refusal:
        notes = (Comment("merge", "notes.md"),)
        require_complete(SUBMITTED, "ines", Choice.RETURN, notes, ("table.csv", "notes.md"))
    assert refusal.value.params["file"] == "table.csv"


def test_a_vote_leaves_approved_what_it_does_not_name() -> None:
    said = (Comment("merge", "figure.csv"),)
    assert affected_files(SUBMITTED, Choice.APPROVE, said, None) == ()
    assert affected_files(SUBMITTED, Choice.RETURN, said, None) == ("figure.png",)
    assert affected_files(SUBMITTED, Choice.RETURN, said, ("notes.md",)) == ("notes.md",)
    assert affected_files(SUBMITTED, Choice.RETURN, (Comment("all"),), None) == (
        "table.csv",
        "notes.md",
        "figure.png",
    )


def test_an_approval_holds_in_the_next_turn_until_anything_it_rests_on_changes() -> None:
    approved = {name: SUBMITTED.fingerprint(name) for name in ("table.csv", "figure.png")}
    second = replace(SUBMITTED, turn=2, votes=(replace(INES, choice=Choice.RETURN, approved=approved),))
    assert kept_approvals(second, "ines") == {"table.csv", "figure.png"}
    assert kept_approvals(second, "paul") == frozenset()
    other_data = replace(second, files=(TABLE, NOTES, FIGURE, replace(DATA, sha256="e" * 64)))
    assert kept_approvals(other_data, "ines") == {"table.csv"}
    other_words = replace(second, explained=(FileGroup("t", "elsewhere", "none"),))
    assert kept_approvals(other_words, "ines") == {"figure.png"}
    # The figure's data ask for a look; the approval that was given with a comment still stands.
    require_complete(second, "ines", Choice.APPROVE, (Comment("read", "notes.md"),))
