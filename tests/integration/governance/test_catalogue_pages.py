"""The catalogue's pages over a real governance database, with the card a site makes of real data."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from data_gateway.catalogue.loading import ColumnChoices, SiteRules, load
from data_gateway.site.card import site_card
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance.actor import Actor
from governance.announcements import announce
from governance.catalogue.registration import register_site
from governance.catalogue.site_card import SiteCard
from governance.migrate import migrate
from governance.nodes import drain_node
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from governance.storage.unit_of_work import open_governance
from tests.integration.governance.opened_pages import WHO, catalogue_pages, window
from tests.ports import free_port
from tests.serving import served

PERSONS = 300
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NADIA = Actor("nadia", {})
EVIL = "<script>window.ran=1</script><img src=x onerror='window.ran=2'>"
DESCRIPTION = f"""\
title: {{fr: Bilans sanguins, en: Blood tests}}
description: {{fr: "Résultats d’analyses", en: "{EVIL}"}}
steward: Direction de l’information médicale
tables:
  measurement:
    columns:
      value_as_number: {{description: {{fr: Valeur mesurée, en: Value measured}}, unit: mmol/L}}
      measurement_source_value: {{coding_system: local}}
"""
START = "/services/catalogue"


def write_source(folder: Path) -> None:
    folder.mkdir(parents=True)
    ids = list(range(1, PERSONS + 1))
    parquet.write_table(
        pa.table(
            {"person_id": ids, "gender_concept_id": [8507] * PERSONS, "year_of_birth": [1950] * PERSONS}
        ),
        folder / "person.parquet",
    )
    parquet.write_table(
        pa.table(
            {
                "measurement_id": ids,
                "person_id": ids,
                "measurement_concept_id": [0] * PERSONS,
                "measurement_source_value": ["RARE" if i <= 3 else "CREAT" for i in ids],
                "value_as_number": [None if i <= 150 else float(i) for i in ids],
            }
        ),
        folder / "measurement.parquet",
    )


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> SiteCard:
    folder = SiteFolder(tmp_path_factory.mktemp("sites") / "lyon")
    settings = SiteSettings(
        id="lyon", title={"fr": "CHU de Lyon", "en": "Lyon hospital"}, gateway=GatewaySettings(port=8031)
    )
    create_site(folder, settings, public_pem(Ed25519PrivateKey.generate()))
    source = folder.root.parent / "source"
    write_source(source)
    description = folder.root.parent / "description.yaml"
    description.write_text(DESCRIPTION, encoding="utf-8")
    rules = SiteRules(description=description)
    load(source, folder.datasets, "omop", {}, ColumnChoices(), memory="300MB", threads=1, rules=rules)
    return site_card(folder)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A service that is up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def app(tmp_path: Path, card: SiteCard, listening: socket.socket) -> FastAPI:
    governance = GovernanceSettings(
        database_url=f"sqlite:///{tmp_path}/governance.sqlite",
        key_file=tmp_path / "key.pem",
        audit_anchor=tmp_path / "audit.anchor",
    )
    migrate(governance)
    other = card.model_dump(mode="json") | {"id": "grenoble", "title": {"fr": "CHU de Grenoble"}}
    other["datasets"][0] |= {"standard": "", "title": {"fr": EVIL}}
    with open_governance(governance)() as uow:
        people = [
            Person(
                username=name, full_name=name.title(), roles=frozenset({Role.RESEARCHER}), language=language
            )
            for name, language in (("claire", "fr"), ("hugo", "en"))
        ]
        register_people(uow, people, NADIA)
        register_site(uow, card, NADIA)
        register_site(uow, SiteCard.model_validate(other), NADIA)
        announce(uow, {"fr": "Arrêt à 18 h", "en": "We stop at 18:00"}, timedelta(days=1), NADIA)
        drain_node(uow, "node-of-the-hub", "a new disk", NADIA)
        uow.commit()
    open_port, closed_port = listening.getsockname()[1], free_port()
    services = {"airlock": f"tcp://127.0.0.1:{open_port}", "packages": f"tcp://127.0.0.1:{closed_port}"}
    return catalogue_pages(governance, services)


def test_figures_are_those_the_site_published_and_small_ones_are_not_told(app: FastAPI) -> None:
    page = window(app, "hugo").get(f"{START}/lyon/omop").text
    assert "50%" in page and "mmol/L" in page and "OMOP CDM 5.4" in page
    assert "CREAT" in page and "≈ 300" in page
    assert "RARE" not in page
    assert "2 local codes not mapped" in page and "share of rows: 100%" in page
    assert "Direction de l’information médicale" in page


def test_the_search_finds_data_sets_variables_and_codes_in_either_language(app: FastAPI) -> None:
    client = window(app, "hugo")
    for text in ("Valeur mesuree", "value measured", "creat", "BILANS"):
        assert f"{START}/lyon/omop" in client.get(f"{START}/", params={"q": text}).text, text
    assert "Nothing that the sites publish" in client.get(f"{START}/", params={"q": "zebra"}).text


def test_one_site_alone_is_searched(app: FastAPI) -> None:
    client = window(app, "claire")
    both = client.get(f"{START}/", params={"q": "creat"}).text
    one = client.get(f"{START}/", params={"q": "creat", "site": "grenoble"}).text
    assert both.count("data-dataset=") == 2
    assert one.count("data-dataset=") == 1 and 'data-dataset="grenoble/omop"' in one


def test_a_data_set_without_a_known_standard_is_not_marked_as_one(app: FastAPI) -> None:
    client = window(app, "claire")
    assert "mark pass" in client.get(f"{START}/lyon/omop").text
    assert "mark pass" not in client.get(f"{START}/grenoble/omop").text


@pytest.mark.parametrize("path", ["/", "/lyon/omop", "/?q=creat", "/status"])
def test_nobody_reads_without_a_login(app: FastAPI, path: str) -> None:
    answer = window(app).get(START + path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{START}/login?next=")
    assert "measurement" not in answer.text


def test_whoever_is_logged_in_sees_what_answers_and_what_does_not_and_nobodys_name(app: FastAPI) -> None:
    for who, up, down, said in (
        ("claire", "répond", "ne répond pas", "Arrêt à 18 h"),
        ("hugo", "answers", "does not answer", "We stop at 18:00"),
    ):
        page = window(app, who).get(f"{START}/status").text
        told = {line.split('"')[1]: line for line in page.split("data-")[1:]}
        assert f">{up}<" in told["airlock"] and f">{down}<" in told["packages"]
        assert f">{down}<" in told["lyon"] and f">{down}<" in told["grenoble"]
        assert said in page
        main = page.partition("<main")[2]
        assert not [name for name in ("nadia", "node-of-the-hub", "new disk") if name in main.lower()]


def test_one_whom_governance_does_not_know_reads_nothing(app: FastAPI) -> None:
    answer = window(app, "ghost").get(f"{START}/lyon/omop")
    assert answer.status_code == 403
    assert "ghost" in answer.text and "measurement" not in answer.text


@pytest.mark.parametrize(
    "path", ["/lyon/nothing", "/paris/omop", "/lyon/omop/more", "/static/../app.py", "/x"]
)
def test_an_address_that_is_none_is_said_so(app: FastAPI, path: str) -> None:
    answer = window(app, "claire").get(START + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_logging_out_needs_the_pages_own_form(app: FastAPI) -> None:
    client = window(app, "claire")
    assert client.post(f"{START}/logout", data={"csrf_token": "guessed"}).status_code == 403
    answer = client.post(f"{START}/logout", data={"csrf_token": "csrf-of-this-session"})
    assert answer.headers["location"] == "http://127.0.0.1:8000/hub/logout"


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as start:
        yield f"{start}{START}"


def opened(chrome: Browser, who: str, width: int = 1280, scheme: str = "light") -> tuple[Page, list[str]]:
    """A page and whatever its console is told."""
    context = chrome.new_context(
        viewport={"width": width, "height": 800},
        extra_http_headers={WHO: who},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return page, said


@pytest.mark.parametrize(
    ("who", "search", "only", "unit", "hint"),
    [
        ("claire", "Chercher", "CHU de Lyon", "Unité", "Seulement ce qui contient"),
        ("hugo", "Search", "Lyon hospital", "Unit", "Only what holds"),
    ],
    ids=["fr", "en"],
)
def test_a_person_searches_and_reads_a_variable(
    chrome: Browser, address: str, who: str, search: str, only: str, unit: str, hint: str
) -> None:
    page, said = opened(chrome, who)
    page.goto(f"{address}/")
    page.get_by_role("searchbox").fill("créat")
    page.get_by_role("checkbox", name=only).check()
    page.get_by_role("button", name=search, exact=True).click()
    page.get_by_role("link", name="measurement.measurement_source_value").click()
    expect(page.locator("tr:target")).to_contain_text("CREAT")
    expect(page.get_by_role("status")).to_contain_text(hint)
    page.locator("main").get_by_role("status").get_by_role("link").click()
    row = page.get_by_role("row").filter(has_text="value_as_number")
    expect(row).to_contain_text("mmol/L")
    expect(page.get_by_role("columnheader", name=unit).first).to_be_visible()
    assert said == []


def test_what_a_site_writes_runs_nothing(chrome: Browser, address: str) -> None:
    page, said = opened(chrome, "hugo")
    for path in ("/", "/lyon/omop", "/grenoble/omop", f"/?q={EVIL}", f"/lyon/omop?q={EVIL}"):
        page.goto(address + path)
        expect(page.locator("body")).to_contain_text("onerror" if "q=" not in path else "window.ran")
        assert page.evaluate("window.ran") is None, path
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_telephone_and_a_small_screen(chrome: Browser, address: str, scheme: str) -> None:
    for width in (360, 1280):
        page, _ = opened(chrome, "claire", width, scheme)
        for path in ("/?q=creat", "/lyon/omop", "/nowhere/x", "/status"):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for language in ("fr", "en"):
            page.goto(f"{address}/status?language={language}")
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, found.generate_report()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(245, 247, 248)", "dark": "rgb(16, 24, 28)"}[scheme]
