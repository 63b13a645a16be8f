"""The airlock's own figures: requests by state, and since when the oldest waits for its opinions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from output_checking.airlock import Airlock
from output_checking.states import REVIEWABLE, State
from output_checking.storage.clocks import waiting_since


def airlock_figures(airlock: Airlock) -> Iterator[Metric]:
    with airlock.open_reading() as unit:
        waiting = waiting_since(unit.session)
    requests = GaugeMetricFamily(
        "d2h_requests_waiting", "Requests not yet decided, by state", labels=["state"]
    )
    oldest = GaugeMetricFamily(
        "d2h_oldest_request_seconds", "Since the oldest of a state was last submitted", labels=["state"]
    )
    now = datetime.now(UTC)
    for state in (State.CHECKING, *sorted(REVIEWABLE), State.APPROVED):
        number, since = waiting.get(state, (0, now))
        requests.add_metric([state.value.lower()], number)
        oldest.add_metric([state.value.lower()], max(0.0, (now - since).total_seconds()))
    yield from (requests, oldest)
