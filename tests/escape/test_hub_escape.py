"""Out through the hub: its door is the server's alone, and so is the proof of who asks for a token."""

from __future__ import annotations

import errno
import json

from launcher.isolation.probes.network import connect
from launcher.isolation.probes.services import ask

ACCESS = "http://127.0.0.1:8082"


def test_the_hub_is_not_reached_from_a_kernel(claire):
    assert claire.run(connect, "127.0.0.1", 8081) == errno.ECONNREFUSED


def test_a_workspace_gets_an_access_token_of_its_own_whatever_it_says_of_itself(claire, hugo):
    own = claire.run(ask, "POST", f"{ACCESS}/access-tokens", {}, "")
    claimed = claire.run(ask, "POST", f"{ACCESS}/access-tokens", {"Authorization": "token " + "0" * 64}, "")
    others = hugo.run(ask, "POST", f"{ACCESS}/access-tokens", {}, "")

    assert _who(own) == _who(claimed) == ("claire", "adverse-events")
    assert _who(others) == ("hugo", "activity")


def test_governances_other_routes_are_behind_a_closed_door(claire):
    for method, path in (("GET", "/sites/lyon/permits"), ("GET", "/docs"), ("GET", "/keys/access")):
        assert claire.run(ask, method, f"{ACCESS}{path}")[0] == 403, path


def _who(answer: list[object]) -> tuple[str, str]:
    status, said = answer
    assert status == 200, said
    import base64

    payload = json.loads(str(said))["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims["sub"], claims["project"]
