"""What the runner of replays asks governance: may this notebook run again, and may it go on."""

from __future__ import annotations

from collections.abc import Callable

from governance.access.replay import ReplayTicket, check_replay, enter_replay
from governance.access.workspace_entry import WorkspaceGrant
from governance.nodes import require_open_node
from governance.packages.taking import PackageFile
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance


class ReplayGate:
    """As `hub_config.gate.Gate` for workspaces: nothing is remembered."""

    def __init__(self, settings: GovernanceSettings) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)

    def enter(
        self, ticket: ReplayTicket, image: str, node: str
    ) -> tuple[WorkspaceGrant, tuple[PackageFile, ...]]:
        """Record the replay on `node` with the image's digest. Raises the Refusal of governance."""
        with self._write() as work:
            require_open_node(work, node)
            entered = enter_replay(work, ticket, image)
            work.commit()
        return entered

    def refusal_to_stay(self, ticket: ReplayTicket) -> Refusal | None:
        """Why a replay under way must stop now, or None; nothing is recorded."""
        try:
            with self._read() as work:
                check_replay(work, ticket)
        except Refusal as refusal:
            return refusal
        return None
