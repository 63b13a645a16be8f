"""People at work in a running installation: their passwords, sessions and workspaces."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType

from launcher.client import AirlockSession, HubSession, Workspace
from launcher.installation import Installation
from launcher.logins import read_logins
from launcher.settings import read_settings


@dataclass(frozen=True)
class OpenWorkspace:
    """A workspace somebody entered; `container` is its name at the Docker engine."""

    workspace: Workspace
    container: str

    def execute(self, code: str, *, deadline: float = 300.0) -> str:
        """What `code` prints and shows in the workspace's kernel. Raises KernelError."""
        return self.workspace.execute(code, deadline=deadline)

    def stop(self) -> None:
        self.workspace.stop()


class RunningInstallation:
    """An installation and who works in it; closing it ends the sessions, not the installation."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.home = installation.home
        self.sockets = installation.sockets
        self.hub_url = installation.hub_url
        self.airlock_url = installation.airlock_url
        self.env = read_settings(installation)
        self._sessions = ExitStack()

    def __enter__(self) -> RunningInstallation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sessions.close()

    def password_of(self, user: str) -> str:
        """Raises KeyError for someone without an account."""
        return read_logins(self.installation)[user]

    def hub_session(self, user: str) -> HubSession:
        """A new browser session of the person, logged in."""
        return self._sessions.enter_context(HubSession(self.hub_url, user, self.password_of(user)))

    def airlock_session(self, user: str) -> AirlockSession:
        return AirlockSession(self.hub_session(user), self.airlock_url)

    def start_workspace(self, user: str, project: str) -> OpenWorkspace:
        """Start it, or enter the one that runs. Raises ClientError with the hub's words when it refuses."""
        container = f"{self.installation.container_prefix}-{user}--{project}"
        return OpenWorkspace(self.hub_session(user).start_workspace(project), container)
