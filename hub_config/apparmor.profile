# What a container of a workspace, job or replay may do where the kernel has AppArmor. Begun from the engine's own
# profile and narrower: no capability, no mount, no tracing, no writing outside the folders of its work, no device of
# the machine. Each of these walls stands without AppArmor too (namespaces, capabilities, seccomp, a read-only root);
# here the kernel holds them a second time, by other code.
abi <abi/3.0>,

include <tunables/global>

profile d2h-workspace flags=(attach_disconnected,mediate_deleted) {
  network unix,
  network inet stream,
  network inet dgram,
  network inet6 stream,
  network inet6 dgram,
  network netlink raw,
  network netlink dgram,
  unix,

  # The engine ends what runs; programs inside end one another.
  signal (receive),
  signal (send) peer=d2h-workspace,
  # `ps` looks at its neighbours.
  ptrace (read, readby) peer=d2h-workspace,

  file,

  deny mount,
  deny umount,
  deny pivot_root,

  # The image, and what the machine tells a workspace.
  deny /{bin,boot,etc,lib,lib32,lib64,libx32,opt,root,sbin,srv,usr,var}/** wl,
  deny /run/d2h/{given,packages,session}/** wl,

  # Of /proc a program writes to its own processes alone.
  deny @{PROC}/* w,
  deny @{PROC}/{[^1-9],[^1-9][^0-9],[^1-9s][^0-9y][^0-9s],[^1-9][^0-9][^0-9][^0-9]*}/** w,
  deny @{PROC}/sys/** wl,
  deny @{PROC}/{kallsyms,kcore,keys,key-users,kmsg,latency_stats,sched_debug,sysrq-trigger,timer_list} rwklx,
  deny @{PROC}/{acpi,irq,scsi}/** rwklx,

  deny /sys/** wklx,
  deny /sys/firmware/** rwklx,
  deny /sys/kernel/{debug,security,tracing}/** rwklx,
  deny /sys/devices/virtual/powercap/** rwklx,

  deny /dev/{mem,kmem,kmsg,port,kvm,fuse,vhost-net,vhost-vsock} rwklx,
  deny /dev/{sd,vd,xvd,nvme,loop,dm-,md}* rwklx,
  deny /dev/{mapper,net,bus,input,vfio}/** rwklx,
}
