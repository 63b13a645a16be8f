"""What the doctor makes of the figures that airlock and governance tell."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from governance.monitoring.figures import tell_figures
from launcher.doctor.finding import Check, Verdict
from launcher.doctor.running import paused, waiting
from launcher.words import Words
from tests.ports import free_port


def tell(*figures: GaugeMetricFamily) -> int:
    """The port where they are told, as a service tells them."""
    port = free_port()
    tell_figures(f"127.0.0.1:{port}", lambda: figures, CollectorRegistry())
    return port


def oldest(seconds: float, state: str = "submitted") -> GaugeMetricFamily:
    family = GaugeMetricFamily("d2h_oldest_request_seconds", "Oldest", labels=["state"])
    family.add_metric([state], seconds)
    return family


def said(check: Check, language: str = "en") -> str:
    if check.remedy:
        Words(language).say(check.remedy, **check.params)
    return Words(language).say(check.key, **check.params)


@pytest.mark.parametrize(
    ("seconds", "state", "verdict"),
    [
        (0.0, "submitted", Verdict.GOOD),
        (2.9 * 86_400, "consolidation", Verdict.GOOD),
        (4.5 * 86_400, "consolidation", Verdict.BAD),
        (4.5 * 86_400, "checking", Verdict.GOOD),
    ],
)
def test_an_opinion_that_is_awaited_for_days_is_bad(seconds: float, state: str, verdict: Verdict) -> None:
    (check,) = waiting(tell(oldest(seconds, state)))

    assert check.verdict is verdict
    assert verdict is Verdict.GOOD or "since 4 days" in said(check)


def test_a_spent_display_budget_is_told_with_its_project() -> None:
    family = GaugeMetricFamily("d2h_display_budget_spent", "Spent", labels=["project", "window"])
    family.add_metric(["activity", "hour"], 1)
    (check,) = paused(tell(family))

    assert check.verdict is Verdict.BAD
    assert "activity" in said(check) and "de l'heure" in said(check, "fr")


def test_where_no_budget_is_spent_nothing_is_said() -> None:
    assert list(paused(tell())) == []


def test_a_service_that_tells_nothing_is_bad() -> None:
    port = free_port()
    checks = [*waiting(port), *paused(port)]

    assert [check.verdict for check in checks] == [Verdict.BAD, Verdict.BAD]
    assert str(port) in said(checks[0])
