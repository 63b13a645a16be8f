"""Permits in use, each with the processes of its queries; anew when the data, keys or opposition changed."""

from __future__ import annotations

import logging
import shutil
import threading
import time
import weakref
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping

import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.catalogue.file_sums import FileSums
from data_gateway.engines.made_pseudonyms import MadePseudonyms
from data_gateway.engines.pseudonym_maps import Keys, write_maps
from data_gateway.engines.surrogates.messages import MakerOpening, renamed
from data_gateway.engines.worker.messages import Opening
from data_gateway.engines.worker.process import Worker
from data_gateway.engines.worker.spare import SpareWorkers, started
from data_gateway.patients.document_keys import DocumentKeys
from data_gateway.patients.linkage_keys import LinkageKeys
from data_gateway.patients.opposition import OppositionList, OppositionRegister
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.permits.scope import PermitScope
from data_gateway.permits.store import SignedPermit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import SiteSettings
from data_gateway.site.source_addresses import SourceAddresses
from governance.refusal import Refusal

log = logging.getLogger(__name__)
Key = tuple[str, tuple[tuple[str, str], ...], frozenset[tuple[str, str]], tuple[int, int, int], str, int]
# A connected data set gets new patients by itself: its list of pseudonyms is made anew so often.
_LIST_SECONDS = 3600


class OpenPermit:
    """What a permit opens now; `pseudonyms` tells apart the keys they are made with.

    One process for its data sets in files, which may be joined, and one for each that is connected, started
    when first asked. They end when nobody holds this object any more: reads under way do.
    """

    def __init__(self, scope: PermitScope, pseudonyms: str, start: Callable[[str], Worker]) -> None:
        self.scope = scope
        self.pseudonyms = pseudonyms
        self._start = start
        self._workers: dict[str, Worker] = {}
        self._starting: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        weakref.finalize(self, _end, self._workers).atexit = False  # workers end with the gateway

    def worker(self, source: str = "") -> Worker:
        """The one for queries whose `Query.source` that is. Raises what starting it raises."""
        with self._starting[source]:
            worker = self._workers.get(source)
            if worker is None or not worker.alive:
                worker = self._workers[source] = self._start(source)
            return worker

    @property
    def ready(self) -> bool:
        """Whether a query of data sets in files would find its worker, or one that is being opened."""
        return self._starting[""].locked() or "" in self._workers


