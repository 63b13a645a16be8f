"""What workspaces showed is open to output checkers: a graph, the same in numbers, and the code behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.integration.output_checking.house import OTHER_PROJECT, PROJECT, House
from tests.integration.output_checking.shown import CODE, show_work

Browser = Callable[..., TestClient]


@pytest.fixture
def sessions(house: House) -> dict[str, int]:
    return show_work(house)


def test_a_checker_sees_each_session_with_what_it_showed(browser: Browser, sessions: dict[str, int]) -> None:
    page = browser("ines").get(f"/display?project={PROJECT}&language=en").text

    assert "Last hour 2.5 MB of 3 MB; last day 6.1 MB of 9 MB." in page
    for person, shown in (("Claire", "3.6 MB"), ("Hugo", "2.5 MB")):
        assert any(person in row and shown in row for row in page.split("<tr>"))
    assert "The budget of an hour was spent." in page
    assert 'aria-label="Bars of the last 24 hours; the tallest is 2.5 MB"' in page


def test_the_list_tells_every_project_to_a_checker_and_their_own_to_members(
    browser: Browser, sessions: dict[str, int]
) -> None:
    def listed(who: str) -> set[str]:
        page = browser(who).get("/display").text
        return {one for one in (PROJECT, OTHER_PROJECT) if f"/display?project={one}" in page}

    assert listed("ines") == {PROJECT, OTHER_PROJECT}
    assert PROJECT in listed("claire")
    assert listed("zoe") == set()


def test_code_is_shown_to_checkers_and_administrators_alone(
    browser: Browser, sessions: dict[str, int]
) -> None:
    address = f"/display?project={PROJECT}&session={sessions['claire']}"

    for who, sees in (("ines", True), ("nadia", True), ("hugo", False), ("zoe", False)):
        answer = browser(who).get(address)
        assert (CODE.partition("(")[0] in answer.text) is sees, who
        assert answer.status_code == (200 if sees else 404 if who == "zoe" else 403), who


def test_each_look_at_code_is_on_record_with_who_looked_at_whose(
    house: House, browser: Browser, sessions: dict[str, int]
) -> None:
    address = f"/display?project={PROJECT}"
    for who in ("ines", "ines", "nadia"):
        browser(who).get(f"{address}&session={sessions['claire']}")
    browser("hugo").get(f"{address}&session={sessions['claire']}")
    browser("ines").get(address)
    browser("ines").get(f"{address}&session=999999")

    looked = [one for one in house.records() if one.event == "code.read"]
    assert [one.actor for one in looked] == ["ines", "ines", "nadia"]
    told = {"project": PROJECT, "user": "claire", "session": sessions["claire"]}
    assert all((one.subject, one.details) == (PROJECT, told) for one in looked)


def test_a_session_is_shown_in_its_own_project_only(
    house: House, browser: Browser, sessions: dict[str, int]
) -> None:
    page = browser("ines").get(f"/display?project={OTHER_PROJECT}&session={sessions['claire']}").text

    assert "d2h.read" not in page and "code.read" not in house.events()


def test_strangers_learn_nothing_of_a_project(browser: Browser, sessions: dict[str, int]) -> None:
    hidden = browser("zoe").get(f"/display?project={PROJECT}")
    missing = browser("zoe").get("/display?project=no-such-project")

    assert hidden.status_code == missing.status_code == 404
