"""The files of JupyterLab itself, taken out of the image by the hub: they are shown from here, not from the
workspace, so they can hold nothing of its data and cost nothing of its display budget."""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docker.errors import NotFound

# What Jupyter serves below a workspace's address, and where the image has it.
_IMAGE_ROOT = "/opt/venv"
_PLACES: Mapping[str, str] = {
    "/static/lab/": "share/jupyter/lab/static",
    "/lab/extensions/": "share/jupyter/labextensions",
    "/lab/api/themes/": "share/jupyter/lab/themes",
    "/static/": "lib/python3.11/site-packages/jupyter_server/static",
}
_PLAIN = re.compile(r"([A-Za-z0-9@_+-][A-Za-z0-9@_.+-]*/)*[A-Za-z0-9@_+-][A-Za-z0-9@_.+-]*")
TYPES: Mapping[str, str] = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_CURRENT = "current"


class ImageFiles:
    """`<folder>/<image>/<n>/…`, and `current`, which names the image whose files are shown."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, address: str) -> Path | None:
        """The file that Jupyter would serve at `address`, which begins after the workspace's own; or None."""
        for place, (prefix, _) in enumerate(_PLACES.items()):
            rest = address.removeprefix(prefix)
            if rest == address:
                continue
            file = self._folder / _CURRENT / str(place) / rest
            return file if _PLAIN.fullmatch(rest) and file.suffix in TYPES and file.is_file() else None
        return None


def has_files(folder: Path, image: str) -> bool:
    current = folder / _CURRENT
    return current.is_symlink() and current.readlink().name == _name(image) and current.exists()


_TAKING = threading.Lock()


def take_files(folder: Path, engine: Any, image: str) -> None:
    """Copy the files of `image` (its id) out of a container that is made for this and never starts."""
    with _TAKING:
        if has_files(folder, image):
            return
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / _name(image)
        if not made.is_dir():
            new = folder / f".{_name(image)}"
            shutil.rmtree(new, ignore_errors=True)
            container = engine.create_container(image, network_disabled=True)
            try:
                for place, inside in enumerate(_PLACES.values()):
                    _unpack(engine, container["Id"], inside, new / str(place))
            finally:
                engine.remove_container(container["Id"], force=True)
            new.rename(made)
        link = folder / f".{_CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(made.name)
        link.rename(folder / _CURRENT)


def _unpack(engine: Any, container: str, inside: str, to: Path) -> None:
    to.mkdir(parents=True)
    try:
        stream, _ = engine.get_archive(container, f"{_IMAGE_ROOT}/{inside}")
    except NotFound:  # an image of another make: its workspaces show these files themselves, and pay
        return
    with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
        for member in archive:
            inner = member.name.partition("/")[2]
            if member.isfile() and _PLAIN.fullmatch(inner):
                file = to / inner
                file.parent.mkdir(parents=True, exist_ok=True)
                content = archive.extractfile(member)
                file.write_bytes(content.read() if content else b"")


def _name(image: str) -> str:
    return image.removeprefix("sha256:")[:24]
