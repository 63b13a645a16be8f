"""`python -m output_checking.migrate`: prepare or upgrade the database, create the key on first use.

Safe to run at every start: it changes nothing when all is there.
"""

from __future__ import annotations

import sys

from governance.refusal import Refusal
from governance.signatures import create_private_key, load_private_key, public_pem
from governance.storage.engine import open_engine
from governance.words import preferred_language
from output_checking.settings import AirlockSettings
from output_checking.storage.migrate import migrate
from output_checking.words import airlock_words


def prepare(settings: AirlockSettings) -> None:
    """Key, public key beside it (`.pub`), store, schema. Raises Refusal `key-unreadable`, `database-…`."""
    if not settings.key_file.exists():
        create_private_key(settings.key_file)
    public = public_pem(load_private_key(settings.key_file))
    settings.public_key_file.write_text(public, encoding="ascii")
    engine = open_engine(settings.database_url)
    migrate(engine)
    engine.dispose()


def main() -> int:
    words = airlock_words(preferred_language())
    try:
        prepare(AirlockSettings())
    except Refusal as refusal:
        print(words.refusal(refusal), file=sys.stderr)
        return 1
    print(words.say("airlock-ready"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
