"""The journey of one result, played through the real interfaces and checked at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from demo.journey.administration import (
    activate_projects,
    apply_projects,
    refuse_to_activate,
    refuse_without_signature,
    sign_permits,
)
from demo.journey.proof import read_audit
from demo.journey.research import count_aggregates, enter_workspace, read_data, run_study
from demo.journey.review import fetch_package, review, verify_package
from demo.journey.stage import JourneyFault, Stage
from launcher.installation import Installation

__all__ = ["JourneyFault", "play"]


def play(
    installation: Installation,
    report: Callable[[str], None],
    elsewhere: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Steps 2 to 7, one line of `report` each; may be played again, with a new request each time.

    `elsewhere`: sites on machines of their own, with the words before which `site …` is typed there.
    Raises JourneyFault at the first step that goes otherwise than told.
    """
    with Stage(installation, report, elsewhere) as stage:
        apply_projects(stage)
        refuse_to_activate(stage)
        sign_permits(stage)
        activate_projects(stage)
        workspace = enter_workspace(stage)
        refuse_without_signature(stage, workspace)
        read_data(stage, workspace)
        count_aggregates(stage)
        request = run_study(stage, workspace)
        review(stage, request)
        package = fetch_package(stage, request)
        verify_package(stage, package)
        read_audit(stage, request)
