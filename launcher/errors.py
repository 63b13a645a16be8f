"""The one shape of a failure of the launcher: the sentence to say, and its variables."""

from __future__ import annotations


class InstallationError(Exception):
    """Something that cannot go on; `key` names the sentence that tells why and what to do."""

    def __init__(self, key: str, **params: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
