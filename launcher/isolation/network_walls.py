"""What a workspace must not reach: networks of every kind, and what services behind its doors keep closed."""

from __future__ import annotations

import json
import socket
from typing import Any

from launcher.isolation.probes import network, services
from launcher.isolation.surroundings import Surroundings
from launcher.isolation.system_calls import SOCKETS
from launcher.isolation.trial import UNREACHABLE, Exactly, Judged, Nothing, Probe, Refused

ACCESS = "http://127.0.0.1:8082"
AIRLOCK = "http://127.0.0.1:8083"
JOBS = "http://127.0.0.1:8084"
PACKAGES = "http://127.0.0.1:8085"
METADATA = ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254")
OUTSIDE = ("1.1.1.1", "8.8.8.8", "9.9.9.9", "2606:4700:4700::1111")
NAMES = ("example.org", "metadata.google.internal", "host.docker.internal", "gateway.docker.internal")
GOVERNANCE_REQUESTS = [
    ["GET", "/docs"], ["GET", "/openapi.json"], ["GET", "/keys/access"], ["GET", "/sites/any/permits"],
    ["GET", "/access-tokens"], ["POST", "/access-tokens/../sites"],
]  # fmt: skip
AIRLOCK_REQUESTS = [
    ["GET", "/"], ["GET", "/requests"], ["GET", "/oauth_callback"], ["GET", "/static/site.css"],
    ["GET", "/api/../requests"], ["GET", "/API/requests"], ["GET", "/api/requests"],
    ["POST", "/api/requests"], ["POST", "/api/requests/1/votes"],
]  # fmt: skip
PACKAGE_REQUESTS = [
    ["GET", "/"], ["GET", "/simple/"], ["GET", "/simple/pip/"], ["GET", "/simple/pip/../../"],
    ["GET", "/files/pip/pip-1.0-py3-none-any.whl"], ["GET", "/files/pip/..%2f..%2fpasswd"],
    ["POST", "/simple/pip/"], ["PUT", "/files/pip/pip-1.0.tar.gz"],
    ["DELETE", "/files/pip/pip-1.0.tar.gz"],
]  # fmt: skip
A_READ = json.dumps({"kind": "read", "dataset": "omop", "table": "person", "columns": ["person_id"]})
# Header and payload of an access token that nobody signed.
_UNSIGNED = "eyJhbGciOiJub25lIiwidHlwIjoiZDJoLWFjY2VzcyJ9.eyJzdWIiOiJtYWxsb3J5In0."


def network_probes(around: Surroundings) -> list[Probe]:
    machine = around.machine
    beside = [*machine.addresses, *around.neighbours]
    ports = [*machine.ports]
    unresolved = Judged("expected-no-name", lambda found: found[1] in (socket.EAI_AGAIN, socket.EAI_NONAME))
    return [
        Probe("network-control", "attack-control-loopback", network.connect, ("127.0.0.1", 8082),
              Exactly("open"), control=True),
        Probe("network-interfaces", "attack-interfaces", network.interfaces, (), Exactly(["lo"])),
        Probe("network-routes", "attack-routes", network.routes, (), Nothing()),
        Probe("network-internet", "attack-internet", network.reached, ([*OUTSIDE], [53, 80, 443]), Nothing()),
        Probe("network-metadata", "attack-metadata", network.reached, ([*METADATA], [80, 443]), Nothing()),
        Probe("network-host", "attack-host", network.reached, ([*machine.addresses], ports), Nothing(),
              {"addresses": str(len(machine.addresses)), "ports": str(len(ports))}, seconds=120),
        Probe("network-neighbours", "attack-neighbours", network.reached, (beside, [22, 2375, 2376, 8888]),
              Nothing(), {"count": str(len(around.neighbours))}, seconds=120),
        Probe("network-loopback", "attack-loopback", network.connect, ("127.0.0.1", machine.canary_port),
              Refused(("ECONNREFUSED",))),
        Probe("network-abstract", "attack-abstract", network.connect_abstract, (machine.abstract_socket,),
              Refused(("ECONNREFUSED",))),
        Probe("network-datagram", "attack-datagram", network.send_datagram, ("8.8.8.8", 53),
              Refused(UNREACHABLE)),
        Probe("network-name", "attack-name", network.resolve, ("example.org",), unresolved),
        Probe("network-names", "attack-names", network.resolved, ([*NAMES],), Nothing()),
        *(
            Probe(f"socket-{name}", "attack-socket", network.open_socket, how,
                  Refused(("EPERM", "EACCES", "EAFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT")),
                  {"socket": name})
            for name, how in SOCKETS.items()
        ),
    ]  # fmt: skip


def service_probes(around: Surroundings) -> list[Probe]:
    made_up = "0" * 64
    return [
        Probe("services-control", "attack-control-airlock", services.ask, ("GET", f"{AIRLOCK}/api/requests"),
              Judged("expected-answered", lambda found: found[0] == 401), control=True),
        Probe("services-token", "attack-token", services.not_refused,
              (ACCESS, [["POST", "/access-tokens"]], ""), Nothing()),
        Probe("services-token-forged", "attack-token-forged", services.not_refused,
              (ACCESS, [["POST", "/access-tokens"]], f"token {made_up}"), Nothing()),
        # Where a worker asks for its jobs: whoever has a set of doors without its proof is none.
        Probe("services-job-token", "attack-job-token", services.not_refused,
              (JOBS, [["POST", "/access-tokens"]], f"job {made_up}"), Nothing()),
        Probe("services-governance", "attack-governance", services.not_refused,
              (ACCESS, GOVERNANCE_REQUESTS, ""), Nothing(), {"count": str(len(GOVERNANCE_REQUESTS))}),
        Probe("services-airlock", "attack-airlock", services.not_refused, (AIRLOCK, AIRLOCK_REQUESTS, ""),
              Nothing(), {"count": str(len(AIRLOCK_REQUESTS))}),
        Probe("services-airlock-forged", "attack-airlock-forged", services.not_refused,
              (AIRLOCK, AIRLOCK_REQUESTS, f"Bearer {made_up}"), Nothing()),
        # No member of the project asks there, and a door gives only to members.
        Probe("services-packages", "attack-packages", services.not_refused, (PACKAGES, PACKAGE_REQUESTS, ""),
              Nothing(), {"count": str(len(PACKAGE_REQUESTS))}),
        *(
            Probe(f"gateways-{kind}", f"attack-gateways-{kind}", services.gateway_answers,
                  ([*around.sites], token, A_READ), Judged("expected-gateway-refuses", _are_access_refusals),
                  {"sites": ", ".join(around.sites)})
            for kind, token in (("none", None), ("made-up", made_up), ("unsigned", _UNSIGNED))
            if around.sites
        ),
    ]  # fmt: skip


def _are_access_refusals(found: Any) -> bool:
    return all(code.startswith("access-") for code in found.values())
