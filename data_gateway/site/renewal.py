"""A gateway's next certificate, in two steps, so that nobody meets one that he does not trust yet.

First it is made and published beside the one in force: the site's card then has the authorities of both. Once
the hub has that card, and workspaces that were open have been opened anew, the gateway shows the next one.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.certificate import create_certificate
from data_gateway.site.folder import SiteFolder, write_whole
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal


def prepare_renewal(folder: SiteFolder) -> None:
    """Make the next certificate; the gateway goes on with its own. Made anew when one waits already.

    Raises Refusal `site-missing`, `certificate-unreadable` or `audit-unavailable`, then nothing was made.
    """
    settings = load_settings(folder.require().settings)
    own = _chain(folder)[-1]
    made = create_certificate(settings.server_name)
    _record(folder, settings.id, "site.certificate-made")
    write_whole(folder.next_certificate, (made.private_key + made.chain).encode("ascii"), mode=0o600)
    write_whole(folder.certificate_authority, own.encode("ascii") + made.authority.encode("ascii"))


def finish_renewal(folder: SiteFolder) -> None:
    """The gateway shows the next certificate from its next start on; killed midway, it is finished by asking
    again. Raises Refusal `site-missing`, `certificate-none-waits`, `certificate-unreadable` or
    `audit-unavailable`."""
    settings = load_settings(folder.require().settings)
    if not folder.next_certificate.is_file():
        raise Refusal("certificate-none-waits", site=settings.id)
    try:
        whole = folder.next_certificate.read_text(encoding="ascii")
        key = serialization.load_pem_private_key(whole.encode(), None)
        chain = "".join(map(_pem, x509.load_pem_x509_certificates(whole.encode())))
    except (OSError, ValueError) as fault:
        raise Refusal("certificate-unreadable", path=str(folder.next_certificate)) from fault
    own = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _record(folder, settings.id, "site.certificate-in-force")
    write_whole(folder.gateway_key, own, mode=0o600)
    write_whole(folder.certificate_chain, chain.encode("ascii"))
    folder.next_certificate.unlink()


def _chain(folder: SiteFolder) -> list[str]:
    """PEM of the server's certificate, then of its authority."""
    try:
        return list(map(_pem, x509.load_pem_x509_certificates(folder.certificate_chain.read_bytes())))
    except (OSError, ValueError) as fault:
        raise Refusal("certificate-unreadable", path=str(folder.certificate_chain)) from fault


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _record(folder: SiteFolder, site: str, event: str) -> None:
    audit = SiteAudit(folder)
    try:
        audit.append(actor=ACTOR, event=event, subject=site, details={})
    finally:
        audit.close()
