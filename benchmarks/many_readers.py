"""Fifty clients of one gateway at once: do all finish, how much memory does it take, who waits how long?

Half of them read a whole table, half ask small queries one after the other, of several projects. Each client
is a thread of this process with a connection of its own; gateway and workers are other processes.

    python benchmarks/many_readers.py [--clients 50] [--rows 1000000] [--queries 20]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

import pyarrow.flight as flight
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measured_site import COLUMNS, SITE, USER, gateway, make_site, sign_a_permit

from d2h_sdk.wire import Condition, ReadRequest
from data_gateway.site.folder import SiteFolder
from governance.access.token import issue_access_token
from governance.permits.document import PermitDocument

PROJECTS = 5


class Client:
    """One person with a connection of her own."""

    def __init__(self, folder: SiteFolder, port: int, key: Ed25519PrivateKey, permit: PermitDocument) -> None:
        self._key, self._permit = key, permit
        self._client = flight.connect(
            f"grpc+tls://127.0.0.1:{port}",
            tls_root_certs=folder.certificate_authority.read_text(),
            override_hostname=f"{SITE}.gateway.d2h",
        )
        self.seconds: list[float] = []
        self.rows = 0
        self.fault: str | None = None

    def read(self, request: ReadRequest, times: int) -> None:
        try:
            for _ in range(times):
                start = time.perf_counter()
                ticket = flight.Ticket(request.model_dump_json().encode())
                for chunk in self._client.do_get(ticket, self._options()):
                    self.rows += chunk.data.num_rows
                self.seconds.append(time.perf_counter() - start)
        except Exception as fault:
            self.fault = str(fault).split(".")[0]

    def renew(self) -> None:
        list(self._client.do_action(flight.Action("renew", b""), self._options()))

    def _options(self) -> flight.FlightCallOptions:
        permits = {SITE: self._permit.digest()}
        token = issue_access_token(self._key, user=USER, project=self._permit.project, permits=permits)
        return flight.FlightCallOptions(headers=[(b"authorization", f"Bearer {token}".encode())])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows held by the site")
    parser.add_argument("--queries", type=int, default=20, help="small queries of each client that asks them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="d2h-many-readers-") as scratch:
        measure(Path(scratch), arguments.clients, arguments.rows, arguments.queries)


def measure(scratch: Path, clients: int, rows: int, queries: int) -> None:
    key = Ed25519PrivateKey.generate()
    folder = make_site(scratch, rows, key)
    permits = [sign_a_permit(folder, f"readers-{number}") for number in range(PROJECTS)]
    whole = ReadRequest(dataset="omop", table="measurement", columns=tuple(COLUMNS))
    few = Condition(column="value_as_number", op=">=", value=99.99)
    small = whole.model_copy(update={"where": (few,), "columns": ("person_id", "value_as_number")})
    with gateway(folder) as served:
        everybody = [Client(folder, served.port, key, permits[at % PROJECTS]) for at in range(clients)]
        for client in everybody[:PROJECTS]:
            client.read(small, 1)  # opens the permit
            client.seconds.clear()
        peaks = Peaks(os.getpid())
        work = [
            threading.Thread(target=client.read, args=(whole, 1) if at % 2 else (small, queries))
            for at, client in enumerate(everybody)
        ]
        start = time.perf_counter()
        for thread in work:
            thread.start()
        while any(thread.is_alive() for thread in work):
            peaks.look()
            for client in everybody[:PROJECTS]:
                client.renew()
            time.sleep(1)
        seconds = time.perf_counter() - start
    report(everybody, seconds, peaks)


class Peaks:
    """Largest resident memory of the gateway and of its workers together, in MB."""

    def __init__(self, own: int) -> None:
        self._own = own
        self.gateway = self.workers = 0.0

    def look(self) -> None:
        gateway = workers = 0.0
        for path in Path("/proc").glob("[0-9]*"):
            try:
                command = (path / "cmdline").read_bytes()
                held = int((path / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
            except (OSError, ValueError):
                continue
            if b"data_gateway.engines.worker" in command:
                workers += held
            elif b"data_gateway" in command and int(path.name) != self._own:
                gateway = max(gateway, held)
        self.gateway, self.workers = max(self.gateway, gateway), max(self.workers, workers)


def report(clients: list[Client], seconds: float, peaks: Peaks) -> None:
    wholes = [each for client in clients[1::2] for each in client.seconds]
    smalls = sorted(each for client in clients[::2] for each in client.seconds)
    faults = [client.fault for client in clients if client.fault]
    rows = sum(client.rows for client in clients)
    print(f"processors                {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    finished = f"{len(clients) - len(faults)} of {len(clients)}"
    print(f"clients that finished     {finished} in {seconds:.1f} s {faults}")
    print(f"rows                      {rows:,}, {rows / seconds / 1e6:.2f} Mrow/s")
    print(f"whole table               median {statistics.median(wholes):.2f} s, longest {max(wholes):.2f} s")
    print(
        f"small query ({len(smalls)})         median {statistics.median(smalls) * 1e3:.0f} ms,"
        f" p99 {smalls[int(len(smalls) * 0.99) - 1] * 1e3:.0f} ms"
    )
    print(
        f"memory at most            gateway {peaks.gateway:.0f} MB, workers together {peaks.workers:.0f} MB"
    )


if __name__ == "__main__":
    main()
