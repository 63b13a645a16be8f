"""The form of an opinion: sent, refused without losing a word, hidden from the others until theirs is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from output_checking.opinions import Choice, Comment
from output_checking.states import State
from tests.integration.output_checking.house import CLAIMED, COUNTS, CSRF, OF_SITES, House, ballot

Browser = Callable[..., TestClient]
READ = "I read every line of it."


def test_two_opinions_given_in_browsers_release_the_request(house: House, browser: Browser) -> None:
    request = house.submitted()
    for who in ("ines", "paul"):
        page = browser(who).get(f"/requests/{request.id}").text
        assert f'action="/requests/{request.id}/vote"' in page
        answer = browser(who).post(f"/requests/{request.id}/vote", data=ballot("approve", whole=READ))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{request.id}?done=voted")
    house.worker.turn()
    assert house.state(request) is State.RELEASED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_other_opinion_shows_nowhere_until_the_own_one_is_in(
    house: House, browser: Browser, language: str
) -> None:
    request = house.submitted()
    house.vote(request, "ines", Choice.REJECT, Comment("TELLTALE", "deaths.csv"))
    pages = [f"/requests/{request.id}", f"/requests/{request.id}/files/deaths.csv", "/?show=all"]
    for who in ("paul", "omar", "claire", "hugo", "lea"):
        for path in pages:
            joint = "&" if "?" in path else "?"
            page = browser(who).get(f"{path}{joint}language={language}").text
            assert "TELLTALE" not in page and "Inès" not in page, (who, path)
    browser("paul").post(f"/requests/{request.id}/vote", data=ballot("reject", whole=READ))
    for who in ("paul", "claire"):  # decided: everybody who sees the request reads both
        page = browser(who).get(f"/requests/{request.id}?language={language}").text
        assert "TELLTALE" in page and "Inès Chazal" in page


@pytest.mark.parametrize(
    ("who", "language", "why"),
    [
        ("lea", "en", "You belong to the project of this request"),
        ("lea", "fr", "Vous faites partie du projet"),
    ],
)
def test_an_output_checker_of_the_project_reads_why_there_is_no_form(
    house: House, browser: Browser, who: str, language: str, why: str
) -> None:
    request = house.submitted()
    page = browser(who).get(f"/requests/{request.id}?language={language}").text
    assert f'action="/requests/{request.id}/vote"' not in page
    assert why in page


@pytest.mark.parametrize(
    ("who", "status"), [("claire", 403), ("lea", 403), ("hugo", 403), ("nadia", 404), ("zoe", 404)]
)
def test_a_form_sent_by_one_who_may_not_vote_changes_nothing(
    house: House, browser: Browser, who: str, status: int
) -> None:
    request = house.submitted()
    answer = browser(who).post(f"/requests/{request.id}/vote", data=ballot("approve", whole=READ))
    assert answer.status_code == status
    assert house.now(request).votes == ()


@pytest.mark.parametrize("action", ["vote", "withdrawal", "revocation"])
@pytest.mark.parametrize(
    "fields",
    [{}, {"csrf_token": ""}, {"csrf_token": "guessed"}, {"csrf_token": CSRF + "x"}],
    ids=["none", "empty", "guessed", "longer"],
)
def test_a_form_of_another_site_changes_nothing_and_gives_back_the_words(
    house: House, browser: Browser, action: str, fields: dict[str, str]
) -> None:
    request = house.submitted()
    who = "claire" if action == "withdrawal" else "ines"
    sent = ballot("approve", whole=READ) | {"reason": READ}
    del sent["csrf_token"]
    before = house.records()
    answer = browser(who).post(f"/requests/{request.id}/{action}", data=sent | fields)
    assert answer.status_code == 403
    assert READ in answer.text
    assert house.records() == before


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"choice": ""}, 422),
        ({"choice": "abstain"}, 422),
        ({"turn": ""}, 422),
        ({"turn": "²"}, 422),
        ({"turn": "2"}, 409),
        ({"choice": "return", "comment": " ", "comment:deaths.csv": ""}, 422),
        ({"comment": "x" * 10_001}, 422),
        ({"comment": "a\x00b"}, 422),
        ({"comment:gone.csv": READ}, 422),
    ],
    ids=[
        "no choice",
        "a strange one",
        "no turn",
        "no number",
        "another turn",
        "no word",
        "too long",
        "unfit",
        "no such file",
    ],
)
def test_an_opinion_that_cannot_be_kept_says_why_and_keeps_the_words_in_the_form(
    house: House, browser: Browser, changes: dict[str, str], status: int
) -> None:
    request = house.submitted()
    typed = ballot("approve", on_deaths="Compared with the source.") | changes
    for language in ("fr", "en"):
        answer = browser("ines").post(f"/requests/{request.id}/vote?language={language}", data=typed)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        if "comment:deaths.csv" not in changes:
            assert ">Compared with the source.</textarea>" in answer.text
    assert house.now(request).votes == ()


def test_files_that_were_replaced_while_reading_are_told_and_nothing_typed_is_lost(
    house: House, browser: Browser
) -> None:
    request = house.submitted()
    house.vote(request, "paul", Choice.RETURN, Comment("Merge."))
    house.vote(request, "omar", Choice.RETURN, Comment("Merge."))
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(request)
    house.worker.turn()
    answer = browser("ines").post(
        f"/requests/{request.id}/vote?language=en", data=ballot("approve", whole=READ)
    )
    assert answer.status_code == 409
    assert "submission 2 now" in answer.text
    assert f">{READ}</textarea>" in answer.text


def test_a_second_opinion_is_refused_in_words(house: House, browser: Browser) -> None:
    request = house.submitted()
    for status in (303, 409):
        answer = browser("ines").post(f"/requests/{request.id}/vote", data=ballot("approve", whole=READ))
        assert answer.status_code == status
    assert len(house.now(request).votes) == 1


def test_a_session_that_ended_gives_back_what_was_typed(house: House, browser: Browser) -> None:
    request = house.submitted()
    answer = browser().post(f"/requests/{request.id}/vote", data=ballot("approve", whole=READ))
    assert answer.status_code == 401
    assert READ in answer.text


def test_the_author_withdraws_and_a_reviewer_takes_back(house: House, browser: Browser) -> None:
    waiting, released = house.submitted(), house.released()
    browser("claire").post(f"/requests/{waiting.id}/withdrawal", data={"csrf_token": CSRF})
    assert house.state(waiting) is State.WITHDRAWN
    empty = browser("ines").post(
        f"/requests/{released.id}/revocation", data={"csrf_token": CSRF, "reason": " "}
    )
    assert empty.status_code == 422
    browser("ines").post(f"/requests/{released.id}/revocation", data={"csrf_token": CSRF, "reason": READ})
    assert house.state(released) is State.REVOKED
    page = browser("claire").get(f"/requests/{released.id}").text
    assert READ in page and f"/requests/{released.id}/package" not in page


def test_the_author_reads_what_to_correct_with_the_lines_to_type(house: House, browser: Browser) -> None:
    request = house.submitted()
    for _ in ("blind", "final"):
        house.vote(request, "ines", Choice.APPROVE, Comment("Well made.", "deaths.csv"))
        house.vote(request, "paul", Choice.RETURN, Comment("Merge the small wards.", "deaths.csv"))
    page = browser("claire").get(f"/requests/{request.id}?language=fr").text
    to_correct = page.split('id="fix"')[1].split("</section>")[0]
    assert "Merge the small wards." in to_correct
    assert "d2h.outputs.submit()" in to_correct
    assert "Well made." not in to_correct  # nothing to correct, yet told below
    assert "Well made." in page


def test_a_data_owner_whose_opinion_is_in_reads_why_there_is_no_form_any_more(
    house: House, browser: Browser
) -> None:
    request = house.submitted(project=OF_SITES)
    house.vote(request, "owner-lyon")
    address = f"/requests/{request.id}?language=en"
    assert "Your opinion on this submission is in, and stays." in browser("owner-lyon").get(address).text
    assert "Your opinion on this submission is in" not in browser("owner-grenoble").get(address).text


@pytest.mark.parametrize(("language", "told"), [("en", "You approved it before"), ("fr", "déjà approuvé")])
def test_the_ballot_says_which_files_one_approved_before_and_that_have_not_changed(
    house: House, browser: Browser, language: str, told: str
) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.add(request, "notes.txt", "Ward by ward, read in full.\n")
    house.submit(request)
    house.worker.turn()
    said = (Comment("Merge the wards.", "deaths.csv"), Comment("Read in full.", "notes.txt"))
    for who in ("ines", "paul"):
        house.vote(request, who, Choice.RETURN, *said, affected=("deaths.csv",))
    house.add(request, "deaths.csv", COUNTS.replace("412", "413"))
    house.submit(request)
    house.worker.turn()

    def kept(who: str) -> list[str]:
        page = browser(who).get(f"/requests/{request.id}?language={language}").text
        labels = [one.split("</label>")[0] for one in page.split('<label for="comment-')[1:]]
        return [name for name in ("deaths.csv", "notes.txt") for one in labels if name in one and told in one]

    assert kept("ines") == ["notes.txt"]
    assert kept("omar") == []
