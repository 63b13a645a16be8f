"""A project as its file would say it: what is held, written so that applying it changes nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import rfc8785
from ruamel.yaml import YAML

from governance.permits.document import DatasetTerms, PermitDocument
from governance.permits.life import LIVE, PermitState
from governance.projects.life import known_project
from governance.projects.project_file import (
    DatasetWish,
    DisplayLimits,
    PermitWish,
    ProjectFile,
    ProjectHeader,
    WorkspaceLimits,
)
from governance.projects.standing import latest
from governance.projects.step_record import StepRecord, StepsOfFile, step_misfits
from governance.projects.steps import NEEDED, Step
from governance.storage import records
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork

_TERMS = (*DatasetTerms.model_fields, "tables")


def written_project(uow: UnitOfWork, project: str) -> str:
    """YAML. What the file leaves at its usual value is left out, and so is the state: commands say it.

    Raises Refusal `project-unknown`.
    """
    row = known_project(uow, project)
    told = _file(row).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return _as_yaml(json.dumps(told))


@lru_cache(maxsize=1024)
def _as_yaml(told: str) -> str:
    """From JSON. Writing YAML is what takes most of the time of a project's page."""
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(json.loads(told), text)
    return text.getvalue()


def _file(row: ProjectRow) -> ProjectFile:
    view = records.project_view(row)
    return ProjectFile(
        project=ProjectHeader(
            id=view.id, title=view.title, purpose=view.purpose, starts=view.starts, ends=view.ends
        ),
        members=view.members,
        algorithms=records.algorithms(row),
        workspace=WorkspaceLimits(
            memory=row.memory_bytes,
            cpus=row.cpus,
            gpus=row.gpus,
            display=DisplayLimits(hour=row.display_hour_bytes, day=row.display_day_bytes),
        ),
        outputs=view.output_rules,
        permits=tuple(_wishes(_asked(row))),
        steps=_steps(latest(records.taken_steps(row))),
    )


def _asked(row: ProjectRow) -> Iterable[PermitDocument]:
    """What each site was asked last: a proposal comes before the signed one that holds until then."""
    newest: dict[str, PermitDocument] = {}
    live = [records.permit(permit) for permit in row.permits if permit.state in LIVE]
    for state in (PermitState.SIGNED, PermitState.PROPOSED):
        newest |= {permit.document.site: permit.document for permit in live if permit.state is state}
    return newest.values()


def _wishes(documents: Iterable[PermitDocument]) -> Iterable[PermitWish]:
    """Sites that are asked the same share one wish."""
    sites: dict[bytes, list[str]] = {}
    asked: dict[bytes, dict[str, Any]] = {}
    for document in documents:
        for mode in dict.fromkeys(granted.mode for granted in document.datasets.values()):
            datasets = {
                name: DatasetWish(**{term: getattr(granted, term) for term in _TERMS})
                for name, granted in document.datasets.items()
                if granted.mode is mode
            }
            same = {name: wish.model_dump(mode="json") for name, wish in datasets.items()}
            key = rfc8785.dumps([mode.value, same])
            sites.setdefault(key, []).append(document.site)
            asked[key] = {"mode": mode, "datasets": datasets}
    return [PermitWish(sites=tuple(sites[key]), **wish) for key, wish in asked.items()]


def _steps(last: dict[Step, StepRecord]) -> StepsOfFile:
    """Those that today's rules would take: what an older version kept may lack something."""
    today = datetime.now(UTC).date()
    kept = {step.value: last[step] for step in NEEDED if step in last}
    return StepsOfFile.model_validate(
        {name: record for name, record in kept.items() if not any(step_misfits(Step(name), record, today))}
    )
