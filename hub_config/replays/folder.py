"""The folder of one replay on the host: what its container may read, and why it was stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from governance.access.replay import ReplayTicket
from hub_config.replays.order import ReplayOrder


class ReplayFolder:
    """`<root>/<id>/`: `session/`, `given/`, `packages/`, mounted read-only; the rest is the runner's."""

    def __init__(self, root: Path, replay: str) -> None:
        self._folder = root / replay
        self.session = self._folder / "session"
        self.given = self._folder / "given"
        self.packages = self._folder / "packages"
        self._ticket = self._folder / "ticket.json"
        self._stopped = self._folder / "stopped"

    def prepare(
        self,
        order: ReplayOrder,
        ticket: ReplayTicket,
        session: str,
        relays: str,
        packages: Mapping[str, Path],
    ) -> None:
        """`packages`: where the files lie that are installed first, by name; one that is gone is left out."""
        self.remove()
        for folder in (self._folder, self.session, self.given, self.packages):
            folder.mkdir(parents=True, mode=0o755)
        self._ticket.write_text(ticket.model_dump_json(), encoding="utf-8")
        texts = {"session.json": session.encode(), "relays.cfg": relays.encode()}
        for place, files in ((self.session, texts), (self.given, order.files)):
            for name, content in files.items():
                file = place / name
                file.write_bytes(content)
                file.chmod(0o644)
            place.chmod(0o755)
        self.packages.chmod(0o755)
        for name, kept in packages.items():
            if kept.exists():
                _copy(kept, self.packages / name)

    def ticket(self) -> ReplayTicket | None:
        try:
            return ReplayTicket.model_validate(json.loads(self._ticket.read_bytes()))
        except (OSError, ValueError):
            return None

    def stop_because(self, reason: str) -> None:
        self._stopped.write_text(reason, encoding="utf-8")

    def stopped(self) -> str:
        """Empty for one that ended by itself."""
        return self._stopped.read_text("utf-8") if self._stopped.exists() else ""

    def remove(self) -> None:
        if self._folder.exists():
            shutil.rmtree(self._folder)


def _copy(kept: Path, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.parent.chmod(0o755)
    shutil.copyfile(kept, file)
    file.chmod(0o644)
