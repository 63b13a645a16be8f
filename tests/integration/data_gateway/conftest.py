"""A real site in a temporary folder, served by real Flight over TLS in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.parquet as parquet
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from d2h_sdk.wire import AggregateRequest, Condition, DatasetsMessage, ReadRequest, RefusalMessage
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.engines.worker.process import Worker
from data_gateway.queries.query import Query
from data_gateway.serving.flight_server import FlightGateway
from data_gateway.serving.gateway import Gateway
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, Limits, SiteSettings, load_settings
from data_gateway.site.setup import create_site
from governance import signatures
from governance.access.token import issue_access_token
from governance.audit.chain import AuditRecord
from governance.permits.document import DatasetPermit, PermitDocument, sign_permit
from tests.integration.data_gateway.spark_cluster import SparkCluster, running_spark

from .consortium import PEOPLE, Consortium
from .owner_window import Window

SECRET = "HIV-12777"
PERSONS = 60
TABLES: dict[str, Any] = {
    "person": {"columns": ["person_id", "gender_concept_id", "year_of_birth"]},
    "visit_occurrence": {"columns": ["visit_occurrence_id", "person_id", "visit_start_datetime"]},
    "measurement": {
        "columns": [
            "person_id",
            "visit_occurrence_id",
            "measurement_concept_id",
            "measurement_datetime",
            "value_as_number",
            "unit_source_value",
            "value_source_value",
        ],
        "rows": [{"column": "measurement_concept_id", "op": "in", "value": [1, 2]}],
    },
}


def write_source(folder: Path) -> Path:
    """60 persons, one visit and three measurements each; only concept 3, outside the permit, says SECRET."""
    folder.mkdir(parents=True)
    ids = list(range(1, PERSONS + 1))
    day = datetime(2026, 1, 1)
    parquet.write_table(
        pa.table(
            {
                "person_id": ids,
                "gender_concept_id": [8507 if i <= 45 else 8532 if i <= 55 else 0 for i in ids],
                "year_of_birth": [1950 + i % 3 for i in ids],
                "person_source_value": [f"IPP{i:07}" for i in ids],
            }
        ),
        folder / "person.parquet",
    )
    parquet.write_table(
        pa.table(
            {
                "visit_occurrence_id": [1000 + i for i in ids],
                "person_id": ids,
                "visit_start_datetime": [day + timedelta(days=i) for i in ids],
            }
        ),
        folder / "visit_occurrence.parquet",
    )
    rows = [(i, concept) for i in ids for concept in (1, 2, 3)]
    parquet.write_table(
        pa.table(
            {
                "measurement_id": list(range(len(rows))),
                "person_id": [i for i, _ in rows],
                "visit_occurrence_id": [1000 + i for i, _ in rows],
                "measurement_concept_id": [concept for _, concept in rows],
                "measurement_datetime": [day + timedelta(days=i, hours=c) for i, c in rows],
                "value_as_number": [float(i + c) for i, c in rows],
                "unit_source_value": [("mg/dL", "mmol/L", "pg/mL")[c - 1] for _, c in rows],
                "value_source_value": [SECRET if c == 3 else str(i) for i, c in rows],
            }
        ),
        folder / "measurement.parquet",
    )
    return folder


def permit_for(project: str, site: str, **changes: Any) -> PermitDocument:
    """`changes` of the document, or of the terms of its one data set."""
    terms = {"mode": "records", "minimum_group_size": 10}
    for term in (DatasetPermit.model_fields.keys() - {"version"}) & changes.keys():
        terms[term] = changes.pop(term)
    content: dict[str, Any] = {
        "project": project,
        "site": site,
        "version": 1,
        "purpose": "Adverse events after admission",
        "members": ["claire", "hugo"],
        "valid_from": date.today() - timedelta(days=1),
        "valid_until": date.today() + timedelta(days=30),
        "datasets": {"omop": {"tables": TABLES}},
    }
    content |= changes
    datasets = {name: terms | granted for name, granted in content["datasets"].items()}
    return PermitDocument.model_validate(content | {"datasets": datasets})


@dataclass
class RunningSite:
    folder: SiteFolder
    governance_key: Ed25519PrivateKey
    source: Path
    settings: SiteSettings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = load_settings(self.folder.settings)
        self.data_owner_key = signatures.load_private_key(self.folder.data_owner_key)
        self._server: FlightGateway | None = None
        self._client: flight.FlightClient | None = None

    def serve(self) -> None:
        self._server = FlightGateway(self.folder, Gateway(self.folder))
        self._client = self.connect()  # one for all threads of a test: a token holds for its connection

    def stop(self) -> None:
        if self._client is not None:
            self._client.close()
        if self._server is not None:
            self._server.shutdown()
        self._client = self._server = None

    @property
    def uri(self) -> str:
        assert self._server is not None
        return f"grpc+tls://127.0.0.1:{self._server.port}"

    def connect(self, certificate: str | None = None, server_name: str | None = None) -> flight.FlightClient:
        return flight.connect(
            self.uri,
            tls_root_certs=certificate or self.folder.certificate_authority.read_text(),
            override_hostname=server_name or self.settings.server_name,
        )

    @property
    def client(self) -> flight.FlightClient:
        assert self._client is not None
        return self._client

    # --- permits and tokens, made as governance and the data owner make them ---

    def sign(self, document: PermitDocument) -> PermitDocument:
        signed = sign_permit(document, self.data_owner_key)
        (self.folder.permits / f"{document.digest()}.jws").write_text(signed)
        return document

    def permit(self, project: str = "adverse-events", **changes: Any) -> PermitDocument:
        return self.sign(permit_for(project, self.settings.id, **changes))

    def token(self, document: PermitDocument, user: str = "claire", **changes: Any) -> str:
        content = {
            "user": user,
            "project": document.project,
            "permits": {self.settings.id: document.digest()},
        }
        return issue_access_token(self.governance_key, **(content | changes))

    # --- calls ---

    def options(self, token: str | None) -> flight.FlightCallOptions:
        headers = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
        return flight.FlightCallOptions(headers=headers, timeout=60)

    def get(self, token: str | None, request: ReadRequest | AggregateRequest | bytes) -> pa.Table:
        ticket = request if isinstance(request, bytes) else request.model_dump_json().encode()
        return self.client.do_get(flight.Ticket(ticket), self.options(token)).read_all()

    def read(
        self, token: str | None, table: str, columns: list[str] | None = None, where: list[Any] | None = None
    ) -> pa.Table:
        conditions = tuple(
            Condition.model_validate({"column": column, "op": op, "value": value})
            for column, op, value in where or ()
        )
        wanted = None if columns is None else tuple(columns)
        return self.get(token, ReadRequest(dataset="omop", table=table, columns=wanted, where=conditions))

    def open(self, token: str, table: str) -> flight.FlightStreamReader:
        """A read of the whole table that has not begun to take rows."""
        ticket = flight.Ticket(ReadRequest(dataset="omop", table=table).model_dump_json().encode())
        return self.client.do_get(ticket, self.options(token))

    def renew(self, token: str) -> None:
        list(self.client.do_action(flight.Action("renew", b""), self.options(token)))

    def aggregate(self, token: str, table: str, *by: str, **asked: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.aggregate_table(token, table, *by, **asked).to_pylist()
        return rows

    def aggregate_table(
        self, token: str, table: str, *by: str, where: list[Any] | None = None, **asked: Any
    ) -> pa.Table:
        """`by`: columns, or `column:month`; `asked`: other fields of the request."""
        groups = [dict(zip(("column", "period"), group.split(":"), strict=False)) for group in by]
        conditions = [{"column": column, "op": op, "value": value} for column, op, value in where or ()]
        content = {"dataset": "omop", "table": table, "by": groups, "where": conditions, **asked}
        return self.get(token, AggregateRequest.model_validate(content))

    def datasets(self, token: str) -> DatasetsMessage:
        (answer,) = self.client.do_action(flight.Action("datasets", b""), self.options(token))
        return DatasetsMessage.model_validate_json(answer.body.to_pybytes())

    def worker(self, permit: PermitDocument) -> Worker:
        """The process behind a permit, for those who attack it from inside the gateway."""
        assert self._server is not None
        gateway = self._server._gateway
        return gateway._open_permits.open(gateway._permits.find(permit.digest())).worker()

    def turn_the_day(self) -> None:
        """For the gateway it is tomorrow."""
        assert self._server is not None
        self._server._gateway._standing._today = lambda: date.today() + timedelta(days=1)

    def look(self, *, later: timedelta = timedelta()) -> None:
        """The look that the gateway takes once a second at every answer under way, as if it were later."""
        assert self._server is not None
        gateway = self._server._gateway
        gateway._standing._now = lambda: datetime.now(UTC) + later
        gateway._watch.look()

    def audit(self) -> list[AuditRecord]:
        audit = SiteAudit(self.folder)
        try:
            return audit.records()
        finally:
            audit.close()

    def events(self) -> list[str]:
        return [record.event for record in self.audit()]


def refused(call: Callable[[], object]) -> RefusalMessage:
    """The refusal that `call` meets; fails when it succeeds or when the error carries anything but a code."""
    with pytest.raises(pa.ArrowException) as caught:
        call()
    extra = getattr(caught.value, "extra_info", None)
    assert extra, f"no refusal in {caught.value}"
    assert "Traceback" not in str(caught.value)
    return RefusalMessage.model_validate(json.loads(extra))


def rows_of(worker: Worker, sql: str, *, step_seconds: float = 30) -> list[dict[str, Any]]:
    """What a worker answers to any SQL, as if the SQL door had let it pass."""
    reply = worker.ask(Query("aggregate", "omop", "", (), sql), step_seconds=step_seconds)
    rows: list[dict[str, Any]] = []
    while (batch := reply.next()) is not None:
        rows += batch.to_pylist()
    reply.close()
    return rows


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkCluster]:
    with running_spark(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., RunningSite]]:
    sites: list[RunningSite] = []
    governance_key = Ed25519PrivateKey.generate()

    def make(
        site: str = "lyon",
        limits: dict[str, Any] | None = None,
        disclosure: dict[str, Any] | None = None,
        projects: dict[str, dict[str, Any]] | None = None,
    ) -> RunningSite:
        folder = SiteFolder(tmp_path / site)
        settings = SiteSettings(
            id=site, title={"fr": site, "en": site}, gateway=GatewaySettings(port=1), limits=Limits()
        )
        create_site(folder, settings, signatures.public_pem(governance_key))
        text = folder.settings.read_text().replace("port = 1\n", "port = 0\n")
        sections = {"limits": limits or {}, "disclosure": disclosure or {}}
        sections |= {f"projects.{project}": own for project, own in (projects or {}).items()}
        for section, values in sections.items():
            lines = [f"{key} = {json.dumps(value)}\n" for key, value in values.items()]
            text += f"\n[{section}]\n" + "".join(lines)
        folder.settings.write_text(text)
        source = write_source(tmp_path / f"{site}-source")
        load(source, folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1)
        running = RunningSite(folder, governance_key, source)
        running.serve()
        sites.append(running)
        return running

    yield make
    for site in sites:
        site.stop()


@pytest.fixture
def site(make_site: Callable[..., RunningSite]) -> RunningSite:
    return make_site()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Consortium:
    """Set up once by the commands themselves; each test works on a copy."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    consortium = Consortium(home)
    consortium.run("-m", "governance.migrate")
    consortium.start()
    try:
        made = consortium.site(
            "init", "lyon", "--port", "18031", "--governance-url", consortium.url, "--title-fr", "Lyon"
        )
        assert made.exit_code == 0, made.output
        source = write_source(home / "source")
        loaded = consortium.site("load", "lyon", str(source), "--dataset", "omop", "--title-en", "OMOP")
        assert loaded.exit_code == 0, loaded.output
        card = home / "card.json"
        assert consortium.site("describe", "lyon", "--output", str(card)).exit_code == 0
        people = home / "people.yaml"
        people.write_text(PEOPLE, encoding="utf-8")
        consortium.governance("people", "apply", str(people))
        consortium.governance("sites", "register", str(card))
        consortium.apply()
    finally:
        consortium.stop()
    return consortium


@pytest.fixture
def alone(prepared: Consortium, tmp_path: Path) -> Consortium:
    """The site while governance is away."""
    shutil.copytree(prepared.home, tmp_path / "home", symlinks=True)
    return Consortium(tmp_path / "home", prepared.port)


@pytest.fixture
def consortium(alone: Consortium) -> Iterator[Consortium]:
    alone.start()
    try:
        yield alone
    finally:
        alone.stop()


@pytest.fixture
def stranger(consortium: Consortium) -> Window:
    """Nobody is logged in."""
    return Window(consortium.site_folder)


@pytest.fixture
def window(stranger: Window) -> Window:
    assert stranger.log_in().headers["location"] == "/"
    return stranger


@pytest.fixture
def lonely(alone: Consortium) -> Window:
    """Logged in, while governance is away."""
    made = Window(alone.site_folder)
    made.log_in()
    return made
