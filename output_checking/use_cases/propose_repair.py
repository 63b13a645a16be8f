"""What a repair would make of the tables that block, and whether it would hold; nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.findings import Finding
from output_checking.joint.findings import sources_of
from output_checking.joint.linkage import Linkage
from output_checking.joint.relations import TooMany
from output_checking.model import ReleaseRequest
from output_checking.profile import Rules
from output_checking.protection.linear_program import SolverError
from output_checking.repair.body import Body, Cell, read_body
from output_checking.repair.hidden import hidden_together
from output_checking.repair.linked_problem import Tie
from output_checking.repair.offered import Wish, methods_of, repaired, require_applies
from output_checking.repair.repaired import Method, Repaired
from output_checking.request_files import RequestFile
from output_checking.states import Action
from output_checking.storage.file_store import Contents
from output_checking.use_cases.consult import view_to
from output_checking.use_cases.judge_request import judge_request, tables_together

_TABLE = ".csv"
_REDRAWN = ("rebin", "merge-steps")
_CELL_BY_CELL = ("suppress", "round", "midpoint", "perturb")
# Each round hides what the joint audit still finds in the tables as the round before left them.
_ROUNDS = 4
Findings = Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True)
class NotRepaired:
    refusal: Refusal
    methods: tuple[Method, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Proposal:
    """By file name. `left`: what would still block after all of these repairs."""

    method: Method
    repaired: Mapping[str, tuple[RequestFile, Repaired]]
    not_repaired: Mapping[str, NotRepaired]
    left: Findings


def propose_repair(airlock: Airlock, *, actor: str, request_id: str, wish: Wish) -> Proposal:
    """Tables of one request are repaired together: what they share is hidden in all of them, or in none; what
    the joint audit still finds is hidden next.

    Every repaired table is judged again, with all checks and all earlier releases, as it would be once added.
    Raises Refusal `repair-does-not-apply` when the method applies to none of the tables that block.
    """
    request = view_to(Action.CHECK, airlock, viewer=actor, request_id=request_id).request
    if any(not one.findings for one in request.files):
        request = request.with_findings(judge_request(airlock, request))
    blocking = _blocking(airlock, request)
    bodies, refused = _readable(airlock, request, blocking)
    found: dict[str, Repaired] = {}
    left: Findings = {}
    ties = _ties(airlock, request) if wish.method == "suppress" else []
    for _ in range(_ROUNDS if wish.method == "suppress" else 1):
        if wish.method == "suppress":
            _hide(airlock, request, bodies, blocking, ties, wish, found, refused)
        else:
            for name in list(bodies):
                _repair(airlock, request, name, bodies, blocking, wish, found, refused)
        if not found:
            break
        left = _judged_again(airlock, request, found)
        more = {name: some for name, some in left.items() if name in bodies}
        if not any(
            bodies[name].named(some).keys() - bodies[name].named(blocking.get(name, ())).keys()
            for name, some in more.items()
        ):
            break
        blocking = {name: (*blocking.get(name, ()), *more.get(name, ())) for name in {*blocking, *more}}
    _require_some(found, refused, wish)
    return Proposal(
        wish.method, {name: (request.file(name), one) for name, one in found.items()}, refused, left
    )


def _require_some(found: Mapping[str, Repaired], refused: Mapping[str, NotRepaired], wish: Wish) -> None:
    unfit = [one for one in refused.values() if one.refusal.code == "repair-does-not-apply"]
    if found or not unfit or len(unfit) < len(refused):
        return
    methods = dict.fromkeys(method for one in unfit for method in one.methods)
    raise Refusal("repair-does-not-apply", method=wish.method, methods=", ".join(methods) or "–")


def _blocking(airlock: Airlock, request: ReleaseRequest) -> dict[str, tuple[Finding, ...]]:
    open_findings = set(map(id, request.blocks(airlock.is_final)))
    found = {one.name: tuple(f for f in one.findings if id(f) in open_findings) for one in request.files}
    return {name: some for name, some in found.items() if some}


def _readable(
    airlock: Airlock, request: ReleaseRequest, blocking: Findings
) -> tuple[dict[str, Body], dict[str, NotRepaired]]:
    """Every table of the request, since what blocks one may have to be hidden in another; files that
    block and are no tables are refused."""
    bodies, refused = {}, {}
    for one in request.files:
        try:
            if not one.name.lower().endswith(_TABLE) or one.evidence is None:
                raise Refusal("repair-no-table")
            content = airlock.files.read(one.sha256)
            bodies[one.name] = read_body(content, one.evidence, airlock.profile.rules.total_labels)
        except Refusal as refusal:
            if one.name in blocking:
                refused[one.name] = NotRepaired(refusal, (), blocking[one.name])
    return bodies, refused


def _ties(airlock: Airlock, request: ReleaseRequest) -> list[Tie]:
    """Without any where there are too many tables: then the joint audit alone tells what to hide next."""
    try:
        return list(Linkage(sources_of(tables_together(airlock, request))).ties())
    except TooMany:
        return []


def _hide(
    airlock: Airlock,
    request: ReleaseRequest,
    bodies: Mapping[str, Body],
    blocking: Findings,
    ties: Sequence[Tie],
    wish: Wish,
    found: dict[str, Repaired],
    refused: dict[str, NotRepaired],
) -> None:
    """Tables that cannot be repaired stay as they are, and count for the others as they are."""
    rules = _rules_for(airlock, request)
    named: dict[str, Mapping[Cell, Finding]] = {}
    changeable: dict[str, Body] = {}
    for name, body in bodies.items():
        findings = blocking.get(name, ())
        try:
            _require_redrawable(request.file(name), wish)
            if findings:
                named[name] = _named(body, findings, wish, rules)
            changeable[name] = body
        except Refusal as refusal:
            if findings:
                refused[name] = NotRepaired(refusal, methods_of(body, rules), findings)
    try:
        found.update(hidden_together(changeable, named, ties, rules, wish.search))
    except SolverError:
        for name in named:
            methods = methods_of(bodies[name], rules)
            refused[name] = NotRepaired(Refusal("repair-solver"), methods, blocking[name])


def _named(body: Body, findings: Sequence[Finding], wish: Wish, rules: Rules) -> Mapping[Cell, Finding]:
    """The cells that must not stay as they are. Raises Refusal `repair-does-not-apply` or
    `repair-names-no-cell`."""
    require_applies(body, wish, rules)
    named = body.named(findings)
    if not named and wish.method in _CELL_BY_CELL:
        raise Refusal("repair-names-no-cell")
    return named


def _repair(
    airlock: Airlock,
    request: ReleaseRequest,
    name: str,
    bodies: Mapping[str, Body],
    blocking: Findings,
    wish: Wish,
    found: dict[str, Repaired],
    refused: dict[str, NotRepaired],
) -> None:
    body, findings = bodies[name], blocking.get(name, ())
    if not findings:
        return
    rules = _rules_for(airlock, request)
    methods = methods_of(body, rules)
    try:
        _require_redrawable(request.file(name), wish)
        named = _named(body, findings, wish, rules)
        secret = _noise_secret(airlock, request.project)
        found[name] = repaired(body, named, wish, rules, request.threshold, secret)
    except SolverError:
        refused[name] = NotRepaired(Refusal("repair-solver"), methods, findings)
    except Refusal as refusal:
        refused[name] = NotRepaired(refusal, methods, findings)


def _rules_for(airlock: Airlock, request: ReleaseRequest) -> Rules:
    """Without noise for projects that it is not offered to."""
    rules = airlock.profile_of(request).rules
    offered = rules.perturbation is None or rules.perturbation.offered_to(request.project)
    return rules if offered else rules.model_copy(update={"perturbation": None})


def _noise_secret(airlock: Airlock, project: str) -> bytes:
    """From the airlock's own key: another key is other noise, and two projects never have the same."""
    info = f"noise of cells: {project}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(airlock.signing_key.private_bytes_raw())


def _require_redrawable(file: RequestFile, wish: Wish) -> None:
    """A figure shows what its table hides, unless it can be drawn again from it."""
    figure = file.supports or ""
    if figure and not figure.lower().endswith(_TABLE) and wish.method not in _REDRAWN:
        raise Refusal("repair-figure", figure=figure)


class _Proposed:
    """The store, with some files that were never added."""

    def __init__(self, stored: Contents, contents: Mapping[str, bytes]) -> None:
        self._stored = stored
        self._contents = contents

    def read(self, sha256: str) -> bytes:
        return self._contents[sha256] if sha256 in self._contents else self._stored.read(sha256)


def _judged_again(airlock: Airlock, request: ReleaseRequest, found: Mapping[str, Repaired]) -> Findings:
    contents, files = {}, []
    for one in request.files:
        if one.name in found:
            after = found[one.name].after
            content = after.written()
            sha256 = hashlib.sha256(content).hexdigest()
            contents[sha256] = content
            one = replace(one, sha256=sha256, size=len(content), evidence=after.evidence)
        files.append(one)
    thought = replace(request, files=tuple(files))
    judged = judge_request(airlock, thought, _Proposed(airlock.files, contents))
    return _blocking(airlock, thought.with_findings(judged))
