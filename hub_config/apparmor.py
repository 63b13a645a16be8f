"""The AppArmor profile of workspaces, jobs and replays, and where it must hold them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PROFILE = "d2h-workspace"
PROFILE_FILE = Path(__file__).with_suffix(".profile")


def profile_where(security_options: Iterable[str]) -> str:
    """The profile of a container whose engine tells this of what it holds containers with; empty without
    AppArmor. Where there is AppArmor nothing runs without it: no engine starts what has no loaded profile.
    """
    return PROFILE if "name=apparmor" in security_options else ""
