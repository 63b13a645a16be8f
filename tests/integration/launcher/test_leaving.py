"""Somebody leaves a whole installation: within a minute gone from everywhere, the others untouched."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import docker
import httpx
import pytest
from docker.errors import NotFound

from launcher.client import ClientError
from launcher.commands import run_d2h
from launcher.isolation.inside import Inside
from launcher.isolation.probes.services import read_from
from launcher.running import RunningInstallation

BOUND = 60.0  # seconds
PROJECT = "adverse-events"
PERSONS = json.dumps({"kind": "read", "dataset": "omop", "table": "person", "columns": ["person_id"]})


def own_token() -> str:
    import json
    import urllib.request

    request = urllib.request.Request("http://127.0.0.1:8082/access-tokens", method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - a door of the workspace
        return str(json.load(answer)["access_token"])


@pytest.fixture
def returning(installation: RunningInstallation) -> Iterator[RunningInstallation]:
    """Hugo is back when the test is over: others of this installation need him."""
    yield installation
    run_d2h(installation.installation, "people", "return", "hugo", "--as", "nadia")


def test_who_leaves_is_gone_within_a_minute_with_every_token_and_session(
    returning: RunningInstallation,
) -> None:
    installation = returning
    claire = Inside(installation.start_workspace("claire", PROJECT))
    session = installation.hub_session("hugo")
    workspace = session.start_workspace(PROJECT)
    pages = installation.airlock_session("hugo")
    container = f"{installation.installation.container_prefix}-hugo--{PROJECT}"
    # What hugo took away, tried by somebody who stays: a token outlives the container it was asked in.
    token = Inside(workspace).run(own_token)
    api = f"http://127.0.0.1:{installation.installation.ports.airlock_api}/api/requests"

    def open_to_hugo() -> set[str]:
        engine, left = docker.from_env(), set()
        for name in (container, f"{container}--server"):
            try:
                engine.containers.get(name)
                left.add(name)
            except NotFound:
                pass
        if session.http.get(f"{installation.hub_url}/hub/home").url.path.endswith("/home"):
            left.add("hub")
        if pages.get("/").status_code == 200 and pages.get("/").url.host == "localhost":
            left.add("airlock pages")
        if httpx.get(api, headers={"authorization": f"Bearer {token}"}).status_code == 200:
            left.add("airlock")
        if claire.run(read_from, "lyon", token, PERSONS)[0] == "rows":
            left.add("gateway")
        return left

    assert open_to_hugo() == {
        container,
        f"{container}--server",
        "hub",
        "airlock pages",
        "airlock",
        "gateway",
    }
    run_d2h(installation.installation, "people", "leave", "hugo", "--reason", "moved", "--as", "nadia")
    end = time.monotonic() + BOUND
    while (left := open_to_hugo()) and time.monotonic() < end:
        time.sleep(1)
    assert left == set()
    with pytest.raises(ClientError):
        installation.hub_session("hugo")
    assert claire.run(read_from, "lyon", claire.run(own_token), PERSONS)[0] == "rows"
    told = run_d2h(installation.installation, "audit", "show", "--zone", "governance", "--json")
    assert [one["subject"] for one in json.loads(told) if one["event"] == "person.left"] == ["hugo"]
