"""`python -m demo.studies`: write each study's notebook from its source, without outputs."""

from __future__ import annotations

import sys

from demo.studies.notebook import notebook_text, sources


def main() -> int:
    for source in sources():
        target = source.with_suffix(".ipynb")
        target.write_text(notebook_text(source.read_text(encoding="utf-8")), encoding="utf-8")
        print(target.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
