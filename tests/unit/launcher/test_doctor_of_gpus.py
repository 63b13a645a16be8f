"""What the doctor says of GPUs, by what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.gpus import runtime
from governance.gpus.runtime import lack_of_nvidia


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
