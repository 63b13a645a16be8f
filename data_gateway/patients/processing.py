"""What was done with one patient's data: for the data protection officer who answers her.

The site's audit tells queries, not rows: which of them could have included the patient follows from the
permits that were signed here and from the rows of hers that they cover in the data of today. Nothing of it
leaves the site; the audit of the question tells the officer's own file, never the patient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import duckdb

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.ids_in_files import rows_of
from data_gateway.patients.finding import (
    engine,
    held,
    person_of_number,
    person_of_pseudonym,
    plain_person,
    signs_of,
)
from data_gateway.patients.opposition import OppositionRegister
from data_gateway.permits.data_owner import ACTOR
from data_gateway.permits.scope import PermitScope
from data_gateway.permits.store import PermitStore, SignedPermit
from data_gateway.queries.conditions import fixed
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from governance import signatures
from governance.audit.chain import AuditRecord
from governance.refusal import Refusal

_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
_LONGEST = 128
# An answer that began just when she came onto the list may still have had her rows.
_IN_FORCE = timedelta(seconds=60)


@dataclass(frozen=True)
class Question:
    """`number`: the patient's own at the site or, with `project`, the number that its readers see.

    `case`: under which the officer keeps the request; `by`: who asks, where a person is known.
    """

    number: str
    case: str
    project: str = ""
    by: str = ""


@dataclass(frozen=True)
class CoveredTable:
    """`rows` of the patient within the permit's filter, in the data of today; None where nobody can count
    them here: the table is in a data base of the hospital, or no longer as the permit names it."""

    dataset: str
    table: str
    rows: int | None


@dataclass(frozen=True)
class CoveringPermit:
    """`open`: signed and neither withdrawn nor replaced."""

    permit: SignedPermit
    open: bool
    tables: tuple[CoveredTable, ...]


@dataclass(frozen=True)
class ProjectProcessing:
    """`reads`: the beginnings of answers that could have included the patient, the newest first."""

    project: str
    permits: tuple[CoveringPermit, ...]
    reads: tuple[AuditRecord, ...] = ()


@dataclass(frozen=True)
class Processing:
    """`since`: when the patient came onto the list of oppositions, None for one of before moments were kept.

    `untold`: answers under permits that this site no longer keeps, so that nobody can tell.
    """

    person: str
    opposed: bool
    since: datetime | None
    projects: tuple[ProjectProcessing, ...]
    untold: int


def patient_processing(folder: SiteFolder, question: Question) -> Processing:
    """Audited before anybody is looked for.

    Raises Refusal `patient-case-wrong`, `patient-number-wrong`, `audit-unavailable`, `dataset-unavailable`,
    `opposition-unavailable`, and those of `person_of_number` and `person_of_pseudonym`.
    """
    settings = load_settings(folder.require().settings)
    _check(question)
    key = signatures.load_public_pem(folder.data_owner_public_key.read_text(encoding="ascii"))
    store = PermitStore(folder.permits, folder.withdrawn_permits, key)
    opened, closed = list(store.all()), list(store.closed())
    audit = SiteAudit(folder)
    try:
        asked = {"case": question.case, "project": question.project, "by": question.by}
        details = {name: told for name, told in asked.items() if told}
        audit.append(actor=ACTOR, event="patient.looked-up", subject=settings.id, details=details)
        if question.project:
            every, number = opened + closed, int(question.number)
            person = person_of_pseudonym(folder, question.project, number, every, settings.limits)
        else:
            person = person_of_number(folder, question.number, settings.limits)
        opposition = OppositionRegister(folder.opposition).current()
        since = opposition.since.get(person)
        with engine(folder, settings.limits) as connection:
            found = [
                one
                for permits, still in ((opened, True), (closed, False))
                for permit in permits
                if (one := _covering(connection, folder, permit, person, still=still)).tables
            ]
        covering = {one.permit.digest: one for one in found}
        others = {permit.digest for permit in opened + closed} - covering.keys()
        reads: dict[str, list[AuditRecord]] = {}
        untold = 0
        for record in audit.reads_besides(others):
            if since and record.at > since + _IN_FORCE:
                continue
            under = covering.get(str(record.details["permit"]))
            if under is None:
                untold += 1
            elif _could_include(record, under):
                reads.setdefault(under.permit.document.project, []).append(record)
    finally:
        audit.close()
    projects = [replace(one, reads=tuple(reversed(reads.get(one.project, [])))) for one in _by_project(found)]
    return Processing(person, person in opposition.persons, since, tuple(projects), untold)


def _check(question: Question) -> None:
    number = question.number.strip()
    if not number or len(number) > _LONGEST or not number.isprintable():
        raise Refusal("patient-number-wrong")
    if question.project and not (number.isascii() and number.isdigit() and int(number) < 2**63):
        raise Refusal("pseudonym-wrong")
    # The audit goes to the hub: her number, typed for the file's, would go there as well.
    if not _CASE.fullmatch(question.case) or signs_of(question.case) == signs_of(number):
        raise Refusal("patient-case-wrong")


def _covering(
    connection: duckdb.DuckDBPyConnection,
    folder: SiteFolder,
    permit: SignedPermit,
    person: str,
    *,
    still: bool,
) -> CoveringPermit:
    document = permit.document
    datasets = {name: held(folder, name, granted.version) for name, granted in document.datasets.items()}
    scope = PermitScope(document, {name: found for name, found in datasets.items() if found})
    usable = {(dataset.id, table) for dataset, table, _ in scope.usable()}
    tables = []
    for name, granted in document.datasets.items():
        for table in granted.tables:
            dataset = datasets[name]
            rows = None
            if dataset and (name, table) in usable:
                if dataset.tables[table].person_column is None:
                    continue  # nobody's data
                if not dataset.source:
                    rows = _count(connection, dataset, table, scope, person)
            if rows != 0:
                tables.append(CoveredTable(name, table, rows))
    return CoveringPermit(permit, still, tuple(tables))


def _count(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, name: str, scope: PermitScope, person: str
) -> int:
    table = dataset.tables[name]
    granted = scope.permit.datasets[dataset.id].tables[name]
    kept = fixed(granted.rows, table.columns, table="t")
    columns = [plain_person(table, column, of="t.") for column in table.columns_with(ColumnRole.PERSON)]
    hers = f"? IN ({', '.join(columns)})"
    try:
        counted = connection.execute(
            f"SELECT count(*) FROM {rows_of(dataset, name)} t WHERE {hers} AND {kept}",  # noqa: S608
            [person],
        ).fetchone()
    except duckdb.Error as fault:
        raise Refusal("dataset-unavailable", dataset=dataset.id) from fault
    return int(counted[0]) if counted else 0


def _could_include(record: AuditRecord, covering: CoveringPermit) -> bool:
    datasets = str(record.details.get("dataset", "")).split(", ")
    tables = str(record.details.get("table", "")).split(", ")
    return any(one.dataset in datasets and one.table in tables for one in covering.tables)


def _by_project(found: list[CoveringPermit]) -> list[ProjectProcessing]:
    projects: dict[str, list[CoveringPermit]] = {}
    for one in found:
        projects.setdefault(one.permit.document.project, []).append(one)
    return [
        ProjectProcessing(name, tuple(sorted(permits, key=lambda one: -one.permit.document.version)))
        for name, permits in sorted(projects.items())
    ]
