"""`python -m launcher.several`: command lines from standard input, each a JSON list of words, in turn.

Starting Python and its libraries once for all saves most of their time. The first that fails ends it.
"""

from __future__ import annotations

import json
import sys

from launcher.dispatch import run_command


def main() -> None:
    for words in json.load(sys.stdin):
        try:
            run_command(words)
        except SystemExit as ended:
            if ended.code not in (None, 0):
                print(f"(d2h {' '.join(words)})", file=sys.stderr)
                raise


if __name__ == "__main__":
    main()
