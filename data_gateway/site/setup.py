"""Make a site: its keys, its certificate, its empty opposition list and its audit, all or nothing."""

from __future__ import annotations

import secrets
import shutil

from data_gateway.aggregates.ledger import Ledger
from data_gateway.patients.opposition import replace_opposition
from data_gateway.site.audit import SiteAudit
from data_gateway.site.certificate import create_certificate
from data_gateway.site.folder import SiteFolder, write_whole
from data_gateway.site.settings import SiteSettings, render_settings
from governance import signatures
from governance.refusal import Refusal


def create_site(target: SiteFolder, settings: SiteSettings, access_public_key: str) -> None:
    """Write a new site folder; `access_public_key` (PEM) is governance's, which signs access tokens.

    Raises Refusal `site-exists` or `key-unreadable`; then nothing was made.
    """
    signatures.load_public_pem(access_public_key)
    if target.root.exists():
        raise Refusal("site-exists", path=str(target.root))
    draft = SiteFolder(target.root.with_name(f".{target.root.name}-{secrets.token_hex(4)}"))
    draft.root.mkdir(parents=True, mode=0o700)
    try:
        _fill(draft, settings, access_public_key)
        draft.root.rename(target.root)
    except BaseException:
        shutil.rmtree(draft.root, ignore_errors=True)
        raise


def _fill(folder: SiteFolder, settings: SiteSettings, access_public_key: str) -> None:
    for directory in (folder.keys, folder.permits, folder.datasets, folder.spill):
        directory.mkdir(mode=0o700)
    data_owner = signatures.create_private_key(folder.data_owner_key)
    audit = signatures.create_private_key(folder.audit_key)
    results = signatures.create_private_key(folder.results_key)
    certificate = create_certificate(settings.server_name)
    for path, text, mode in (
        (folder.data_owner_public_key, signatures.public_pem(data_owner), 0o644),
        (folder.audit_public_key, signatures.public_pem(audit), 0o644),
        (folder.results_public_key, signatures.public_pem(results), 0o644),
        (folder.access_public_key, access_public_key, 0o644),
        (folder.gateway_key, certificate.private_key, 0o600),
        (folder.certificate_chain, certificate.chain, 0o644),
        (folder.certificate_authority, certificate.authority, 0o644),
        (folder.settings, render_settings(settings), 0o644),
    ):
        write_whole(path, text.encode("utf-8"), mode=mode)
    replace_opposition(folder.opposition, frozenset())
    ledger = Ledger(folder.answers)
    ledger.create()
    ledger.close()
    site_audit = SiteAudit(folder)
    site_audit.create()
    site_audit.append(actor="data-owner", event="site.created", subject=settings.id, details={})
    site_audit.close()
