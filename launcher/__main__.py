"""`python -m launcher …`: one command, with the settings of the installation of D2H_HOME."""

from __future__ import annotations

import os
import sys

from launcher.dispatch import run_command
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.settings import read_settings
from launcher.words import Words


def main() -> None:
    # What the user set herself comes first.
    os.environ.update({**read_settings(Installation.from_environment()), **os.environ})
    try:
        run_command(sys.argv[1:])
    except InstallationError as fault:
        sys.exit(f"✗ {Words().say(fault.key, **fault.params)}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
