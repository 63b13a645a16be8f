"""Pseudonyms that the gateway made, in its memory alone, for as long as they are what it would make again.

Making them takes longer than all else of opening a permit: when a patient refuses, say, they stay the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable

import pyarrow as pa

from data_gateway.catalogue.identifiers import ColumnRole

MOST_HELD = 64 * 1024 * 1024  # bytes, of all projects together: of some three million ids


class MadePseudonyms:
    """One table for each project, data set and role; the least recently used are forgotten first."""

    def __init__(self, most_bytes: int = MOST_HELD) -> None:
        self._most = most_bytes
        self._held: OrderedDict[tuple[str, str, ColumnRole], tuple[Hashable, pa.Table]] = OrderedDict()
        self._lock = threading.Lock()

    def table(
        self, project: str, dataset: str, role: ColumnRole, made_of: Hashable, make: Callable[[], pa.Table]
    ) -> pa.Table:
        """What `make` gives, or gave when it was last made of the same. Raises what `make` raises."""
        place = (project, dataset, role)
        with self._lock:
            before, table = self._held.get(place, (None, None))
            if before == made_of:
                self._held.move_to_end(place)
                return table
        table = make()
        with self._lock:
            self._held[place] = made_of, table
            self._held.move_to_end(place)
            while sum(held.nbytes for _, held in self._held.values()) > self._most:
                self._held.popitem(last=False)
        return table

    def forget(self, project: str) -> None:
        """Its keys are there no more."""
        self.forget_others(self.projects() - {project})

    def forget_others(self, projects: Collection[str]) -> None:
        """`projects`: of permits that are valid."""
        with self._lock:
            for place in [place for place in self._held if place[0] not in projects]:
                del self._held[place]

    def projects(self) -> set[str]:
        with self._lock:
            return {project for project, _, _ in self._held}
