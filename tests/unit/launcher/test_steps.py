"""Steps wait for those they stand on, run side by side otherwise, and resume after a failure."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from launcher.progress import Report, Step, StepRunner
from launcher.words import Words


class Stage:
    """Runs steps and remembers what was done and what was told."""

    def __init__(self, marks: Path) -> None:
        self.done: list[str] = []
        self.told: list[str] = []
        self.runner = StepRunner(marks, Words("en"), self.told.append)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_a_step_waits_for_those_it_stands_on(stage: Stage) -> None:
    began = threading.Event()

    def slow(report: Report) -> None:
        began.wait(10)
        stage.done.append("engine")

    def quick(report: Report) -> None:
        began.set()
        stage.done.append("proxy")

    stage.runner.run(
        [
            Step("step-engine", slow),
            Step("step-image", lambda report: stage.done.append("image"), after=("step-engine",)),
            Step("step-proxy", quick),
        ]
    )
    assert stage.done == ["proxy", "engine", "image"]


def test_what_ended_well_is_not_done_again_until_its_inputs_change(stage: Stage) -> None:
    def install(report: Report) -> None:
        stage.done.append("proxy")

    stage.runner.run([Step("step-proxy", install, inputs="first")])
    stage.runner.run([Step("step-proxy", install, inputs="first")])
    assert stage.done == ["proxy"]
    assert stage.told[-1] == "[1/1] Proxy of the hub: already done"
    stage.runner.run([Step("step-proxy", install, inputs="second")])
    assert stage.done == ["proxy", "proxy"]


def test_a_failure_stops_what_stands_on_it_and_the_next_start_resumes(stage: Stage) -> None:
    broken = [True]

    def hospitals(report: Report) -> None:
        if broken:
            raise OSError("disk full")
        stage.done.append("hospitals")

    steps = [
        Step("step-proxy", lambda report: stage.done.append("proxy"), inputs="lock"),
        Step("step-hospitals", hospitals, inputs="4000", after=("step-proxy",)),
        Step("step-register", lambda report: stage.done.append("people"), after=("step-hospitals",)),
    ]
    with pytest.raises(OSError, match="disk full"):
        stage.runner.run(steps)
    assert stage.done == ["proxy"]
    broken.clear()
    stage.runner.run(steps)
    assert stage.done == ["proxy", "hospitals", "people"]
