"""What the checks catch, what they block without need, and how long a large request takes.

Every planted disclosure of the tests' corpus (each row of the rule catalogue as tables, each of them in each
container, hostile files, figures, models) must be caught, and those that only several tables together make;
of the ordinary outputs at most 5 % may be blocked, with the joint audit of its files. Identifiers drawn in
figures are read by program, as an aid: it says how many. Then a request of 100 files with a million cells is
checked as `./d2h check` does, and its memory is the largest sum of all reading processes.

    python benchmarks/check_corpus.py [--only planted|linked|safe|pictures|speed]
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from output_checking.findings import Finding, Severity
from output_checking.profile import load_profile
from output_checking.use_cases.check_paths import CheckedPath, check_paths, linked, read_paths
from tests.unit.output_checking.corpus.catalogue import CATALOGUE, frames, long_table_cases, table_cases
from tests.unit.output_checking.corpus.containers import CONTAINERS
from tests.unit.output_checking.corpus.hostile import hostile_cases
from tests.unit.output_checking.corpus.linked import planted_links
from tests.unit.output_checking.corpus.linked_ordinary import ordinary_sets
from tests.unit.output_checking.corpus.pictures import pictures_of_persons, safe_pictures
from tests.unit.output_checking.corpus.safe import safe_cases

FALSE_BLOCKS, SECONDS, MEMORY = 0.05, 20.0, 1 << 30
FILES, ROWS, COLUMNS = 100, 1_000, 10
_PAGE = 4096


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--only", choices=("planted", "linked", "safe", "pictures", "speed"), help="one of the measures"
    )
    asked = parser.parse_args().only
    with tempfile.TemporaryDirectory(prefix="d2h-corpus-") as folder:
        good = [
            measure(Path(folder))
            for name, measure in (
                ("planted", planted),
                ("linked", linked_tables),
                ("safe", safe),
                ("pictures", pictures),
                ("speed", speed),
            )
            if asked in (None, name)
        ]
    return 0 if all(good) else 1


def planted(folder: Path) -> bool:
    cases = [*table_cases(), *long_table_cases(), *hostile_cases()]
    found = checked(folder / "planted", {str(at): case.files for at, case in enumerate(cases)})
    missed = []
    for at, case in enumerate(cases):
        grave = (Severity.BLOCK, Severity.REVIEW) if case.by_review else (Severity.BLOCK,)
        if not {one.explanation for one in found[str(at)] if one.severity in grave} & case.explanations:
            missed.append(case.name)
    caught = len(cases) - len(missed)
    print(f"recall {100 * caught / len(cases):.1f} % of {len(cases)} planted disclosures (bar: 100 %)")
    print(f"  {len(CATALOGUE)} rows of the catalogue, {len(frames())} tables, {len(CONTAINERS)} containers")
    for name in missed:
        print(f"  missed: {name}")
    return not missed


def linked_tables(folder: Path) -> bool:
    """Small sets of tables, some of them with an earlier release."""
    profile = load_profile()

    def said(name: str, files: Mapping[str, str], earlier: Mapping[str, str]) -> list[Finding]:
        for when, texts in (("now", files), ("before", earlier)):
            (folder / "linked" / name / when).mkdir(parents=True)
            for file, text in texts.items():
                (folder / "linked" / name / when / file).write_text(text, encoding="utf-8")
        before = [folder / "linked" / name / "before"] if earlier else []
        answers = check_paths([folder / "linked" / name / "now"], profile, before)
        return [finding for one in answers for finding in one.findings]

    cases, ordinary = list(planted_links()), list(ordinary_sets())
    missed = []
    for at, case in enumerate(cases):
        # What a lone table gives back is told by the check of that table, once.
        caught = {case.explanation} | ({"suppression-given-back"} if len(case.files) == 1 else set())
        if not caught & {one.explanation for one in said(str(at), case.files, case.earlier)}:
            missed.append(case.name)
    blocked = [
        name
        for name, files, earlier in ordinary
        if any(one.severity is Severity.BLOCK for one in said(name, files, earlier))
    ]
    asked = sum(case.asks for case in cases)
    share = 1 - len(missed) / len(cases)
    print(
        f"recall {100 * share:.1f} % of {len(cases)} disclosures of several tables (bar: 100 %)"
        f", {asked} by a question; {len(blocked)} of {len(ordinary)} ordinary sets blocked (bar: 0)"
    )
    for name in (*missed, *blocked):
        print(f"  wrong: {name}")
    return not missed and not blocked


def safe(folder: Path) -> bool:
    cases = [*safe_cases(), *safe_pictures()]
    found = checked(folder / "safe", {str(at): case.files for at, case in enumerate(cases)})
    blocked = [
        case.name
        for at, case in enumerate(cases)
        if any(one.severity is Severity.BLOCK for one in found[str(at)])
    ]
    share = len(blocked) / len(cases)
    print(f"false blocks {100 * share:.1f} % of {len(cases)} ordinary outputs (bar: at most 5 %)")
    for name in blocked:
        print(f"  blocked: {name}")
    return share <= FALSE_BLOCKS


def pictures(folder: Path) -> bool:
    """An aid has no bar; what it costs is told for each figure, two of them read at once."""
    cases = list(pictures_of_persons())
    begin, used = time.monotonic(), _processor_seconds()
    found = checked(folder / "pictures", {str(at): case.files for at, case in enumerate(cases)})
    seconds, used = time.monotonic() - begin, _processor_seconds() - used
    read = [
        case
        for at, case in enumerate(cases)
        if {one.explanation for one in found[str(at)]} & case.explanations
    ]
    for told in ("turned by 0", "turned by 90"):
        kind = [case for case in cases if told in case.name]
        share = sum(case in read for case in kind) / len(kind)
        print(f"identifiers read in {100 * share:.0f} % of {len(kind)} figures that show one, {told} degrees")
    print(f"{seconds / len(cases):.2f} s, {used / len(cases):.2f} s of processor for a figure and its table")
    return True


def speed(folder: Path) -> bool:
    """100 tables of 10,000 cells: half of them CSV, a quarter Excel, a quarter Parquet."""
    import pandas as pd

    draw = random.Random(20261123)
    folder = folder / "speed"
    folder.mkdir()
    for number in range(FILES):
        labels = pd.DataFrame({"ward": [f"ward {row}" for row in range(ROWS)]})
        counts = {f"n_{year}": [draw.randint(10, 9_999) for _ in range(ROWS)] for year in range(COLUMNS - 1)}
        frame = pd.concat([labels, pd.DataFrame(counts)], axis=1)
        if number % 4 == 2:
            frame.to_excel(folder / f"t{number}.xlsx", index=False)
        elif number % 4 == 3:
            frame.to_parquet(folder / f"t{number}.parquet", index=False)
        else:
            frame.to_csv(folder / f"t{number}.csv", index=False)
    size = _Size()
    size.start()
    begin, used = time.monotonic(), _processor_seconds()
    answers = check_paths([folder], load_profile())
    seconds, used = time.monotonic() - begin, _processor_seconds() - used
    size.stop()
    blocked = sum(one.verdict is Severity.BLOCK for one in answers)
    print(
        f"{len(answers)} files, {FILES * ROWS * COLUMNS:,} cells: {seconds:.1f} s (bar: 20 s), "
        f"{used:.1f} s of processor, "
        f"{size.largest / (1 << 20):.0f} MiB in all reading processes (bar: 1024 MiB), {blocked} blocked"
    )
    return seconds <= SECONDS and size.largest <= MEMORY


def _processor_seconds() -> float:
    """Of this process and of every process below it that has ended."""
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in times)


def checked(folder: Path, cases: Mapping[str, Mapping[str, bytes]]) -> dict[str, list[Finding]]:
    """Findings by case, of all its files."""
    for name, files in cases.items():
        (folder / name).mkdir(parents=True)
        for file, content in files.items():
            (folder / name / file).write_bytes(content)
    together: dict[str, list[CheckedPath]] = {name: [] for name in cases}
    for one in read_paths([folder], load_profile()):
        together[Path(one.path).parent.name].append(one)
    return {
        name: [finding for one in linked(some, [], load_profile()) for finding in one.findings]
        for name, some in together.items()
    }


class _Size(threading.Thread):
    """The largest sum of the resident memory of all descendants of this process."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.largest = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            self.largest = max(self.largest, sum(_resident(one) for one in _descendants()))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _descendants() -> Iterable[int]:
    waiting = ["self"]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                children = task.read_text().split()
            except OSError:
                continue
            waiting += children
            yield from map(int, children)


def _resident(pid: int) -> int:
    """Bytes of resident memory of one process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
