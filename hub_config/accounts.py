"""`python -m hub_config.accounts set-password USER`: the only way a password account is made."""

from __future__ import annotations

import argparse
import secrets
import sys

import bcrypt
from jupyterhub.orm import new_session_factory
from nativeauthenticator.orm import UserInfo

from governance.directory import find_person
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.words import preferred_language
from hub_config.settings import HubSettings
from hub_config.words import hub_words

_SHORTEST = 12
# bcrypt reads no further: a longer password would be cut without a word.
_LONGEST_BYTES = 72


def set_password(settings: HubSettings, user: str, password: str) -> None:
    """Create or change the account. Raises Refusal `person-unknown`, `password-too-short` or `-too-long`."""
    with open_governance(GovernanceSettings(), read_only=True)() as work:
        if find_person(work, user) is None:
            raise Refusal("person-unknown", user=user)
    if len(password) < _SHORTEST:
        raise Refusal("password-too-short", shortest=_SHORTEST)
    if len(password.encode()) > _LONGEST_BYTES:
        raise Refusal("password-too-long", longest=_LONGEST_BYTES)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
    with new_session_factory(settings.database)() as session:
        account = UserInfo.find(session, user)
        if account is None:
            session.add(UserInfo(username=user, password=hashed, is_authorized=True))
        else:
            account.password, account.is_authorized = hashed, True
        session.commit()


def main(arguments: list[str] | None = None) -> int:
    """Read the password on standard input; print a random one where `--generate` asks for it."""
    parser = argparse.ArgumentParser(prog="python -m hub_config.accounts")
    command = parser.add_subparsers(required=True).add_parser("set-password")
    command.add_argument("user")
    command.add_argument("--generate", action="store_true", help="make a random password and print it")
    asked = parser.parse_args(arguments)
    password = secrets.token_urlsafe(12) if asked.generate else sys.stdin.readline().rstrip("\n")
    try:
        set_password(HubSettings(), asked.user, password)
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    if asked.generate:
        print(password)
    return 0


if __name__ == "__main__":
    sys.exit(main())
