"""Does what a project file asks exist? People, sites, and the tables and columns the sites publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from governance.catalogue.site_card import SiteCard, TableCard
from governance.misfit import Misfit, Place, nearest
from governance.people.person import Person, Role
from governance.permits.document import TablePermit
from governance.projects.project_file import PermitWish, ProjectFile, placed_comparisons


def infeasible(
    file: ProjectFile, people: Mapping[str, Person], left: Mapping[str, date], sites: Mapping[str, SiteCard]
) -> Iterable[Misfit]:
    """Everything the file names that is not there, each where it is named. `left`: who left -> on which
    day."""
    researchers = {name for name, person in people.items() if Role.RESEARCHER in person.roles}
    for i, member in enumerate(file.members):
        place: Place = ("members", i, "user")
        if member.user in left:
            day = left[member.user].isoformat()
            yield Misfit(place, "person-left", {"user": member.user, "day": day})
        elif member.user not in people:
            known = nearest(member.user, researchers)
            yield Misfit(place, "person-unknown", {"user": member.user, "known": known})
        elif member.user not in researchers:
            yield Misfit(place, "person-not-researcher", {"user": member.user})
    for i, one in enumerate(file.algorithms):
        for key, user in (("author", one.author), ("approved_by", one.approved_by)):
            if user in left:
                day = left[user].isoformat()
                yield Misfit(("algorithms", i, key), "person-left", {"user": user, "day": day})
            elif user not in people:
                known = nearest(user, people)
                yield Misfit(("algorithms", i, key), "person-unknown", {"user": user, "known": known})
    for i, wish in enumerate(file.permits):
        for j, site in enumerate(wish.sites):
            if site not in sites:
                known = nearest(site, sites)
                yield Misfit(("permits", i, "sites", j), "site-unknown", {"site": site, "known": known})
        cards = [sites[site] for site in wish.sites if site in sites]
        yield from _unoffered(wish, cards, ("permits", i, "datasets"))


def _unoffered(wish: PermitWish, cards: list[SiteCard], place: Place) -> Iterable[Misfit]:
    """Several sites that lack the same thing are told once."""
    for dataset, asked in wish.datasets.items():
        offered = {card.id: found for card in cards if (found := card.dataset(dataset))}
        lacking = [card.id for card in cards if card.id not in offered]
        if lacking:
            names = {card.id for site in cards for card in site.datasets}
            yield _lack((*place, dataset), "dataset-unknown", dataset, lacking, names)
        for table, permit in asked.tables.items():
            tables = {site: card.tables[table] for site, card in offered.items() if table in card.tables}
            lacking = [site for site in offered if site not in tables]
            if lacking:
                names = {name for card in offered.values() for name in card.tables}
                yield _lack((*place, dataset, "tables", table), "table-unknown", table, lacking, names)
            yield from _unoffered_columns(permit, tables, (*place, dataset, "tables", table))


def _unoffered_columns(permit: TablePermit, tables: dict[str, TableCard], place: Place) -> Iterable[Misfit]:
    named: list[tuple[Place, str]] = [((*place, "columns", i), name) for i, name in enumerate(permit.columns)]
    named += [((*where, "column"), found.column) for where, found in placed_comparisons(permit, place)]
    for where, column in named:
        lacking = [site for site, card in tables.items() if column not in card.columns]
        if lacking:
            names = {name for card in tables.values() for name in card.columns}
            yield _lack(where, "column-unknown", column, lacking, names)


def _lack(place: Place, code: str, name: str, sites: list[str], known: set[str]) -> Misfit:
    return Misfit(place, code, {"name": name, "sites": ", ".join(sites), "known": nearest(name, known)})
