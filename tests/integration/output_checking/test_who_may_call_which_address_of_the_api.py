"""Every operation of the API, for every person, in every state, and by tokens that are not one's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from output_checking.states import State
from tests.integration.output_checking.conftest import every_route
from tests.integration.output_checking.house import OTHER_PROJECT, PROJECT, House
from tests.integration.output_checking.test_who_may_open_which_address import EDITED, SEES, WITHDRAWABLE

Api = Callable[..., TestClient]
States = Collection[State]
ALL = "/api/requests"
ONE = "/api/requests/{request_id}"
WORDS = {"title": "t", "context": "c"}
UPLOAD = {"files": {"file": ("deaths.csv", b"a,b\n1,2\n")}, "data": {"group": "g"}}
EXCEPTION = {"file": "deaths.csv", "finding": "f", "reason": "Because."}
# What is sent, and in which states of her request it changes anything for the author; for nobody else, ever.
CHANGES: dict[tuple[str, str], tuple[Mapping[str, Any], States]] = {
    ("PUT", ONE): ({"json": WORDS}, EDITED),
    ("PUT", ONE + "/files/{name}"): (UPLOAD, EDITED),
    ("POST", ONE + "/files"): (UPLOAD, EDITED),
    ("DELETE", ONE + "/files/{name}"): ({}, EDITED),
    ("PUT", ONE + "/groups"): ({"json": {"group": "deaths", "context": "c", "controls": "k"}}, EDITED),
    ("PUT", ONE + "/exceptions"): ({"json": EXCEPTION}, EDITED),
    ("POST", ONE + "/check"): ({}, EDITED),
    ("POST", ONE + "/repairs"): ({"json": {"method": "suppress"}}, EDITED),
    ("POST", ONE + "/submit"): ({}, EDITED),
    ("POST", ONE + "/withdraw"): ({}, WITHDRAWABLE),
}


def filled(path: str, request: str) -> str:
    return path.replace("{request_id}", request).replace("{name}", "deaths.csv")


def test_every_operation_of_the_api_stands_in_the_table(app: FastAPI) -> None:
    found = {
        (method, route.path)
        for route in every_route(app)
        if route.path.startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    assert found == {*CHANGES, ("GET", ALL), ("POST", ALL), ("GET", ONE)}


def test_a_person_reads_the_states_that_are_open_to_her_and_nobody_learns_of_others(
    house: House, api: Api
) -> None:
    requests = house.in_every_state()
    for who, states in SEES.items():
        client = api(who, PROJECT)
        listed = client.get(ALL)
        for state, request in requests.items():
            status = client.get(filled(ONE, request.id)).status_code
            assert status == (200 if state in states else 404), (who, state)
        found = {one["id"] for one in listed.json()["requests"]}
        assert found == {requests[state].id for state in states}, who


def test_an_operation_changes_something_for_the_author_in_its_states_and_for_nobody_else(
    house: House, api: Api
) -> None:
    requests = house.in_every_state()
    before = house.records()
    for (method, path), (sent, states) in CHANGES.items():
        for who in SEES:
            for state, request in requests.items():
                if who == "claire" and state in states:
                    continue  # what it does is tested where it belongs
                answer = api(who, PROJECT).request(method, filled(path, request.id), **sent)
                assert answer.status_code in (403, 404, 409), (method, path, who, state, answer.text)
    assert house.records() == before
    assert {state: house.now(request) for state, request in requests.items()} == requests


def test_only_a_member_drafts_and_only_in_the_project_of_her_token(house: House, api: Api) -> None:
    members = {"claire", "hugo", "lea"}
    for who in SEES:
        assert api(who, PROJECT).post(ALL, json=WORDS).status_code == (201 if who in members else 403), who
    assert api("claire", OTHER_PROJECT).post(ALL, json=WORDS).status_code == 403
    with house.airlock.open_reading() as unit:
        assert {(one.author, one.project) for one in unit.requests.find()} == {
            (who, PROJECT) for who in members
        }


def test_no_token_opens_a_request_of_another_project_or_after_its_time(house: House, api: Api) -> None:
    request = house.submitted()
    before = house.records()
    wrong = {
        "another project": api("hugo", OTHER_PROJECT),
        "no member any more": api("zoe"),
        "another key": api(token=house.token()[:-8] + "AAAAAAAA"),
        "nonsense": api(token="nonsense"),
        "none": api(token=""),
    }
    for (method, path), (sent, _) in {**CHANGES, ("GET", ONE): ({}, ())}.items():
        for what, client in wrong.items():
            answer = client.request(method, filled(path, request.id), **sent)
            assert answer.status_code in (401, 403, 404), (what, method, path, answer.text)
    assert house.records() == before
