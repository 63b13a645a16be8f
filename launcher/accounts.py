"""`python -m launcher.accounts`: gives every login of the installation its password at the hub."""

from __future__ import annotations

from hub_config.accounts import set_password
from hub_config.settings import HubSettings
from launcher.installation import Installation
from launcher.logins import read_logins


def main() -> None:
    settings = HubSettings.model_validate({})  # all from the environment
    for user, password in read_logins(Installation.from_environment()).items():
        set_password(settings, user, password)


if __name__ == "__main__":
    main()
