"""Addresses of connected data sets, passwords and all: files that the site's own account alone may read."""

from __future__ import annotations

from pathlib import Path

from data_gateway.site.folder import SiteFolder, write_whole
from governance.refusal import Refusal


class SourceAddresses:
    """One file per version of a connected data set, in the site's folder of keys."""

    def __init__(self, folder: SiteFolder) -> None:
        self._folder = folder.source_addresses

    def address(self, dataset: str, version: str) -> str:
        """Raises Refusal `source-address-missing`."""
        try:
            return self._path(dataset, version).read_text(encoding="utf-8")
        except OSError as fault:
            raise Refusal("source-address-missing", dataset=dataset) from fault

    def keep(self, dataset: str, version: str, address: str) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._path(dataset, version), address.encode("utf-8"), mode=0o600)

    def forget_others(self, dataset: str, datasets: Path) -> None:
        """Delete the addresses of versions that are no more."""
        for path in self._folder.glob(f"{dataset}.*"):
            if not (datasets / dataset / path.name.partition(".")[2]).is_dir():
                path.unlink()

    def _path(self, dataset: str, version: str) -> Path:
        return self._folder / f"{dataset}.{version}"
