"""A project's pseudonyms rotated and destroyed at the site, as its next read meets it."""

from __future__ import annotations

from data_gateway.patients.project_keys import ProjectKeys

from .conftest import PERSONS, RunningSite, refused


def persons(site: RunningSite, token: str) -> set[int]:
    return set(site.read(token, "person", ["person_id"]).column("person_id").to_pylist())


def test_rotated_pseudonyms_are_other_ones_from_the_next_read_on(site: RunningSite) -> None:
    token, neighbour = site.token(site.permit()), site.token(site.permit("activity"))
    before, untouched = persons(site, token), persons(site, neighbour)
    ProjectKeys(site.folder).rotate("adverse-events")
    after = persons(site, token)
    assert len(after) == PERSONS and after.isdisjoint(before)
    assert persons(site, neighbour) == untouched


def test_a_project_whose_pseudonyms_are_destroyed_reads_nothing_any_more(site: RunningSite) -> None:
    token, neighbour = site.token(site.permit()), site.token(site.permit("activity"))
    assert len(persons(site, token)) == len(persons(site, neighbour)) == PERSONS
    ProjectKeys(site.folder).destroy("adverse-events")
    assert refused(lambda: persons(site, token)).code == "pseudonyms-destroyed"
    assert site._server is not None
    opened = site._server._gateway._open_permits
    assert opened.made.projects() == {"activity"}
    assert len(opened.known()) == 1
    later = site.token(site.permit(version=2))
    assert refused(lambda: persons(site, later)).code == "pseudonyms-destroyed"
    assert len(persons(site, neighbour)) == PERSONS
