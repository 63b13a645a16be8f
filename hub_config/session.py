"""What a workspace is told of itself: its session file and the relays between its ports and its doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from d2h_sdk.wire import SessionMessage, SiteDoor
from governance.access.workspace_entry import WorkspaceGrant

DOORS = "/run/d2h/doors"
SERVER_SOCKET = "/run/d2h/server/srv.sock"
# The one folder that the server's container and the researcher's share.
SHARED = "/run/d2h/kernels"
JUPYTER_PORT = 8888
HUB_PORT = 8081
ACCESS_PORT = 8082
AIRLOCK_PORT = 8083
JOBS_PORT = 8084
PACKAGES_PORT = 8085
FIRST_SITE_PORT = 8101

# Doors of the server's container alone: they open with the hub token, which stays there.
SERVER_DOORS = ("hub", "access")
COMMON_DOORS = {"airlock": AIRLOCK_PORT, "jobs": JOBS_PORT, "packages": PACKAGES_PORT}

# A job asks for access tokens at a door of its own, and hands in no others.
JOB_DOORS = {"access": ACCESS_PORT, "airlock": AIRLOCK_PORT}

# A replay reads and counts as its author may; nothing of it is sent anywhere.
REPLAY_DOORS = {"access": ACCESS_PORT}

_RELAYS_HEAD = """\
global
    maxconn 1000
    nbthread 1
    # Reader and gateway wait less for one another where a relay has room for half a megabyte of an answer.
    tune.pipesize 524288
    tune.sndbuf.client 425984
defaults
    mode tcp
    option splice-response
    retries 0
    timeout connect 5s
    timeout client 1h
    timeout server 1h
"""
_SERVER = f"""\
listen server
    # The hub's first request waits here, tried ten times a second, until Jupyter has started.
    retries 300
    timeout connect 100ms
    bind unix@{SERVER_SOCKET} mode 666
    server jupyter 127.0.0.1:{JUPYTER_PORT}
listen hub
    bind 127.0.0.1:{HUB_PORT}
    server door unix@{DOORS}/hub/door.sock
listen access
    # Who asks here for an access token works in this workspace: the proof of it is added, and never shown.
    mode http
    bind unix@{SHARED}/access.sock
    http-request deny unless METH_POST {{ path /access-tokens }}
    http-request set-header authorization "token ${{D2H_HUB_TOKEN}}"
    server door unix@{DOORS}/access/door.sock
"""
_ACCESS = f"""\
listen access
    bind 127.0.0.1:{ACCESS_PORT}
    server shared unix@{SHARED}/access.sock
"""


def door_ports(sites: Sequence[str]) -> dict[str, int]:
    """The loopback port of each door inside the container, sites in the order given."""
    return {**COMMON_DOORS, **_site_ports(sites)}


def _site_ports(sites: Sequence[str]) -> dict[str, int]:
    return {site: FIRST_SITE_PORT + place for place, site in enumerate(sites)}


def session_message(grant: WorkspaceGrant, airlock_page: str, *, replay: bool = False) -> SessionMessage:
    """What the container may know of itself; `replay` where a notebook runs again by itself."""
    ports = door_ports([site.id for site in grant.sites])
    return SessionMessage(
        user=grant.user,
        project=grant.project,
        project_title=grant.title,
        ends=grant.ends.isoformat(),
        language="fr" if grant.language == "fr" else "en",
        access_url=f"http://127.0.0.1:{ACCESS_PORT}",
        airlock_url=f"http://127.0.0.1:{AIRLOCK_PORT}",
        airlock_page=airlock_page,
        jobs_url=f"http://127.0.0.1:{JOBS_PORT}",
        sites=tuple(
            SiteDoor(
                site=site.id,
                title=site.title,
                uri=f"grpc+tls://127.0.0.1:{ports[site.id]}",
                server_name=f"{site.id}.gateway.d2h",
                certificate=site.certificate,
            )
            for site in grant.sites
        ),
        replay=replay,
    )


def server_relays() -> str:
    """HAProxy's configuration in the server's container; `D2H_HUB_TOKEN` is told to it at its start."""
    return _RELAYS_HEAD + _SERVER


def relays(sites: Sequence[str]) -> str:
    """The same in the researcher's container: plain byte relays, nothing is decided there."""
    return _RELAYS_HEAD + _ACCESS + _doors(door_ports(sites))


def replay_relays(sites: Sequence[str]) -> str:
    """The same for a replay, which serves nobody."""
    return _RELAYS_HEAD + _doors({**REPLAY_DOORS, **_site_ports(sites)})


def job_relays(sites: Sequence[str]) -> str:
    """The same for a job, which works as its member does, and alone."""
    return _RELAYS_HEAD + _doors({**JOB_DOORS, **_site_ports(sites)})


def _doors(ports: Mapping[str, int]) -> str:
    return "".join(
        f"listen {door}\n    bind 127.0.0.1:{port}\n    server door unix@{DOORS}/{door}/door.sock\n"
        for door, port in ports.items()
    )
