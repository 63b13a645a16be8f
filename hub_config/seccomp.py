"""The system calls a workspace may make: a list of what studies need; every other call fails with EPERM.

Narrower than Docker's own profile: no io_uring, no ptrace, no userfaultfd, no other process's memory, no
clocks set, no kernel keys, no namespaces, and sockets of the unix, IP and routing families alone. The names
are libseccomp's; calls that another processor lacks are passed over there.
"""

from __future__ import annotations

import json
from typing import Any

_FILES = """
    access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
    fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr
    flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr
    inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl lchown lgetxattr link linkat listxattr
    llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat mknod mknodat newfstatat open openat openat2
    pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv
    removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx symlink symlinkat
    sync sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes write writev
    io_setup io_submit io_getevents io_pgetevents io_cancel io_destroy landlock_create_ruleset
    landlock_add_rule landlock_restrict_self
"""
_MEMORY = """
    brk madvise memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock munlockall
    munmap pkey_alloc pkey_free pkey_mprotect membarrier remap_file_pages get_mempolicy set_mempolicy mbind
    shmat shmctl shmdt shmget semctl semget semop semtimedop msgctl msgget msgrcv msgsnd mq_getsetattr
    mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink cachestat
"""
_PROCESSES = """
    arch_prctl execve execveat exit exit_group fork vfork futex futex_waitv get_robust_list set_robust_list
    getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid
    getrlimit getrusage getsid gettid getuid capget kill pidfd_open pidfd_send_signal prctl prlimit64 rseq
    sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
    sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam
    sched_setscheduler sched_yield set_thread_area get_thread_area set_tid_address setfsgid setfsuid setgid
    setgroups setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid capset
    sysinfo tgkill times tkill uname wait4 waitid ioprio_get ioprio_set seccomp
"""
_SIGNALS_AND_TIME = """
    alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause restart_syscall
    rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
    rt_tgsigqueueinfo setitimer sigaltstack signalfd signalfd4 time timer_create timer_delete
    timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime getrandom
    epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 poll ppoll
    select pselect6
"""
_SOCKETS = """
    accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg
    sendmsg sendto setsockopt shutdown
"""

_UNIX, _IPV4, _IPV6, _NETLINK = 1, 2, 10, 16
_ROUTE = 0
_ENOSYS = 38
# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_QUERY_PERSONALITY = 0xFFFFFFFF


def workspace_profile() -> str:
    """The profile as the engine takes it: JSON text."""
    allowed = " ".join((_FILES, _MEMORY, _PROCESSES, _SIGNALS_AND_TIME, _SOCKETS)).split()
    return json.dumps(
        {
            "defaultAction": "SCMP_ACT_ERRNO",
            # No other calling convention of the same processor: 32-bit programs find no kernel.
            "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
            "syscalls": [
                {"names": sorted(allowed), "action": "SCMP_ACT_ALLOW"},
                *(_with("socket", (0, family)) for family in (_UNIX, _IPV4, _IPV6)),
                _with("socketpair", (0, _UNIX)),
                _with("socket", (0, _NETLINK), (2, _ROUTE)),
                _with("personality", (0, _QUERY_PERSONALITY)),
                {
                    "names": ["clone"],
                    "action": "SCMP_ACT_ALLOW",
                    "args": [{"index": 0, "value": _NAMESPACES, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}],
                },
                # Its flags stand in memory, where no filter sees them; the C library falls back on clone.
                {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS},
            ],
        },
        separators=(",", ":"),
    )


def _with(call: str, *arguments: tuple[int, int]) -> dict[str, Any]:
    """`call`, allowed where each argument, by its place, has the value."""
    return {
        "names": [call],
        "action": "SCMP_ACT_ALLOW",
        "args": [{"index": place, "value": value, "op": "SCMP_CMP_EQ"} for place, value in arguments],
    }
