"""What the fence of a policy view costs in PostgreSQL: the same questions with and without its `OFFSET 0`.

The view is the gateway's own, with maps as in its sessions; milliseconds are those that the server counts
(EXPLAIN ANALYZE), both sides in turn.

    python benchmarks/postgres_fence.py [--rows 1000000] [--repeats 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import COLUMNS, CONCEPTS, make_site, opposed, sign_a_permit
from reading_peers import fill

from data_gateway.catalogue.dataset import load_dataset
from data_gateway.engines.policy_view import PolicyView
from data_gateway.queries.sql_engines import Engine
from governance.permits.document import PermitDocument
from tests.integration.conftest import running_postgresql

FENCE = " OFFSET 0"
QUESTIONS = {
    "all rows": "SELECT * FROM delivered",
    "rows and mean of each code": "SELECT measurement_concept_id, count(*), avg(value_as_number)"
    " FROM delivered GROUP BY 1",
    "a value that an index finds": "SELECT count(*) FROM delivered WHERE value_as_number = 50.5",
    "two days that an index finds": "SELECT count(*) FROM delivered WHERE measurement_datetime"
    " BETWEEN '2024-03-01' AND '2024-03-02'",
    "one pseudonym": "SELECT count(*) FROM delivered"
    " WHERE person_id = (SELECT max(pseudonym) FROM person_map)",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows held by PostgreSQL")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-postgres-fence-") as scratch, running_postgresql() as server:
        folder = make_site(Path(scratch), arguments.rows, Ed25519PrivateKey.generate())
        raw = Path(scratch) / "source" / "measurement.parquet"
        with psycopg.connect(host=str(server.folder), user="d2h", dbname="postgres") as connection:
            fill(connection, raw, opposed(arguments.rows), CONCEPTS, COLUMNS, arguments.rows)
            connection.execute("CREATE INDEX ON measurement (value_as_number)")
            connection.execute("CREATE INDEX ON measurement (measurement_datetime)")
            fenced = view(sign_a_permit(folder), folder.datasets)
            print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, rows {arguments.rows:,}")
            for name, question in QUESTIONS.items():
                spent: dict[bool, list[float]] = {True: [], False: []}
                for _ in range(arguments.repeats):
                    for with_fence, held in spent.items():
                        held.append(milliseconds(connection, fenced, question, with_fence))
                ours, plain = (statistics.median(spent[with_fence]) for with_fence in (True, False))
                print(f"{name:30} {ours:9.1f} ms, without the fence {plain:9.1f} ms: {ours / plain:6.2f} ×")


def view(permit: PermitDocument, datasets: Path) -> str:
    table = load_dataset(datasets, "omop").tables["measurement"]
    rows = f"(SELECT {', '.join(COLUMNS)} FROM measurement)"
    granted = permit.datasets["omop"]
    held = {name: table.columns[name] for name in COLUMNS}
    described = table.model_copy(update={"columns": held})
    maps = {"person": "person_map", "visit": "visit_occurrence_map"}
    made = PolicyView(described, "measurement", granted, rows, lambda role: maps[role.value], Engine.POSTGRES)
    return made.sql()


def milliseconds(connection: psycopg.Connection[Any], fenced: str, question: str, with_fence: bool) -> float:
    text = fenced if with_fence else fenced.removesuffix(FENCE)
    connection.execute("DROP VIEW IF EXISTS delivered")
    connection.execute(f"CREATE VIEW delivered WITH (security_barrier) AS {text}")  # type: ignore[arg-type]
    explained = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {question}"
    (row,) = connection.execute(explained).fetchall()  # type: ignore[arg-type]
    return float(row[0][0]["Execution Time"])


if __name__ == "__main__":
    main()
