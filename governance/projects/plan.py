"""What applying a project file would change: computed from what is held and what is wished, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from governance.permits.life import Permit, PermitMove, move_towards
from governance.projects.permit_plan import permit_lines
from governance.projects.plan_line import PlanLine
from governance.projects.project import OutputRules, ProjectView
from governance.projects.project_file import ProjectFile, WorkspaceLimits, memory_words


@dataclass(frozen=True)
class HeldProject:
    """A project as the database has it, with every version of its permits by site, oldest first."""

    view: ProjectView
    workspace: WorkspaceLimits
    permits: dict[str, tuple[Permit, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectPlan:
    """`moves`: what happens to the permits of each site. Without `lines` there is nothing to do."""

    wish: ProjectFile
    change: Literal["create", "change", "none"]
    lines: tuple[PlanLine, ...]
    moves: dict[str, PermitMove]

    @property
    def project(self) -> str:
        return self.wish.project.id


def plan_project(held: HeldProject | None, wish: ProjectFile) -> ProjectPlan:
    documents = wish.documents()
    permits = held.permits if held else {}
    sites = list(dict.fromkeys([*documents, *permits]))
    moves = {site: move_towards(documents.get(site), permits.get(site, ())) for site in sites}
    lines = (
        *(_fields(held, wish)),
        *(_members(held, wish)),
        *permit_lines({site: (moves[site], permits.get(site, ())) for site in sites}),
    )
    return ProjectPlan(wish, ("change" if lines else "none") if held else "create", lines, moves)


def _fields(held: HeldProject | None, wish: ProjectFile) -> Iterator[PlanLine]:
    new = _shown(
        wish.project.title,
        purpose=wish.project.purpose,
        starts=wish.project.starts.isoformat(),
        ends=wish.project.ends.isoformat(),
        memory=memory_words(wish.workspace.memory),
        cpus=f"{wish.workspace.cpus:g}",
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


def _rules(rules: OutputRules) -> dict[str, str]:
    """Those that are set; yes and no have words of their own."""
    told = {True: "yes", False: "no"}
    shown = {name: value for name, value in rules if value is not None}
    return {name: told[value] if isinstance(value, bool) else str(value) for name, value in shown.items()}


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