class OpenPermits:
    """At most `limits.open_permits` of them; the least recently used ends first."""

    def __init__(self, folder: SiteFolder, settings: SiteSettings) -> None:
        self._datasets = folder.datasets
        self._opposition = OppositionRegister(folder.opposition)
        self._keys = ProjectKeys(folder)
        self._linkage = LinkageKeys(folder)
        self._document_keys = DocumentKeys(folder)
        self._addresses = SourceAddresses(folder)
        self._settings = settings
        self._spill = folder.spill
        self._spare = SpareWorkers(folder.spill)
        self._sums = FileSums()
        self.made = MadePseudonyms()
        self._lock = threading.Lock()
        self._open: OrderedDict[Key, OpenPermit] = OrderedDict()
        for left in self._spill.glob("permit-*"):  # by a gateway that was killed
            shutil.rmtree(left, ignore_errors=True)

    def scope(self, permit: SignedPermit) -> PermitScope:
        """Raises Refusal `dataset-unavailable` or `dataset-version-unknown`."""
        held = {}
        for name, granted in permit.document.datasets.items():
            try:
                held[name] = load_dataset(self._datasets, name, granted.version)
            except Refusal as refusal:
                if refusal.code != "dataset-unknown":
                    raise
        damaged = {(name, table) for name, dataset in held.items() for table in self._sums.damaged(dataset)}
        return PermitScope(permit.document, held, frozenset(damaged))

    def open(self, permit: SignedPermit) -> OpenPermit:
        """As is true now.

        Raises Refusal `dataset-unavailable`, `dataset-version-unknown`, `opposition-unavailable`,
        `pseudonyms-destroyed` or `linkage-key-missing`.
        """
        scope = self.scope(permit)
        opposed = self._opposition.current()
        keys = self._keys_of(permit)
        key = _key(permit, scope, opposed, keys)
        with self._lock:
            opened = self._open.get(key)
            if opened is None:
                opened = OpenPermit(
                    scope,
                    keys.fingerprint,
                    lambda source: self._started(scope, opposed.persons, keys, source),
                )
                self._open[key] = opened
            self._open.move_to_end(key)
            self._forget_others(key)
        return opened

    def state(self, permit: SignedPermit) -> Key:
        """What it opens now: other than before once data, keys or opposition changed. Raises as `open`."""
        return _key(permit, self.scope(permit), self._opposition.current(), self._keys_of(permit))

    def start_ahead(self) -> None:
        """Have a process wait for the next permit that is opened, and this one have loaded all it needs."""
        self._spare.keep_one()
        pa.array([0])  # with the first that it makes, Arrow loads pandas

    def known(self) -> list[str]:
        """Digests of the permits in use, the least recently used first."""
        with self._lock:
            return [key[0] for key in self._open]

    def open_ahead(self, permit: SignedPermit) -> None:
        """Open what a first query of data sets in files would wait for; at nobody else's cost."""
        known = self.known()
        if permit.digest not in known and len(known) >= self._settings.limits.open_permits:
            return
        try:
            found = self.open(permit)
            if found.scope.asked_at("") and not found.ready:
                found.worker()
        except Exception as fault:  # its text may quote data; who reads next is told what can be told
            log.info("a permit is not opened ahead: %s", type(fault).__name__)

    def keep_only(self, valid: Mapping[str, SignedPermit]) -> None:
        """Forget what permits other than `valid`, by digest, opened, and what was made with keys since
        destroyed, whether or not anybody asks again."""
        self.made.forget_others({permit.document.project for permit in valid.values()})
        with self._lock:
            for key in [key for key in self._open if key[0] not in valid]:
                del self._open[key]
            opened = {held.scope.permit.project for held in self._open.values()}
        for project in self.made.projects() | opened:
            try:
                self._keys.kept(project)
            except Refusal:
                self._forget(project)

    def close(self) -> None:
        """End every process whose reads are over."""
        self._spare.close()
        with self._lock:
            self._open.clear()

    def _started(self, scope: PermitScope, opposed: frozenset[str], keys: Keys, source: str) -> Worker:
        limits = self._settings.limits_of(scope.permit.project)
        worker = started(self._spill, connected=True) if source else self._spare.taken()
        place = worker.place
        try:
            address = self._address(scope.datasets[source]) if source else ""
            if not source and (names := renamed(scope)):
                document_keys = {name: self._document_keys.kept(name) for name in names}
                worker.make_surrogates(MakerOpening.of(scope, keys, limits, document_keys))
            maps = write_maps(
                scope,
                opposed=opposed,
                keys=keys,
                folder=place,
                limits=limits,
                made=self.made,
                source=source,
                address=address,
            )
            worker.open(Opening.of(scope, maps, limits, place, source, address))
        except BaseException:
            worker.kill()
            shutil.rmtree(place, ignore_errors=True)
            raise
        for path in (path for of_roles in maps.values() for path in of_roles.values()):
            path.unlink()  # the worker holds what was in it
        return worker

    def _address(self, dataset: Dataset) -> str:
        return self._addresses.address(dataset.id, dataset.version)

    def _keys_of(self, permit: SignedPermit) -> Keys:
        project = permit.document.project
        linked = any(granted.linked for granted in permit.document.datasets.values())
        try:
            return Keys(self._keys.key(project), self._linkage.key(project) if linked else None)
        except Refusal:
            self._forget(project)
            raise

    def _forget(self, project: str) -> None:
        """Its keys are there no more, and nothing that was made with them."""
        self.made.forget(project)
        with self._lock:
            for key in [key for key, held in self._open.items() if held.scope.permit.project == project]:
                del self._open[key]

    def _forget_others(self, key: Key) -> None:
        for known in [known for known in self._open if known[0] == key[0] and known != key]:
            del self._open[known]
        while len(self._open) > self._settings.limits.open_permits:
            self._open.popitem(last=False)


def _key(permit: SignedPermit, scope: PermitScope, opposed: OppositionList, keys: Keys) -> Key:
    versions = tuple(sorted((name, dataset.version) for name, dataset in scope.datasets.items()))
    connected = any(dataset.source for dataset in scope.datasets.values())
    period = int(time.time() // _LIST_SECONDS) if connected else 0
    return permit.digest, versions, scope.damaged, opposed.version, keys.fingerprint, period


def _end(workers: dict[str, Worker]) -> None:
    for worker in workers.values():
        worker.end()
