"""The author prepares her draft on its page as well as from the notebook, and nobody else does."""

from __future__ import annotations

import pytest

from output_checking.findings import Severity
from output_checking.model import ReleaseRequest
from output_checking.states import State
from tests.integration.output_checking.conftest import Browser
from tests.integration.output_checking.house import CLAIMED_SMALL, COUNTS, CSRF, SMALL, House


def sent(browser: Browser, request: ReleaseRequest, what: str, who: str = "claire", **fields: str) -> int:
    form = {"csrf_token": CSRF, **fields}
    return int(browser(who).post(f"/requests/{request.id}/edit/{what}", data=form).status_code)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_groups_files_and_submission_from_the_page(
    house: House, browser: Browser, language: str
) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS)
    house.add(request, "notes.txt", "Nothing.\n")
    page = browser("claire").get(f"/requests/{request.id}/edit?language={language}").text
    assert ("wards under 10 merged" if language == "en" else "services de moins de 10") in page
    assert sent(browser, request, "submission") == 409  # nothing is said of the group yet
    assert sent(browser, request, "words", title="Deaths", context="For table 3.") == 303
    assert sent(browser, request, "group", group="deaths", context="All stays.", controls="Merged.") == 303
    assert sent(browser, request, "removal", file="notes.txt") == 303
    now = house.now(request)
    assert (now.title, now.context, now.group("deaths").controls) == ("Deaths", "For table 3.", "Merged.")
    assert [one.name for one in now.files] == ["deaths.csv"]
    assert sent(browser, request, "submission") == 303
    assert house.state(request) is State.CHECKING


def test_an_exception_is_asked_and_taken_back_on_the_page_and_shown_to_the_reviewers(
    house: House, browser: Browser
) -> None:
    request = house.submitted(SMALL, CLAIMED_SMALL)
    (found,) = [one for one in house.now(request).files[0].findings if one.severity is Severity.BLOCK]
    where = {"file": "deaths.csv", "finding": found.key()}
    assert sent(browser, request, "exception", **where, reason="Public figures.") == 303
    assert house.now(request).exceptions[0].reason == "Public figures."
    assert sent(browser, request, "exception", **where, reason="") == 303
    assert house.now(request).exceptions == ()
    sent(browser, request, "exception", **where, reason="Public figures.")
    house.submit(request)
    house.worker.turn()
    page = browser("ines").get(f"/requests/{request.id}").text
    assert "Public figures." in page and "Groups under 10 persons merged." in page


def test_what_cannot_be_kept_comes_back_with_what_was_typed(house: House, browser: Browser) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS)
    form = {"csrf_token": CSRF, "group": "deaths", "context": "All stays of 2025.", "controls": " "}
    answer = browser("claire").post(f"/requests/{request.id}/edit/group", data=form)
    assert answer.status_code == 422
    assert ">All stays of 2025.</textarea>" in answer.text and 'role="alert"' in answer.text


@pytest.mark.parametrize(("who", "status"), [("hugo", 404), ("ines", 404), ("nadia", 404), ("zoe", 404)])
def test_nobody_else_edits(house: House, browser: Browser, who: str, status: int) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", COUNTS)
    assert browser(who).get(f"/requests/{request.id}/edit").status_code == status
    for what in ("words", "group", "exception", "removal", "submission"):
        assert sent(browser, request, what, who=who, title="x", context="y") in (403, 404)
    answer = browser("claire").post(f"/requests/{request.id}/edit/words", data={"title": "x", "context": "y"})
    assert answer.status_code == 403
    assert house.now(request).title == request.title
