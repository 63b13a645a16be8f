"""The evidence of one installation at one moment: each statement with its answer, tests and settings."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from governance.settings import GovernanceSettings
from launcher.evidence.catalogue import Catalogue, Framework, Measure, Requirement, Status
from launcher.evidence.live import House, Told, read_live
from launcher.evidence.results import Outcome, Results, TestRun
from launcher.installation import Installation
from launcher.settings import read_settings
from launcher.signed_report import SignedReport
from launcher.systemd import units
from output_checking import __version__
from output_checking.settings import AirlockSettings

KIND = "d2h-evidence"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Proof(_Part):
    test: str
    outcome: Outcome


class Proved(Measure):
    """A measure with the last result of each test, in the order of `tests`."""

    proofs: tuple[Proof, ...]

    def count(self, outcome: Outcome | str) -> int:
        return sum(proof.outcome == outcome for proof in self.proofs)


class Answered(Framework):
    requirements: tuple[Requirement, ...]

    def count(self, status: Status | str, importance: str | None = None) -> int:
        """`importance`: those statements alone that begin so."""
        return sum(
            one.status == status and one.importance.startswith(importance or "") for one in self.requirements
        )


class Dossier(SignedReport):
    """`live`: what the installation says of each setting; `printed`: whether the PDF lie beside the pages."""

    format: Literal["d2h-evidence/1"]
    installation: str
    made: datetime
    product: str
    system: str
    running: bool
    printed: bool
    tests: TestRun | None
    frameworks: dict[str, Answered]
    measures: dict[str, Proved]
    live: dict[str, tuple[Told, ...]]

    def status_counts(self) -> Counter[Status]:
        every: Iterable[Requirement] = (r for one in self.frameworks.values() for r in one.requirements)
        return Counter(requirement.status for requirement in every)


def gather(installation: Installation, catalogue: Catalogue, results: Results) -> Dossier:
    """Reads the installation whose settings the environment holds; starts and changes nothing."""
    settings = {**read_settings(installation), **os.environ}
    house = House(installation, settings, GovernanceSettings(), AirlockSettings())
    measures = {
        name: Proved(
            **measure.model_dump(),
            proofs=tuple(Proof(test=node, outcome=results.of(node)) for node in measure.tests),
        )
        for name, measure in catalogue.measures.items()
    }
    frameworks = {
        name: Answered(**framework.model_dump(), requirements=catalogue.requirements[name])
        for name, framework in catalogue.frameworks.items()
    }
    return Dossier(
        format="d2h-evidence/1",
        installation=installation.container_prefix,
        made=datetime.now(UTC),
        product=f"D2H {__version__}",
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        running=bool(units(installation.home)) or installation.is_running(),
        printed=False,
        tests=results.run,
        frameworks=frameworks,
        measures=measures,
        live=read_live(house),
    )
