"""Passwords of an installation's first people: random, kept for its owner alone, never in the repository."""

from __future__ import annotations

import secrets

from launcher.installation import Installation
from launcher.settings import write_private

LOGINS = "logins"
OWNER_PAGES = "owner-pages"  # site -> passphrase of its data owner's page


def read_logins(installation: Installation, file: str = LOGINS) -> dict[str, str]:
    """User name -> password, of the accounts the launcher made."""
    try:
        lines = (installation.home / file).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split(maxsplit=1) for line in lines if line)


def ensure_logins(installation: Installation, users: list[str], file: str = LOGINS) -> dict[str, str]:
    """Add a random password for each user who has none yet; returns them all."""
    logins = read_logins(installation, file)
    logins |= {user: secrets.token_urlsafe(12) for user in users if user not in logins}
    write_private(
        installation.home / file, "".join(f"{user} {password}\n" for user, password in logins.items())
    )
    return logins
