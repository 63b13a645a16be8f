"""May an answer that is under way go on? Asked every second of each, so that what ends access ends it too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from data_gateway.permits.access import Access
from data_gateway.permits.store import PermitStore
from governance.refusal import Refusal

Holder = tuple[str, str]  # user, digest of the permit


class Standing:
    """A token lives shorter than revocation may take; a stream lives on only while new ones come.

    They come with any accepted call of the same person under the same permit, of which `renew` is one.
    """

    def __init__(
        self,
        permits: PermitStore,
        *,
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._permits = permits
        self._today = today
        self._now = now
        self._until: dict[Holder, datetime] = {}
        self._lock = threading.Lock()

    def accept(self, access: Access) -> None:
        with self._lock:
            now = self._now()
            self._until = {holder: until for holder, until in self._until.items() if until > now}
            holder = _holder(access)
            self._until[holder] = max(access.until, self._until.get(holder, access.until))

    def check(self, access: Access, datasets: Iterable[str] = ()) -> None:
        """`datasets`: those that the answer reads.

        Raises Refusal `permit-withdrawn`, `permit-ended`, `dataset-not-open-today` or `access-expired`.
        """
        document, today = access.permit.document, self._today()
        if not self._permits.holds(access.permit.digest):
            raise Refusal("permit-withdrawn")
        if today > document.valid_until:
            raise Refusal("permit-ended", date=document.valid_until.isoformat())
        for name in datasets:
            if not document.datasets[name].open_on(today):
                raise Refusal("dataset-not-open-today", dataset=name)
        with self._lock:
            until = self._until.get(_holder(access), access.until)
        if self._now() > until:
            raise Refusal("access-expired")


def _holder(access: Access) -> Holder:
    return access.user, access.permit.digest
