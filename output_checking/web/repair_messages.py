"""From proposed repairs to the messages that the SDK reads."""

from __future__ import annotations

from d2h_sdk.wire import (
    ChangedCellMessage,
    NotRepairedMessage,
    RepairedFileMessage,
    RepairsMessage,
    ToldMessage,
)
from output_checking.repair.repaired import Method, Repaired, Told
from output_checking.request_files import RequestFile
from output_checking.use_cases.propose_repair import NotRepaired, Proposal
from output_checking.web.messages import finding_message


def repairs_message(proposal: Proposal) -> RepairsMessage:
    return RepairsMessage(
        repaired=tuple(_repaired(proposal.method, file, one) for file, one in proposal.repaired.values()),
        not_repaired=tuple(_not_repaired(name, one) for name, one in proposal.not_repaired.items()),
        left={name: tuple(map(finding_message, some)) for name, some in proposal.left.items()},
    )


def _repaired(method: Method, file: RequestFile, one: Repaired) -> RepairedFileMessage:
    return RepairedFileMessage(
        name=file.name,
        method=method,
        supports=file.supports,
        before=one.before.written().decode(),
        after=one.after.written().decode(),
        labels=one.before.labels,
        evidence=one.after.evidence,
        changed=tuple(
            ChangedCellMessage(row=row, column=column, finding=None if why is None else finding_message(why))
            for (row, column), why in sorted(one.changed.items(), key=lambda entry: entry[0])
        ),
        costs=tuple(map(_told, one.costs)),
        certificate=tuple(map(_told, one.certificate)),
        holds=one.holds,
    )


def _not_repaired(name: str, one: NotRepaired) -> NotRepairedMessage:
    told = ToldMessage(code=one.refusal.code, params=dict(one.refusal.params))
    return NotRepairedMessage(
        name=name, told=told, methods=one.methods, findings=tuple(map(finding_message, one.findings))
    )


def _told(one: Told) -> ToldMessage:
    return ToldMessage(code=one.code, params=dict(one.params))
