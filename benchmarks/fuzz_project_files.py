"""A fuzzer of project files: what does `apply` make of garbage?

Every input is read and applied as `d2h project apply` does, in an installation that holds people, two sites
and the project that the inputs were made from. Garbage has to be refused with a line of the file and words in
both languages, and to leave the database as it was; what is accepted has to be there whole: planned again,
nothing is left to change.

    python benchmarks/fuzz_project_files.py [--inputs 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML

from benchmarks.governance_scale import ADMIN, SITES, card
from governance.catalogue.registration import register_site
from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, plan_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.source_file import SourceRefusal
from governance.storage.tables import AUDIT_RECORDS, MemberRow, PermitRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork, open_governance
from governance.words import governance_words

PROJECT = """\
project:
  id: sepsis
  title: {en: Sepsis, fr: Sepsis}
  purpose: Study of sepsis
  starts: 2026-01-01
  ends: 2099-12-31
members:
  - {user: claire, role: lead}
  - {user: hugo, role: researcher}
workspace: {memory: 4G, cpus: 2, gpus: 0}
outputs: {threshold: 10, votes: 2}
permits:
  - sites: [lyon, grenoble]
    mode: records
    datasets:
      omop:
        tables:
          person:
            columns: [person_id, year_of_birth]
            rows: [{column: year_of_birth, op: in, value: [1950, 1951]}]
steps:
  committee: {by: Committee, given: 2026-01-01, reference: "12", document: "%s"}
""" % ("a" * 64)
PIECES = (
    *("\t", "\0", "\u2028", "\ufeff", "é", "- ", ": ", "? ", "{", "}", "[", "]", "&a ", "*a", "<<: *a"),
    *("!!python/object:os.system ", "!!binary ", "!!set ", "!!timestamp ", "%YAML 9.9\n", "---\n", "...\n"),
    *(
        "|",
        ">",
        "'",
        '"',
        "#",
        "\\",
        "${HOME}",
        "0x7fffffffffffffffffff",
        "1e999",
        ".nan",
        ".inf",
        "~",
        "yes",
    ),
    *("2026-02-30", "'; drop table projects; --"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 10**30, -(10**30), float("inf"), float("nan"), "", " ", "\0", "\ud800"),
    *("x" * 70_000, [], {}, [[]], {"": ""}, {"en": None}, ["lyon", "lyon"], "2026-02-30", "9999-12-31"),
    *("0001-01-01", "1e9T", "-4G", "lyon", "claire", "person_id", "../../etc/passwd", "<script>", "{$count}"),
    *("é" * 300, [1] * 2_000, [None, {}], 3, 20, "2G", "2098-12-31", ["lyon"], ["year_of_birth"]),
)
LINES = ("\n", "\r\n", "\r")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-fuzz-") as scratch:
        faults = fuzz(Path(scratch), arguments.inputs, arguments.seed)
    raise SystemExit(1 if faults else 0)


def fuzz(folder: Path, count: int, seed: int) -> int:
    """How many inputs were answered otherwise than they have to be; each is printed."""
    unit = installation(folder)
    chance, told, faults = random.Random(seed), Counter[str](), 0
    begin, processor = time.perf_counter(), time.process_time()
    path = folder / "project.yaml"
    for _ in range(count):
        raw = chance.choice((noise, edited, rearranged, changed))(chance)
        path.write_bytes(raw)
        try:
            told[applied(unit, path, raw)] += 1
        except Exception as fault:  # whatever it is, it is what is looked for
            faults += 1
            print(f"{type(fault).__name__}: {fault}\n  {raw[:2000]!r}", flush=True)
    passed, used = time.perf_counter() - begin, time.process_time() - processor
    print(f"{count} inputs, seed {seed}: {faults} faults; {passed:.0f} s, of processor {used:.0f} s")
    print(", ".join(f"{code} {times}" for code, times in told.most_common()))
    return faults


def installation(folder: Path) -> Callable[[], UnitOfWork]:
    settings = GovernanceSettings(
        database_url=f"sqlite:///{folder / 'governance.db'}",
        key_file=folder / "key.pem",
        audit_anchor=folder / "audit.anchor",
    )
    migrate(settings)
    unit = open_governance(settings)
    with unit() as uow:
        people = [
            Person(username=name, full_name=name, roles=frozenset({Role.RESEARCHER}))
            for name in ("claire", "hugo")
        ]
        register_people(uow, people, ADMIN)
        for site in SITES:
            register_site(uow, card(site), ADMIN)
        uow.commit()
    (folder / "project.yaml").write_text(PROJECT, encoding="utf-8")
    with unit() as uow:
        apply_projects(uow, read_project_files([folder / "project.yaml"]), ADMIN)
        uow.commit()
    return unit


def applied(unit: Callable[[], UnitOfWork], path: Path, raw: bytes) -> str:
    """`accepted`, or the code of the first fault. Raises whatever else came, and AssertionError for an answer
    that is none."""
    before = held(unit)
    try:
        read = read_project_files([path])
        with unit() as uow:
            apply_projects(uow, read, ADMIN)
            uow.commit()
    except SourceRefusal as refusal:
        assert held(unit) == before, "a refused file left something"
        told_in_words(refusal, raw)
        return refusal.faults[0].code
    with unit() as uow:
        assert not any(plan.lines for plan in plan_projects(uow, read)), "accepted, and not whole"
    return "accepted"


def held(unit: Callable[[], UnitOfWork]) -> list[int]:
    with unit() as uow:
        tables = (ProjectRow.__table__, MemberRow.__table__, PermitRow.__table__, AUDIT_RECORDS)
        return [uow.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]


def told_in_words(refusal: SourceRefusal, raw: bytes) -> None:
    lines = (
        raw.count(b"\n") + raw.count(b"\r") + raw.count("\u2028".encode()) + raw.count("\u0085".encode()) + 1
    )
    assert refusal.faults, "refused without a reason"
    for fault in refusal.faults:
        assert 1 <= fault.line <= lines, f"line {fault.line} of {lines}: {fault.code}"
        for language in ("fr", "en"):
            words = governance_words(language)
            assert words.knows(fault.code), f"no words for {fault.code}"
            said = words.say(fault.code, **fault.params)
            assert "{$" not in said.replace("{$count}", ""), said


def noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(0, 400))


def edited(chance: random.Random) -> bytes:
    text = PROJECT
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        put = "".join(chance.choices(PIECES, k=chance.randint(0, 2)))
        text = text[:at] + put + text[at + chance.randint(0, 12) :]
    return text.encode()


def rearranged(chance: random.Random) -> bytes:
    lines = PROJECT.splitlines()
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(chance.randint(0, len(lines)), lines[at])
            case 2:
                lines[at] = " " * chance.randint(0, 9) + lines[at].lstrip()
            case _:
                lines.insert(at, chance.choice(PIECES) + lines[at])
        lines = lines or [""]
    return chance.choice(LINES).join(lines).encode()


def changed(chance: random.Random) -> bytes:
    """Well-formed, with another value, or another key, at one to three places."""
    content = json.loads(json.dumps(YAML(typ="safe", pure=True).load(PROJECT), default=str))
    for _ in range(chance.randint(1, 3)):
        node: Any = content
        while node:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = chance.choice(keys)
            if not isinstance(node[key], (dict, list)) or not node[key] or chance.random() < 0.3:
                if isinstance(node, dict) and chance.random() < 0.3:
                    node[str(chance.choice(VALUES))[:99]] = node.pop(key)
                else:
                    node[key] = deepcopy(chance.choice(VALUES))
                break
            node = node[key]
    return json.dumps(content, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


if __name__ == "__main__":
    main()
