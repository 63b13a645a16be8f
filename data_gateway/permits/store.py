"""The permits this site's data owner signed: one file per permit, named after its digest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from data_gateway.site.folder import write_whole
from governance.permits.document import PermitDocument, verify_permit
from governance.refusal import Refusal

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SignedPermit:
    digest: str
    document: PermitDocument
    text: str  # the compact JWS


class PermitStore:
    """`folder/<digest>.jws`; what was withdrawn or replaced moves to `withdrawn` and opens nothing more."""

    def __init__(self, folder: Path, withdrawn: Path, data_owner_key: Ed25519PublicKey) -> None:
        self._folder = folder
        self._withdrawn = withdrawn
        self._key = data_owner_key

    def holds(self, digest: str) -> bool:
        return _DIGEST.fullmatch(digest) is not None and self._path(digest).is_file()

    def find(self, digest: str) -> SignedPermit:
        """Raises Refusal `permit-unknown`, or `permit-invalid` when the file is not what was signed."""
        if not self.holds(digest):
            raise Refusal("permit-unknown", permit=digest[:12])
        return self._read(self._path(digest))

    def all(self) -> Iterator[SignedPermit]:
        """Every permit that opens something; a file that is not what was signed opens nothing."""
        for path in sorted(self._folder.glob("*.jws")):
            with suppress(Refusal):
                yield self.find(path.stem)

    @property
    def changed_at(self) -> int:
        """When a permit last came or went. Raises OSError."""
        return self._folder.stat().st_mtime_ns

    def signed_at(self, digest: str) -> float:
        """Seconds since 1970; 0 for one that opens nothing any more."""
        try:
            return self._path(digest).stat().st_mtime
        except OSError:
            return 0.0

    def closed(self) -> Iterator[SignedPermit]:
        """What was signed here once and opens nothing any more: withdrawn, or replaced by a later version."""
        for path in sorted(self._withdrawn.glob("*.jws")):
            with suppress(Refusal):
                yield self._read(path)

    def keep(self, signed: str, document: PermitDocument) -> SignedPermit:
        write_whole(self._path(document.digest()), signed.encode("ascii") + b"\n")
        return SignedPermit(document.digest(), document, signed)

    def withdraw(self, digest: str) -> None:
        """From the next call on, nobody reads with it."""
        self._withdrawn.mkdir(exist_ok=True)
        self._path(digest).replace(self._withdrawn / f"{digest}.jws")

    def _read(self, path: Path) -> SignedPermit:
        digest = path.stem
        try:
            text = path.read_text(encoding="ascii").strip()
            document = verify_permit(text, self._key)
        except (OSError, ValueError, Refusal) as fault:
            raise Refusal("permit-invalid", permit=digest[:12]) from fault
        # A true signature of another permit, saved under this name, opens nothing.
        if document.digest() != digest:
            raise Refusal("permit-invalid", permit=digest[:12])
        return SignedPermit(digest, document, text)

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.jws"
