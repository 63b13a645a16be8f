"""Every page of the airlock, for every person, in every state: a new one cannot be forgotten here."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from output_checking.imports.model import ImportDecision, ImportRequest, ImportState
from output_checking.states import State
from output_checking.use_cases.bring_in import ask_import, decide_import
from output_checking.use_cases.consult_imports import list_imports
from output_checking.use_cases.fetch import make_link
from tests.integration.output_checking.conftest import every_route
from tests.integration.output_checking.house import CSRF, OF_SITES, PROJECT, House

Browser = Callable[..., TestClient]
ALL = frozenset(State)
REVIEWED = ALL - {State.DRAFT, State.CHECKING, State.BLOCKED, State.WITHDRAWN}
EDITED = frozenset({State.DRAFT, State.BLOCKED, State.RETURNED})
# Of claire's requests: lea is output checker and member, zoe belongs to no project.
SEES = {
    "claire": ALL,
    "hugo": ALL - {State.DRAFT},
    "lea": ALL - {State.DRAFT},
    "ines": REVIEWED,
    "omar": REVIEWED,
    "nadia": frozenset({State.RELEASED, State.REVOKED}),
    "zoe": frozenset(),
    "owner-lyon": frozenset(),  # of a site that this project asks nothing
}
# Those whose standing is another in her project that asks each hospital: hugo belongs to other projects, omar
# to her own hospital.
SEES_OF_SITES = {
    **dict.fromkeys(("hugo", "omar"), frozenset()),
    **dict.fromkeys(("owner-lyon", "owner-grenoble"), REVIEWED),
}
# Whoever holds the token of a link, which works once and not for long, is the person of the link.
OPEN_TO_ALL = {
    "/packages/{token}",
    "/health",
    "/release-key.pem",
    "/static/{name:path}",
    "/login",
    "/oauth_callback",
}
OPEN_TO_PEOPLE = {"/", "/display", "/figures", "/imports", "/release-key"}


def readers(sees: Mapping[str, frozenset[State]]) -> dict[str, Mapping[str, frozenset[State]]]:
    """Who reads each address, in which states."""
    released = {who: states & RELEASED for who, states in sees.items()} | {"nadia": frozenset()}
    return {
        "/requests/{request_id}": sees,
        "/requests/{request_id}/files/{name}": sees,
        "/requests/{request_id}/edit": {who: EDITED if who == "claire" else frozenset() for who in sees},
        "/requests/{request_id}/package": released,
        # A table is neither: nobody gets anything, whatever they may see.
        "/requests/{request_id}/files/{name}/image": dict.fromkeys(sees, frozenset()),
        "/requests/{request_id}/files/{name}/rendered": dict.fromkeys(sees, frozenset()),
    }


def writers(judges: Collection[str], members: Collection[str]) -> dict[str, Mapping[str, Collection[State]]]:
    """Who changes something by each form of a request, in which states."""
    return {
        "/requests/{request_id}/vote": dict.fromkeys(judges, JUDGED),
        "/requests/{request_id}/package-link": dict.fromkeys([*judges, *members], RELEASED),
        "/requests/{request_id}/edit/{what}": {"claire": EDITED},
        "/requests/{request_id}/replay": dict.fromkeys([*judges, "claire"], SUBMITTED),
        "/requests/{request_id}/withdrawal": {"claire": WITHDRAWABLE},
        "/requests/{request_id}/revocation": dict.fromkeys([*judges, "nadia"], RELEASED),
    }


# Import requests have states of their own.
IMPORT_SEEN = "/imports/{import_id}/text"
IMPORT_ASKED, IMPORT_DECIDED = "/imports", "/imports/{import_id}/decision"
MEMBERS, CHECKERS = frozenset({"claire", "hugo", "lea"}), frozenset({"ines", "omar"})
WITHDRAWABLE = EDITED | {State.CHECKING, State.SUBMITTED, State.CONSOLIDATION}
JUDGED = frozenset({State.SUBMITTED, State.CONSOLIDATION})
SUBMITTED, RELEASED = frozenset({State.SUBMITTED}), frozenset({State.RELEASED})
PEOPLE = {PROJECT: SEES, OF_SITES: SEES_OF_SITES}
WRITTEN = {
    PROJECT: writers(CHECKERS, MEMBERS),
    OF_SITES: writers(("owner-lyon", "owner-grenoble"), ()),
}
FORMS = {*WRITTEN[PROJECT], "/logout", IMPORT_ASKED, IMPORT_DECIDED}
FIELDS = {
    "csrf_token": CSRF,
    "turn": "1",
    "choice": "approve",
    "comment": "Read.",
    "comment:deaths.csv": "Read.",
    "reason": "Too small.",
}


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """(method, path) of everything the application answers to."""
    for route in every_route(app):
        for method in sorted(route.methods - {"HEAD"}):
            yield method, route.path


def filled(path: str, request: str) -> str:
    return path.replace("{request_id}", request).replace("{name}", "deaths.csv").replace("{what}", "words")


def test_every_address_stands_in_one_of_the_tables(app: FastAPI) -> None:
    for method, path in addresses(app):
        if path.startswith("/api/"):
            continue
        known = FORMS if method == "POST" else {*OPEN_TO_ALL, *OPEN_TO_PEOPLE, *readers(SEES), IMPORT_SEEN}
        assert path in known, f"say here who may {method} {path}"


@pytest.mark.parametrize("project", PEOPLE)
def test_everybody_reads_what_the_state_opens_and_nothing_else(
    house: House, app: FastAPI, browser: Browser, project: str
) -> None:
    requests = house.in_every_state(project)
    for path, people in readers(PEOPLE[project]).items():
        for who, states in people.items():
            client = browser(who)
            for state, request in requests.items():
                status = client.get(filled(path, request.id)).status_code
                expected = (200, 303) if state in states else (403, 404, 409)
                assert status in expected, (path, who, state, status)


@pytest.mark.parametrize("project", PEOPLE)
def test_a_form_changes_something_for_those_alone_who_may_send_it(
    house: House, app: FastAPI, browser: Browser, project: str
) -> None:
    requests = house.in_every_state(project)
    before = house.records()
    for path, senders in WRITTEN[project].items():
        for who in PEOPLE[project]:
            client = browser(who)
            for state, request in requests.items():
                if state in senders.get(who, ()):
                    continue  # what it does for them is tested where it belongs
                status = client.post(filled(path, request.id), data=FIELDS).status_code
                # 501: this airlock offers no replays, whoever asks.
                assert status in (403, 404, 409, 501), (path, who, state, status)
    assert house.records() == before
    assert {state: house.now(request) for state, request in requests.items()} == requests


def test_members_ask_for_imports_and_strangers_do_not(house: House, app: FastAPI, browser: Browser) -> None:
    fields = {"csrf_token": CSRF, "project": PROJECT, "purpose": "To clean.", "licence": "Ours."}
    for who in SEES:
        file = {"file": (f"{who}.py", b"x = 1\n")}
        status = browser(who).post(IMPORT_ASKED, data=fields, files=file).status_code
        assert status == (303 if who in MEMBERS else 403), who
    waiting = list_imports(house.airlock, viewer="ines").views
    assert {view.request.author for view in waiting} == MEMBERS


def imports_in_every_state(house: House) -> dict[ImportState, ImportRequest]:
    made = {}
    for name in ("waiting.py", "accepted.py", "refused.py", "blocked.pkl"):
        made[name] = ask_import(
            house.airlock,
            actor="claire",
            project=PROJECT,
            name=name,
            purpose="To clean.",
            licence="Ours.",
            content=io.BytesIO(b"x = 1\n"),
        )
    for name, decision in (("accepted.py", ImportDecision.ACCEPT), ("refused.py", ImportDecision.REFUSE)):
        decide_import(
            house.airlock, actor="paul", import_id=made[name].id, decision=decision, comment="Read."
        )
    found = {view.request.state: view.request for view in list_imports(house.airlock, viewer="ines").views}
    assert set(found) == set(ImportState)
    return found


def test_of_an_import_others_decide_once_and_strangers_learn_nothing_in_any_state(
    house: House, app: FastAPI, browser: Browser
) -> None:
    imports = imports_in_every_state(house)
    before = house.records()
    for state, one in imports.items():
        for who in SEES:
            seen = browser(who).get(IMPORT_SEEN.replace("{import_id}", one.id)).status_code
            assert seen == (200 if who in MEMBERS | CHECKERS else 404), (who, state)
            for decision in ImportDecision:
                if who in CHECKERS and state is ImportState.WAITING:
                    continue  # what it does for them is tested where it belongs
                sent = {"csrf_token": CSRF, "decision": decision.value, "comment": "Read."}
                answer = browser(who).post(IMPORT_DECIDED.replace("{import_id}", one.id), data=sent)
                assert answer.status_code == (409 if who in CHECKERS else 403), (who, state)
    assert house.records() == before


def test_no_form_of_another_page_is_taken_whoever_sends_it(
    house: House, app: FastAPI, browser: Browser
) -> None:
    request = house.submitted()
    before = house.records()
    for method, path in addresses(app):
        if method != "POST" or path.startswith("/api/"):
            continue
        for who in SEES:
            for token in ("", "guessed", CSRF[:-1], CSRF + "x"):
                answer = browser(who).post(filled(path, request.id), data=FIELDS | {"csrf_token": token})
                assert answer.status_code == 403, (path, who, token)
    assert house.records() == before


def test_a_link_that_was_used_opens_nothing_again_whoever_brings_it(
    house: House, app: FastAPI, browser: Browser
) -> None:
    request = house.released()
    token = make_link(house.airlock, viewer="claire", request_id=request.id)
    assert browser("zoe").get(f"/packages/{token}").status_code == 200
    before = house.records()
    for who in (*SEES, None):
        assert browser(who).get(f"/packages/{token}").status_code == 403, who
    assert house.records() == before


def test_nobody_who_is_not_logged_in_reaches_anything(house: House, app: FastAPI, browser: Browser) -> None:
    request = house.released()
    before = house.records()
    for method, path in addresses(app):
        if path in OPEN_TO_ALL:
            continue
        answer = browser().request(
            method, filled(path, request.id), data=FIELDS if method == "POST" else None
        )
        if path.startswith("/api/"):
            assert answer.status_code == 401, (method, path)
        elif method == "GET":
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login?next="), path
        else:
            assert answer.status_code in (303, 401), path
    assert house.records() == before
