"""Where a site keeps its settings, keys, permits, data and audit: everything in one folder at the site."""

from __future__ import annotations

import os
from pathlib import Path

from governance.refusal import Refusal


class SiteFolder:
    """Paths inside `root`; `keys/` is for the site's own account alone."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings = self.root / "site.toml"
        self.keys = self.root / "keys"
        self.data_owner_key = self.keys / "data-owner.pem"
        self.data_owner_public_key = self.keys / "data-owner.pub.pem"
        self.project_keys = self.keys / "projects"
        self.linkage_keys = self.keys / "linkage"
        self.document_keys = self.keys / "documents"
        self.source_addresses = self.keys / "sources"
        self.audit_key = self.keys / "audit.pem"
        self.audit_public_key = self.keys / "audit.pub.pem"
        self.owner_account = self.keys / "owner-page.json"
        self.results_key = self.keys / "results.pem"
        self.results_public_key = self.keys / "results.pub.pem"
        self.gateway_key = self.keys / "gateway.pem"
        self.next_certificate = self.keys / "next-gateway.pem"
        self.access_public_key = self.keys / "governance-access.pub.pem"
        self.certificate_chain = self.root / "gateway-chain.pem"
        self.certificate_authority = self.root / "gateway-ca.pem"
        self.audit_database = self.root / "audit.sqlite"
        self.audit_anchor = self.root / "audit-anchor.json"
        self.answers = self.root / "answers.sqlite"
        self.withheld_documents = self.root / "withheld-documents.sqlite"
        self.withheld_images = self.root / "withheld-images.sqlite"
        self.permits = self.root / "permits"
        self.withdrawn_permits = self.permits / "withdrawn"
        self.datasets = self.root / "datasets"
        self.opposition = self.root / "opposition.txt"
        self.spill = self.root / "spill"

    def require(self) -> SiteFolder:
        """This folder; raises Refusal `site-missing` when no site was made here."""
        if not self.settings.is_file():
            raise Refusal("site-missing", path=str(self.root))
        return self


def find_site(name_or_folder: str) -> SiteFolder:
    """A path when it looks like one, otherwise a name inside `D2H_SITES_DIR` (default `$D2H_HOME/sites`)."""
    if os.sep in name_or_folder or name_or_folder in (".", ".."):
        return SiteFolder(Path(name_or_folder))
    home = Path(os.environ.get("D2H_HOME", ".d2h"))
    sites = Path(os.environ.get("D2H_SITES_DIR") or home / "sites")
    return SiteFolder(sites / name_or_folder)


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace `path` at once and durably: a reader sees the old content or the new, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
