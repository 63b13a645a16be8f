"""The door as installers see it: a simple repository for Python's, and one of R's own layout.

Who asks is told by the set of doors; no proof is needed, for nobody else has a way to it.
"""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from governance.access.doors import HEADER, door_in
from governance.packages.names import CRAN
from governance.packages.taking import PackageFile
from governance.refusal import Refusal
from hub_config.doors import DoorSets
from hub_config.packages.cran import Cran, package_and_version
from hub_config.packages.desk import PackageDesk
from hub_config.packages.offered import Offer, nothing_offered, offers
from hub_config.packages.outside import Kept, Outside
from hub_config.words import hub_words

_JSON = "application/vnd.pypi.simple.v1+json"
_AWAY = frozenset({"package-index-away", "database-busy"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PackageDoor:
    """`oldest`: for how long a file must have been outside before a workspace is given it."""

    def __init__(
        self, desk: PackageDesk, outside: Outside, cran: Cran, doors: DoorSets, oldest: timedelta
    ) -> None:
        self._desk = desk
        self._outside = outside
        self._cran = cran
        self._doors = doors
        self._oldest = oldest

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1024, middlewares=[self._saying_refusals])
        app.router.add_get("/simple/{package}/", self._list)
        app.router.add_get("/files/{package}/{file}", self._give)
        app.router.add_get("/cran/src/contrib/PACKAGES", self._list_r)
        app.router.add_get("/cran/src/contrib/{file}", self._give_r)
        app.router.add_get("/cran/why/{file}", self._why_r)
        return app

    async def _list(self, request: web.Request) -> web.Response:
        user, project = self._who(request)
        package = request.match_info["package"]
        found = await self._offers(user, project, package)
        page = {
            "meta": {"api-version": "1.0"},
            "name": package,
            "files": [
                _shown(package, offer, hub_words(self._desk.language(user)).refusal) for offer in found
            ],
        }
        return web.json_response(page, content_type=_JSON)

    async def _give(self, request: web.Request) -> web.StreamResponse:
        user, project = self._who(request)
        package, name = request.match_info["package"], request.match_info["file"]
        found = await self._offers(user, project, package)
        offer = next((offer for offer in found if offer.file.name == name), None)
        if offer is None:
            raise Refusal("package-file-unknown", file=name[:100])
        if offer.refusal is not None:
            await asyncio.to_thread(self._desk.refuse, user, project, offer.file, offer.refusal)
            raise offer.refusal
        if offer.outside is None:
            raise Refusal("package-file-unknown", file=name[:100])
        kept = await self._outside.fetch(offer.outside)
        await asyncio.to_thread(self._desk.take, user, project, offer.file)
        return web.FileResponse(kept, headers={"Content-Type": "application/octet-stream"})

    async def _list_r(self, request: web.Request) -> web.Response:
        user, project = self._who(request)
        allowed = await asyncio.to_thread(self._desk.allowed_in_r, user, project)
        return web.Response(text=await self._cran.index(allowed))

    async def _give_r(self, request: web.Request) -> web.StreamResponse:
        user, project = self._who(request)
        file, kept, refusal = await self._found_r(user, project, request.match_info["file"])
        if refusal is not None or kept is None:
            refusal = refusal or Refusal("package-file-unknown", file=file.name)
            await asyncio.to_thread(self._desk.refuse, user, project, file, refusal)
            raise refusal
        await asyncio.to_thread(self._desk.take, user, project, file)
        return web.FileResponse(kept.path, headers={"Content-Type": "application/octet-stream"})

    async def _why_r(self, request: web.Request) -> web.Response:
        """Why the file is not given, in words; R shows nothing of what comes with a refusal."""
        user, project = self._who(request)
        name, refusal = request.match_info["file"], None
        try:
            if name == "PACKAGES":
                await self._cran.index({})
            else:
                _, _, refusal = await self._found_r(user, project, name)
        except Refusal as fault:
            refusal = fault
        words = hub_words(self._desk.language(user)).refusal
        return web.Response(text=words(refusal) if refusal else "")

    async def _found_r(
        self, user: str, project: str, name: str
    ) -> tuple[PackageFile, Kept | None, Refusal | None]:
        """As `Cran.find`. What cannot be installed here is nobody's wish for the list."""
        package, version = package_and_version(name)
        if (refusal := await self._cran.compiled(package)) is not None:
            return PackageFile(CRAN + package, version, name, ""), None, refusal
        allowed = await asyncio.to_thread(self._desk.allowed, user, project, CRAN + package)
        return await self._cran.find(package, version, allowed, datetime.now(UTC))

    async def _offers(self, user: str, project: str, package: str) -> list[Offer]:
        """With one that stands for the refusal where nothing may be taken."""
        try:
            allowed = await asyncio.to_thread(self._desk.allowed, user, project, package)
            files = await self._outside.files(allowed.name)
        except Refusal as refusal:
            if refusal.code not in ("package-not-allowed", "package-index-away"):
                raise
            return [nothing_offered(package, refusal)]
        found = offers(allowed.name, allowed.specifiers, files, self._oldest, datetime.now(UTC))
        if any(offer.refusal is None for offer in found):
            return found
        why = found[-1].refusal if found else None
        return [*found, nothing_offered(package, why or Refusal("package-none-outside", name=package))]

    def _who(self, request: web.Request) -> tuple[str, str]:
        """Member and project. Raises Refusal `doors-not-taken`."""
        user, _, project = self._doors.holder(door_in(request.headers.get(HEADER))).rpartition("--")
        if not user or user.startswith("-"):
            raise Refusal("doors-not-taken")
        return user, project

    @web.middleware
    async def _saying_refusals(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            said = refusal
        except SQLAlchemyError as fault:
            logging.getLogger(__name__).error("database: %s", fault)
            said = Refusal("database-busy")
        try:
            language = self._desk.language(self._who(request)[0])
        except (Refusal, SQLAlchemyError):
            language = "fr"
        words = hub_words(language).refusal(said)
        # With 503 an installer would ask again and again, and say nothing of the words.
        status = 504 if said.code in _AWAY else 404 if said.code == "package-file-unknown" else 403
        # Installers show the line of the status and nothing of what follows.
        return web.Response(status=status, reason=_plain(words), text=words)


def _shown(package: str, offer: Offer, say: Callable[[Refusal], str]) -> dict[str, object]:
    outside = offer.outside
    told: dict[str, object] = {
        "filename": offer.file.name,
        "url": f"/files/{package}/{offer.file.name}",
        "hashes": {"sha256": offer.file.sha256} if offer.file.sha256 else {},
    }
    if outside is None:
        return told
    if outside.requires_python:
        told["requires-python"] = outside.requires_python
    # What is yanked is taken by nobody who does not ask for that very version; she is told this reason.
    told["yanked"] = say(offer.refusal) if offer.refusal else outside.yanked
    return told


def _plain(words: str) -> str:
    """In ASCII and on one line: no more fits in the line of a status."""
    folded = unicodedata.normalize("NFKD", words.replace("’", "'").replace("«", '"').replace("»", '"'))
    return re.sub(r"\s+", " ", folded.encode("ascii", "ignore").decode())[:300]
