"""A site made for a measurement: its data, one permit, its gateway as a process of its own, over TLS.

Signed permit, row filter, opposed patients, pseudonyms and audit are as in production.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.patients.opposition import replace_opposition
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings, load_settings
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
CONCEPTS = [3_000_000 + code for code in range(8)]  # of ten, that the permit opens


def timed(call: Callable[[], object]) -> tuple[float, pa.Table]:
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def new_site(scratch: Path, key: Ed25519PrivateKey, site: str = SITE) -> SiteFolder:
    """Without data yet; its gateway takes any free port."""
    folder = SiteFolder(scratch / site)
    settings = SiteSettings(id=site, title={"en": site}, gateway=GatewaySettings(port=1))
    create_site(folder, settings, signatures.public_pem(key))
    folder.settings.write_text(folder.settings.read_text().replace("port = 1\n", "port = 0\n"))
    return folder


def make_site(scratch: Path, rows: int, key: Ed25519PrivateKey, site: str = SITE) -> SiteFolder:
    folder = new_site(scratch, key, site)
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
    replace_opposition(folder.opposition, frozenset(map(str, opposed(rows))))
    return folder


def opposed(rows: int) -> range:
    """One patient of a hundred."""
    return range(1, max(1, rows // ROWS_PER_PERSON), 100)


def sign_a_permit(folder: SiteFolder, project: str = PROJECT) -> PermitDocument:
    row_filter = {
        "column": "measurement_concept_id",
        "op": "in",
        "value": CONCEPTS,
    }
    tables = {"measurement": {"columns": COLUMNS, "rows": [row_filter]}}
    return sign_datasets(folder, {"omop": {"mode": "records", "tables": tables}}, project)


def sign_datasets(
    folder: SiteFolder, datasets: Mapping[str, object], project: str = PROJECT
) -> PermitDocument:
    document = PermitDocument.model_validate(
        {
            "project": project,
            "site": load_settings(folder.settings).id,
            "version": 1,
            "purpose": "Measure the speed of a read",
            "members": [USER],
            "valid_from": date.today(),
            "valid_until": date.today() + timedelta(days=1),
            "datasets": dict(datasets),
        }
    )
    signed = sign_permit(document, signatures.load_private_key(folder.data_owner_key))
    (folder.permits / f"{document.digest()}.jws").write_text(signed)
    return document


@dataclass(frozen=True)
class RunningGateway:
    port: int
    pid: int


@contextmanager
def gateway(folder: SiteFolder) -> Iterator[RunningGateway]:
    command = [sys.executable, "-m", "data_gateway", str(folder.root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            ports = (re.search(r"on port (\d+)", line) for line in process.stderr)
            port = int(next(found for found in ports if found)[1])
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield RunningGateway(port, process.pid)
        finally:
            process.terminate()


@contextmanager
def access_service(key: Ed25519PrivateKey, *permits: PermitDocument) -> Iterator[str]:
    digests = {permit.site: permit.digest() for permit in permits}

    class Tokens(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            token = issue_access_token(key, user=USER, project=PROJECT, permits=digests)
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


def enter_workspace(scratch: Path, access_url: str, *served: tuple[SiteFolder, int]) -> None:
    """What a workspace finds at its start: its session, with a door to each gateway."""
    doors = [
        {
            "site": settings.id,
            "title": settings.title,
            "uri": f"grpc+tls://127.0.0.1:{port}",
            "server_name": settings.server_name,
            "certificate": folder.certificate_authority.read_text(),
        }
        for folder, port in served
        for settings in [load_settings(folder.settings)]
    ]
    session = {
        "user": USER,
        "project": PROJECT,
        "project_title": {"en": PROJECT},
        "ends": (date.today() + timedelta(days=1)).isoformat(),
        "language": "en",
        "access_url": access_url,
        "airlock_url": "http://127.0.0.1:1",
        "airlock_page": "http://127.0.0.1:1",
        "sites": doors,
    }
    file = scratch / "session.json"
    file.write_text(json.dumps(session))
    os.environ["D2H_SESSION_FILE"] = str(file)
