"""What a member may ask of the copies: which there are, and to have one back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath

from d2h_sdk.wire.notebooks import NotebookCopiesMessage, NotebookCopyMessage, RestoredMessage
from governance.display.showing import require_display
from governance.notebooks.restoring import count_shown, record_restored
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance
from hub_config.copies.store import Copy, CopyStore
from hub_config.copies.taking import Copies
from hub_config.sealing import PROJECT

# Where what comes back is laid, in the folder that it was of: nothing that is there is written over.
RESTORED = "restored"
_SHARED = PurePosixPath(PROJECT).name
# Of each kind on a page; who has more finds them by the SDK.
_MOST = 100


@dataclass(frozen=True)
class KeptNotebook:
    """`notebook`: its path in the work folder; `restored`: where it would come back; `is_deleted`: it was not
    there when its folder was looked at last."""

    id: str
    notebook: str
    restored: str
    at: datetime
    bytes: int
    is_deleted: bool


class CopyDesk:
    """Raises Refusal `copy-unknown`, `copy-not-restored`, and of governance."""

    def __init__(self, settings: GovernanceSettings, copies: Copies) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)
        self._copies = copies
        # Code may ask without end: the engine has one at a time.
        self._restoring = threading.Lock()

    def __deepcopy__(self, _: object) -> CopyDesk:
        """Itself: JupyterHub copies what its configuration names, and a lock cannot be."""
        return self

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

    def shown(self, user: str, project: str) -> tuple[KeptNotebook, ...]:
        """For a page of the hub, 100 of each kind: the last copy of each notebook that is gone, then all of
        those that are there, the newest first. Their names are taken from the project's display budget."""
        kept = sorted(self._kept(user, project), key=lambda one: one.id, reverse=True)
        kinds = (filter(lambda one: one.is_deleted, kept), filter(lambda one: not one.is_deleted, kept))
        shown = tuple(one for kind in kinds for one in islice(kind, _MOST))
        with self._write() as work:
            fits = count_shown(work, user, project, sum(len(one.notebook.encode()) for one in shown))
            work.commit()
        if not fits:
            with self._read() as work:
                require_display(work, project)
        return shown

    def restore(self, user: str, project: str, id_: str) -> RestoredMessage:
        volume, store, copy = self._find(user, project, id_)
        content = store.content(copy)
        with self._write() as work:
            record_restored(work, user, project, copy.digest)
            work.commit()
        name = _name(copy)
        with self._restoring:
            self._copies.put(user, project, volume, RESTORED, name, content)
        return RestoredMessage(notebook=_path(volume, f"{RESTORED}/{name}"))

    def _kept(self, user: str, project: str) -> Iterator[KeptNotebook]:
        for volume, store in self._copies.stores(user, project).items():
            present, gone = store.present(), set[str]()
            for copy in store.copies():
                is_deleted = copy.notebook not in present
                if is_deleted and copy.notebook in gone:
                    continue
                gone.add(copy.notebook)
                path, restored = _path(volume, copy.notebook), _path(volume, f"{RESTORED}/{_name(copy)}")
                yield KeptNotebook(copy.id, path, restored, copy.at, copy.bytes, is_deleted)

    def _find(self, user: str, project: str, id_: str) -> tuple[str, CopyStore, Copy]:
        for volume, store in self._copies.stores(user, project).items():
            try:
                return volume, store, store.find(id_)
            except Refusal:
                continue
        raise Refusal("copy-unknown")


def _name(copy: Copy) -> str:
    """As it comes back, with the time of the copy."""
    before = PurePosixPath(copy.notebook)
    # A name has 255 bytes at most, also with the time.
    stem = before.stem.encode()[:200].decode(errors="ignore")
    return f"{stem} {copy.at:%Y-%m-%d %H.%M.%S}{before.suffix}"


def _path(volume: str, notebook: str) -> str:
    return f"{_SHARED}/{notebook}" if "---" in volume else notebook
