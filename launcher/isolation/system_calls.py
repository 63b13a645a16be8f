"""System calls that no study needs and break-outs have used: numbers, and arguments that harm nothing."""

from __future__ import annotations

# name -> (number on x86_64, on aarch64, arguments). A call that passes the wall finds the arguments useless.
SYSTEM_CALLS: dict[str, tuple[int | None, int | None, tuple[int, ...]]] = {
    "acct": (163, 89, (0,)),
    "add_key": (248, 217, (0, 0, 0, 0, 0)),
    "bpf": (321, 280, (-1, 0, 0)),
    "clock_adjtime": (305, 266, (0, 0)),
    "clone3": (435, 435, (0, 0)),
    "delete_module": (176, 106, (0, 0)),
    "fanotify_init": (300, 262, (-1, 0)),
    "finit_module": (313, 273, (-1, 0, 0)),
    "fsopen": (430, 430, (0, 0)),
    "init_module": (175, 105, (0, 0, 0)),
    "io_uring_setup": (425, 425, (0, 0)),
    "io_uring_register": (427, 427, (-1, 0, 0, 0)),
    "ioperm": (173, None, (0, 1, 1)),
    "iopl": (172, None, (3,)),
    "kcmp": (312, 272, (1, 1, 0, 0, 0)),
    "kexec_file_load": (320, 294, (-1, -1, 0, 0, 0)),
    "kexec_load": (246, 104, (0, 0, 0, 0)),
    "keyctl": (250, 219, (0, -3, 0, 0, 0)),
    "lookup_dcookie": (212, 18, (0, 0, 0)),
    "memfd_secret": (447, 447, (0,)),
    "modify_ldt": (154, None, (0, 0, 0)),
    "mount": (165, 40, (0, 0, 0, 0, 0)),
    "mount_setattr": (442, 442, (-1, 0, 0, 0, 0)),
    "move_mount": (429, 429, (-1, 0, -1, 0, 0)),
    "move_pages": (279, 239, (0, 0, 0, 0, 0, -1)),
    "name_to_handle_at": (303, 264, (-1, 0, 0, 0, 0)),
    "open_by_handle_at": (304, 265, (-1, 0, 0)),
    "open_tree": (428, 428, (-1, 0, 0)),
    "perf_event_open": (298, 241, (0, 0, -1, -1, 0)),
    "pidfd_getfd": (438, 438, (-1, 0, 0)),
    "pivot_root": (155, 41, (0, 0)),
    "process_vm_readv": (310, 270, (1, 0, 0, 0, 0, 0)),
    "process_vm_writev": (311, 271, (1, 0, 0, 0, 0, 0)),
    "ptrace": (101, 117, (16, 1, 0, 0)),
    "quotactl": (179, 60, (0, 0, 0, 0)),
    "reboot": (169, 142, (0, 0, 0, 0)),
    "request_key": (249, 218, (0, 0, 0, 0)),
    "setdomainname": (171, 162, (0, 0)),
    "sethostname": (170, 161, (0, 0)),
    "setns": (308, 268, (-1, 0)),
    "settimeofday": (164, 170, (0, 0)),
    "swapoff": (168, 225, (0,)),
    "swapon": (167, 224, (0, 0)),
    "syslog": (103, 116, (3, 0, 0)),
    "umount2": (166, 39, (0, 0)),
    "userfaultfd": (323, 282, (0,)),
    "vhangup": (153, 58, ()),
    "vmsplice": (278, 75, (-1, 0, 0, 0)),
}
NAMESPACES = {
    "user": 0x10000000,
    "mount": 0x00020000,
    "network": 0x40000000,
    "process": 0x20000000,
    "ipc": 0x08000000,
    "hostname": 0x04000000,
    "cgroup": 0x02000000,
}
CLONE = {"x86_64": 56, "aarch64": 220}
SETNS = {"x86_64": 308, "aarch64": 268}

# family, kind and protocol of sockets that reach below or beside IP.
SOCKETS = {
    "ipv4-raw": (2, 3, 1),
    "ipv4-raw-any": (2, 3, 255),
    "ipv6-raw": (10, 3, 58),
    "packet": (17, 3, 0x300),
    "netlink-netfilter": (16, 3, 12),
    "netlink-audit": (16, 3, 9),
    "netlink-kobject-uevent": (16, 3, 15),
    "netlink-xfrm": (16, 3, 6),
    "vsock": (40, 1, 0),
    "kernel-crypto": (38, 5, 0),
    "bluetooth": (31, 3, 1),
    "can": (29, 3, 1),
    "tipc": (30, 1, 0),
    "rds": (21, 5, 0),
    "key": (15, 3, 2),
    "xdp": (44, 3, 0),
    "smc": (43, 1, 0),
}


def number_of(call: str, processor: str) -> int | None:
    """The call's number on this kind of processor; None where there is no such call."""
    on_x86, on_arm, _ = SYSTEM_CALLS[call]
    return on_x86 if processor == "x86_64" else on_arm
