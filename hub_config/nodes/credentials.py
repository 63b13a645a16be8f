"""What the hub and a worker prove themselves to each other with: one certificate each, of which the other has
a copy. No authority stands above them, so none can be asked for a third."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_YEARS = 5
_HUB = "hub"


class WorkerCredentials:
    """`<home>/workers/<name>/`: `hub.pem` and `worker.pem` with their keys, `hub.crt` and `worker.crt`
    without. The worker needs `worker.pem` and `hub.crt`."""

    def __init__(self, home: Path, name: str) -> None:
        self.folder = home / "workers" / name
        self._name = name

    @property
    def hub(self) -> Path:
        return self.folder / "hub.pem"

    @property
    def hub_certificate(self) -> Path:
        return self.folder / "hub.crt"

    @property
    def worker(self) -> Path:
        return self.folder / "worker.pem"

    @property
    def worker_certificate(self) -> Path:
        return self.folder / "worker.crt"

    def make(self) -> None:
        """Anew: what was made before opens nothing any more once both sides have these."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, chain, alone in (
            (_HUB, self.hub, self.hub_certificate),
            (self._name, self.worker, self.worker_certificate),
        ):
            key = ec.generate_private_key(ec.SECP256R1())
            certificate = _certificate(name, f"*.{self._name}.d2h", key)
            shown = certificate.public_bytes(serialization.Encoding.PEM)
            _write(chain, shown + _private(key))
            _write(alone, shown)


def _certificate(name: str, covers: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(covers)]), critical=False)
        # It vouches for itself alone: a worker's key makes no certificate in another's name.
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .sign(key, hashes.SHA256())
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    new.replace(path)
