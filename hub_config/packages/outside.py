"""The index outside, as its own protocol tells it: simple repository API in JSON, with times of upload.

Protocol: the Python packaging specifications "Simple repository API" (PEP 503, 691, 700).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
import re
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin
from uuid import uuid4

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.refusal import Refusal

_LOG = logging.getLogger(__name__)
_JSON = "application/vnd.pypi.simple.v1+json"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REMEMBERED_SECONDS = 600
_LARGEST_INDEX = 64 << 20
_CHUNK = 1 << 20
_TIMEOUT = aiohttp.ClientTimeout(total=900, connect=15, sock_read=60)


class OutsideFile(BaseModel):
    """One file of a package as the index tells it; `uploaded` is None where it does not say when."""

    model_config = ConfigDict(frozen=True)

    filename: str = Field(max_length=300)
    url: str
    hashes: dict[str, str]
    requires_python: str | None = Field(default=None, alias="requires-python")
    size: int | None = None
    uploaded: datetime | None = Field(default=None, alias="upload-time")
    yanked: bool | str = False

    @property
    def sha256(self) -> str:
        """Empty where the index tells none: files are kept under this name."""
        told = self.hashes.get("sha256", "").lower()
        return told if _SHA256.fullmatch(told) else ""


@dataclass(frozen=True)
class Kept:
    """A file that was fetched: where it lies, its SHA-256, and its server's time of its last change."""

    path: Path
    sha256: str
    changed: datetime | None


class _Page(BaseModel):
    files: list[OutsideFile]


class Outside:
    """`index`: the address of a simple repository; `certificates`: a bundle to trust, or empty for the usual;
    `store`: where files are kept by their digest; `largest`: bytes of one file.

    Raises Refusal `package-index-away` or `package-file-too-large`.
    """

    def __init__(self, index: str, certificates: str, store: Path, largest: int) -> None:
        self._index = index.rstrip("/") + "/"
        self._tls = ssl.create_default_context(cafile=certificates or None)
        self._store = store
        self._largest = largest
        self._known: dict[str, tuple[float, list[OutsideFile]]] = {}
        self._fetching: dict[str, asyncio.Lock] = {}

    async def files(self, package: str) -> list[OutsideFile]:
        """Those of `package`, whose name is on the list: other names are never said outside."""
        at, files = self._known.get(package, (0.0, []))
        if at and time.monotonic() - at < _REMEMBERED_SECONDS:
            return files
        page = await self.page(f"{self._index}{package}/")
        if page is None:
            return []
        content, address = page
        try:
            told = _Page.model_validate_json(content).files
        except ValidationError as fault:
            _LOG.error("the index outside does not answer as an index does: %s", fault.errors()[0]["type"])
            raise Refusal("package-index-away") from fault
        files = [file.model_copy(update={"url": urljoin(address, file.url)}) for file in told if file.sha256]
        self._known[package] = (time.monotonic(), files)
        return files

    async def fetch(self, file: OutsideFile) -> Path:
        """The file, kept; it has the digest that the index told."""
        kept = self._store / file.sha256
        async with self._fetching.setdefault(file.sha256, asyncio.Lock()):
            if not kept.exists():
                found = await self.bring(file.url)
                if found is None or found.sha256 != file.sha256:
                    _LOG.error("%s is not what its index tells", file.filename)
                    raise Refusal("package-index-away")
        return kept

    async def page(self, address: str) -> tuple[bytes, str] | None:
        """What stands there, and where it was found in the end; None where nothing does."""
        page = io.BytesIO()
        async with self._asked(address) as answer:
            if answer.status == 404:
                return None
            await _read(answer, page, _LARGEST_INDEX)
            return page.getvalue(), str(answer.url)

    async def bring(self, address: str) -> Kept | None:
        """The file that lies there, kept under its own digest; None where none lies."""
        self._store.mkdir(parents=True, exist_ok=True, mode=0o700)
        coming = self._store / f"{uuid4().hex}.coming"
        try:
            async with self._asked(address) as answer:
                if answer.status == 404:
                    return None
                with coming.open("wb") as written:
                    digest = await _read(answer, written, self._largest)
                changed = _time(answer.headers.get("last-modified", ""))
            coming.replace(self._store / digest)
        finally:
            coming.unlink(missing_ok=True)
        return Kept(self._store / digest, digest, changed)

    @asynccontextmanager
    async def _asked(self, address: str) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=self._tls),
                    timeout=_TIMEOUT,
                    trust_env=True,
                    cookie_jar=aiohttp.DummyCookieJar(),
                ) as session,
                session.get(address, headers={"Accept": f"{_JSON}, */*;q=0.1"}) as answer,
            ):
                yield answer
        except (aiohttp.ClientError, TimeoutError) as fault:
            _LOG.error("the index outside does not answer: %s", type(fault).__name__)
            raise Refusal("package-index-away") from fault


def _time(text: str) -> datetime | None:
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


async def _read(answer: aiohttp.ClientResponse, into: BinaryIO, largest: int) -> str:
    """The SHA-256 of what was written."""
    if answer.status != 200:
        raise Refusal("package-index-away")
    digest, size = hashlib.sha256(), 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        size += len(chunk)
        if size > largest:
            raise Refusal("package-file-too-large", most=largest >> 20)
        digest.update(chunk)
        into.write(chunk)
    return digest.hexdigest()
