"""What a workspace must not find among files: what is of others, the kernel or the machine."""

from __future__ import annotations

from hub_config.sealing import HOME, PROJECT, WORK
from hub_config.session import SHARED
from launcher.isolation.probes import files
from launcher.isolation.surroundings import Surroundings
from launcher.isolation.trial import Exactly, Nothing, NothingBut, Probe, Refused

IMPORTS = f"{HOME}/imports"
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
