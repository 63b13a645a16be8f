"""Out through the airlock: another project's requests, the reviewers' pages, a decision of one's own."""

from __future__ import annotations

import json

import pytest


def ask_airlock(method: str, path: str, body: str | None = None, token: str | None = "own") -> list[object]:
    """[status, text]; `own` stands for the workspace's own access token, None for no token at all."""
    import json
    import urllib.error
    import urllib.request

    def send(url: str, headers: dict[str, str], method: str, data: bytes | None) -> list[object]:
        request = urllib.request.Request(url, method=method, headers=headers, data=data)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return [answer.status, answer.read().decode()]
        except urllib.error.HTTPError as fault:
            return [fault.code, fault.read().decode()]

    headers = {"Content-Type": "application/json"}
    if token == "own":
        granted = send("http://127.0.0.1:8082/access-tokens", {}, "POST", b"")
        headers["Authorization"] = "Bearer " + json.loads(granted[1])["access_token"]
    elif token:
        headers["Authorization"] = f"Bearer {token}"
    return send("http://127.0.0.1:8083" + path, headers, method, body.encode() if body else None)


DRAFT = json.dumps({"title": "A request", "context": "For the attack suite"})


@pytest.fixture(scope="module")
def others_request(hugo) -> str:
    """A request of hugo's project `activity`."""
    status, said = hugo.run(ask_airlock, "POST", "/api/requests", DRAFT)
    assert status == 201, said
    return json.loads(said)["id"]


def test_her_own_request_is_drafted_and_seen(claire):
    status, said = claire.run(ask_airlock, "POST", "/api/requests", DRAFT)
    assert status == 201
    request = json.loads(said)["id"]

    assert claire.run(ask_airlock, "GET", f"/api/requests/{request}")[0] == 200


@pytest.mark.parametrize(
    ("method", "action"), [("GET", ""), ("POST", "/check"), ("POST", "/submit"), ("POST", "/withdraw")]
)
def test_another_projects_request_is_unknown_to_her(claire, others_request, method, action):
    status, said = claire.run(ask_airlock, method, f"/api/requests/{others_request}{action}")

    assert (status, json.loads(said)["code"]) == (404, "request-unknown")


def test_another_projects_request_stays_as_it_was(claire, hugo, others_request):
    changed = claire.run(ask_airlock, "PUT", f"/api/requests/{others_request}", DRAFT)
    listed = claire.run(ask_airlock, "GET", "/api/requests")

    assert changed[0] == 404
    assert others_request not in listed[1]
    assert json.loads(hugo.run(ask_airlock, "GET", f"/api/requests/{others_request}")[1])["state"] == "DRAFT"


@pytest.mark.parametrize("token", [None, "0" * 64])
def test_without_a_token_of_governance_nothing_is_answered(claire, token):
    status, said = claire.run(ask_airlock, "GET", "/api/requests", None, token)

    assert status == 401
    assert json.loads(said)["code"] in ("access-missing", "access-invalid")


@pytest.mark.parametrize(
    "path", ["/", "/requests", "/oauth_callback", "/static/x", "/api/../requests", "/API/requests"]
)
def test_the_reviewers_pages_are_behind_a_closed_door(claire, path):
    status, said = claire.run(ask_airlock, "GET", path)

    assert status == 403
    assert "door-closed" in said


def test_a_workspace_has_no_way_to_vote(claire):
    _, said = claire.run(ask_airlock, "POST", "/api/requests", DRAFT)
    request = json.loads(said)["id"]

    for action in ("votes", "vote", "approve", "release"):
        assert claire.run(ask_airlock, "POST", f"/api/requests/{request}/{action}")[0] in (404, 405)
    assert json.loads(claire.run(ask_airlock, "GET", f"/api/requests/{request}")[1])["state"] == "DRAFT"


def test_the_api_is_not_reached_from_outside(installation):
    import httpx

    assert httpx.get(f"{installation.airlock_url}/api/requests").status_code == 403
    assert httpx.get(f"{installation.airlock_url}/API/requests").status_code in (403, 404)
