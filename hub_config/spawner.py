"""The sealed workspace: one container per person and project, without network, with the project's doors."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, ClassVar

from dockerspawner import DockerSpawner
from jupyterhub.spawner import SpawnException

from governance.access.workspace_entry import WorkspaceGrant
from governance.refusal import Refusal
from hub_config.gate import Gate
from hub_config.image_files import has_files, take_files
from hub_config.sealing import HOME, USER, sealed, threads
from hub_config.session import COMMON_DOORS, DOORS, HUB_PORT, JUPYTER_PORT, relays, session_message
from hub_config.sockets import WorkspaceSockets
from hub_config.words import hub_words

LABEL = "org.d2h.installation"
IMAGE_LABEL = "org.d2h.image"


class SealedDockerSpawner(DockerSpawner):  # type: ignore[misc]  # dockerspawner has no types
    """A named server is a project. Whoever starts it, governance is asked; options are refused."""

    gate: ClassVar[Gate]
    sockets_root: ClassVar[Path]
    installation: ClassVar[str]
    airlock_page: ClassVar[str]
    imports_root: ClassVar[Path]
    image_files: ClassVar[Path]

    @property
    def sockets(self) -> WorkspaceSockets:
        return WorkspaceSockets(self.sockets_root, self.user.name, self.name)

    @property
    def volume(self) -> str:
        return f"{self.installation}-{self.user.name}--{self.name}"

    async def start(self) -> str:
        """The server's URL. Raises SpawnException (403) in the person's language when governance refuses."""
        try:
            self._refuse_options()
            image = str((await self.docker("inspect_image", self.image))["Id"])
            grant = await asyncio.to_thread(self.gate.enter, self.user.name, self.name, image)
            self._seal(grant, image)
            sites = [site.id for site in grant.sites]
            session = session_message(grant, self.airlock_page).model_dump_json(indent=2)
            self.sockets.prepare(session, relays(sites))
            await self.docker("create_volume", self.volume, labels={LABEL: self.installation})
            await asyncio.gather(super().start(), self._take_image_files(image))
            return await self.sockets.adopt(self.start_timeout)
        except Refusal as refusal:
            raise await self._forbidden(refusal) from refusal

    async def stop(self, now: bool = False) -> None:
        await super().stop(now)
        self.sockets.remove()
        await asyncio.to_thread(self.gate.leave, self.user.name, self.name)

    async def _take_image_files(self, image: str) -> None:
        if not has_files(self.image_files, image):
            await asyncio.to_thread(take_files, self.image_files, self.client, image)

    async def poll(self) -> Any:
        """None while it runs. The hub asks every few seconds: whoever may stay no longer is stopped here."""
        status = await super().poll()
        if status is not None or not self.name:
            return status
        refusal = await asyncio.to_thread(self.gate.refusal_to_stay, self.user.name, self.name)
        if refusal is None:
            return None
        self.log.warning("Closing the workspace of %s in %s: %s", self.user.name, self.name, refusal)
        await self.stop()
        return f"closed: {refusal}"

    async def get_ip_and_port(self) -> tuple[str, int]:
        """A container without network has no address; the socket that `start` adopts stands for it."""
        return "127.0.0.1", JUPYTER_PORT

    def _refuse_options(self) -> None:
        if not self.name:
            raise Refusal("workspace-without-project")
        if self.user_options:
            # The hub keeps refused options too and would offer them at every later start.
            self.orm_spawner.user_options = {}
            raise Refusal("workspace-options-refused")

    def _seal(self, grant: WorkspaceGrant, image: str) -> None:
        """Everything of the container, each time anew: nothing of an earlier start may remain."""
        self.mem_limit = grant.memory_bytes
        self.cpu_limit = grant.cpus
        self.environment = {"D2H_LANGUAGE": grant.language, **threads(grant.cpus)}
        self.hub_connect_url = f"http://127.0.0.1:{HUB_PORT}"
        self.ip, self.port = "127.0.0.1", JUPYTER_PORT
        doors = [*COMMON_DOORS, *(site.id for site in grant.sites)]
        self.volumes = {
            self.volume: f"{HOME}/work",
            str(self.sockets.server): "/run/d2h/server",
        }
        self.read_only_volumes = {
            str(self.sockets.session): "/run/d2h/session",
            str(readable_folder(self.imports_root / grant.project)): f"{HOME}/imports",
            **{str(self.sockets_root / "doors" / door): f"{DOORS}/{door}" for door in doors},
        }
        self.extra_create_kwargs = {
            "user": USER,
            "network_disabled": True,
            "labels": {
                LABEL: self.installation,
                IMAGE_LABEL: image,
                "org.d2h.user": grant.user,
                "org.d2h.project": grant.project,
            },
        }
        limits = sealed(grant.memory_bytes)
        # The spawner takes every text for a template: braces of its own are doubled.
        options = [option.replace("{", "{{").replace("}", "}}") for option in limits["security_opt"]]
        self.extra_host_config = {**limits, "security_opt": options}

    async def _forbidden(self, refusal: Refusal) -> SpawnException:
        language = await asyncio.to_thread(self.gate.language, self.user.name)
        sentence = hub_words(language).refusal(refusal)
        return SpawnException(sentence, reason=refusal.code, log_message=str(refusal), status_code=403)


def readable_folder(folder: Path) -> Path:
    """The folder, made where it is missing, open to the container's user whatever the hub's umask."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder
