"""Governance's own figures: projects, copies of the sites' audits, display budgets that are spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from prometheus_client.core import GaugeMetricFamily, Metric

from governance.audit.site_standing import audit_troubles
from governance.audit.trail import last_mark
from governance.display.showing import paused_projects
from governance.storage.tables import AUDIT_RECORDS, ProjectRow
from governance.storage.unit_of_work import UnitOfWork


def governance_figures(read: Callable[[], UnitOfWork]) -> Iterator[Metric]:
    with read() as uow:
        states = uow.session.execute(
            sa.select(ProjectRow.state, sa.func.count()).group_by(ProjectRow.state)
        ).all()
        troubles = audit_troubles(uow)
        paused = paused_projects(uow)
        last = last_mark(uow.session, AUDIT_RECORDS).sequence
    projects = GaugeMetricFamily("d2h_projects", "Projects by state", labels=["state"])
    for state, number in states:
        projects.add_metric([state.lower()], number)
    yield projects
    yield GaugeMetricFamily("d2h_audit_trail_length", "Records of the trail", value=last)
    sites = GaugeMetricFamily(
        "d2h_site_audit_trouble",
        "1 for each site whose copy of the audit is in trouble",
        labels=["site", "code"],
    )
    for trouble in troubles:
        sites.add_metric([trouble.site, trouble.code], 1)
    yield sites
    spent = GaugeMetricFamily(
        "d2h_display_budget_spent", "1 for each project whose workspaces pause", labels=["project", "window"]
    )
    for project, window in paused:
        spent.add_metric([project, window], 1)
    yield spent
