"""Who is looking at a page, in which language, and with what in hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from governance.directory import Person
from governance.refusal import Refusal
from governance.web.hub_login import CurrentPerson, CurrentSession
from governance.words import Language
from output_checking.airlock import Airlock
from output_checking.web.pages.wording import LANGUAGES, Wording, wording

LANGUAGE_COOKIE = "d2h-language"
LANGUAGE_FIELD = "language"


class Viewer:
    """One person during one request; names of others are looked up once."""

    def __init__(self, person: Person, csrf: str, airlock: Airlock, words: Wording) -> None:
        self.person = person
        self.csrf = csrf
        self.airlock = airlock
        self.words = words
        self._names: dict[str, str] = {}
        self._projects: dict[str, str] = {}

    @property
    def username(self) -> str:
        return self.person.username

    def name_of(self, username: str) -> str:
        """The full name; the user name of one whom governance no longer knows."""
        if username not in self._names:
            try:
                self._names[username] = self.airlock.directory.person(username).full_name
            except Refusal:
                self._names[username] = username
        return self._names[username]

    def project_title(self, project: str) -> str:
        if project not in self._projects:
            try:
                title = self.words.title(self.airlock.directory.project(project).title)
            except Refusal:
                title = ""
            self._projects[project] = title or project
        return self._projects[project]


def chosen_language(request: Request, person: Person | None = None) -> Language:
    """`?language=`, else the choice made before, else the person's setting, else the browser's."""
    for wish in (request.query_params.get(LANGUAGE_FIELD), request.cookies.get(LANGUAGE_COOKIE)):
        for language in LANGUAGES:
            if wish == language:
                return language
    if person is not None:
        return person.language
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def current_viewer(request: Request, person: CurrentPerson, session: CurrentSession) -> Viewer:
    airlock = request.app.state.airlock
    assert isinstance(airlock, Airlock)  # noqa: S101 - set by create_app; narrows the type
    viewer = Viewer(person, session.csrf, airlock, wording(chosen_language(request, person)))
    # A refusal further on is told to this same person, in the same language.
    request.state.viewer = viewer
    return viewer


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
