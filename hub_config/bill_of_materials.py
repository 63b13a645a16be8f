"""What an image is made of: the document its build wrote into it, kept outside as long as the audit is."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import docker
from docker.errors import NotFound

from governance.refusal import Refusal

# CycloneDX 1.6, JSON.
_INSIDE = "/opt/bill/bill.cdx.json"


class BillsOfMaterials:
    """One file per image in `folder`, named by the image's digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def digest(self, image: str) -> str:
        """`sha256:…` of the document of the image with this digest, which is taken out of it the first time.

        Raises Refusal `image-without-bill`.
        """
        file = self._folder / f"{image.replace(':', '-')}.cdx.json"
        if not file.exists():
            document = _taken_out(image)
            self._folder.mkdir(parents=True, exist_ok=True)
            made = file.with_suffix(".new")
            made.write_bytes(document)
            made.replace(file)
        return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def _taken_out(image: str) -> bytes:
    """Read from a container that is made and never started."""
    engine = docker.from_env(timeout=60)
    try:
        container = engine.containers.create(image, network_disabled=True)
        try:
            pieces, _ = container.get_archive(_INSIDE)
            with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as archive:
                member = archive.extractfile(archive.getmembers()[0])
                if member is None:
                    raise Refusal("image-without-bill", image=image)
                return member.read()
        except NotFound as fault:
            raise Refusal("image-without-bill", image=image) from fault
        finally:
            container.remove(force=True)
    finally:
        engine.close()
