"""The journey that `./d2h demo` plays by itself, through the interfaces a program may use."""

from __future__ import annotations

import shutil

import pytest

from demo.journey import play
from launcher.running import RunningInstallation

pytestmark = pytest.mark.skipif(not shutil.which("docker"), reason="Docker is not on this machine")


def test_every_step_of_the_journey_goes_as_told(installation: RunningInstallation) -> None:
    told: list[str] = []
    play(installation.installation, told.append)
    steps = [line.split()[1] for line in told]
    assert {line.split()[0] for line in told} == {"✓"}
    assert sorted(set(steps)) == ["2.", "3.", "4.", "5.", "6.", "7."]
    # The installation was signed and active already: all but the lines about the time before.
    assert len(told) == 20
    assert "audit verify" in told[-1]
