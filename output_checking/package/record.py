"""The release record: RO-Crate 1.1 metadata that says what left, who approved it, by which rules.

It leaves with the files, so it tells nothing of what stayed: no supporting file, no comment, no claimed
number of persons. Terms of our own carry the prefix `d2h:`.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from output_checking import __version__
from output_checking.gateway_evidence import is_signed_answer
from output_checking.model import ReleaseRequest, Turn
from output_checking.opinions import Vote
from output_checking.profile import Profile
from output_checking.replay.model import ReplayState
from output_checking.request_files import RequestFile
from output_checking.sources import bibliography, source_keys

METADATA = "ro-crate-metadata.json"
SIGNATURE = "ro-crate-metadata.jws"
FILES = "files/"
RELEASE_KIND = "d2h-release"
VIEWER_ROLE = "sacro-viewer"

_CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://schema.org/sha256", "d2h": "urn:d2h:release:"},
]
_FORMATS = {"csv": "text/csv", "png": "image/png", "ipynb": "application/x-ipynb+json", "md": "text/markdown"}
# Signed by gateways; made again by the platform from the notebook in the request; the author's word.
_GRADES = ("gateway", "replayed", "claimed")
# Libraries by which files are read and sums are solved.
_READ_AND_RECKON = (
    *("defusedxml", "highspy", "nbformat", "numpy", "openpyxl", "pillow", "pyarrow", "pypdf", "scipy"),
)
Entity = dict[str, Any]


def release_record(request: ReleaseRequest, profile: Profile, beside: Mapping[str, bytes]) -> bytes:
    """UTF-8 JSON; the same bytes whenever it is written again for the same approval.

    `beside`: what lies beside the released files, by name.
    """
    turn = request.turns[-1]
    files = [_file(one, _grade(request, one)) for one in request.outputs()]
    votes = [_vote(vote) for vote in request.votes_of_turn()]
    findings = [entity for one in request.outputs() for entity in _findings(one)]
    people = sorted({request.author, *(vote.reviewer for vote in request.votes_of_turn())})
    graph = [
        _descriptor(),
        _root(request, turn, files, votes),
        *files,
        *[_viewer_file(name, content) for name, content in sorted(beside.items())],
        *[{"@id": f"#person-{name}", "@type": "Person", "name": name} for name in people],
        *votes,
        *_replay(request),
        _checks(profile, request, turn, findings),
        *findings,
        *_sources(request),
        _tool(),
    ]
    document = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def member_name(name: str) -> str:
    """Where an output file lies in the package."""
    return FILES + name


def _descriptor() -> Entity:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def _root(request: ReleaseRequest, turn: Turn, files: list[Entity], votes: list[Entity]) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "identifier": request.id,
        "name": request.title,
        "description": request.context,
        "datePublished": turn.decided_at.isoformat() if turn.decided_at else None,
        "license": "Released by the output checkers named here; no licence to reuse is granted by it.",
        "author": {"@id": f"#person-{request.author}"},
        "hasPart": [{"@id": one["@id"]} for one in files],
        "mentions": [{"@id": "#checks"}, *[{"@id": vote["@id"]} for vote in votes]],
        "d2h:project": request.project,
        "d2h:turn": turn.number,
        "d2h:submittedAt": turn.submitted_at.isoformat(),
        "d2h:evidenceGrade": _weakest(files),
        "d2h:permit": [f"{site}:{digest}" for site, digest in sorted(turn.permits.items())],
    }


def _grade(request: ReleaseRequest, one: RequestFile) -> str:
    if is_signed_answer(one):
        return "gateway"
    return "replayed" if request.reproduced(one.name) else "claimed"


def _weakest(files: list[Entity]) -> str:
    grades: set[str] = {one["d2h:evidenceGrade"] for one in files}
    return max(grades, key=_GRADES.index)


def _file(one: RequestFile, grade: str) -> Entity:
    return {
        "@id": quote(member_name(one.name)),
        "@type": "File",
        "name": one.name,
        "contentSize": str(one.size),
        "encodingFormat": _FORMATS.get(one.name.rpartition(".")[2].lower(), "text/plain"),
        "sha256": one.sha256,
        "d2h:group": one.group,
        "d2h:evidenceGrade": grade,
    }


def _viewer_file(name: str, content: bytes) -> Entity:
    """What SACRO-Viewer opens the package with: no result, but signed like one."""
    return {
        "@id": quote(member_name(name)),
        "@type": "File",
        "name": name,
        "contentSize": str(len(content)),
        "encodingFormat": "application/json" if name.endswith(".json") else "text/plain",
        "sha256": hashlib.sha256(content).hexdigest(),
        "d2h:role": VIEWER_ROLE,
    }


def _vote(vote: Vote) -> Entity:
    return {
        "@id": f"#vote-{vote.reviewer}-{vote.round}",
        "@type": "ReviewAction",
        "agent": {"@id": f"#person-{vote.reviewer}"},
        "object": {"@id": "./"},
        "endTime": vote.cast_at.isoformat(),
        "d2h:choice": vote.choice.value,
        "d2h:round": vote.round,
        **({"d2h:site": vote.site} if vote.site else {}),
    }


def _replay(request: ReleaseRequest) -> list[Entity]:
    """The replays of this turn that ran to their end: in which image, and what they made again."""
    return [
        {
            "@id": f"#replay-{one.id}",
            "@type": "CreateAction",
            "instrument": {"@id": "#d2h"},
            "endTime": one.ended_at.isoformat() if one.ended_at else None,
            "result": [
                {"@id": quote(member_name(file.name))}
                for file in request.outputs()
                if one.reproduced(file.name)
            ],
            "d2h:image": one.image,
        }
        for one in request.replays
        if one.turn == request.turn and one.state is ReplayState.DONE
    ]


def _checks(profile: Profile, request: ReleaseRequest, turn: Turn, findings: list[Entity]) -> Entity:
    return {
        "@id": "#checks",
        "@type": "AssessAction",
        "object": {"@id": "./"},
        "instrument": {"@id": "#d2h"},
        "result": [{"@id": one["@id"]} for one in findings],
        "d2h:ruleSet": f"{profile.name} {profile.version}",
        "d2h:ruleSetDigest": profile.digest(),
        "d2h:threshold": request.threshold,
        "d2h:projectRules": json.dumps(
            request.rules.model_dump(mode="json", exclude_none=True), ensure_ascii=False, sort_keys=True
        ),
        "d2h:parameters": json.dumps(profile.rules.public(), ensure_ascii=False, sort_keys=True),
        "d2h:votesRequired": request.votes_required,
    }


def _findings(one: RequestFile) -> list[Entity]:
    return [
        {
            "@id": quote(f"#finding-{one.name}-{number}"),
            "@type": "d2h:Finding",
            "about": {"@id": quote(member_name(one.name))},
            "d2h:rule": finding.rule,
            "d2h:severity": finding.severity.value,
            "d2h:explanation": finding.explanation,
            "d2h:where": json.dumps(dict(finding.where), ensure_ascii=False, sort_keys=True),
            "d2h:params": json.dumps(dict(finding.params), ensure_ascii=False, sort_keys=True),
            "d2h:source": [{"@id": f"#source-{key}"} for key in source_keys(finding.explanation)],
        }
        for number, finding in enumerate(one.findings, start=1)
    ]


def _sources(request: ReleaseRequest) -> list[Entity]:
    """What the findings rest on."""
    explanations = (finding.explanation for one in request.outputs() for finding in one.findings)
    return [
        {
            "@id": f"#source-{key}",
            "@type": "CreativeWork",
            "name": source.titled("en"),
            **({"url": source.link} if source.link else {}),
        }
        for key, source in bibliography(explanations).items()
    ]


def _tool() -> Entity:
    return {
        "@id": "#d2h",
        "@type": "SoftwareApplication",
        "name": "D2H output checking",
        "version": __version__,
        "softwareRequirements": [
            f"python {platform.python_version()}",
            *[f"{name} {version(name)}" for name in _READ_AND_RECKON],
        ],
    }
