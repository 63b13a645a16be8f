"""Every wall of a workspace and the probes that try it, for its surroundings."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Callable, Sequence
from typing import Any

from hub_config.apparmor import profile_where
from hub_config.sealing import HOME, PROJECT, WORK
from hub_config.session import SHARED
from launcher.isolation.probes import files, limits, network, privileges, server, services
from launcher.isolation.surroundings import Surroundings
from launcher.isolation.system_calls import CLONE, NAMESPACES, SOCKETS, SYSTEM_CALLS, number_of
from launcher.isolation.trial import (
    UNREACHABLE,
    Exactly,
    Judged,
    Killed,
    Nothing,
    NothingBut,
    Probe,
    Refused,
)

IMPORTS = f"{HOME}/imports"
ACCESS = "http://127.0.0.1:8082"
AIRLOCK = "http://127.0.0.1:8083"
JOBS = "http://127.0.0.1:8084"
PACKAGES = "http://127.0.0.1:8085"
SERVER_PROGRAMS = ("d2h_server", "jupyterhub-singleuser", "jupyter-lab", "jupyter_server")
METADATA = ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254")
OUTSIDE = ("1.1.1.1", "8.8.8.8", "9.9.9.9", "2606:4700:4700::1111")
NAMES = ("example.org", "metadata.google.internal", "host.docker.internal", "gateway.docker.internal")
SECRETS = (
    "key.pem", "governance.sqlite", "airlock.sqlite", "jupyterhub.sqlite", "jupyterhub_cookie_secret",
    "cookie_secret", "site.toml", "docker.sock", "containerd.sock", "podman.sock", "crio.sock",
)  # fmt: skip
READ_ONLY = (
    "/etc/passwd", "/etc/hosts", "/etc/resolv.conf", "/usr/local/bin/d2h-workspace",
    "/usr/local/bin/d2h-workspace-server", "/opt/venv/bin/jupyterhub-singleuser",
    "/opt/venv/etc/jupyter/jupyter_server_config.py", "/opt/venv/share/jupyter/kernels/python3/kernel.json",
    "/run/d2h/session/session.json", "/run/d2h/session/relays.cfg",
)  # fmt: skip
KERNEL_SWITCHES = (
    "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug",
    "/proc/sys/vm/panic_on_oom", "/proc/sys/vm/drop_caches", "/proc/sys/fs/binfmt_misc/register",
    "/proc/sys/net/ipv4/ip_forward", "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity",
    "/proc/mtrr", "/sys/kernel/uevent_helper", "/sys/kernel/mm/ksm/run", "/sys/power/state",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/release_agent",
    "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/cgroup.procs",
    "/sys/fs/cgroup/devices/devices.allow",
)  # fmt: skip
KERNEL_SECRETS = (
    "/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/latency_stats",
    "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/proc/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1",
    "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/sys/firmware/dmi/tables/DMI", "/sys/kernel/debug",
    "/sys/kernel/security/lockdown", "/proc/scsi/scsi",
)  # fmt: skip
DEVICES = (
    "/dev/console", "/dev/full", "/dev/null", "/dev/ptmx", "/dev/pts/0", "/dev/pts/1", "/dev/pts/ptmx",
    "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero",
)  # fmt: skip
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

Wall = Callable[[Surroundings], Sequence[Probe]]


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


def file_probes(around: Surroundings) -> list[Probe]:
    doors = [f"/run/d2h/doors/{door}" for door in around.doors]
    mounts = ["/", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/tmp", HOME, WORK, PROJECT, IMPORTS]  # noqa: S108
    mounts += ["/proc", "/sys", "/dev", SHARED, "/run/d2h/session", *doors]
    folders = ("/tmp", HOME, "/dev/shm", "/dev/mqueue", SHARED)  # noqa: S108
    return [
        Probe("files-control", "attack-control-write", files.write, (f"{WORK}/allowed.txt",),
              Exactly("written"), control=True),
        Probe("files-mounts", "attack-mounts", files.mount_points, (), NothingBut(tuple(sorted(mounts)))),
        Probe("files-volumes", "attack-volumes", files.mounted_of, ([*around.volumes],), Nothing(),
              {"count": str(len(around.volumes))}),
        Probe("files-projects", "attack-projects", files.present, ([around.canary_file],), Nothing()),
        Probe("files-sockets", "attack-sockets", files.sockets, (),
              NothingBut(tuple(f"{door}/door.sock" for door in doors))),
        Probe("files-imports", "attack-imports", files.write, (f"{IMPORTS}/planted.py",),
              Refused(("EACCES", "EROFS"))),
        Probe("files-secrets", "attack-secrets", files.present, ([*SECRETS],), Nothing()),
        Probe("files-image", "attack-image", files.writable, ([*READ_ONLY],), Nothing()),
        Probe("files-folders", "attack-folders", files.writable_folders, (), NothingBut(folders)),
        Probe("files-switches", "attack-switches", files.writable, ([*KERNEL_SWITCHES],), Nothing()),
        Probe("files-kernel", "attack-kernel-files", files.readable, ([*KERNEL_SECRETS],), Nothing()),
        Probe("files-devices", "attack-devices", files.devices, (), NothingBut(DEVICES)),
    ]  # fmt: skip


def privilege_probes(around: Surroundings) -> list[Probe]:
    no_capability = Exactly("0000000000000000")
    clone = CLONE.get(around.processor)
    return [
        Probe("privileges-control", "attack-control-call", privileges.system_call,
              ("mknod", "/tmp/d2h-pipe", 0o010600, 0), Exactly(0), control=True),  # noqa: S108
        *(
            Probe(f"capabilities-{kind.lower()}", "attack-capabilities", privileges.status_line, (kind,),
                  no_capability, {"kind": kind})
            for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
        ),
        Probe("privileges-none-new", "attack-no-new-privileges", privileges.status_line, ("NoNewPrivs",),
              Exactly("1")),
        Probe("privileges-filter", "attack-filter", privileges.status_line, ("Seccomp",), Exactly("2")),
        *(
            [Probe("privileges-apparmor", "attack-apparmor", privileges.confinement, (),
                   Exactly(f"{profile} (enforce)"))]
            if (profile := profile_where(around.engine))
            else []
        ),
        *(
            [Probe("privileges-mapped", "attack-mapped", privileges.own_root_outside, (),
                   Judged("expected-mapped", lambda found: found > 0))]
            if "name=userns" in around.engine
            else []
        ),
        Probe("privileges-user", "attack-user", privileges.status_line, ("Uid",),
              Judged("expected-no-root", lambda found: "0" not in found.split())),
        Probe("privileges-groups", "attack-groups", privileges.status_line, ("Gid",),
              Judged("expected-no-root", lambda found: "0" not in found.split())),
        Probe("privileges-setuid", "attack-setuid", privileges.system_call, ("setuid", 0)),
        Probe("privileges-setgid", "attack-setgid", privileges.system_call, ("setgid", 0)),
        Probe("privileges-setuid-copy", "attack-setuid-copy", privileges.run_setuid_copy, (),
              Exactly(["True", "1000"])),
        Probe("privileges-setuid-programs", "attack-setuid-programs", privileges.setuid_programs, (),
              Nothing()),
        Probe("privileges-owner", "attack-owner", privileges.change_owner, (), Refused(("EPERM",))),
        Probe("privileges-processes", "attack-processes", privileges.processes, (), Nothing()),
        Probe("privileges-chroot", "attack-chroot", privileges.system_call, ("chroot", "/tmp")),  # noqa: S108
        Probe("privileges-device", "attack-device", privileges.system_call,
              ("mknod", "/tmp/d2h-disk", 0o060600, 0x0800)),  # noqa: S108
        *(
            Probe(f"namespace-unshare-{name}", "attack-unshare", privileges.system_call, ("unshare", flag),
                  Refused(), {"namespace": name})
            for name, flag in NAMESPACES.items()
        ),
        *(
            Probe(f"namespace-clone-{name}", "attack-clone", privileges.clone_with, (flag, clone),
                  Refused(), {"namespace": name})
            for name, flag in NAMESPACES.items()
            if clone
        ),
        *(
            Probe(f"call-{name}", "attack-call", privileges.raw_call, (number, *SYSTEM_CALLS[name][2]),
                  Refused(), {"call": name})
            for name in SYSTEM_CALLS
            if (number := number_of(name, around.processor)) is not None
        ),
    ]  # fmt: skip


def server_probes(around: Surroundings) -> list[Probe]:
    refused = Refused(("ECONNREFUSED",))
    return [
        Probe("server-control", "attack-control-processes", server.own_process_is_seen, (), Exactly(True),
              control=True),
        Probe("server-processes", "attack-server-processes", server.processes_of, ([*SERVER_PROGRAMS],),
              Nothing()),
        Probe("server-signal", "attack-server-signal", server.signalled_beyond_sight, (1 << 15,), Nothing()),
        Probe("server-token", "attack-server-token", server.environments_with, ("JUPYTERHUB_API_TOKEN",),
              Nothing()),
        Probe("server-port", "attack-server-port", network.connect, ("127.0.0.1", 8888), refused),
        Probe("server-hub", "attack-server-hub", network.connect, ("127.0.0.1", 8081), refused),
        Probe("server-socket", "attack-server-socket", files.present, (["srv.sock"],), Nothing()),
        Probe("server-second-socket", "attack-second-socket", files.write, ("/run/d2h/server/srv.sock",),
              Refused(("EACCES", "EROFS"))),
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


def limit_probes(around: Surroundings) -> list[Probe]:
    gigabytes = around.memory // (1 << 30) + 2
    full = Refused(("ENOSPC", "ENOMEM"))
    share = Judged(
        "expected-share", lambda found: found <= around.cpus * 1.3 + 0.2, {"cpus": f"{around.cpus:g}"}
    )
    busy = int(around.cpus) + 2
    return [
        Probe("limits-processes", "attack-processes-flood", limits.fork_many, (600,),
              Judged("expected-flood-ends", lambda found: found[1] == errno.EAGAIN and found[0] < 512),
              seconds=300),
        Probe("limits-memory", "attack-memory", limits.allocate, (gigabytes,), Killed(),
              {"size": f"{gigabytes} GiB"}),
        Probe("limits-tmp", "attack-disk", limits.reserve, ("/tmp", 1 << 40), full,  # noqa: S108
              {"folder": "/tmp"}),  # noqa: S108
        Probe("limits-home", "attack-disk", limits.reserve, (HOME, 1 << 40), full, {"folder": HOME}),
        Probe("limits-shared-memory", "attack-disk", limits.reserve, ("/dev/shm", 1 << 40), full,  # noqa: S108
              {"folder": "/dev/shm"}),  # noqa: S108
        Probe("limits-shared", "attack-disk", limits.reserve, (SHARED, 1 << 40), full, {"folder": SHARED}),
        Probe("limits-processors", "attack-processors", limits.spin, (busy, 2.0), share,
              {"count": str(busy)}),
        Probe("limits-control", "attack-control-alive", privileges.user, (),
              Judged("expected-answered", lambda found: found > 0), control=True),
    ]  # fmt: skip


WALLS: dict[str, Wall] = {
    "network": network_probes,
    "files": file_probes,
    "privileges": privilege_probes,
    "server": server_probes,
    "services": service_probes,
    "limits": limit_probes,
}

# Header and payload of an access token that nobody signed.
_UNSIGNED = "eyJhbGciOiJub25lIiwidHlwIjoiZDJoLWFjY2VzcyJ9.eyJzdWIiOiJtYWxsb3J5In0."


def _are_access_refusals(found: Any) -> bool:
    return all(code.startswith("access-") for code in found.values())
