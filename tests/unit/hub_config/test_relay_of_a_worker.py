"""Between the hub's relay and a worker's, both real and both on this machine: who gets where."""

from __future__ import annotations

import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hub_config.haproxy import Front, SiteRelay, WorkerFront, WorkerRelay
from hub_config.nodes.credentials import WorkerCredentials
from tests.ports import free_port

OWN, OTHER = range(65, 68), range(129, 132)


class Says(BaseHTTPRequestHandler):
    """The set of doors that a request came through, and which service it reached."""

    def do_GET(self) -> None:
        told = f"{self.server.reached} {self.headers.get('d2h-door')}".encode()  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass

    def address_string(self) -> str:
        return "a socket"


class UnixServer(ThreadingUnixStreamServer):
    daemon_threads = True


@dataclass
class Relays:
    """Of a hub and its worker `own`; `other` is a second worker, of which there are only the certificates."""

    hub: Path
    worker: Path
    port: int
    worker_port: int
    own: WorkerCredentials
    other: WorkerCredentials

    def at_hub(self, certificate: Path | None, name: str) -> bytes:
        return _asked(self.port, certificate, name)

    def at_worker(self, certificate: Path | None, name: str) -> bytes:
        return _asked(self.worker_port, certificate, name)


@pytest.fixture(scope="module")
def relays() -> Iterator[Relays]:
    with tempfile.TemporaryDirectory(prefix="d2h-") as short:
        root = Path(short)
        ports = {name: free_port() for name in ("governance", "hub_api", "jobs", "site", "listen", "worker")}
        unused = dict.fromkeys(("proxy_port", "meter_port", "packages_port", "airlock_api_port"), free_port())
        own, other = (WorkerCredentials(root, name) for name in ("own", "other"))
        own.make()
        other.make()
        here, there = (f"127.0.0.1:{ports[one]}" for one in ("listen", "worker"))
        workers = tuple(
            WorkerRelay(
                one.folder.name, f"127.0.0.1:{ports['worker']}", numbers, one.hub, one.worker_certificate
            )
            for one, numbers in ((own, OWN), (other, OTHER))
        )
        front = Front(
            sockets=root / "hub",
            hub_port=free_port(),
            airlock_port=free_port(),
            hub_api_port=ports["hub_api"],
            governance_port=ports["governance"],
            jobs_port=ports["jobs"],
            catalogue_port=unused["proxy_port"],
            administration_port=unused["proxy_port"],
            airlock_url="http://localhost",
            sites=(SiteRelay("saint-etienne", "127.0.0.1", ports["site"]),),
            door_sets=1,
            workers=workers,
            workers_listen=here,
            **unused,
        )
        worker = root / "worker"
        worker_front = WorkerFront(
            "own",
            here,
            there,
            OWN,
            front.doors,
            worker,
            root / "engine.sock",
            own.worker,
            own.hub_certificate,
        )
        front.write(root / "hub.cfg")
        worker_front.write(root / "worker.cfg")
        for service in ("governance", "hub_api", "jobs"):
            _serve(ThreadingHTTPServer(("127.0.0.1", ports[service]), Says), service)
        (worker / "workspaces" / "66").mkdir(parents=True)
        for place, name in (
            (root / "engine.sock", "engine"),
            (worker / "agent.sock", "agent"),
            (worker / "workspaces" / "66" / "srv.sock", "server"),
        ):
            _serve(UnixServer(str(place), Says), name)
        _tell_who_connects(ports["site"])
        running = [
            subprocess.Popen(["haproxy", "-db", "-f", str(root / f"{one}.cfg")]) for one in ("hub", "worker")
        ]
        try:
            _wait_for(lambda: _asked_at(root / "hub" / "nodes" / "own" / "agent.sock") == "agent None")
            yield Relays(root / "hub", worker, ports["listen"], ports["worker"], own, other)
        finally:
            for process in running:
                process.terminate()
                process.wait()


