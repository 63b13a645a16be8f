"""The session's open gateways, and what each site approved when last asked."""

from __future__ import annotations

import threading

from d2h_sdk.gateway import SiteGateway
from d2h_sdk.workspace import Session, session


class Connection:
    """One Flight client per site, opened when first needed and shared by all threads."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._gateways: dict[str, SiteGateway] = {}
        self._lock = threading.Lock()

    def gateway(self, site: str) -> SiteGateway:
        with self._lock:
            if site not in self._gateways:
                (door,) = self.session.doors(site)
                self._gateways[site] = SiteGateway(door, self.session.access)
            return self._gateways[site]


connection = Connection(session)
