"""Where browsers of other machines find an installation: two names, a certificate, where to listen."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub_config.haproxy import PublicEntry
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.settings import write_private

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what publishing means


@dataclass(frozen=True)
class Publication:
    """`certificate` holds the chain, the server's own first, and `key` its private key, both PEM files.

    They are read at every start, so that a renewed certificate is served after the next `./d2h up`.
    """

    hub_url: str
    airlock_url: str
    certificate: str
    key: str
    listen: str = EVERYWHERE

    def kept(self) -> dict[str, str]:
        return asdict(self)

    def entry(self, together: Path) -> PublicEntry:
        """Chain and key are written to `together`, as HAProxy wants them. Raises as `checked`."""
        write_private(together, self.checked())
        return PublicEntry(self.hub_url.rstrip("/"), self.airlock_url.rstrip("/"), together, self.listen)

    def checked(self) -> str:
        """Chain and key.

        Raises InstallationError `publication-…` for addresses or a certificate that browsers would refuse.
        """
        hosts = [_host(self.hub_url), _host(self.airlock_url)]
        if hosts[0] == hosts[1]:
            raise InstallationError("publication-one-name", host=hosts[0])
        chain = _read(self.certificate)
        own = _first_certificate(chain, self.certificate)
        if own.not_valid_after_utc <= datetime.now(UTC):
            raise InstallationError("publication-expired", until=f"{own.not_valid_after_utc:%Y-%m-%d}")
        names = _names(own)
        for host in hosts:
            if not any(_covers(name, host) for name in names):
                raise InstallationError("publication-other-name", host=host, names=", ".join(names) or "-")
        key = _read(self.key)
        if _public_part(key, self.key) != _encoded(own.public_key()):
            raise InstallationError("publication-other-key", file=self.key)
        return (chain.rstrip() + b"\n" + key).decode("ascii")


def publication_of(installation: Installation) -> Publication | None:
    return Publication(**installation.public) if installation.public else None


def _host(url: str) -> str:
    parts = urlsplit(url)
    try:
        whole = parts.scheme == "https" and parts.hostname and parts.port != 0 and not parts.username
    except ValueError:  # no port at all
        whole = False
    if not whole or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InstallationError("publication-address", url=url)
    return str(parts.hostname)


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as fault:
        raise InstallationError(
            "publication-unreadable", file=file, reason=os.strerror(fault.errno or 0)
        ) from fault


def _first_certificate(chain: bytes, file: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(chain)[0]
    except ValueError as fault:
        raise InstallationError("publication-no-certificate", file=file) from fault


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return [name.lower() for name in told.value.get_values_for_type(x509.DNSName)]


def _covers(name: str, host: str) -> bool:
    """A star stands for one label (RFC 6125)."""
    return name.count(".") == host.count(".") and fnmatchcase(host, name)


def _public_part(key: bytes, file: str) -> bytes:
    try:
        return _encoded(serialization.load_pem_private_key(key, password=None).public_key())
    except (ValueError, TypeError) as fault:  # TypeError: it has a passphrase
        raise InstallationError("publication-no-key", file=file) from fault


def _encoded(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
