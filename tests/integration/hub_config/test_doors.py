"""What a door lets through, asked as a workspace asks: over its socket."""

from __future__ import annotations

import httpx
import pytest


@pytest.fixture
def token(small_hub):
    """The hub token of claire's own server."""
    small_hub.start_workspace("claire", "alpha")
    return small_hub.server_token("claire", "alpha")


def door(small_hub, name: str) -> httpx.Client:
    """The hub's own, or one of the first set."""
    place = name if name == "hub" else f"1/{name}"
    transport = httpx.HTTPTransport(uds=str(small_hub.sockets / "doors" / place / "door.sock"))
    return httpx.Client(transport=transport, base_url="http://door", timeout=10)


def test_the_hubs_door_tells_whose_server_asks(small_hub, token):
    answer = door(small_hub, "hub").get("/hub/api/user", headers={"Authorization": f"token {token}"})

    assert answer.status_code == 200
    assert answer.json()["name"] == "claire"
    assert "access:servers!server=claire/alpha" in answer.json()["scopes"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/hub/api/users"),
        ("GET", "/hub/api/users/claire"),
        ("POST", "/hub/api/users/claire/servers/beta"),
        ("POST", "/hub/api/users/claire/tokens"),
        ("GET", "/hub/api/proxy"),
        ("GET", "/hub/api//user"),
        ("GET", "/hub/login"),
        ("GET", "/hub/home"),
        ("DELETE", "/hub/api/user"),
        ("GET", "/user/hugo/beta/api"),
    ],
)
def test_the_hubs_door_is_closed_for_anything_else(small_hub, token, method, path):
    answer = door(small_hub, "hub").request(method, path, headers={"Authorization": f"token {token}"})

    assert answer.status_code == 403
    assert answer.json()["code"] == "door-closed"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/access-tokens"),
        ("GET", "/sites/north/permits"),
        ("DELETE", "/sites/north/permits/0"),
        ("GET", "/"),
    ],
)
def test_the_access_door_gives_access_tokens_and_nothing_else(small_hub, method, path):
    answer = door(small_hub, "access").request(method, path)

    assert answer.status_code == 403
    assert answer.json()["code"] == "door-closed"


@pytest.mark.parametrize(
    "path", ["/", "/requests/1", "/apixx", "/api/../requests/1", "/api/%2e%2e/requests/1"]
)
def test_the_airlocks_door_leads_to_its_api_alone(small_hub, path):
    connection = door(small_hub, "airlock")

    answer = connection.send(httpx.Request("GET", httpx.URL("http://door", raw_path=path.encode())))

    assert answer.status_code == 403
    assert answer.json()["code"] == "door-closed"


def test_a_door_whose_service_is_down_says_so(small_hub):
    assert door(small_hub, "airlock").get("/api/requests").status_code == 503
