"""The key of each data set that keeps what its documents named: that stands beside them, sealed with it."""

from __future__ import annotations

from data_gateway.patients.project_keys import KeyFiles
from data_gateway.site.folder import SiteFolder
from governance.refusal import Refusal


class DocumentKeys(KeyFiles):
    def __init__(self, folder: SiteFolder) -> None:
        super().__init__(folder.document_keys)

    def key(self, dataset: str) -> bytes:
        """32 bytes, drawn when first asked for. Raises Refusal `key-unreadable`."""
        return self._drawn(dataset)

    def kept(self, dataset: str) -> bytes | None:
        """None when it is lost: what it sealed opens no more."""
        try:
            return self._read(dataset)
        except Refusal:
            return None
