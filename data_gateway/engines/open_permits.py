"""Databases of the permits in use, opened once and opened anew when the data or the opposition changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.engines.policy_database import PolicyDatabase
from data_gateway.patients.opposition import OppositionRegister
from data_gateway.patients.project_keys import ProjectKeys, fingerprint
from data_gateway.permits.store import SignedPermit
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

Key = tuple[str, tuple[tuple[str, str], ...], tuple[int, int, int], str]


class OpenPermits:
    """At most `limits.open_permits` databases; the least recently used closes first."""

    def __init__(
        self,
        *,
        datasets: Path,
        opposition: OppositionRegister,
        keys: ProjectKeys,
        limits: Limits,
        spill: Path,
    ) -> None:
        self._datasets = datasets
        self._opposition = opposition
        self._keys = keys
        self._limits = limits
        self._spill = spill
        self._lock = threading.Lock()
        self._open: OrderedDict[Key, Future[PolicyDatabase]] = OrderedDict()

    def database(self, permit: SignedPermit) -> PolicyDatabase:
        """The database for what is true now.

        Raises Refusal `dataset-unavailable`, `dataset-version-unknown`, `opposition-unavailable` or
        `pseudonyms-destroyed`.
        """
        datasets = self._held(permit)
        opposed = self._opposition.current()
        secret = self._keys.key(permit.document.project)
        versions = tuple(sorted((name, dataset.version) for name, dataset in datasets.items()))
        key = (permit.digest, versions, opposed.version, fingerprint(secret))
        with self._lock:
            future = self._open.get(key)
            mine = future is None
            if future is None:
                future = Future[PolicyDatabase]()
                self._open[key] = future
            self._open.move_to_end(key)
            self._forget_others(key)
        if mine:
            # Others who ask for the same permit wait on the future, not on the lock.
            self._fill(future, key, permit, datasets, opposed.persons, secret)
        return future.result()

    def _fill(
        self,
        future: Future[PolicyDatabase],
        key: Key,
        permit: SignedPermit,
        datasets: dict[str, Dataset],
        opposed: frozenset[str],
        secret: bytes,
    ) -> None:
        try:
            future.set_result(
                PolicyDatabase(
                    permit.document,
                    datasets,
                    opposed=opposed,
                    key=secret,
                    limits=self._limits,
                    spill=self._spill,
                )
            )
        except BaseException as fault:
            with self._lock:
                self._open.pop(key, None)
            future.set_exception(fault)

    def _forget_others(self, key: Key) -> None:
        """Reads under way keep their own database alive; it closes with the last of them."""
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
