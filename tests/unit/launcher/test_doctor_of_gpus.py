"""What the doctor says of GPUs, by what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.gpus import runtime
from governance.gpus.declared import declare
from governance.gpus.device import GpuDevice
from governance.gpus.runtime import lack_of_nvidia
from hub_config.nodes.declared import declare_worker
from hub_config.settings import HubSettings
from launcher.gpus_of_workers import standings


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the driver's device would be; the folder holds the programs too."""
    monkeypatch.setattr(runtime, "_DRIVER", tmp_path / "nvidiactl")
    monkeypatch.setattr(runtime, "_PATH", str(tmp_path))
    return tmp_path / "nvidiactl"


def test_without_a_driver_nothing_is_offered(driver: Path) -> None:
    assert lack_of_nvidia() == "driver"


def test_a_driver_alone_is_not_enough(driver: Path) -> None:
    driver.touch()

    assert lack_of_nvidia() == "toolkit"


def test_with_driver_and_hook_devices_can_be_given(driver: Path) -> None:
    driver.touch()
    hook = driver.parent / "nvidia-container-runtime-hook"
    hook.touch(mode=0o755)

    assert lack_of_nvidia() is None


def test_gpus_of_a_machine_that_is_away_or_no_worker_are_told(tmp_path: Path) -> None:
    declare_worker(tmp_path, "w1", "10.0.0.2", 8443, ("10.0.0.1", 8444))
    nodes = ("hub", "w1", "typo")
    declare(tmp_path, [GpuDevice(id=f"GPU-{node}", node=node, kind="a") for node in nodes])

    told = standings(tmp_path, HubSettings(home=tmp_path, sockets=tmp_path / "sockets", node="hub"))

    assert [(one.node, one.trouble) for one in told] == [
        ("typo", "doctor-worker-gpus-nowhere"),
        ("w1", "doctor-worker-gpus-away"),
    ]
