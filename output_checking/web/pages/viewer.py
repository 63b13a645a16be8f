"""Who is looking at a page, in which language, and with what in hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Request

from governance.directory import ListedPerson, ListedProject, Person
from governance.refusal import Refusal
from governance.web.hub_login import CurrentPerson, CurrentSession
from governance.web.pages.languages import chosen_language
from output_checking.airlock import Airlock
from output_checking.web.pages.wording import Wording, wording


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

    def knows(self, people: Iterable[ListedPerson], projects: Iterable[ListedProject]) -> None:
        """What a page has looked up at once is not asked for again, line by line."""
        self._names |= {one.username: one.full_name for one in people}
        self._projects |= {one.id: self.words.title(one.title) or one.id for one in projects}

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


def current_viewer(request: Request, person: CurrentPerson, session: CurrentSession) -> Viewer:
    airlock = request.app.state.airlock
    assert isinstance(airlock, Airlock)  # noqa: S101 - set by create_app; narrows the type
    viewer = Viewer(person, session.csrf, airlock, wording(chosen_language(request, person.language)))
    # A refusal further on is told to this same person, in the same language.
    request.state.viewer = viewer
    return viewer


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
