"""Every wall of a workspace and the probes that try it, for its surroundings."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence

from hub_config.apparmor import profile_where
from hub_config.sealing import HOME
from hub_config.session import SHARED
from launcher.isolation.file_walls import file_probes
from launcher.isolation.network_walls import network_probes, service_probes
from launcher.isolation.probes import files, limits, network, privileges, server
from launcher.isolation.surroundings import Surroundings
from launcher.isolation.system_calls import CLONE, NAMESPACES, SYSTEM_CALLS, number_of
from launcher.isolation.trial import Exactly, Judged, Killed, Nothing, Probe, Refused

SERVER_PROGRAMS = ("d2h_server", "jupyterhub-singleuser", "jupyter-lab", "jupyter_server")

Wall = Callable[[Surroundings], Sequence[Probe]]


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
