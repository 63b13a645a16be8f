"""What a member may ask of the copies: which there are, and to have one back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import PurePosixPath

from d2h_sdk.wire.notebooks import NotebookCopiesMessage, NotebookCopyMessage, RestoredMessage
from governance.notebooks.restoring import record_restored
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance
from hub_config.copies.store import Copy, CopyStore
from hub_config.copies.taking import Copies
from hub_config.sealing import PROJECT

# Where what comes back is laid, in the folder that it was of: nothing that is there is written over.
RESTORED = "restored"
_SHARED = PurePosixPath(PROJECT).name


class CopyDesk:
    """Raises Refusal `copy-unknown`, `copy-not-restored`, and of governance."""

    def __init__(self, settings: GovernanceSettings, copies: Copies) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._copies = copies
        # Code may ask without end: the engine has one at a time.
        self._restoring = threading.Lock()

    def listed(self, user: str, project: str) -> NotebookCopiesMessage:
        """Paths as her work folder has them."""
        stores = self._copies.stores(user, project)
        found = [
            NotebookCopyMessage(
                id=copy.id,
                notebook=_path(volume, copy.notebook),
                kept=copy.at.isoformat(timespec="seconds"),
                bytes=copy.bytes,
            )
            for volume, store in stores.items()
            for copy in store.copies()
        ]
        return NotebookCopiesMessage(
            copies=tuple(sorted(found, key=lambda copy: copy.id, reverse=True)),
            full=any(store.is_full() for store in stores.values()),
        )

    def restore(self, user: str, project: str, id_: str) -> RestoredMessage:
        volume, store, copy = self._find(user, project, id_)
        content = store.content(copy)
        with self._write() as work:
            record_restored(work, user, project, copy.digest)
            work.commit()
        before = PurePosixPath(copy.notebook)
        # A name has 255 bytes at most, also with the time.
        stem = before.stem.encode()[:200].decode(errors="ignore")
        name = f"{stem} {copy.at:%Y-%m-%d %H.%M.%S}{before.suffix}"
        with self._restoring:
            self._copies.folders.put(volume, RESTORED, name, content)
        return RestoredMessage(notebook=_path(volume, f"{RESTORED}/{name}"))

    def _find(self, user: str, project: str, id_: str) -> tuple[str, CopyStore, Copy]:
        for volume, store in self._copies.stores(user, project).items():
            try:
                return volume, store, store.find(id_)
            except Refusal:
                continue
        raise Refusal("copy-unknown")


def _path(volume: str, notebook: str) -> str:
    return f"{_SHARED}/{notebook}" if "---" in volume else notebook
