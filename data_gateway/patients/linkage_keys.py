"""The keys by which sites know a patient of theirs as the same one: one per project, handed over by people.

Without it, or without a permit that says `linked`, a patient has unrelated pseudonyms at two sites. It never
passes through the hub, which could otherwise make the pseudonyms itself.
"""

from __future__ import annotations

import os
from pathlib import Path

from data_gateway.patients.project_keys import KeyFiles, drawn_key, fingerprint, key_text, parsed_key
from data_gateway.site.folder import SiteFolder
from governance.refusal import Refusal

_MARK = "d2h-linkage-key"


class LinkageKeys(KeyFiles):
    def __init__(self, folder: SiteFolder) -> None:
        super().__init__(folder.linkage_keys)

    def key(self, project: str) -> bytes:
        """32 bytes. Raises Refusal `linkage-key-missing`, `pseudonyms-destroyed` or `key-unreadable`."""
        if not self.held(project):
            raise Refusal("linkage-key-missing", project=project)
        return self._read(project)

    def fingerprint(self, project: str) -> str:
        """By which two data owners can tell by telephone that they hold the same key."""
        return fingerprint(self.key(project))

    def make(self, project: str, *, replace: bool = False) -> None:
        """Raises Refusal `linkage-key-there`."""
        self._keep(project, drawn_key(), replace=replace)

    def take_in(self, project: str, path: Path, *, replace: bool = False) -> None:
        """The key in a file that another site wrote.

        Raises Refusal `linkage-key-wrong` or `linkage-key-there`.
        """
        try:
            mark, of, text = path.read_text(encoding="ascii").split()
        except (OSError, ValueError) as fault:
            raise Refusal("linkage-key-wrong", path=str(path), project=project) from fault
        key = parsed_key(text)
        if mark != _MARK or of != project or key is None:
            raise Refusal("linkage-key-wrong", path=str(path), project=project)
        self._keep(project, key, replace=replace)

    def write_out(self, project: str, path: Path) -> None:
        """Raises Refusal `linkage-key-missing`, `linkage-file-there`."""
        text = f"{_MARK} {project} {self.key(project).hex()}\n"
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
        except FileExistsError as fault:
            raise Refusal("linkage-file-there", path=str(path)) from fault
        except OSError as fault:
            raise Refusal("linkage-file-unwritable", path=str(path)) from fault

    def _keep(self, project: str, key: bytes, *, replace: bool) -> None:
        with self._alone():
            if self.held(project) and not replace:
                raise Refusal("linkage-key-there", project=project)
            self._replace(project, key_text(key))
