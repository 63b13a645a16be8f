"""While one page waits for the database, the others answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from governance.settings import GovernanceSettings
from governance.storage.tables import PersonRow
from tests.integration.governance.conftest import World
from tests.integration.governance.opened_pages import WHO, catalogue_pages, governance_pages
from tests.serving import served

WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
CATALOGUE, ADMINISTRATION = "/services/catalogue", "/services/administration"
PAGES = {
    "catalogue": (catalogue_pages, f"{CATALOGUE}/", f"{CATALOGUE}/projects"),
    "administration": (
        governance_pages,
        "/services/administration/people",
        "/services/administration/health",
    ),
}


@contextmanager
def nobody_reads_people(url: str) -> Iterator[Callable[[], bool]]:
    """Tells whether somebody waits to."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text(f"LOCK TABLE {PersonRow.__tablename__} IN ACCESS EXCLUSIVE MODE"))
        yield lambda: bool(connection.scalar(WAITING))
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("service", PAGES)
def test_a_page_that_waits_for_the_database_keeps_no_other_waiting(world: World, service: str) -> None:
    pages: tuple[Callable[[GovernanceSettings], FastAPI], str, str] = PAGES[service]
    make, slow, other = pages
    with served(make(world.settings)) as address, ThreadPoolExecutor(1) as beside:
        with nobody_reads_people(world.settings.database_url) as somebody_waits:
            asked = beside.submit(httpx.get, f"{address}{slow}", headers={WHO: "nadia"}, timeout=30)
            while not somebody_waits():
                assert not asked.done()
                time.sleep(0.02)
            assert httpx.get(f"{address}{other}", timeout=5).status_code == 200
            assert not asked.done()
        assert asked.result().status_code == 200
