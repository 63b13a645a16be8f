"""`./d2h test`: what the tests need, then the linters, the types, the import contracts and all suites."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from launcher import installing, packages
from launcher.installation import REPOSITORY, Installation
from launcher.progress import Report, Step, StepRunner
from launcher.words import Words

TYPED = (
    "d2h_sdk",
    "governance",
    "data_gateway",
    "output_checking",
    "hub_config",
    "images",
    "launcher",
    "demo",
)
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "--strict", *TYPED),
    ("lint-imports",),
)

# The suites that need the engine take as long as all the others: two processes, in the order of the files.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
# Tests are named after their parameters, sets among them: their order has to be the same in every process.
SAME_NAMES = {"PYTHONHASHSEED": "0"}


def run_all(pytest_arguments: Sequence[str], words: Words, print_line: Report) -> int:
    """Exit code: 0 when every check and every test passed. pytest's summary ends the output."""
    installation = Installation.from_environment()
    installation.keep()
    # Packages and the image come from the network: meanwhile a processor is free to check.
    with ThreadPoolExecutor(max_workers=1) as beside:
        checked = beside.submit(_failed_checks, words)
        StepRunner(installation.home / "steps", words, print_line).run(_steps(installation))
        told, failed = checked.result()
    print_line(told)
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", *(pytest_arguments or SIDE_BY_SIDE)],
        cwd=REPOSITORY,
        env=os.environ | SAME_NAMES,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return tests.returncode or int(failed)


def _steps(installation: Installation) -> list[Step]:
    def install_packages(report: Report) -> None:
        packages.install(packages.missing(packages.TESTING), installation.log / "apt.log")

    engine_steps = installing.engine_steps(installation)
    # One after the other: Debian's installer holds a lock.
    return [*engine_steps, Step("step-test-packages", install_packages, after=(engine_steps[0].key,))]


def _failed_checks(words: Words) -> tuple[str, bool]:
    """What the checks have to say, one after the other, and whether any of them failed."""
    told, failed = [], False
    for check in CHECKS:
        begin = time.monotonic()
        finished = subprocess.run(
            [Path(sys.executable).parent / check[0], *check[1:]],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        mark, seconds = "✓" if finished.returncode == 0 else "✗", round(time.monotonic() - begin)
        told.append(f" {mark} {' '.join(check)}: {words.say('check-took', seconds=seconds)}")
        if finished.returncode:
            failed = True
            told.append(finished.stdout + finished.stderr)
    return "\n".join(told), failed
