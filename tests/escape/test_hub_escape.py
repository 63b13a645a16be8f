"""Out through the hub's door, with a token that any code in the workspace can read."""

from __future__ import annotations

import pytest

from launcher.isolation.probes.services import ask

OWN = {"Authorization": "token TOKEN"}
HUB = "http://127.0.0.1:8081/hub"


def test_the_token_tells_who_asks_and_no_more(claire):
    status, said = claire.run(ask, "GET", f"{HUB}/api/user", OWN)

    assert status == 200
    assert '"claire"' in said and "access:servers!server=claire/adverse-events" in said
    assert "admin" not in said.replace('"admin": false', "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/users"),
        ("GET", "/api/users/hugo"),
        ("POST", "/api/users/claire/servers/activity"),
        ("POST", "/api/users/hugo/servers/adverse-events"),
        ("DELETE", "/api/users/hugo/servers/adverse-events"),
        ("POST", "/api/users/claire/tokens"),
        ("POST", "/api/users/mallory"),
        ("PATCH", "/api/users/claire"),
        ("GET", "/api/groups"),
        ("GET", "/api/services"),
        ("GET", "/api/proxy"),
        ("POST", "/api/shutdown"),
        ("GET", "/metrics"),
        ("GET", "/login"),
    ],
)
def test_the_rest_of_the_hub_is_behind_a_closed_door(claire, method, path):
    status, said = claire.run(ask, method, HUB + path, OWN)

    assert status == 403
    assert "door-closed" in said


def test_a_neighbours_activity_is_not_told(claire):
    activity = '{"last_activity": "2026-01-01T00:00:00Z"}'

    own = claire.run(ask, "POST", f"{HUB}/api/users/claire/activity", OWN, activity)
    other = claire.run(ask, "POST", f"{HUB}/api/users/hugo/activity", OWN, activity)

    assert own[0] == 200
    assert other[0] in (403, 404)


def test_a_neighbours_server_is_not_behind_the_door(claire, neighbour):
    status, said = claire.run(ask, "GET", "http://127.0.0.1:8081/user/hugo/adverse-events/api/contents", OWN)

    assert status == 403
    assert "door-closed" in said


def test_the_hubs_token_is_worth_an_access_token_of_this_project_alone(claire):
    access = "http://127.0.0.1:8082/access-tokens"

    own = claire.run(ask, "POST", access, OWN, "")
    made_up = claire.run(ask, "POST", access, {"Authorization": "token " + "0" * 64}, "")
    none = claire.run(ask, "POST", access, {}, "")

    assert own[0] == 200 and "access_token" in own[1]
    assert made_up[0] == 401 and "hub-token-invalid" in made_up[1]
    assert none[0] == 401 and "credential-missing" in none[1]


def test_governances_other_routes_are_behind_a_closed_door(claire):
    for method, path in (("GET", "/sites/lyon/permits"), ("GET", "/docs"), ("GET", "/keys/access")):
        status, said = claire.run(ask, method, f"http://127.0.0.1:8082{path}", OWN)
        assert status == 403, path
        assert "door-closed" in said
