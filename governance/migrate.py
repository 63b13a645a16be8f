"""`python -m governance.migrate`: prepare or upgrade the database, and create the signing key on first use.

Safe to run at every start: it changes nothing when all is there.
"""

from __future__ import annotations

import sys

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import create_private_key, load_private_key, public_pem
from governance.storage.engine import open_engine
from governance.storage.schema import upgrade_schema
from governance.words import governance_words, preferred_language


def migrate(settings: GovernanceSettings) -> None:
    """Key, public key beside it, schema. Raises Refusal `key-unreadable`, `database-…`."""
    if not settings.key_file.exists():
        create_private_key(settings.key_file)
    settings.public_key_file.write_text(public_pem(load_private_key(settings.key_file)), encoding="ascii")
    engine = open_engine(settings.database_url)
    upgrade_schema(engine)
    engine.dispose()


def main() -> int:
    words = governance_words(preferred_language())
    try:
        migrate(GovernanceSettings())
    except Refusal as refusal:
        print(words.refusal(refusal), file=sys.stderr)
        return 1
    print(words.say("governance-ready"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
