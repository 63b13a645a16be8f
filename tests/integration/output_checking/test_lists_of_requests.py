"""The lists of the first page: whoever looks finds exactly what the tables of visibility open."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from output_checking.findings import Severity
from output_checking.opinions import Choice, Comment
from output_checking.permissions import Standing
from output_checking.states import EDITABLE, REVIEWABLE, State
from output_checking.storage.listed_requests import ListedRequest
from output_checking.storage.lists import Listing, Reader
from output_checking.use_cases.consult import RequestView, list_requests
from output_checking.use_cases.queue import PER_PAGE, ListedView, Wish, queue_page
from output_checking.web.pages.guidance import my_turn
from tests.integration.output_checking.house import OF_SITES, House

Browser = Callable[..., TestClient]
PEOPLE = ("nadia", "claire", "hugo", "lea", "ines", "paul", "omar", "zoe", "owner-lyon", "owner-grenoble")
BY_HAND: dict[Listing, Callable[[RequestView, str], bool]] = {
    Listing.AWAITING: lambda view, who: my_turn(view),
    Listing.MINE: lambda view, who: view.request.author == who,
    Listing.RETURNED: lambda view, who: view.request.state is State.RETURNED,
    Listing.RELEASED: lambda view, who: view.request.state is State.RELEASED,
    Listing.ALL: lambda view, who: True,
}


@pytest.fixture
def airlock_database(database_url: str) -> str:
    return database_url


def test_everybody_finds_in_every_list_what_the_rules_of_one_request_say(house: House) -> None:
    house.in_every_state()
    house.draft("Of another member", author="lea")
    house.vote(house.submitted(), "ines")
    house.vote(house.submitted(project=OF_SITES), "owner-lyon")  # omar is of the author's own site
    for who in PEOPLE:
        person = house.airlock.directory.person(who)
        views = list_requests(house.airlock, viewer=who)
        for listing, belongs in BY_HAND.items():
            found = queue_page(house.airlock, viewer=person, listing=listing)
            expected = {view.request.id: _line(view) for view in views if belongs(view, who)}
            assert {view.request.id: view for view in found.views} == expected, (who, listing)
            assert found.counts[listing] == len(expected)


def _line(view: RequestView) -> ListedView:
    """What a list has to say of a request that is known whole."""
    whole = view.request
    asked, editable = whole.state in REVIEWABLE, whole.state in EDITABLE
    listed = ListedRequest(
        id=whole.id,
        project=whole.project,
        author=whole.author,
        title=whole.title,
        state=whole.state,
        since=whole.turns[-1].submitted_at if whole.turns else whole.created_at,
        same_site=whole.same_site,
        sites_required=whole.sites_required,
        opinions_asked=whole.opinions_asked,
        opinions_given=view.votes_given if asked else 0,
        voted=view.voted and asked,
        files_blocking=sum(one.worst() is Severity.BLOCK for one in whole.files) if editable else 0,
    )
    return ListedView(listed, view.actions)


def test_every_standing_of_a_person_has_its_condition() -> None:
    everything = {"output_checker", "data_owner", "admin"}
    held = Reader("ines", everything, {"adverse-events"}, site="lyon").standing()
    assert set(held) == set(Standing) - {Standing.SYSTEM}


WISHES = [
    (Wish(text="WARD deaths"), {"Deaths by ward"}),
    (Wish(text="100%"), {"100% of _wards"}),
    (Wish(text="_wards"), {"100% of _wards"}),
    (Wish(text="nine appendix"), {"100% of _wards"}),
    (Wish(text="nothing of the kind"), set()),
    (Wish(author="lea"), {"100% of _wards"}),
    (Wish(state="SUBMITTED"), {"Deaths by ward"}),
    (Wish(state="NO SUCH STATE"), set()),
    (Wish(project="adverse-events"), {"Deaths by ward", "100% of _wards"}),
    (Wish(project="activity"), set()),
    (Wish(site="grenoble"), {"Of two sites"}),
    (Wish(site="nowhere"), set()),
    (Wish(text="a\x00b ' OR 1=1 --"), set()),
]


def test_filters_leave_what_was_asked_for(house: House) -> None:
    house.submitted()
    house.draft("100% of _wards", "For appendix nine.", author="lea")
    house.draft("Of two sites", project=OF_SITES)
    people = [house.airlock.directory.person(who) for who in ("claire", "lea")]
    for wish, titles in WISHES:
        pages = [queue_page(house.airlock, viewer=one, listing=Listing.ALL, wish=wish) for one in people]
        assert {view.request.title for page in pages for view in page.views} == titles, wish
        assert [page.counts[Listing.ALL] for page in pages] == [len(page.views) for page in pages], wish


def test_what_waits_comes_oldest_first_and_the_rest_latest_first(house: House) -> None:
    made = [house.submitted().id for _ in range(3)]
    ines = house.airlock.directory.person("ines")

    def shown(listing: Listing) -> list[str]:
        return [view.request.id for view in queue_page(house.airlock, viewer=ines, listing=listing).views]

    assert shown(Listing.AWAITING) == made
    assert shown(Listing.ALL) == made[::-1]


def test_a_long_list_is_turned_page_by_page_and_keeps_its_filters(house: House, browser: Browser) -> None:
    for number in range(PER_PAGE + 2):
        house.draft(f"Draft {number:02}")
    house.draft("Something else")
    client = browser("claire")
    first = client.get("/?show=mine&text=draft&language=en").text
    assert "Page 1 of 2" in first and "Something else" not in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(following.replace("&amp;", "&")).text
    assert ">Draft 00<" in second and ">Draft 01<" in second and ">Draft 02<" not in second
    assert "Page 2 of 2" in client.get("/?show=mine&text=draft&page_number=99").text
    nothing = client.get("/?show=mine&text=elsewhere&language=en").text
    assert "No request of this list fits the filters." in nothing and 'href="/?show=mine"' in nothing


def test_a_project_that_is_not_ones_own_is_offered_to_nobody_but_those_who_check(
    house: House, browser: Browser
) -> None:
    house.submitted()
    assert 'value="activity"' not in browser("claire").get("/").text
    assert 'value="claire"' not in browser("zoe").get("/?show=all").text
    assert 'value="activity"' in browser("ines").get("/").text


def test_the_list_says_how_many_opinions_are_in_and_never_which(house: House, browser: Browser) -> None:
    request = house.submitted()
    house.vote(request, "ines", Choice.REJECT, Comment("TELLTALE"))
    page = browser("paul").get("/?language=en").text
    assert "1 of 2 in" in page and "TELLTALE" not in page and "Rejected" not in page.split("<tbody>")[1]


def test_opinions_of_hospitals_are_counted_among_those_that_are_asked(house: House, browser: Browser) -> None:
    request = house.submitted(project=OF_SITES)  # one output checker, two data owners
    for who in ("owner-lyon", "ines"):
        house.vote(request, who)
    assert "2 of 3" in browser("owner-grenoble").get("/?language=en").text
    page = browser("owner-grenoble").get(f"/requests/{request.id}?language=en").text
    assert "3 persons give their opinions, each on their own" in page
