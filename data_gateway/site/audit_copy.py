"""The hub's copy of this site's audit: sent as the trail grows, also what grew while the hub was away.

The site waits for nobody: what cannot be sent now is sent later, in the order and with the signatures it has
here. Only the hub knows what it has, so nothing of that is kept at the site.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.governance_client import GovernanceClient
from data_gateway.site.settings import load_settings
from governance import signatures
from governance.audit.chain import AuditRecord, Mark
from governance.refusal import Refusal

log = logging.getLogger(__name__)
_MOST_RECORDS, _MOST_BYTES = 500, 200_000  # of one sending; the hub takes twice as much
_LONGEST_PAUSE = 600.0  # seconds
ASK_SECONDS = 300.0  # how long at most the hub hears nothing while nothing is new


class AuditCopy:
    def __init__(self, folder: SiteFolder) -> None:
        settings = load_settings(folder.require().settings)
        self.site = settings.id
        self._audit = SiteAudit(folder)
        key = signatures.load_private_key(folder.audit_key)
        self._hub = GovernanceClient(settings.governance.url, settings.id, key)
        self._copied: Mark | None = None
        self._asked = 0.0

    def send(self) -> int:
        """Bring the hub's copy up to now: how many records it has then.

        Raises Refusal `governance-away` and others of the hub, or `audit-copy-differs` when the hub has what
        this trail never held.
        """
        copied, self._copied = self._copied, None  # asked again after a failure
        if copied is None or time.monotonic() - self._asked > ASK_SECONDS:
            self._asked = time.monotonic()
            copied = self._hub.audit_copied_until()
        self._require_held(copied)
        while self._audit.last().sequence > copied.sequence:
            for records in _sendings(self._audit.following(copied, most=_MOST_RECORDS)):
                copied = self._hub.send_audit(records)
                # Further than what was sent when another process of the site sends at the same time.
                self._require_held(copied, least=records[-1].sequence)
        self._copied = copied
        return copied.sequence

    def _require_held(self, copied: Mark, *, least: int = 0) -> None:
        if copied.sequence < least or not self._audit.holds(copied):
            with suppress(Refusal):
                self._hub.report_audit_parted(copied.sequence)
            raise Refusal("audit-copy-differs", site=self.site, sequence=copied.sequence)

    def close(self) -> None:
        self._audit.close()


class SendingAudit:
    """Sends every `seconds` until `stop`, ever less often while the hub does not take it."""

    def __init__(self, copy: AuditCopy, *, seconds: float) -> None:
        self._copy = copy
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="audit-copy")
        self._thread.start()

    def stop(self) -> None:
        """Sends what is left, once."""
        self._stopped.set()
        self._thread.join(20)

    def _run(self) -> None:
        pause, told = self._seconds, ""
        while True:
            over = self._stopped.wait(pause)
            try:
                self._copy.send()
                pause, told = self._seconds, ""
            except Refusal as refusal:
                if refusal.code != told:
                    log.warning("the hub has no copy of the audit just now: %s", refusal.code)
                pause, told = min(2 * pause, _LONGEST_PAUSE), refusal.code
            except Exception as fault:
                log.error("sending the audit failed: %s", type(fault).__name__)
                pause = min(2 * pause, _LONGEST_PAUSE)
            if over:
                self._copy.close()
                return


def _sendings(records: list[AuditRecord]) -> Iterator[list[AuditRecord]]:
    """Each small enough for one request."""
    sending: list[AuditRecord] = []
    size = 0
    for record in records:
        own = len(record.model_dump_json().encode())
        if sending and size + own > _MOST_BYTES:
            yield sending
            sending, size = [], 0
        sending.append(record)
        size += own
    if sending:
        yield sending
