"""Loading the AppArmor profile of workspaces into this machine's kernel, where it has AppArmor."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hub_config.apparmor import PROFILE, PROFILE_FILE
from launcher import packages
from launcher.errors import InstallationError

PROGRAM = "apparmor_parser"
# What is there the machine loads at every start.
INSTALLED = Path("/etc/apparmor.d", PROFILE)
_SWITCH = Path("/sys/module/apparmor/parameters/enabled")
# Missing inside a container, which may load nothing whatever its machine's kernel has.
_INTERFACE = Path("/sys/kernel/security/apparmor")


def is_on() -> bool:
    """Whether this machine's kernel holds programs by AppArmor's profiles."""
    return _SWITCH.is_file() and _SWITCH.read_text().strip() == "Y" and _INTERFACE.is_dir()


def is_installed() -> bool:
    """Whether the profile stands, as it is now, where the machine loads it from."""
    return INSTALLED.is_file() and INSTALLED.read_bytes() == PROFILE_FILE.read_bytes()


def load() -> None:
    """Have it loaded, now and at every start of the machine; nothing to do without AppArmor.

    Raises InstallationError `type-apparmor` for who is not root, `apparmor-failed`.
    """
    if not is_on():
        return
    if not packages.is_root():
        if not is_installed():
            raise InstallationError("type-apparmor", command=command())
        return
    INSTALLED.write_bytes(PROFILE_FILE.read_bytes())
    program = packages.find(PROGRAM) or PROGRAM
    loaded = subprocess.run([program, "--replace", INSTALLED], capture_output=True, text=True, check=False)
    if loaded.returncode != 0:
        raise InstallationError("apparmor-failed", reason=loaded.stderr.strip()[-500:])


def command() -> str:
    """What an administrator types to the same end."""
    return f"sudo install -m 644 {PROFILE_FILE} {INSTALLED} && sudo {PROGRAM} --replace {INSTALLED}"
