"""Workers of the permits in use, started once and anew when the data, the keys or the opposition changed."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.engines.worker.messages import Opening
from data_gateway.engines.worker.process import Worker
from data_gateway.patients.linkage_keys import LinkageKeys
from data_gateway.patients.maps import Keys, write_maps
from data_gateway.patients.opposition import OppositionRegister
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.permits.scope import PermitScope
from data_gateway.permits.store import SignedPermit
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

Key = tuple[str, tuple[tuple[str, str], ...], tuple[int, int, int], str]


@dataclass(eq=False)
class OpenPermit:
    """What a permit opens now, and the process that runs its queries; `pseudonyms` tells their keys apart."""

    scope: PermitScope
    worker: Worker
    pseudonyms: str = ""

    def __post_init__(self) -> None:
        # Reads under way hold this object, and with it the process: it ends after the last of them.
        weakref.finalize(self, self.worker.end).atexit = False  # workers end with the gateway


class OpenPermits:
    """At most `limits.open_permits` of them; the least recently used ends first."""

    def __init__(
        self,
        *,
        datasets: Path,
        opposition: OppositionRegister,
        keys: ProjectKeys,
        linkage: LinkageKeys,
        limits: Limits,
        spill: Path,
    ) -> None:
        self._datasets = datasets
        self._opposition = opposition
        self._keys = keys
        self._linkage = linkage
        self._limits = limits
        self._spill = spill
        self._lock = threading.Lock()
        self._open: OrderedDict[Key, Future[OpenPermit]] = OrderedDict()
        for left in spill.glob("permit-*"):  # by a gateway that was killed
            shutil.rmtree(left, ignore_errors=True)

    def open(self, permit: SignedPermit) -> OpenPermit:
        """As is true now.

        Raises Refusal `dataset-unavailable`, `dataset-version-unknown`, `opposition-unavailable`,
        `pseudonyms-destroyed`, `linkage-key-missing` or `worker-ended`.
        """
        scope = self.scope(permit)
        opposed = self._opposition.current()
        keys = self._keys_of(permit)
        versions = tuple(sorted((name, dataset.version) for name, dataset in scope.datasets.items()))
        key = (permit.digest, versions, opposed.version, keys.fingerprint)
        with self._lock:
            future = self._open.get(key)
            mine = future is None or _dead(future)
            if future is None or mine:
                future = Future[OpenPermit]()
                self._open[key] = future
            self._open.move_to_end(key)
            self._forget_others(key)
        if mine:
            # Others who ask for the same permit wait on the future, not on the lock.
            self._fill(future, key, scope, opposed.persons, keys)
        return future.result()

    def scope(self, permit: SignedPermit) -> PermitScope:
        """Raises Refusal `dataset-unavailable` or `dataset-version-unknown`."""
        return PermitScope(permit.document, self._held(permit))

    def close(self) -> None:
        """End every worker whose reads are over."""
        with self._lock:
            self._open.clear()

    def _fill(
        self,
        future: Future[OpenPermit],
        key: Key,
        scope: PermitScope,
        opposed: frozenset[str],
        keys: Keys,
    ) -> None:
        try:
            future.set_result(self._started(scope, opposed, keys))
        except BaseException as fault:
            with self._lock:
                self._open.pop(key, None)
            future.set_exception(fault)

    def _started(self, scope: PermitScope, opposed: frozenset[str], keys: Keys) -> OpenPermit:
        place = Path(tempfile.mkdtemp(prefix="permit-", dir=self._spill))
        try:
            maps = write_maps(scope, opposed=opposed, keys=keys, folder=place, limits=self._limits)
            worker = Worker(Opening.of(scope, maps, self._limits, place), place)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        for path in (path for of_roles in maps.values() for path in of_roles.values()):
            path.unlink()  # the worker holds what was in it
        return OpenPermit(scope, worker, keys.fingerprint)

    def _keys_of(self, permit: SignedPermit) -> Keys:
        project = permit.document.project
        key = self._keys.key(project)
        linked = any(granted.linked for granted in permit.document.datasets.values())
        return Keys(key, self._linkage.key(project) if linked else None)

    def _forget_others(self, key: Key) -> None:
        for known in [known for known in self._open if known[0] == key[0] and known != key]:
            del self._open[known]
        while len(self._open) > self._limits.open_permits:
            self._open.popitem(last=False)

    def _held(self, permit: SignedPermit) -> dict[str, Dataset]:
        held = {}
        for name, granted in permit.document.datasets.items():
            try:
                held[name] = load_dataset(self._datasets, name, granted.version)
            except Refusal as refusal:
                if refusal.code != "dataset-unknown":
                    raise
        return held


def _dead(future: Future[OpenPermit]) -> bool:
    return future.done() and future.exception() is None and not future.result().worker.alive
