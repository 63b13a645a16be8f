"""`python -m demo.hospitals OUT --patients N --seed S`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo.hospitals import generate


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m demo.hospitals", description="Invent the hospitals' data."
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write one folder per site into")
    parser.add_argument(
        "--patients", type=int, default=200_000, help="distinct persons in all (default 200,000)"
    )
    parser.add_argument("--seed", type=int, default=20_261_123)
    arguments = parser.parse_args()
    try:
        generate(arguments.out, arguments.patients, arguments.seed, report=print)
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
