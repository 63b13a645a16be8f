"""What a workspace's own calls can do at the airlock, from the draft to the answer of the reviewers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from d2h_sdk.wire import CODE_LENGTH, CODE_PIECES
from output_checking.opinions import Choice, Comment
from output_checking.states import State
from tests.integration.output_checking.house import (
    CLAIMED,
    CLAIMED_SMALL,
    COUNTS,
    PERMITS,
    SMALL,
    House,
    picture,
)

Api = Callable[..., TestClient]
DRAFT = {"title": "Deaths by ward", "context": "For table 2."}


def drafted(client: TestClient) -> str:
    answer = client.post("/api/requests", json=DRAFT)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def put(
    client: TestClient, request: str, name: str, content: bytes | str = COUNTS, **form: Any
) -> httpx.Response:
    raw = content.encode() if isinstance(content, str) else content
    fields = {"group": "deaths", **form}
    return client.put(f"/api/requests/{request}/files/{name}", files={"file": ("x", raw)}, data=fields)


def explain(client: TestClient, request: str, group: str = "deaths") -> None:
    words = {"group": group, "context": "All stays of 2025.", "controls": "Wards under 10 merged."}
    assert client.put(f"/api/requests/{request}/groups", json=words).status_code == 200


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"code", "params"}
    return answer.status_code, body["code"]


def test_a_table_is_drafted_added_checked_and_submitted(api: Api, house: House) -> None:
    client = api()
    request = drafted(client)
    added = put(client, request, "deaths.csv", evidence=CLAIMED.model_dump_json())
    assert added.status_code == 200, added.text
    (file,) = added.json()["files"]
    assert (file["name"], file["size"], file["findings"]) == ("deaths.csv", len(COUNTS), [])

    checked = client.post(f"/api/requests/{request}/check").json()
    assert {finding["severity"] for finding in checked["files"][0]["findings"]} == {"pass"}
    assert checked["state"] == "DRAFT"

    assert code(client.post(f"/api/requests/{request}/submit")) == (409, "group-unexplained")
    explain(client, request)
    submitted = client.post(f"/api/requests/{request}/submit").json()
    assert (submitted["state"], submitted["turn"]) == ("CHECKING", 1)
    house.worker.turn()
    assert client.get(f"/api/requests/{request}").json()["state"] == "SUBMITTED"
    with house.airlock.open_unit() as unit:
        # What the token says is kept with the submission.
        assert unit.requests.get(request).turns[0].permits == PERMITS


def test_a_small_cell_blocks_and_is_corrected_under_the_same_name(api: Api, house: House) -> None:
    client = api()
    request = drafted(client)
    put(client, request, "deaths.csv", SMALL, evidence=CLAIMED_SMALL.model_dump_json())
    explain(client, request)
    client.post(f"/api/requests/{request}/submit")
    house.worker.turn()
    blocked = client.get(f"/api/requests/{request}").json()
    assert blocked["state"] == "BLOCKED"
    (small,) = [one for one in blocked["files"][0]["findings"] if one["severity"] == "block"]
    assert small["where"] == {"file": "deaths.csv", "row": "2", "column": "deaths"}

    put(client, request, "deaths.csv", COUNTS, evidence=CLAIMED.model_dump_json())
    client.post(f"/api/requests/{request}/submit")
    house.worker.turn()
    again = client.get(f"/api/requests/{request}").json()
    assert (again["state"], again["turn"], len(again["files"])) == ("SUBMITTED", 2, 1)


def test_the_author_reads_the_comments_once_the_decision_is_taken(api: Api, house: House) -> None:
    request = house.submitted()
    house.vote(request, "ines", Choice.RETURN, Comment("merge the wards", "deaths.csv"))
    assert api().get(f"/api/requests/{request.id}").json()["comments"] == []
    house.vote(request, "paul", Choice.RETURN, Comment("merge them", "deaths.csv"))
    answer = api().get(f"/api/requests/{request.id}").json()
    assert answer["state"] == "RETURNED"
    assert "deaths.csv: merge the wards" in answer["comments"]


def test_a_request_is_described_anew_a_file_removed_and_all_of_it_withdrawn(api: Api) -> None:
    client = api()
    request = drafted(client)
    put(client, request, "deaths.csv")
    put(client, request, "source.csv", role="supporting", supports="deaths.csv")
    described = client.put(f"/api/requests/{request}", json={"title": "Wards", "context": "Table 3"}).json()
    assert (described["title"], described["context"]) == ("Wards", "Table 3")
    # A supporting file goes with the output it stands behind.
    assert client.delete(f"/api/requests/{request}/files/deaths.csv").json()["files"] == []
    assert client.post(f"/api/requests/{request}/withdraw").json()["state"] == "WITHDRAWN"
    assert code(put(client, request, "deaths.csv")) == (409, "request-state")


def test_an_upload_is_added_under_its_own_name(api: Api) -> None:
    client = api()
    request = drafted(client)
    upload = {"file": ("décès (1).csv", COUNTS.encode())}
    answer = client.post(f"/api/requests/{request}/files", files=upload, data={"group": "g"})
    assert [one["name"] for one in answer.json()["files"]] == ["décès (1).csv"]


def test_only_the_projects_own_requests_are_listed(api: Api, house: House) -> None:
    mine = house.draft()
    theirs = api("hugo", "activity").post("/api/requests", json=DRAFT).json()["id"]
    assert [one["id"] for one in api().get("/api/requests").json()["requests"]] == [mine.id]
    assert [one["id"] for one in api("hugo", "activity").get("/api/requests").json()["requests"]] == [theirs]
    # A member of the same project sees nothing of a draft.
    assert api("hugo").get("/api/requests").json()["requests"] == []


@pytest.mark.parametrize(
    ("method", "action"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("POST", "/check"),
        ("POST", "/submit"),
        ("POST", "/withdraw"),
        ("DELETE", "/files/deaths.csv"),
    ],
)
def test_a_token_opens_no_door_to_another_project(api: Api, house: House, method: str, action: str) -> None:
    """hugo is a member of both projects; the token he works with now is of the other one."""
    request = house.submitted()
    body = {"json": DRAFT} if method == "PUT" else {}
    answer = api("hugo", "activity").request(method, f"/api/requests/{request.id}{action}", **body)
    assert code(answer) == (404, "request-unknown")
    assert house.state(request) is State.SUBMITTED


@pytest.mark.parametrize("action", ["check", "submit", "withdraw"])
def test_a_member_may_read_but_not_act_on_a_colleagues_request(api: Api, house: House, action: str) -> None:
    request = house.submitted(SMALL, CLAIMED_SMALL)
    assert api("hugo").get(f"/api/requests/{request.id}").json()["state"] == "BLOCKED"
    answer = api("hugo").post(f"/api/requests/{request.id}/{action}")
    assert code(answer) == (403, "action-not-permitted")


def test_a_person_named_like_the_airlock_has_none_of_its_powers(api: Api, house: House) -> None:
    request = house.draft()
    answer = api("airlock").get(f"/api/requests/{request.id}")
    assert code(answer) == (403, "person-unknown")


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.csv",
        "noending",
        "a..csv",
        "deaths\u202e.csv",
        "<svg>.svg",
        "con.csv",
        "x" * 120 + ".csv",
        "a%00.csv",
    ],
)
def test_a_name_that_could_fool_a_reader_or_a_file_system_is_refused(api: Api, name: str) -> None:
    client = api()
    assert code(put(client, drafted(client), name)) == (422, "file-name")


def test_a_path_is_no_name(api: Api) -> None:
    client = api()
    request = drafted(client)
    upload = {"file": ("../../etc/cron.csv", COUNTS.encode())}
    answer = client.post(f"/api/requests/{request}/files", files=upload, data={"group": "g"})
    assert code(answer) == (422, "file-name")


def test_code_comes_back_where_it_was_sent_and_is_not_even_named_where_it_was_not(api: Api) -> None:
    client = api()
    request = drafted(client)
    put(client, request, "plain.csv", evidence=CLAIMED.model_dump_json())
    answer = put(client, request, "coded.csv", evidence=coded("x" * CODE_LENGTH)).json()
    told = {one["name"]: one["evidence"] for one in answer["files"]}
    assert "code" not in told["plain.csv"]
    assert [one["code"] for one in told["coded.csv"]["code"]] == ["x" * CODE_LENGTH]


def coded(*pieces: str) -> str:
    code = [{"code": one, "sha256": "0" * 64, "run": 1} for one in pieces]
    return json.dumps({"kind": "counts", "code": code})


def test_two_names_that_look_alike_are_refused(api: Api) -> None:
    client = api()
    request = drafted(client)
    put(client, request, "Deaths.csv")
    assert code(put(client, request, "deaths.csv")) == (409, "file-name-taken")


@pytest.mark.parametrize(
    ("content", "form", "refused"),
    [
        (b"", {}, (422, "file-empty")),
        (COUNTS, {"role": "supporting"}, (422, "supports-missing")),
        (COUNTS, {"role": "supporting", "supports": "nothing.csv"}, (422, "supports-unknown")),
        (COUNTS, {"role": "decoration"}, (422, "request-invalid")),
        (COUNTS, {"group": "x" * 121}, (422, "request-invalid")),
        (COUNTS, {"group": " "}, (422, "words-missing")),
        (COUNTS, {"evidence": "{"}, (422, "evidence-invalid")),
        (COUNTS, {"evidence": '{"kind": "certainty"}'}, (422, "evidence-invalid")),
        (COUNTS, {"evidence": coded("x" * (CODE_LENGTH + 1))}, (422, "evidence-invalid")),
        (COUNTS, {"evidence": coded(*"abcd"[: CODE_PIECES + 1])}, (422, "evidence-invalid")),
    ],
)
def test_what_is_wrong_with_an_upload_is_said(
    api: Api, content: bytes | str, form: dict[str, str], refused: tuple[int, str]
) -> None:
    client = api()
    request = drafted(client)
    assert code(put(client, request, "deaths.csv", content, **form)) == refused
    assert client.get(f"/api/requests/{request}").json()["files"] == []


def test_a_file_of_another_type_than_its_name_is_kept_and_blocks(api: Api) -> None:
    client = api()
    request = drafted(client)
    put(client, request, "figure.csv", picture())
    checked = client.post(f"/api/requests/{request}/check").json()
    (finding,) = checked["files"][0]["findings"]
    assert (finding["severity"], finding["explanation"]) == ("block", "file-type-mismatch")


def test_a_file_past_the_limit_is_refused_and_leaves_nothing_behind(api: Api, house: House) -> None:
    client = api()
    request = drafted(client)
    too_large = b"x" * (house.airlock.profile.limits.file_bytes + 1)
    assert code(put(client, request, "deaths.csv", too_large)) == (413, "file-too-large")
    assert [path for path in house.settings.store.rglob("*") if path.is_file()] == []


def test_a_body_past_the_limit_is_refused_whatever_its_headers_say(api: Api, house: House) -> None:
    client = api()
    request = drafted(client)
    largest = house.airlock.profile.limits.file_bytes + (4 << 20)
    address = f"/api/requests/{request}"
    declared = client.put(address, content=b"{}", headers={"content-length": str(largest + 1)})
    assert code(declared) == (413, "body-too-large")

    def endless() -> Any:
        for _ in range(largest // (1 << 20) + 2):
            yield b"x" * (1 << 20)

    assert code(client.put(address, content=endless())) == (413, "body-too-large")
    assert code(client.put(address, content=b"{}", headers={"content-length": "many"})) == (
        413,
        "body-too-large",
    )


def test_a_request_holds_so_many_files_and_bytes_and_no_more(
    api: Api, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = house.airlock.profile.limits.model_copy(update={"files": 2, "request_bytes": 300})
    profile = house.airlock.profile.model_copy(update={"limits": limits})
    object.__setattr__(house.airlock, "profile", profile)
    client = api()
    request = drafted(client)
    put(client, request, "a.csv")
    assert code(put(client, request, "b.csv", "x" * 300)) == (413, "request-too-large")
    put(client, request, "b.csv")
    assert code(put(client, request, "c.csv")) == (413, "too-many-files")
    assert put(client, request, "b.csv", COUNTS).status_code == 200  # in the place of the first


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        ({"title": "", "context": "x"}, "request-invalid"),
        ({"title": "x" * 201, "context": "x"}, "request-invalid"),
        ({"title": "  ", "context": "x"}, "words-missing"),
        ({"title": "a\x00b", "context": "x"}, "words-unfit"),
        ({"title": "x"}, "request-invalid"),
        ({"title": "x", "context": "x", "state": "RELEASED"}, "request-invalid"),
    ],
)
def test_a_draft_needs_words_and_nothing_else(api: Api, draft: dict[str, str], refused: str) -> None:
    assert code(api().post("/api/requests", json=draft)) == (422, refused)


def test_nothing_is_submitted_without_an_output_file(api: Api) -> None:
    client = api()
    assert code(client.post(f"/api/requests/{drafted(client)}/submit")) == (409, "request-empty")


@pytest.mark.parametrize(
    "path", ["/api/", "/api/requests/r1/vote", "/api/requests/r1/package", "/api/../release-key"]
)
def test_the_api_has_no_door_to_votes_and_packages(api: Api, path: str) -> None:
    answer = api().post(path)
    assert answer.status_code == 404
