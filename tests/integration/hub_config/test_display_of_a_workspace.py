"""A real workspace past its display budget: what its researcher sees, and what remains of it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from governance.display.showing import shown_now
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import open_governance
from hub_config.meter.allowance import BLOCK
from launcher.client import ClientError
from launcher.kernel import KernelError

BUDGET = 400_000  # bytes
SHOW_A_LOT = "for number in range(120):\n    print('9' * 20_000)"


@pytest.fixture
def small_budget(small_hub) -> Iterator[None]:
    """What others showed of the project within this hour, and as much again as BUDGET."""
    with open_governance(small_hub.governance)() as work:
        (hour,) = (one.bytes for one in shown_now(work, "beta") if one.window == "hour")
    _set_budget(small_hub, hour + BUDGET)
    yield
    _set_budget(small_hub, 64 << 20)


def _set_budget(small_hub, hour: int) -> None:
    with open_governance(small_hub.governance)() as work:
        project = work.session.get_one(ProjectRow, "beta")
        project.display_hour_bytes, project.display_day_bytes = hour, 4 * hour
        work.commit()


def test_past_its_budget_a_workspace_shows_no_more_closes_and_says_why(small_hub, small_budget):
    workspace = small_hub.start_workspace("hugo", "beta")
    assert workspace.execute("print(6 * 7)").strip() == "42"

    with pytest.raises(KernelError, match="The display budget of this project is spent") as cut:
        workspace.execute(SHOW_A_LOT)
    # What an earlier workspace of hers took and did not show, she shows first: it has been counted.
    assert cut.value.output.count("9") < BUDGET + BLOCK
    assert workspace.request("GET", "api/kernels").status_code == 429

    _wait_until_gone(workspace.session)
    with pytest.raises(ClientError, match="403: The workspaces of the project “beta” have shown"):
        small_hub.start_workspace("hugo", "beta")
    home = workspace.session.http.get(f"{small_hub.hub_url}/hub/home").text
    assert "They are paused until" in home and 'id="start-beta"' not in home

    told = {record.event: record for record in _of_hugo(small_hub)}
    assert told["display.budget-spent"].details["window"] == "hour"
    assert told["workspace.closed"].details["shown"] <= BUDGET
    assert told["code.executed"].actor == "hugo"


def test_who_enters_is_told_what_is_recorded(small_hub):
    home = small_hub.login("claire").http.get(f"{small_hub.hub_url}/hub/home").text

    assert "Ce que vous exécutez est consigné" in home


def test_the_files_of_jupyterlab_cost_nothing_of_the_budget(small_hub):
    workspace = small_hub.start_workspace("claire", "beta")
    page = workspace.session.http.get(f"{small_hub.hub_url}{workspace.path}lab").text
    address = page.split('src="')[1].split('"')[0]

    answer = workspace.session.http.get(f"{small_hub.hub_url}{address}")

    assert "/static/lab/" in address
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "private, max-age=3600"
    workspace.stop()


def _of_hugo(small_hub):
    with open_governance(small_hub.governance)() as work:
        return [record for record in work.audit.records() if record.subject == "beta/hugo"]


def _wait_until_gone(session) -> None:
    end = time.monotonic() + 60
    while "beta" in session.request("GET", "/hub/api/users/hugo").json().get("servers", {}):
        assert time.monotonic() < end, "the workspace still runs"
        time.sleep(0.5)
