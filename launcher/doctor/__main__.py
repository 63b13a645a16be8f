"""`python -m launcher.doctor`."""

from __future__ import annotations

import sys

from launcher.doctor.examination import report
from launcher.installation import Installation
from launcher.words import Words

if __name__ == "__main__":
    sys.exit(0 if report(Installation.from_environment(), Words()) else 1)
