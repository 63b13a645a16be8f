"""Out by taking more of the machine. What needs privilege is tried by the report."""

from __future__ import annotations

import pytest

from launcher.isolation.probes.limits import allocate
from launcher.isolation.probes.privileges import user
from launcher.kernel import KernelError


def test_taking_all_memory_ends_the_kernel_and_not_the_machine(hugo):
    with pytest.raises(KernelError, match="died"):
        hugo.run(allocate, 4)

    hugo.container.reload()
    assert hugo.container.status == "running"
    assert hugo.run(user) == 1000
