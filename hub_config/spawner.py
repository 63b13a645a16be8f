"""The sealed workspace of one person in one project: two containers without network.

The Jupyter server runs in the one, with the hub's door; her own code in the other, with the project's doors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from docker.errors import NotFound
from jupyterhub.spawner import SpawnException

from governance.access.workspace_entry import PROBE, WorkspaceGrant
from governance.gpus.device import of_kind
from governance.projects.flavour import USUAL, Flavour
from governance.refusal import Refusal
from hub_config.bill_of_materials import BillsOfMaterials
from hub_config.image_files import has_files, take_files
from hub_config.labels import IMAGE_LABEL, LABEL, PROJECT_LABEL, USER_LABEL
from hub_config.nodes.node import Places, Told
from hub_config.nodes.spawner import NODE_OPTION
from hub_config.offers import Choice
from hub_config.open_workspace import OpenWorkspace
from hub_config.researcher_side import SHARED_MODE
from hub_config.sealing import HOME, PROJECT, USER, WORK, sealed, short_log
from hub_config.session import (
    COMMON_DOORS,
    DOORS,
    HUB_PORT,
    JUPYTER_PORT,
    SHARED,
    relays,
    server_relays,
    session_message,
)
from hub_config.words import hub_words

_FLAVOUR = "flavour"
# A server holds no data but what it is just handing over.
_SERVER_MEMORY = 1 << 30
_SERVER_CPUS = 1.0


class SealedDockerSpawner(OpenWorkspace):
    """A named server is a project. Whoever starts it, governance is asked; the one option is the flavour."""

    gpu_image: ClassVar[str]
    bills: ClassVar[BillsOfMaterials]
    airlock_page: ClassVar[str]
    image_files: ClassVar[Path]

    async def start(self) -> str:
        """The server's URL. Raises SpawnException (403) in the person's language when governance refuses."""
        self._moved_from = None
        try:
            flavour = await asyncio.to_thread(self._flavour)
            await asyncio.to_thread(self._choose_node, flavour)
            server_image = await self._image(self.image)
            image = await self._image(self.gpu_image) if flavour.gpu else server_image
            bill = await asyncio.to_thread(self.bills.digest, image)
            grant = await asyncio.to_thread(self._enter, flavour, image, bill)
            labels = self._labels(grant, image)
            told = self._told(grant)
            places = await asyncio.to_thread(self.node.prepare, self._holder, grant.project, told)
            side = self.researcher_side
            try:
                limits = await asyncio.to_thread(sealed, self.node.engine, _SERVER_MEMORY)
                self._seal(grant, labels, places, limits)
                work = await asyncio.to_thread(self.make_volumes)
                await asyncio.to_thread(side.make_shared, self.installation)
                # Both are waited for, so that a failure of one leaves nothing of the other behind.
                started = await asyncio.gather(
                    super().start(),
                    asyncio.to_thread(side.start, image, grant, work, self._readable(grant, places), labels),
                    self._take_image_files(server_image),
                    return_exceptions=True,
                )
                if fault := next((each for each in started if isinstance(each, BaseException)), None):
                    raise fault
                url = await self.node.adopt(self._holder, self.start_timeout)
                self.stands()
                return url
            except BaseException:
                await asyncio.to_thread(side.remove)
                await asyncio.to_thread(self.node.remove, self._holder)
                raise
        except Refusal as refusal:
            raise await self._forbidden(refusal) from refusal

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """What the page says while it starts, in the person's language."""
        words = hub_words(await asyncio.to_thread(self.gate.language, self.user.name))
        await self.placed()
        code = "start-on-another-node" if self.moved_from else "start-containers"
        yield {"progress": 50, "message": words.say(code, node=self.node.name, before=self.moved_from)}

    async def stop(self, now: bool = False) -> None:
        await super().stop(now)
        await asyncio.to_thread(self.researcher_side.remove)
        await asyncio.to_thread(self.node.remove, self._holder)
        await asyncio.to_thread(self._leave)

    def _choose_node(self, flavour: Flavour) -> None:
        self.choose_node(flavour, self.offers.fits(flavour.gpu))

    def _enter(self, flavour: Flavour, image: str, bill: str) -> WorkspaceGrant:
        devices = self.offers.devices()
        if flavour.gpu:  # those of a worker are asked after there
            given = of_kind(self.offers.given(self.node), flavour.gpu.kind)
            if len(given) < flavour.gpu.count:
                raise Refusal("node-without-gpus", node=self.node.name)
            devices = tuple(one for one in devices if one.node != self.node.name or one in given)
        node = self.node.name
        return self.gate.enter(self.user.name, self.name, flavour, devices, node=node, image=image, bill=bill)

    async def _image(self, name: str) -> str:
        """Its id. Raises Refusal `gpu-image-missing` for the one that is only made on request,
        `node-image` where a worker has another one than the hub's machine, or none."""
        try:
            return await asyncio.to_thread(self.nodes.image, self.node, name)
        except NotFound as fault:
            if name == self.gpu_image:
                raise Refusal("gpu-image-missing", image=name) from fault
            raise

    async def get_options_form(self) -> tuple[Choice, ...] | None:
        """What the page lets her choose from; nothing where there is one size alone."""
        if not self.name:
            return None
        try:
            choices = await asyncio.to_thread(self.offers.choices, self.name)
        except Refusal:
            return None  # the start says why
        return choices if len(choices) > 1 else None

    def options_from_form(self, form: dict[str, list[str]]) -> dict[str, str]:
        return {name: values[0] for name, values in form.items() if not name.startswith("_")}

    async def _take_image_files(self, image: str) -> None:
        if not has_files(self.image_files, image):
            # Shown to everybody: of the hub's own engine, whatever a worker calls this image.
            await asyncio.to_thread(take_files, self.image_files, self.nodes.here.engine.api, image)

    async def get_ip_and_port(self) -> tuple[str, int]:
        """A container without network has no address; the socket that `start` adopts stands for it."""
        return "127.0.0.1", JUPYTER_PORT

    def _flavour(self) -> Flavour:
        """Raises Refusal `workspace-without-project`, `workspace-options-refused` or `flavour-unknown`."""
        if not self.name:
            raise Refusal("workspace-without-project")
        try:
            # The walls of each machine can be tried, whichever has the project's files.
            known = {_FLAVOUR, NODE_OPTION} if self.user.name == PROBE else {_FLAVOUR}
            if set(self.user_options) - known:
                raise Refusal("workspace-options-refused")
            return self.offers.chosen(self.name, str(self.user_options.get(_FLAVOUR, USUAL)))
        except Refusal:
            # The hub keeps refused options too and would offer them at every later start.
            self.orm_spawner.user_options = {}
            raise

    def _labels(self, grant: WorkspaceGrant, image: str) -> dict[str, str]:
        return {
            LABEL: self.installation,
            IMAGE_LABEL: image,
            USER_LABEL: grant.user,
            PROJECT_LABEL: grant.project,
        }

    def _told(self, grant: WorkspaceGrant) -> Told:
        session = session_message(grant, self.airlock_page).model_dump_json(indent=2)
        return Told(session, relays([site.id for site in grant.sites]), server_relays())

    def _readable(self, grant: WorkspaceGrant, places: Places) -> dict[Path, str]:
        """What her own code may read of the machine: the session, the project's doors and imports."""
        own = (*COMMON_DOORS, *(site.id for site in grant.sites))
        return {
            places.session: "/run/d2h/session",
            places.imports: f"{HOME}/imports",
            **{places.doors / door: f"{DOORS}/{door}" for door in own},
        }

    def _seal(
        self, grant: WorkspaceGrant, labels: dict[str, str], places: Places, limits: Mapping[str, Any]
    ) -> None:
        """Everything of the server's container, each time anew: nothing of an earlier start may remain."""
        self.mem_limit = _SERVER_MEMORY
        self.cpu_limit = _SERVER_CPUS
        self.environment = {"D2H_LANGUAGE": grant.language}
        self.hub_connect_url = f"http://127.0.0.1:{HUB_PORT}"
        self.ip, self.port = "127.0.0.1", JUPYTER_PORT
        self.volumes = {
            self.work.own: WORK,
            self.work.project: PROJECT,
            self.researcher_side.shared: {"bind": SHARED, "mode": SHARED_MODE},
            str(places.server): "/run/d2h/server",
        }
        self.read_only_volumes = {
            str(places.relays): "/run/d2h/session",
            str(places.hub_door): f"{DOORS}/hub",
            str(places.doors / "access"): f"{DOORS}/access",
        }
        self.extra_create_kwargs = {
            "user": USER,
            "network_disabled": True,
            "entrypoint": ["d2h-workspace-server"],
            "labels": labels,
        }
        # The spawner takes every text for a template: braces of its own are doubled.
        options = [option.replace("{", "{{").replace("}", "}}") for option in limits["security_opt"]]
        self.extra_host_config = {**limits, "security_opt": options, "log_config": short_log()}

    async def _forbidden(self, refusal: Refusal) -> SpawnException:
        language = await asyncio.to_thread(self.gate.language, self.user.name)
        sentence = hub_words(language).refusal(refusal)
        fault = SpawnException(sentence, reason=refusal.code, log_message=str(refusal), status_code=403)
        fault.jupyterhub_message = sentence  # what the page of choices shows
        return fault
