"""What people meet at the hub of a machine that is about to be stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from governance.access.workspace_entry import PROBE
from governance.actor import Actor
from governance.nodes import drain_node, is_drained, reopen_node
from governance.projects.flavour import USUAL, Flavour
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance
from hub_config.gate import Gate
from launcher.client import ClientError
from tests.integration.hub_config.conftest import SmallHub

NADIA = Actor("nadia", {})


@pytest.fixture
def drained(small_hub: SmallHub) -> Iterator[SmallHub]:
    """Claire's workspace in `beta` was open before; Hugo has none."""
    small_hub.login("hugo").stop_workspace("beta")
    small_hub.start_workspace("claire", "beta")
    _drain(small_hub)
    yield small_hub
    _reopen(small_hub)
    for user in ("claire", "hugo"):
        small_hub.login(user).stop_workspace("beta")


def test_what_is_open_goes_on_and_is_told_and_nothing_new_starts_until_the_machine_is_reopened(drained):
    claire = drained.login("claire")

    with pytest.raises(ClientError, match="about to be stopped for maintenance"):
        drained.start_workspace("hugo", "beta")
    told = claire.http.get(f"{drained.hub_url}/hub/d2h/notices/beta").json()["notices"]
    assert claire.start_workspace("beta").execute("print(6 * 7)").strip() == "42"
    assert [one["words"] for one in told if one["key"] == "drained"] == [
        "Une maintenance approche : enregistrez votre travail. "
        "Cet espace continue, mais une fois fermé il ne rouvrira qu'après."
    ]

    claire.stop_workspace("beta")
    with pytest.raises(ClientError, match="va être arrêtée pour maintenance"):
        drained.start_workspace("claire", "beta")

    _reopen(drained)
    assert drained.start_workspace("hugo", "beta").execute("print(6 * 7)").strip() == "42"
    told = drained.login("hugo").http.get(f"{drained.hub_url}/hub/d2h/notices/beta").json()["notices"]
    assert "drained" not in {one["key"] for one in told}


def test_the_walls_are_tried_before_people_come_back(small_hub):
    gate = Gate(small_hub.governance)
    size = Flavour.model_construct(id=USUAL, title={}, cpus=1.0, memory=1 << 30, gpu=None)
    _drain(small_hub)
    try:
        with pytest.raises(Refusal, match="node-drained"):
            gate.enter("hugo", "beta", size, (), node="here", image="sha256:image", bill="sha256:bill")
        tried = gate.enter(PROBE, "beta", size, (), node="here", image="sha256:image", bill="sha256:bill")
    finally:
        _reopen(small_hub)
    gate.leave(PROBE, "beta", ())

    assert tried.project == "beta"


def _drain(hub: SmallHub) -> None:
    with open_governance(hub.governance)() as work:
        drain_node(work, "here", "New kernel", NADIA)
        work.commit()


def _reopen(hub: SmallHub) -> None:
    with open_governance(hub.governance)() as work:
        if is_drained(work, "here"):
            reopen_node(work, "here", NADIA)
            work.commit()
