"""A fuzzer of the SQL door: does any answer, or any error, tell of rows and columns the permit hides?

Two data sets are made that differ only in what the permit hides: rows outside its filter, rows of opposed
patients, columns it does not name. One holds canaries there, the other does not. Every query, allowed or
hostile, is asked of both, through the gateway's own door and engine: an answer or an error that holds a
canary, or that differs between the two in any way, is a leak, however the value was transformed.

    python benchmarks/fuzz_queries.py [--queries 50000] [--seed 1]
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from benchmarks.hostile_queries import hostile, mutated
from benchmarks.query_grammar import Columns, Grammar
from d2h_sdk.wire import SqlRequest
from data_gateway.catalogue.dataset import load_dataset
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.engines.made_pseudonyms import MadePseudonyms
from data_gateway.engines.open_permits import OpenPermit
from data_gateway.engines.pseudonym_maps import Keys, write_maps
from data_gateway.engines.stream import AnswerStream
from data_gateway.engines.worker.messages import Opening
from data_gateway.engines.worker.process import Worker
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.query import Query
from data_gateway.queries.statements import statement_query
from data_gateway.site.settings import Limits
from governance.permits.document import PermitDocument
from governance.refusal import Refusal

CANARY = "QZXJWKVBQ"  # no such letters stand together anywhere else
CANARY_NUMBER = 918_273_645
CANARY_DAY = date(1871, 5, 28)
SHORTEST = 4  # letters of the canary that give it away
PERSONS, OPPOSED, CONCEPTS = 60, 12, (1, 2, 3)
LIMITS = Limits(memory="500MB", threads=1, batch_seconds=20, read_seconds=20, sql_rows=100_000)
Answer = list[tuple[Any, ...]] | Refusal
FILTER = [{"column": "measurement_concept_id", "op": "in", "value": [1, 2]}]  # of measurement
TABLES: dict[str, Columns] = {
    "person": {"person_id": "W", "gender_concept_id": "W", "year_of_birth": "W"},
    "measurement": {
        **{"person_id": "W", "measurement_concept_id": "W", "measurement_datetime": "M"},
        **{
            "value_as_number": "N",
            "unit_source_value": "T",
            "value_source_value": "T",
            "measurement_date": "D",
        },
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-fuzz-") as scratch:
        found = fuzz(Path(scratch), arguments.queries, arguments.seed)
    found.tell()
    raise SystemExit(1 if found.leaks or found.faults else 0)


@dataclass
class Findings:
    """`accepted` queries ran, `answered` of them gave rows; `faults` are accepted ones that failed in the
    engine: each would be an error that may depend on a value."""

    queries: int = 0
    accepted: int = 0
    answered: int = 0
    seconds: float = 0.0
    refusals: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def tell(self) -> None:
        share = 100 / max(self.queries, 1)
        print(f"{self.queries} queries in {self.seconds:.0f} s: {self.queries / self.seconds:.0f} queries/s")
        print(f"accepted {self.accepted * share:.1f} %, with rows {self.answered * share:.1f} %")
        print(f"refused {(self.queries - self.accepted) * share:.1f} %:", dict(self.refusals.most_common(40)))
        print(f"canaries or differences: {len(self.leaks)}; engine faults: {len(self.faults)}")
        for text in [*self.leaks[:20], *self.faults[:20]]:
            print("  ", text)


def fuzz(scratch: Path, queries: int, seed: int) -> Findings:
    chance = random.Random(seed)
    found = Findings()
    planted, clean = (opened(scratch / name, canaries=name == "planted") for name in ("planted", "clean"))
    start = time.monotonic()
    for sql in texts(chance, queries):
        found.queries += 1
        query = asked(planted.scope, sql)
        answer, other = answered(planted, query), answered(clean, query)
        if isinstance(answer, Refusal):
            found.refusals[answer.code] += 1
            if answer.code == "gateway-fault":
                found.faults.append(sql)
        else:
            found.accepted += 1
            found.answered += bool(answer)
        if holds_canary(answer) or not same(answer, other):
            found.leaks.append(sql)
    found.seconds = time.monotonic() - start
    return found


def texts(chance: random.Random, queries: int) -> Iterator[str]:
    grammar = Grammar(chance, TABLES)
    for _ in range(queries):
        grammar.names = 0
        kind = chance.random()
        if kind < 0.12:
            yield hostile(chance)
        else:
            query = grammar.query()
            yield mutated(chance, query) if kind < 0.35 else query


def asked(scope: PermitScope, sql: str) -> Query | Refusal:
    """What the door makes of a text: the same for both data sets, whose permit is the same."""
    try:
        return statement_query(SqlRequest(sql=sql or " "), scope, LIMITS)
    except Refusal as refusal:
        return refusal


def answered(opened: OpenPermit, query: Query | Refusal) -> Answer:
    """The rows, in no order, or why there are none."""
    if isinstance(query, Refusal):
        return query
    try:
        stream = AnswerStream(opened, query, LIMITS, at_end=lambda outcome: None)
        rows = [
            row for batch in stream for row in zip(*(told(column) for column in batch.columns), strict=True)
        ]
        return sorted(rows, key=repr)
    except Refusal as refusal:
        return refusal


def told(column: pa.Array) -> list[Any]:
    """Moments as numbers: Python holds fewer of them than Arrow."""
    if pa.types.is_temporal(column.type):
        return column.cast(pa.int32() if pa.types.is_date32(column.type) else pa.int64()).to_pylist()
    return column.to_pylist()


def holds_canary(answer: Answer) -> bool:
    if isinstance(answer, Refusal):
        return gives_away(str(answer))
    return any(gives_away(value) for row in answer for value in row)


def gives_away(value: object) -> bool:
    if isinstance(value, str):
        upper = value.upper()
        for text in (CANARY, CANARY[::-1]):
            if any(text[at : at + SHORTEST] in upper for at in range(len(text) - SHORTEST + 1)):
                return True
        return str(CANARY_NUMBER) in value or CANARY_DAY.isoformat() in value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        days = (CANARY_DAY - date(1970, 1, 1)).days
        return abs(value) in (CANARY_NUMBER, days, -days, days * 86_400_000_000)
    return False


def same(one: Answer, other: Answer) -> bool:
    if isinstance(one, Refusal) or isinstance(other, Refusal):
        return str(one) == str(other)
    return len(one) == len(other) and all(
        repr(a) == repr(b)
        for row, twin in zip(one, other, strict=True)
        for a, b in zip(row, twin, strict=True)
    )


def opened(folder: Path, *, canaries: bool) -> OpenPermit:
    """Opened as a gateway opens it; `canaries` fill what the permit hides, else plain values do."""
    source = folder / "source"
    source.mkdir(parents=True)
    write_tables(source, CANARY if canaries else "plain", CANARY_NUMBER if canaries else 5)
    load(source, folder / "datasets", "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1)
    permit = PermitDocument.model_validate(
        {
            **{"project": "fuzz", "site": "lyon", "version": 1, "purpose": "Fuzzing", "members": ["claire"]},
            **{"valid_from": date(2026, 1, 1), "valid_until": date(2099, 1, 1)},
            "datasets": {
                "omop": {
                    "mode": "records",
                    "tables": {
                        "person": {"columns": list(TABLES["person"])},
                        "measurement": {
                            "columns": list(TABLES["measurement"]),
                            "rows": FILTER,
                        },
                    },
                }
            },
        }
    )
    opposed = frozenset(str(person) for person in range(1, OPPOSED + 1))
    place = folder / "spill"
    place.mkdir()
    scope = PermitScope(permit, {"omop": load_dataset(folder / "datasets", "omop")})
    maps = write_maps(
        scope, opposed=opposed, keys=Keys(b"k" * 32), folder=place, limits=LIMITS, made=MadePseudonyms()
    )

    def started(_: str) -> Worker:
        worker = Worker(place)
        worker.open(Opening.of(scope, maps, LIMITS, place))
        return worker

    return OpenPermit(scope, "", started)


def write_tables(source: Path, hidden: str, number: int) -> None:
    """Rows of opposed patients and of concept 3 hold `hidden` and `number`, in every column that can."""
    day = datetime(2026, 1, 1)
    special = datetime.combine(CANARY_DAY, datetime.min.time()) if hidden == CANARY else day
    persons = list(range(1, PERSONS + 1))
    away = {person: person <= OPPOSED for person in persons}
    parquet.write_table(
        pa.table(
            {
                "person_id": persons,
                "gender_concept_id": [number if away[p] else 8507 + 25 * (p % 2) for p in persons],
                "year_of_birth": [number if away[p] else 1940 + p % 50 for p in persons],
                "person_source_value": [f"{hidden}-{p}" for p in persons],
                "birth_note": [hidden.lower() for _ in persons],
            }
        ),
        source / "person.parquet",
    )
    rows = [(person, concept) for person in persons for concept in CONCEPTS]
    hide = [away[person] or concept == 3 for person, concept in rows]
    units = ("mg/dL", "mmol/L", "12")
    parquet.write_table(
        pa.table(
            {
                "measurement_id": list(range(len(rows))),
                "person_id": [person for person, _ in rows],
                "measurement_concept_id": [concept for _, concept in rows],
                "measurement_datetime": [
                    special if hidden_row else day + timedelta(days=p, hours=c)
                    for (p, c), hidden_row in zip(rows, hide, strict=True)
                ],
                "measurement_date": [
                    special.date() if hidden_row else (day + timedelta(days=p)).date()
                    for (p, _), hidden_row in zip(rows, hide, strict=True)
                ],
                "value_as_number": [
                    float(number) if hidden_row else None if p % 9 == 0 else p / c
                    for (p, c), hidden_row in zip(rows, hide, strict=True)
                ],
                "unit_source_value": [
                    hidden if hidden_row else units[c - 1]
                    for (_, c), hidden_row in zip(rows, hide, strict=True)
                ],
                "value_source_value": [
                    f"{hidden}{p}" if hidden_row else str(p)
                    for (p, _), hidden_row in zip(rows, hide, strict=True)
                ],
                "value_source_value_2": [hidden for _ in rows],
            }
        ),
        source / "measurement.parquet",
    )


if __name__ == "__main__":
    main()
