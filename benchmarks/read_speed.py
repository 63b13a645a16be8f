"""Rows per second of `d2h.read` under a policy, against `pandas.read_parquet` of the same rows.

A site is made for the occasion and its gateway runs as its own process, over TLS, as in production: signed
permit, row filter, opposed patients, pseudonyms, audit. The rows it delivers are written once to a Parquet
file (zstd, same types); then both are read in turn, and the medians are compared.

    python benchmarks/read_speed.py [--rows 10000000] [--repeats 5]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.patients.opposition import replace_opposition
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance import signatures
from governance.access.token import LIFETIME, issue_access_token
from governance.permits.document import PermitDocument, sign_permit

SITE, PROJECT, USER = "lyon", "read-speed", "claire"
ROWS_PER_PERSON = 200
COLUMNS = [
    *("person_id", "visit_occurrence_id", "measurement_concept_id"),
    *("measurement_datetime", "value_as_number", "unit_source_value"),
]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows held by the site")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-read-speed-") as scratch:
        measure(Path(scratch), arguments.rows, arguments.repeats)


def measure(scratch: Path, rows: int, repeats: int) -> None:
    key = Ed25519PrivateKey.generate()
    folder = make_site(scratch, rows, key)
    permit = sign_a_permit(folder)
    with gateway(folder) as port, access_service(key, permit) as access_url:
        enter_workspace(scratch, folder, port, access_url)
        import d2h_sdk as d2h

        opened, table = timed(lambda: d2h.read("measurement", COLUMNS, as_="arrow", progress=False))
        same_rows = scratch / "same-rows.parquet"
        parquet.write_table(table, same_rows, compression="zstd")
        delivered = table.num_rows
        del table
        reads, files = [], []
        for _ in range(repeats):
            seconds, frame = timed(lambda: d2h.read("measurement", COLUMNS, progress=False))
            reads.append(seconds)
            again, other = timed(lambda: pd.read_parquet(same_rows))
            files.append(again)
            assert frame.shape == other.shape
            del frame, other
    report(rows, delivered, opened, reads, files)


def report(held: int, delivered: int, opened: float, reads: list[float], files: list[float]) -> None:
    read, file = statistics.median(reads), statistics.median(files)
    print(f"processors                     {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    print(f"rows held / delivered          {held:,} / {delivered:,}, {len(COLUMNS)} columns")
    print(f"first read, opens the permit   {opened:8.2f} s  (to Arrow, pseudonyms made)")
    for name, seconds, each in (("d2h.read → pandas", read, reads), ("pandas.read_parquet", file, files)):
        spread = f"{min(each):.2f} – {max(each):.2f} s"
        print(f"{name:30} {seconds:8.2f} s  {delivered / seconds / 1e6:6.2f} Mrow/s  ({spread})")
    print(f"d2h.read / pandas.read_parquet {file / read:8.2f}    of its rows per second")


def timed(call: Callable[[], object]) -> tuple[float, pa.Table]:
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def make_site(scratch: Path, rows: int, key: Ed25519PrivateKey) -> SiteFolder:
    folder = SiteFolder(scratch / SITE)
    settings = SiteSettings(id=SITE, title={"en": SITE}, gateway=GatewaySettings(port=1))
    create_site(folder, settings, signatures.public_pem(key))
    folder.settings.write_text(folder.settings.read_text().replace("port = 1\n", "port = 0\n"))
    source = scratch / "source"
    source.mkdir()
    persons = max(1, rows // ROWS_PER_PERSON)
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.42)")
        connection.execute(
            f"COPY (SELECT i AS person_id, 8507 AS gender_concept_id, 1950 AS year_of_birth"
            f" FROM range(1, {persons + 1}) t(i)) TO '{source / 'person.parquet'}'"
        )
        connection.execute(
            "COPY (SELECT i AS measurement_id,"
            f" 1 + CAST(floor(random() * {persons}) AS BIGINT) AS person_id,"
            f" 1 + CAST(floor(random() * {persons * 3}) AS BIGINT) AS visit_occurrence_id,"
            " 3000000 + CAST(floor(random() * 10) AS BIGINT) AS measurement_concept_id,"
            " TIMESTAMP '2024-01-01' + to_minutes(CAST(floor(random() * 1000000) AS BIGINT))"
            " AS measurement_datetime,"
            " CASE WHEN random() < 0.03 THEN NULL ELSE random() * 100 END AS value_as_number,"
            " ['mg/dL', 'mmol/L', 'g/L', 'bpm', '%'][1 + CAST(floor(random() * 5) AS INT)]"
            f" AS unit_source_value FROM range({rows}) t(i)) TO '{source / 'measurement.parquet'}'"
        )
    load(source, folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="4GB", threads=2)
    replace_opposition(folder.opposition, frozenset(str(person) for person in range(1, persons, 100)))
    return folder


def sign_a_permit(folder: SiteFolder, project: str = PROJECT) -> PermitDocument:
    row_filter = {
        "column": "measurement_concept_id",
        "op": "in",
        "value": [3000000 + code for code in range(8)],
    }
    document = PermitDocument.model_validate(
        {
            "project": project,
            "site": SITE,
            "version": 1,
            "purpose": "Measure the speed of a read",
            "members": [USER],
            "valid_from": date.today(),
            "valid_until": date.today() + timedelta(days=1),
            "datasets": {
                "omop": {
                    "mode": "records",
                    "tables": {"measurement": {"columns": COLUMNS, "rows": [row_filter]}},
                }
            },
        }
    )
    signed = sign_permit(document, signatures.load_private_key(folder.data_owner_key))
    (folder.permits / f"{document.digest()}.jws").write_text(signed)
    return document


@contextmanager
def gateway(folder: SiteFolder) -> Iterator[int]:
    command = [sys.executable, "-m", "data_gateway", str(folder.root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            ports = (re.search(r"on port (\d+)", line) for line in process.stderr)
            port = int(next(found for found in ports if found)[1])
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield port
        finally:
            process.terminate()


@contextmanager
def access_service(key: Ed25519PrivateKey, permit: PermitDocument) -> Iterator[str]:
    class Tokens(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            token = issue_access_token(key, user=USER, project=PROJECT, permits={SITE: permit.digest()})
            answer = {"access_token": token, "expires_in": int(LIFETIME.total_seconds())}
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keeps the figures readable."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def enter_workspace(scratch: Path, folder: SiteFolder, port: int, access_url: str) -> None:
    """What a workspace finds at its start: its session and its hub token."""
    door = {
        "site": SITE,
        "title": {"en": SITE},
        "uri": f"grpc+tls://127.0.0.1:{port}",
        "server_name": f"{SITE}.gateway.d2h",
        "certificate": folder.certificate_authority.read_text(),
    }
    session = {
        "user": USER,
        "project": PROJECT,
        "project_title": {"en": PROJECT},
        "ends": (date.today() + timedelta(days=1)).isoformat(),
        "language": "en",
        "access_url": access_url,
        "airlock_url": "http://127.0.0.1:1",
        "airlock_page": "http://127.0.0.1:1",
        "sites": [door],
    }
    file = scratch / "session.json"
    file.write_text(json.dumps(session))
    os.environ |= {"D2H_SESSION_FILE": str(file), "JUPYTERHUB_API_TOKEN": "measured"}


if __name__ == "__main__":
    main()
