"""Which volumes of work there are: one of each member in a project, and the one that its members share."""

from __future__ import annotations

from dataclasses import dataclass

from governance.access.workspace_entry import PROBE


def member_volume(installation: str, user: str, project: str) -> str:
    """Its name, which is the one of her workspace's container too."""
    return f"{installation}-{user}--{project}"


def project_volume(installation: str, project: str) -> str:
    """No user's name is empty: it is no member's."""
    return member_volume(installation, "", project)


@dataclass(frozen=True)
class Work:
    """Names of the volumes that a workspace has: its member's own, and her project's."""

    own: str
    project: str


def work_of(installation: str, user: str, project: str) -> Work:
    """A trial of the walls, which any machine may have, has a folder of its own in the project's place."""
    if user == PROBE:
        return Work(member_volume(installation, user, project), f"{installation}-{PROBE}-project--{project}")
    return Work(member_volume(installation, user, project), project_volume(installation, project))
