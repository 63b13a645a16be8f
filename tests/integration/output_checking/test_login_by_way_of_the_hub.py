"""The way in by the hub's OAuth. What the hub would answer comes from a small server of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from output_checking.web.app import create_app
from tests.integration.output_checking.house import House

SCOPES = ["access:services!service=airlock"]


@dataclass
class Hub:
    """`people`: token -> what `GET /hub/api/user` says of its holder."""

    url: str = ""
    people: dict[str, dict[str, object]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            holder = made.people.get(self.headers.get("authorization", "").split(" ")[-1])
            self.answer(200 if holder else 403, holder or {"message": "Forbidden"})

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            token = made.codes.pop(sent["code"][0], None)  # a code serves once
            known = token is not None and "code_verifier" in sent
            self.answer(200 if known else 400, {"access_token": token} if known else {"error": "invalid"})

        def answer(self, status: int, body: dict[str, object]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def window(house: House, hub: Hub) -> TestClient:
    """A browser window at the airlock's pages, nobody logged in."""
    settings = house.settings.model_copy(
        update={"hub_api_url": f"{hub.url}/hub/api", "hub_public_url": hub.url}
    )
    return TestClient(
        create_app(house.airlock, settings), base_url="http://localhost:8001", follow_redirects=False
    )


def state_of(window: TestClient, next_page: str = "/") -> str:
    """The state that the hub would bring back, after the address that `/login` sends to."""
    answer = window.get("/login", params={"next": next_page})
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return asked["state"][0]


def come_back(
    window: TestClient, hub: Hub, name: str, next_page: str = "/", scopes: list[str] = SCOPES
) -> httpx.Response:
    """As the hub sends a person back whom it has let in."""
    hub.codes["a-code"] = f"token-of-{name}"
    hub.people[f"token-of-{name}"] = {"name": name, "kind": "user", "scopes": scopes}
    state = state_of(window, next_page)
    return window.get("/oauth_callback", params={"code": "a-code", "state": state})


def test_a_person_comes_back_from_the_hub_to_the_page_she_wanted(
    house: House, hub: Hub, window: TestClient
) -> None:
    request = house.submitted()
    page = f"/requests/{request.id}"
    assert window.get(page).headers["location"] == f"/login?next=%2Frequests%2F{request.id}"
    assert come_back(window, hub, "ines", page).headers["location"] == page
    assert "Inès Chazal" in window.get(page).text
    assert "token-of-ines" not in str(window.cookies)


def test_a_login_that_the_hub_no_longer_knows_is_over(hub: Hub, window: TestClient) -> None:
    come_back(window, hub, "ines")
    window.app.state.login._hub.cache.clear()  # type: ignore[attr-defined]  # half a minute later
    hub.people.clear()
    assert window.get("/").status_code == 303


def test_logging_out_needs_the_pages_own_form_and_ends_the_session(hub: Hub, window: TestClient) -> None:
    come_back(window, hub, "ines")
    assert window.post("/logout", data={"csrf_token": "guessed"}).status_code == 403
    csrf = window.get("/").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert window.post("/logout", data={"csrf_token": csrf}).headers["location"] == f"{hub.url}/hub/logout"
    assert window.get("/").status_code == 303


@pytest.mark.parametrize(
    ("name", "scopes"), [("ines", ["self"]), ("ghost", SCOPES)], ids=["no access", "unknown here"]
)
def test_one_without_access_or_unknown_to_governance_stays_outside(
    hub: Hub, window: TestClient, name: str, scopes: list[str]
) -> None:
    assert come_back(window, hub, name, scopes=scopes).status_code == 403
    assert window.get("/").status_code == 303


@pytest.mark.parametrize("change", ["no state", "another state", "no cookie", "an error", "a used code"])
def test_a_callback_nobody_asked_for_logs_nobody_in(hub: Hub, window: TestClient, change: str) -> None:
    hub.codes["a-code"] = "token-of-ines"
    hub.people["token-of-ines"] = {"name": "ines", "kind": "user", "scopes": SCOPES}
    sent = {"code": "a-code", "state": state_of(window)}
    if change == "no state":
        del sent["state"]
    elif change == "another state":
        sent["state"] = state_of(TestClient(window.app, follow_redirects=False))
    elif change == "no cookie":
        del window.cookies[window.app.state.login.state_cookie]  # type: ignore[attr-defined]
    elif change == "an error":
        sent["error"] = "access_denied"
    else:
        hub.codes.clear()
    assert window.get("/oauth_callback", params=sent).status_code == 403
    assert window.get("/").status_code == 303


def test_a_hub_that_does_not_answer_is_said(house: House) -> None:
    settings = house.settings.model_copy(update={"hub_api_url": "http://127.0.0.1:1/hub/api"})
    window = TestClient(create_app(house.airlock, settings), follow_redirects=False)
    state = state_of(window)
    answer = window.get("/oauth_callback", params={"code": "x", "state": state})
    assert answer.status_code in (403, 503)
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb", "\\/x"],
)
def test_a_login_link_leads_nowhere_else(window: TestClient, address: str) -> None:
    login = window.app.state.login  # type: ignore[attr-defined]
    assert login.local_page(address) == "/"
    assert login.local_page("/requests/r1?show=all") == "/requests/r1?show=all"
