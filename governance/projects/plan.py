"""What applying a project file would change: computed from what is held and what is wished, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from governance.permits.life import Permit, PermitMove, move_towards
from governance.projects.algorithm import Algorithm
from governance.projects.permit_plan import permit_lines
from governance.projects.plan_line import PlanLine
from governance.projects.project import OutputRules, ProjectState, ProjectView
from governance.projects.project_file import ProjectFile, WorkspaceLimits, memory_words
from governance.projects.standing import Lack, lacks, latest, leaves_basis
from governance.projects.step_record import StepRecord, TakenStep
from governance.projects.steps import Step


@dataclass(frozen=True)
class HeldProject:
    """A project as the database has it, with every version of its permits by site and every step of its
    life, oldest first."""

    view: ProjectView
    workspace: WorkspaceLimits
    permits: dict[str, tuple[Permit, ...]] = field(default_factory=dict)
    steps: tuple[TakenStep, ...] = ()
    algorithms: tuple[Algorithm, ...] = ()


@dataclass(frozen=True)
class ProjectPlan:
    """`moves`: what happens to the permits of each site; `steps`: those of the file that are new; `lacks`:
    what a draft will still need; `notes`: what to know of it, changed or not. Without `lines` there is
    nothing to do."""

    wish: ProjectFile
    change: Literal["create", "change", "none"]
    lines: tuple[PlanLine, ...]
    moves: dict[str, PermitMove]
    steps: dict[Step, StepRecord] = field(default_factory=dict)
    activates: bool = False
    lacks: tuple[Lack, ...] = ()
    notes: tuple[PlanLine, ...] = ()

    @property
    def project(self) -> str:
        return self.wish.project.id


def plan_project(held: HeldProject | None, wish: ProjectFile, *, today: date | None = None) -> ProjectPlan:
    today = today or datetime.now(UTC).date()
    documents = wish.documents()
    permits = held.permits if held else {}
    sites = list(dict.fromkeys([*documents, *permits]))
    moves = {site: move_towards(documents.get(site), permits.get(site, ())) for site in sites}
    kept = held.steps if held else ()
    steps = {step: record for step, record in wish.steps.given().items() if not _kept(kept, step, record)}
    draft = held is None or held.view.state is ProjectState.DRAFT
    activates = draft and wish.project.state is not None
    lines = (
        *(_fields(held, wish)),
        *(_members(held, wish)),
        *(_algorithms(held, wish)),
        *permit_lines({site: (moves[site], permits.get(site, ())) for site in sites}),
        *(_step_line(step, record) for step, record in steps.items()),
        *((PlanLine("~", "plan-activates", {}),) if activates else ()),
    )
    now = [TakenStep(step, record, "", datetime.now(UTC)) for step, record in steps.items()]
    signed = {site: moves[site].keeps is not None for site in documents}
    pooled = leaves_basis(latest([*kept, *now]).get(Step.BASIS), documents.values())
    return ProjectPlan(
        wish=wish,
        change=("change" if lines else "none") if held else "create",
        lines=lines,
        moves=moves,
        steps=steps,
        activates=activates,
        lacks=lacks([*kept, *now], signed, today) if draft else (),
        notes=(PlanLine("!", "basis-left-by-pooling", {"sites": pooled}),) if pooled else (),
    )


def _kept(steps: tuple[TakenStep, ...], step: Step, record: StepRecord) -> bool:
    """Whether the record was ever kept: a file that was not brought up to date undoes nothing."""
    return any(taken.step is step and taken.record == record for taken in steps)


def _step_line(step: Step, record: StepRecord) -> PlanLine:
    told = {"reference": record.reference or "-", "by": record.by, "given": record.given.isoformat()}
    return PlanLine("+", "plan-step", {"step": step.value, "until": str(record.until or "-"), **told})


def _fields(held: HeldProject | None, wish: ProjectFile) -> Iterator[PlanLine]:
    new = _shown(
        wish.project.title,
        purpose=wish.project.purpose,
        starts=wish.project.starts.isoformat(),
        ends=wish.project.ends.isoformat(),
        memory=memory_words(wish.workspace.memory),
        cpus=f"{wish.workspace.cpus:g}",
        gpus=str(wish.workspace.gpus),
        **_display(wish.workspace),
        **_rules(wish.outputs),
    )
    if held is None:
        for name, value in new.items():
            yield PlanLine("+", "plan-field", {"field": name, "value": value})
        return
    view = held.view
    old = _shown(
        view.title,
        purpose=view.purpose,
        starts=view.starts.isoformat(),
        ends=view.ends.isoformat(),
        memory=memory_words(held.workspace.memory),
        cpus=f"{held.workspace.cpus:g}",
        gpus=str(held.workspace.gpus),
        **_display(held.workspace),
        **_rules(view.output_rules),
    )
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield PlanLine("-", "plan-field", {"field": name, "value": old[name]})
        elif name not in old:
            yield PlanLine("+", "plan-field", {"field": name, "value": new[name]})
        elif old[name] != new[name]:
            yield PlanLine(
                "~", "plan-field-changed", {"field": name, "before": old[name], "after": new[name]}
            )


def _shown(title: dict[str, str], **fields: str) -> dict[str, str]:
    return {f"title-{language}": words for language, words in title.items()} | fields


def _display(workspace: WorkspaceLimits) -> dict[str, str]:
    return {f"display-{window}": memory_words(size) for window, size in workspace.display}


def _rules(rules: OutputRules) -> dict[str, str]:
    """Those that are set; yes and no have words of their own."""
    asked = {name: value for name, value in rules.rules if value is not None}
    for name in ("zeros", "extremes"):
        if name in asked:
            asked[name] = f"finding-{asked[name]}"
    told = {True: "yes", False: "no"}
    shown = {name: value for name, value in rules if name != "rules" and value is not None}
    return {
        name: told[value] if isinstance(value, bool) else _listed(value)
        for name, value in (shown | asked).items()
    }


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _members(held: HeldProject | None, wish: ProjectFile) -> Iterator[PlanLine]:
    old = {member.user: member.role for member in held.view.members} if held else {}
    new = {member.user: member.role for member in wish.members}
    for user, role in new.items():
        if user not in old:
            yield PlanLine("+", "plan-member", {"user": user, "role": role.value})
        elif role is not old[user]:
            before, after = old[user].value, role.value
            yield PlanLine("~", "plan-member-role", {"user": user, "before": before, "after": after})
    for user, role in old.items():
        if user not in new:
            yield PlanLine("-", "plan-member", {"user": user, "role": role.value})
            yield PlanLine("!", "plan-member-stops", {"user": user})


def _algorithms(held: HeldProject | None, wish: ProjectFile) -> Iterator[PlanLine]:
    old = {one.name: one for one in held.algorithms} if held else {}
    new = {one.name: one for one in wish.algorithms}
    for name, one in new.items():
        if old.get(name) != one:
            yield PlanLine("~" if name in old else "+", "plan-algorithm", one.model_dump())
    for name, one in old.items():
        if name not in new:
            yield PlanLine("-", "plan-algorithm", one.model_dump())
    if new and not old:
        yield PlanLine("!", "plan-algorithms-alone", {})
