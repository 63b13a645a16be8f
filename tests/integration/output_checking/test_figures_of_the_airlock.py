"""What Prometheus reads of the airlock: how many requests wait, and since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from output_checking.figures import airlock_figures
from output_checking.storage.tables import turns
from tests.integration.output_checking.house import House


def figures(house: House) -> dict[tuple[str, str], float]:
    return {
        (sample.name, sample.labels["state"]): sample.value
        for metric in airlock_figures(house.airlock)
        for sample in metric.samples
    }


def test_nothing_waits_in_an_empty_airlock(house: House) -> None:
    found = figures(house)

    assert {state for _, state in found} == {"checking", "submitted", "consolidation", "approved"}
    assert set(found.values()) == {0.0}


def test_the_oldest_of_those_that_wait_for_opinions_is_told(house: House) -> None:
    request, _ = house.submitted(), house.submitted()
    with house.airlock.open_unit() as unit:
        long_ago = datetime.now(UTC) - timedelta(days=5)
        unit.session.execute(
            turns.update().where(turns.c.request_id == request.id).values(submitted_at=long_ago)
        )
        unit.commit()
    found = figures(house)

    assert found["d2h_requests_waiting", "submitted"] == 2
    assert found["d2h_oldest_request_seconds", "submitted"] >= timedelta(days=5).total_seconds()
    assert found["d2h_requests_waiting", "approved"] == 0


def test_a_decided_request_waits_no_more(house: House) -> None:
    house.released()

    assert set(figures(house).values()) == {0.0}
