"""What stands for the airlock while a notebook is replayed: outputs are kept to be compared, none is sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.wire import (
    FindingMessage,
    OutputFileMessage,
    ReleaseRequestMessage,
    RepairsMessage,
    RepairWishMessage,
    SessionMessage,
)

RECORDED = Path("/tmp/d2h-replay")  # noqa: S108 - in a container of its own, read by nothing but its last step
# The checks ran when the results were submitted: a notebook that asks for them again goes on.
_NOT_CHECKED = FindingMessage(rule="replay", severity="pass", explanation="replay-not-checked")


@dataclass
class _Recorded:
    title: str
    context: str
    state: str = "DRAFT"
    files: dict[str, OutputFileMessage] = field(default_factory=dict)


class RecordingAirlock:
    """Every request of one run of a notebook; the bytes of their files lie in `folder` under their names."""

    def __init__(self, folder: Path, session: SessionMessage) -> None:
        self._folder = folder
        self._session = session
        self._requests: dict[str, _Recorded] = {}

    def draft(self, title: str, context: str) -> ReleaseRequestMessage:
        request = f"replay-{len(self._requests) + 1}"
        self._requests[request] = _Recorded(title, context)
        return self.request(request)

    def describe(self, request: str, title: str, context: str) -> ReleaseRequestMessage:
        self._requests[request].title, self._requests[request].context = title, context
        return self.request(request)

    def requests(self) -> tuple[ReleaseRequestMessage, ...]:
        return tuple(self.request(request) for request in self._requests)

    def request(self, request: str) -> ReleaseRequestMessage:
        kept = self._requests[request]
        return ReleaseRequestMessage.model_validate(
            {
                "id": request,
                "project": self._session.project,
                "author": self._session.user,
                "title": kept.title,
                "context": kept.context,
                "state": kept.state,
                "turn": 0,
                "files": tuple(kept.files.values()),
                "page": self._session.airlock_page,
            }
        )

    def add(self, request: str, file: PreparedFile, group: str) -> ReleaseRequestMessage:
        """Raises UsageError `file-unreadable` for a name that is a path."""
        if Path(file.name).name != file.name:
            raise UsageError("file-unreadable", path=file.name)
        self._folder.mkdir(exist_ok=True)
        (self._folder / file.name).write_bytes(file.content)
        self._requests[request].files[file.name] = OutputFileMessage(
            name=file.name,
            group=group,
            role="output" if file.supports is None else "supporting",
            supports=file.supports,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            evidence=file.evidence,
        )
        return self.request(request)

    def remove(self, request: str, name: str) -> ReleaseRequestMessage:
        files = self._requests[request].files
        for gone in [one.name for one in files.values() if name in (one.name, one.supports)]:
            del files[gone]
            (self._folder / gone).unlink(missing_ok=True)
        return self.request(request)

    def explain(self, request: str, group: str, context: str, controls: str) -> ReleaseRequestMessage:
        """What was said of the files stands in the request that is replayed."""
        return self.request(request)

    def except_finding(self, request: str, file: str, finding: str, reason: str) -> ReleaseRequestMessage:
        return self.request(request)

    def check(self, request: str) -> ReleaseRequestMessage:
        files = self._requests[request].files
        for name, one in files.items():
            files[name] = one.model_copy(update={"findings": (_NOT_CHECKED,)})
        return self.request(request)

    def repairs(self, request: str, wish: RepairWishMessage) -> RepairsMessage:
        """Nothing blocks in a replay, so nothing is repaired."""
        return RepairsMessage()

    def submit(self, request: str, replay: bool = False) -> ReleaseRequestMessage:
        self._requests[request].state = "SUBMITTED"
        return self.check(request)

    def withdraw(self, request: str) -> ReleaseRequestMessage:
        self._requests[request].state = "WITHDRAWN"
        return self.request(request)
