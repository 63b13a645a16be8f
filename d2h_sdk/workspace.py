"""Who works here, in which project, until when, with which sites."""

from __future__ import annotations

import os
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from d2h_sdk import words
from d2h_sdk.access import AccessTokens
from d2h_sdk.errors import UsageError, WorkspaceError
from d2h_sdk.rendering import html_table
from d2h_sdk.wire import SESSION_FILE, SessionMessage, SiteDoor


class Session:
    """The workspace's own description. Read when first used, so that importing works anywhere."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    @cached_property
    def message(self) -> SessionMessage:
        """Raises WorkspaceError `not-in-workspace` or `session-unreadable`."""
        path = self._path or Path(os.environ.get("D2H_SESSION_FILE", SESSION_FILE))
        try:
            message = SessionMessage.model_validate_json(path.read_bytes())
        except OSError as fault:
            raise WorkspaceError("not-in-workspace", path=str(path)) from fault
        except ValidationError as fault:
            raise WorkspaceError("session-unreadable", path=str(path)) from fault
        words.speak(message.language)
        return message

    @cached_property
    def access(self) -> AccessTokens:
        return AccessTokens(self.message.access_url)

    @property
    def user(self) -> str:
        return self.message.user

    @property
    def project(self) -> str:
        return self.message.project

    @property
    def ends(self) -> date:
        return date.fromisoformat(self.message.ends)

    @property
    def language(self) -> str:
        return self.message.language

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(door.site for door in self.message.sites)

    def doors(self, sites: str | list[str] | tuple[str, ...] | None = None) -> tuple[SiteDoor, ...]:
        """The doors of the sites named, of all when None. Raises UsageError `site-unknown`."""
        if sites is None:
            return self.message.sites
        by_site = {door.site: door for door in self.message.sites}
        wanted = [sites] if isinstance(sites, str) else list(dict.fromkeys(sites))
        for site in wanted:
            if site not in by_site:
                raise UsageError("site-unknown", site=site, known=", ".join(by_site))
        return tuple(by_site[site] for site in wanted)

    def _rows(self) -> list[tuple[str, str]]:
        message = self.message
        left = max(0, (self.ends - date.today()).days)
        sites = ", ".join(f"{words.in_words(door.title, door.site)} ({door.site})" for door in message.sites)
        return [
            (words.say("label-user"), message.user),
            (words.say("label-project"), f"{words.in_words(message.project_title, '')} ({message.project})"),
            (words.say("label-ends"), f"{message.ends} ({words.say('days-left', days=left)})"),
            (words.say("label-sites"), sites or words.say("no-site")),
            (words.say("label-airlock"), message.airlock_page),
        ]

    def __repr__(self) -> str:
        rows = self._rows()
        width = max(len(label) for label, _ in rows)
        return "\n".join(f"{label.ljust(width)}  {value}" for label, value in rows)

    def _repr_html_(self) -> str:
        rows = self._rows()
        headings = (words.say("label-what"), words.say("label-value"))
        return html_table(words.say("session-title"), headings, rows)


session = Session()