def test_a_door_of_the_worker_leads_where_the_hubs_own_does_and_tells_its_set(relays):
    doors = relays.worker / "doors"

    assert _asked_at(doors / "66" / "access" / "door.sock", "/access-tokens", post=True) == "governance 66"
    assert _asked_at(doors / "67" / "jobs" / "door.sock", "/jobs") == "jobs 67"
    assert _asked_at(doors / "hub" / "door.sock", "/hub/api/user") == "hub_api None"
    assert _asked_at(doors / "66" / "access" / "door.sock", "/keys/access") == "403"
    assert _asked_at(doors / "hub" / "door.sock", "/hub/api/users") == "403"
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(doors / "67" / "saint-etienne" / "door.sock"))
        assert client.recv(100) == b"127.77.0.67"


def test_the_hub_reaches_servers_agent_and_engine(relays):
    here = relays.hub / "nodes" / "own"

    assert _asked_at(here / "66" / "srv.sock") == "server None"
    assert _asked_at(here / "66" / "srv.sock:80") == "server None"
    assert _asked_at(here / "agent.sock") == "agent None"
    assert _asked_at(here / "engine.sock") == "engine None"


def test_a_worker_opens_its_own_sets_alone(relays, tmp_path):
    assert b"200" in relays.at_hub(relays.own.worker, "66-access.own.d2h")
    assert b"200" in relays.at_hub(relays.other.worker, "130-access.other.d2h")
    for certificate, name in (
        (relays.own.worker, "130-access.own.d2h"),
        (relays.own.worker, "1-access.own.d2h"),
        (relays.own.worker, "66-engine.own.d2h"),
        (relays.own.worker, "130-access.other.d2h"),
        (relays.other.worker, "66-access.own.d2h"),
        (relays.own.hub, "66-access.own.d2h"),
        (_forged(relays.own, "other", tmp_path), "130-access.other.d2h"),
        (None, "66-access.own.d2h"),
    ):
        assert relays.at_hub(certificate, name) == b"", name


def test_a_workers_machine_answers_the_hub_alone(relays):
    assert b"200" in relays.at_worker(relays.own.hub, "0-engine.own.d2h")
    for certificate in (relays.own.worker, relays.other.worker, relays.other.hub, None):
        assert relays.at_worker(certificate, "0-engine.own.d2h") == b""


def _asked_at(path: Path, address: str = "/", *, post: bool = False) -> str:
    """What the service behind says, or the status it refuses with."""
    try:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=10) as client:
            answer = client.request("POST" if post else "GET", f"http://door{address}")
    except httpx.HTTPError as fault:
        return repr(fault)
    return answer.text if answer.status_code == 200 else str(answer.status_code)


def _asked(port: int, certificate: Path | None, name: str) -> bytes:
    """What comes back over TLS; nothing from whoever closes the door."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if certificate:
        context.load_cert_chain(certificate)
    try:
        with context.wrap_socket(
            socket.create_connection(("127.0.0.1", port), timeout=10), server_hostname=name
        ) as line:
            line.sendall(b"POST /access-tokens HTTP/1.1\r\nHost: door\r\nContent-Length: 0\r\n\r\n")
            return line.recv(100)
    except (ssl.SSLError, ConnectionError):
        return b""


def _forged(own: WorkerCredentials, name: str, folder: Path) -> Path:
    """A certificate in another worker's name, made with a worker's own key."""
    pem = own.worker.read_bytes()
    authority, signer = x509.load_pem_x509_certificate(pem), serialization.load_pem_private_key(pem, None)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(authority.not_valid_before_utc)
        .not_valid_after(authority.not_valid_after_utc)
        .sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    )
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "forged.pem"
    path.write_bytes(made.public_bytes(encoding) + authority.public_bytes(encoding) + private)
    return path


def _serve(server: ThreadingHTTPServer | UnixServer, name: str) -> None:
    server.reached = name  # type: ignore[union-attr]
    threading.Thread(target=server.serve_forever, daemon=True).start()


def _tell_who_connects(port: int) -> None:
    def serve() -> None:
        with socket.create_server(("127.0.0.1", port)) as server:
            while True:
                connection, address = server.accept()
                connection.sendall(address[0].encode())
                connection.close()

    threading.Thread(target=serve, daemon=True).start()


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "the relays did not start"
        time.sleep(0.1)
