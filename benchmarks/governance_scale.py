"""How governance bears many projects and a long audit, on SQLite or PostgreSQL.

Plans and applies `--projects` files of two sites each; makes a trail of `--records`, proves it, and looks for
records in it.

    python benchmarks/governance_scale.py [--projects 500] [--records 100000] [--database postgresql+psycopg://…]
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.actor import Actor
from governance.audit.chain import Mark, seal
from governance.audit.searching import Wanted
from governance.audit.story import look, tell, trails_of
from governance.audit.trail import as_row, last_mark, verify_chain
from governance.catalogue.registration import register_site
from governance.catalogue.site_card import SiteCard
from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, plan_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key, public_pem
from governance.storage.tables import AUDIT_RECORDS
from governance.storage.unit_of_work import UnitOfWork, open_governance

ADMIN = Actor("nadia", {})
SITES = ("lyon", "grenoble")
MEMBERS = 50
PAGE = 50
_BATCH = 5_000
PROJECT = """\
project: {{id: study-{n}, title: {{en: Study {n}}}, purpose: Study, starts: 2026-01-01, ends: 2099-12-31}}
members: [{{user: user{lead}, role: lead}}, {{user: user{other}, role: researcher}}]
permits:
  - sites: [lyon, grenoble]
    mode: records
    datasets: {{omop: {{tables: {{person: {{columns: [person_id, year_of_birth]}}}}}}}}
"""
Answer = TypeVar("Answer")


def timed(what: str, act: Callable[[], Answer]) -> Answer:
    begin, processor = time.perf_counter(), time.process_time()
    answer = act()
    told = time.perf_counter() - begin, time.process_time() - processor
    print(f"{what:48} {told[0]:9.3f} s, of processor {told[1]:9.3f} s", flush=True)
    return answer


def card(site: str) -> SiteCard:
    columns = {name: {"type": "BIGINT"} for name in ("person_id", "year_of_birth")}
    return SiteCard.model_validate(
        {
            "id": site,
            "title": {"en": site},
            "gateway_host": "127.0.0.1",
            "gateway_port": 8031,
            "certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "data_owner_public_key": public_pem(Ed25519PrivateKey.generate()),
            "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": {"person": {"columns": columns}}}],
        }
    )


def project_files(folder: Path, count: int) -> list[Path]:
    for n in range(count):
        text = PROJECT.format(n=n, lead=n % MEMBERS, other=(n + 1) % MEMBERS)
        (folder / f"study-{n}.yaml").write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.yaml"))


def many_projects(unit: Callable[[], UnitOfWork], files: list[Path]) -> None:
    with unit() as uow:
        people = [
            Person(username=f"user{n}", full_name="User", roles=frozenset({Role.RESEARCHER}))
            for n in range(MEMBERS)
        ]
        register_people(uow, people, ADMIN)
        for site in SITES:
            register_site(uow, card(site), ADMIN)
        uow.commit()

    def plan() -> None:
        with unit() as uow:
            plan_projects(uow, read_project_files(files))

    def apply() -> None:
        with unit() as uow:
            apply_projects(uow, read_project_files(files), ADMIN)
            uow.commit()

    timed(f"plan of {len(files)} new projects", plan)
    timed(f"apply of {len(files)} new projects", apply)
    timed(f"plan of {len(files)} projects, nothing to change", plan)


def sealed(after: Mark, key: Ed25519PrivateKey, count: int) -> Iterator[dict[str, object]]:
    mark = after
    for n in range(count):
        project = f"study-{n % 500}"
        record = seal(
            mark,
            key,
            actor=f"user{n % MEMBERS}",
            event="workspace.opened",
            subject=f"{project}/user{n % MEMBERS}",
            details={"project": project, "session": n, "permits": dict.fromkeys(SITES, "0" * 64)},
        )
        mark = Mark(record.sequence, record.digest, record.signature)
        yield as_row(record)


def long_audit(unit: Callable[[], UnitOfWork], settings: GovernanceSettings, count: int) -> None:
    key = load_private_key(settings.key_file)

    def fill() -> None:
        with unit() as uow:
            rows = sealed(last_mark(uow.session, AUDIT_RECORDS), key, count)
            for batch in _batched(rows):
                uow.session.execute(AUDIT_RECORDS.insert(), batch)
            uow.commit()

    def verify() -> None:
        with unit() as uow:
            verdict = verify_chain(uow.session, AUDIT_RECORDS, [key.public_key()])
        print(f"  {verdict.records} records, {'whole' if verdict.holds else verdict.fault}")

    own = trails_of(settings)[0]

    def show() -> None:
        print(f"  {len(tell((own,), Wanted(project='study-7')))} records found")

    def page(wanted: Wanted, before: int | None = None) -> None:
        print(f"  {len(look(own, wanted, before=before, limit=PAGE))} records on the page")

    timed(f"{count} records sealed and written", fill)
    timed("audit verify", verify)
    timed("audit show --project", show)
    today = datetime.now(UTC).date()
    timed("page of a project", lambda: page(Wanted(project="study-7")))
    timed("the same, half-way down", lambda: page(Wanted(project="study-7"), count // 2))
    timed("page of a person in a project", lambda: page(Wanted(actor="user7", project="study-7")))
    timed("page of a person who did nothing", lambda: page(Wanted(actor="nobody")))
    timed("page of an event, today", lambda: page(Wanted(event="workspace.opened", since=today)))
    timed("page of a day without records", lambda: page(Wanted(until=date(2020, 1, 1))))
    timed("page of all days", lambda: page(Wanted(since=date(2020, 1, 1), until=today)))


def _batched(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(itertools.islice(rows, _BATCH)):
        yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--database", help="an empty database; a file of SQLite when left out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-governance-") as made:
        folder = Path(made)
        (folder / "projects").mkdir()
        settings = GovernanceSettings(
            database_url=asked.database or f"sqlite:///{folder}/governance.sqlite",
            key_file=folder / "key.pem",
            audit_anchor=folder / "audit.anchor",
        )
        migrate(settings)
        unit = open_governance(settings)
        many_projects(unit, project_files(folder / "projects", asked.projects))
        long_audit(unit, settings, asked.records)


if __name__ == "__main__":
    main()
