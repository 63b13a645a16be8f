"""The folder of one workspace on the host: what is mounted into it, and the socket taken out of it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import stat
import time
from pathlib import Path
from urllib.parse import quote

from governance.refusal import Refusal

# A socket's address holds 108 bytes with its closing zero.
_LONGEST_ADDRESS = 107
_POLL_SECONDS = 0.05


class WorkspaceSockets:
    """`<root>/workspaces/<name>/` (a digest where that is too long for a socket's address):
    `server/` and `relays/` are mounted into the server's container, `session/` into the researcher's; the
    rest is the hub's.

    The server inside makes its socket in `server/`, which it may write only until the hub has moved the
    socket out. So no later trick in there (a link to another socket, a full disk) reaches the proxy.
    """

    def __init__(self, root: Path, name: str) -> None:
        if len(str(root / "workspaces" / name / "srv.sock:80").encode()) > _LONGEST_ADDRESS:
            name = hashlib.sha256(name.encode()).hexdigest()[:16]
        self.folder = root / "workspaces" / name
        self.server = self.folder / "server"
        self.relays = self.folder / "relays"
        self.session = self.folder / "session"
        self._socket = self.folder / "srv.sock"
        # The hub adds `:80` to a server's address, and the proxy then looks for a file of that name.
        self._alias = self.folder / "srv.sock:80"

    def prepare(self, session: str, relays: str, server_relays: str) -> None:
        """Empty folders for a new start, and what stands in them. Raises Refusal `socket-folder-unusable` for
        an address that the system (its length) or the hub (which lowercases it) cannot hold."""
        address = str(self._alias)
        if len(address.encode()) > _LONGEST_ADDRESS or address != address.lower():
            raise Refusal("socket-folder-unusable", address=address)
        self.remove()
        for folder, mode in (
            (self.folder, 0o700),
            (self.server, 0o777),
            (self.relays, 0o755),
            (self.session, 0o755),
        ):
            folder.mkdir(parents=True)
            folder.chmod(mode)
        for file, text in (
            (self.session / "session.json", session),
            (self.session / "relays.cfg", relays),
            (self.relays / "relays.cfg", server_relays),
        ):
            file.write_text(text, encoding="utf-8")
            file.chmod(0o644)

    async def adopt(self, deadline: float) -> str:
        """Take the server's socket out of its folder; the URL under which the proxy reaches it.

        Raises TimeoutError after `deadline` seconds, Refusal `workspace-socket-forged` for anything but
        a socket.
        """
        offered = self.server / "srv.sock"
        end = time.monotonic() + deadline
        while not os.path.lexists(offered):
            if time.monotonic() > end:
                raise TimeoutError(f"no socket appeared in {self.server}")
            await asyncio.sleep(_POLL_SECONDS)
        offered.rename(self._socket)
        self.server.chmod(0o555)
        if not stat.S_ISSOCK(self._socket.lstat().st_mode):
            self._socket.unlink()
            raise Refusal("workspace-socket-forged")
        self._alias.symlink_to(self._socket.name)
        return url_of(self._socket)

    def remove(self) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)


def url_of(server: Path) -> str:
    """Of a server's socket, for the proxy."""
    return f"http+unix://{quote(str(server), safe='')}"
