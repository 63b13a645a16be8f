"""The desk of jobs and the machines on which they run, as this installation has them."""

from __future__ import annotations

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from hub_config.configure_nodes import configured_nodes
from hub_config.jobs.desk import JobDesk
from hub_config.nodes.placement import Nodes
from hub_config.offers import offered_devices
from hub_config.settings import HubSettings


def configured_desk(settings: HubSettings, governance: GovernanceSettings) -> tuple[JobDesk, Nodes]:
    """Raises SourceRefusal for a wrong file of workers, or as `open_governance`."""

    def machines(project: str) -> tuple[str, ...]:
        try:
            return tuple(node.name for node in nodes.of(project))
        except Refusal:
            return ()  # of a machine that nobody knows, nothing can be given

    desk = JobDesk(
        governance,
        settings.job_limits,
        lambda: offered_devices(settings.home.absolute(), settings.node),
        machines,
        lambda project: bool(machines(project)) and nodes.is_closed_to(project),
    )
    nodes = configured_nodes(settings, desk.drained)
    return desk, nodes
