"""What Prometheus reads of governance: figures of projects, sites and budgets, and no person."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from governance.display.showing import open_session, take
from governance.monitoring.events import KEPT
from governance.monitoring.figures import tell_figures
from governance.monitoring.standing import governance_figures
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import open_governance
from tests.ports import free_port

Figures = dict[tuple[str, tuple[str, ...]], float]


def asked(settings: GovernanceSettings) -> tuple[str, Figures]:
    """The answer to Prometheus, and its figures by name and values of labels."""
    registry, port = CollectorRegistry(), free_port()
    registry.register(KEPT)
    read = open_governance(settings, read_only=True)
    tell_figures(f"127.0.0.1:{port}", lambda: governance_figures(read), registry)
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    return text, {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_projects_are_counted_by_state(world: Any):
    world.open()
    _, figures = asked(world.settings)

    assert figures["d2h_projects", ("active",)] == 1
    assert figures["d2h_audit_trail_length", ()] > 0


def test_a_spent_display_budget_shows_and_nobody_who_spent_it(world: Any):
    world.open()
    with world.unit() as uow:
        open_session(uow, "claire", "sepsis")
        row = uow.session.get(ProjectRow, "sepsis")
        assert take(uow, "claire", "sepsis", row.display_hour_bytes + 1, 0) == 0
        uow.commit()
    text, figures = asked(world.settings)

    assert figures["d2h_display_budget_spent", ("sepsis", "hour")] == 1
    assert figures["d2h_audit_records_total", ("display.budget-spent",)] >= 1
    assert "claire" not in text and "hugo" not in text and "nadia" not in text


def test_what_was_rolled_back_is_not_counted(world: Any):
    before = KEPT.labels("display.tried")._value.get()
    with world.unit() as uow:
        uow.audit.append(actor="claire", event="display.tried", subject="sepsis")

    assert KEPT.labels("display.tried")._value.get() == before


def test_an_address_that_is_none_is_refused_in_words():
    for address in ("8023", "127.0.0.1:", ":8023", "127.0.0.1:x", "127.0.0.1:70000"):
        with pytest.raises(Refusal, match="metrics-address-wrong"):
            tell_figures(address, lambda: (), CollectorRegistry())


def test_a_service_works_on_where_the_address_is_taken():
    registry, port = CollectorRegistry(), free_port()
    tell_figures(f"127.0.0.1:{port}", lambda: (), registry)
    tell_figures(f"127.0.0.1:{port}", lambda: (), CollectorRegistry())

    assert httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).status_code == 200


def test_figures_that_cannot_be_looked_up_keep_no_other_from_being_told():
    def broken() -> list[Any]:
        raise OSError("the database of lyon is away")

    registry, port = CollectorRegistry(), free_port()
    registry.register(KEPT)
    tell_figures(f"127.0.0.1:{port}", broken, registry)
    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)

    assert answer.status_code == 200
    assert "d2h_audit_records" in answer.text and "lyon" not in answer.text
