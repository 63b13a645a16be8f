"""Ask to have a file in the workspace, decide on it, and lay it there once it is accepted."""

from __future__ import annotations

import io
import secrets
from datetime import UTC, datetime
from typing import BinaryIO

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.file_names import require_file_name
from output_checking.imports.model import ImportDecision, ImportRequest, ImportState, first_state
from output_checking.imports.scan import scan
from output_checking.storage.unit_of_work import UnitOfWork, transaction
from output_checking.use_cases.consult_imports import is_checker, is_near
from output_checking.written_words import require_words


def ask_import(
    airlock: Airlock, *, actor: str, project: str, name: str, purpose: str, licence: str, content: BinaryIO
) -> ImportRequest:
    """Copied into the store and scanned; what the scan blocks is over, what it does not waits for a reviewer.

    Raises Refusal `project-unknown`, `not-a-member`, `file-name`, `file-too-large`, `file-empty`, or one of
    written_words.py.
    """
    if actor not in airlock.directory.members(project):
        raise Refusal("not-a-member", user=actor, project=project)
    require_file_name(name)
    purpose, licence = require_words(purpose), require_words(licence)
    raw = content.read(airlock.profile.limits.file_bytes + 1)
    sha256, size = airlock.files.add(io.BytesIO(raw), limit=airlock.profile.limits.file_bytes)
    if size == 0:
        raise Refusal("file-empty", file=name)
    findings = scan(name, raw, airlock.scanner)
    asked = ImportRequest(
        id=f"i{secrets.token_hex(6)}",
        project=project,
        author=actor,
        name=name,
        purpose=purpose,
        licence=licence,
        sha256=sha256,
        size=size,
        findings=findings,
        created_at=datetime.now(UTC),
        state=first_state(findings),
    )

    def work(unit: UnitOfWork) -> ImportRequest:
        unit.imports.add(asked)
        _audit(unit, "import.asked", actor, asked, state=asked.state.value)
        return asked

    return transaction(airlock.open_unit, work)


def decide_import(
    airlock: Airlock, *, actor: str, import_id: str, decision: ImportDecision, comment: str = ""
) -> ImportRequest:
    """One opinion decides; an accepted file lies in the workspace at once.

    Raises Refusal `import-unknown`, `review-not-independent`, `action-not-permitted`, `import-state`,
    `import-comment-needed`, `import-name-taken`, or one of written_words.py.
    """
    comment = require_words(comment) if comment.strip() else ""

    def work(unit: UnitOfWork) -> ImportRequest:
        asked = unit.imports.get(import_id)
        _require_reviewer(airlock, actor, asked)
        decided = asked.decided(decision, actor, comment, datetime.now(UTC))
        # Waits for whoever decides at this moment: what is read below knows of that decision.
        _audit(unit, f"import.{decided.state.value.lower()}", actor, decided)
        accepted = unit.imports.find([ImportState.ACCEPTED])
        if decided.state is ImportState.ACCEPTED and any(
            (one.project, one.name.casefold()) == (asked.project, asked.name.casefold()) for one in accepted
        ):
            raise Refusal("import-name-taken", file=asked.name)
        unit.imports.decide(decided)
        return decided

    decided = transaction(airlock.open_unit, work)
    if decided.state is ImportState.ACCEPTED:
        _publish(airlock, decided)
    return decided


def publish_accepted(airlock: Airlock) -> int:
    """Lays what was accepted and is not there yet, after a crash in between; how many."""
    with airlock.open_unit() as unit:
        accepted = unit.imports.find([ImportState.ACCEPTED])
    missing = [one for one in accepted if not airlock.imports.holds(one.project, one.name)]
    for one in missing:
        _publish(airlock, one)
    return len(missing)


def _publish(airlock: Airlock, accepted: ImportRequest) -> None:
    airlock.imports.publish(accepted.project, accepted.name, airlock.files.read(accepted.sha256))


def _require_reviewer(airlock: Airlock, actor: str, asked: ImportRequest) -> None:
    person = airlock.directory.person(actor)
    if is_near(airlock, person, airlock.directory.project(asked.project), asked):
        raise Refusal("review-not-independent")
    if not is_checker(person):
        raise Refusal("action-not-permitted", action="decide")


def _audit(unit: UnitOfWork, event: str, actor: str, asked: ImportRequest, **details: str) -> None:
    unit.audit.append(
        actor=actor,
        event=event,
        subject=asked.id,
        details={"project": asked.project, "file": asked.name, "sha256": asked.sha256, **details},
    )
