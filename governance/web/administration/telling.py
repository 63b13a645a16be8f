"""What stands in the tables of people, sites and permits: codes as words, and days by how near they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from governance.audit.site_standing import AuditTrouble
from governance.catalogue.registration import key_fingerprint
from governance.catalogue.site_card import DatasetCard, SiteCard
from governance.jobs.job import Job, JobState
from governance.misfit import Misfit
from governance.monitoring.asking import Answer
from governance.people.person import Role
from governance.people.training import last_days
from governance.people.viewing import Membership, SeenPerson
from governance.permits.document import Mode, PermitDocument
from governance.permits.life import PermitState
from governance.permits.viewing import SeenPermit
from governance.projects.project import MemberRole, ProjectState
from governance.projects.standing import End
from governance.web.administration.wording import Wording

NEAR = timedelta(days=30)
SHOWN = 5
GIBIBYTE = 1 << 30
_ROLES = {
    Role.ADMIN: "role-admin",
    Role.RESEARCHER: "role-researcher",
    Role.OUTPUT_CHECKER: "role-output-checker",
    Role.DATA_OWNER: "role-data-owner",
    Role.DATA_PROTECTION_OFFICER: "role-data-protection-officer",
}
_ANSWERS = {
    Answer.UP: ("answer-up", "pass"),
    Answer.DOWN: ("answer-down", "block"),
    Answer.UNPROVED: ("answer-unproved", "review"),
}
_PERMITS = {
    PermitState.PROPOSED: ("permit-waiting", "review"),
    PermitState.SIGNED: ("permit-not-its-time", ""),
    PermitState.SUPERSEDED: ("permit-replaced", ""),
    PermitState.WITHDRAWN: ("permit-taken-back", "block"),
}
_TROUBLES = {
    "site-audit-never-sent": "trouble-never-sent",
    "site-audit-silent": "trouble-silent",
    "site-audit-parted": "trouble-parted",
}
_JOBS = {JobState.QUEUED: "job-queued", JobState.RUNNING: "job-running"}
_FIELDS = {
    "kind": "certificate-kind",
    "by": "certificate-by",
    "given": "certificate-given",
    "until": "certificate-until",
    "reference": "step-reference",
}


class Telling:
    """For one reader. A mark is the class of a style: `pass`, `review`, `block` or none."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._say, self._governance = words.say, words.governance.say
        self._today = datetime.now(UTC).date()

    def nearness(self, day: date) -> str:
        """The mark of a last day: over, within a month, later."""
        return "block" if day < self._today else "review" if day - self._today <= NEAR else ""

    def role(self, role: Role) -> str:
        return self._say(_ROLES[role])

    def member_role(self, role: MemberRole) -> str:
        return self._governance(f"name-{role}")

    def state(self, state: ProjectState) -> str:
        return self._governance(f"name-{state.lower()}")

    def end(self, end: End) -> str:
        return self._governance(f"end-{end.what}")

    def trainings(self, seen: SeenPerson) -> list[tuple[str, date | None]]:
        """Kind and last day of each training that somebody has; None for one that a role lacks."""
        held = last_days(seen.certificates, self._today)
        lacking = {kind for kinds in seen.lapsed.values() for kind in kinds} - held.keys()
        return sorted([*held.items(), *((kind, None) for kind in lacking)], key=lambda one: one[0])

    @staticmethod
    def first_to_end(seen: SeenPerson) -> list[Membership]:
        """Of her projects, the few of which access ends first."""
        return sorted(seen.memberships, key=lambda one: one.end.day if one.end else date.max)[:SHOWN]

    def answer(self, answer: Answer) -> tuple[str, str]:
        """In words, and its mark."""
        code, mark = _ANSWERS[answer]
        return self._say(code), mark

    def trouble(self, trouble: AuditTrouble) -> str:
        return self._say(_TROUBLES[trouble.code])

    def fingerprint(self, card: SiteCard) -> str:
        return key_fingerprint(card.data_owner_public_key)[:16]

    def mode(self, mode: Mode) -> str:
        return self._governance(f"name-{mode}")

    def modes(self, document: PermitDocument) -> str:
        return ", ".join(self.mode(mode) for mode in sorted({one.mode for one in document.datasets.values()}))

    def permit(self, permit: SeenPermit) -> tuple[str, str]:
        """Its state in words, and its mark."""
        code, mark = ("permit-in-force", "pass") if permit.in_force else _PERMITS[permit.state]
        return self._say(code), mark

    def rows(self, dataset: DatasetCard) -> str:
        """Of all tables whose rows the site tells, as it rounds them."""
        rows = sum(table.rows or 0 for table in dataset.tables.values())
        return self._say("dataset-table-rows", rows=rows, tables=len(dataset.tables))

    def job_state(self, state: JobState) -> str:
        return self._say(_JOBS[state])

    def size(self, job: Job) -> str:
        told = {"cpus": job.cpus, "memory": job.memory_bytes / GIBIBYTE}
        return self._say("job-size-gpu", gpus=job.gpus, **told) if job.gpus else self._say("job-size", **told)

    def misfits(self, misfits: Iterable[Misfit]) -> list[str]:
        """Each field of a form that does not fit, and why."""
        return [
            f"{self._say(_FIELDS[str(one.place[0])])}: {self._governance(one.code, **one.params)}"
            for one in misfits
        ]
