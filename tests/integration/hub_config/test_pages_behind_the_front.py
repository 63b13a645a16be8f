"""Catalogue and administration as a browser reaches them: through HAProxy, logged in by the real hub."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import psutil
import pytest

from governance.actor import Actor
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.storage.unit_of_work import open_governance


@contextmanager
def running(small_hub, service: str) -> Iterator[str]:
    """The public address of its pages."""
    process = small_hub.start(service, sys.executable, "-m", f"governance.web.{service}")
    address = f"{small_hub.hub_url}/services/{service}"
    end = time.monotonic() + 60
    while httpx.get(f"{address}/health").status_code != 200:
        assert process.poll() is None and time.monotonic() < end, (
            small_hub.home / f"{service}.log"
        ).read_text()
        time.sleep(0.2)
    yield address
    small_hub.stop(process)


@pytest.fixture(scope="module")
def catalogue(small_hub) -> Iterator[str]:
    with running(small_hub, "catalogue") as address:
        yield address


@pytest.fixture(scope="module")
def administration(small_hub) -> Iterator[str]:
    with running(small_hub, "administration") as address:
        yield address


def test_one_who_is_logged_in_at_the_hub_searches_without_another_password(small_hub, catalogue):
    page = small_hub.login("claire").http.get(f"{catalogue}/?q=omop")

    assert page.status_code == 200
    assert str(page.url) == f"{catalogue}/?q=omop"
    assert "Claire Martin" in page.text and "Hôpital Nord" in page.text


def test_the_page_of_projects_leads_to_the_catalogue(small_hub, catalogue):
    home = small_hub.login("hugo").http.get(f"{small_hub.hub_url}/hub/home")

    assert f'href="{catalogue}/"' in home.text


def test_the_hub_leads_administrators_to_the_administration_and_members_to_their_project(
    small_hub, administration
):
    hugo, nadia = (small_hub.login(who).http for who in ("hugo", "nadia"))
    of_hugo, of_nadia = (who.get(f"{small_hub.hub_url}/hub/home").text for who in (hugo, nadia))

    assert f'href="{administration}/"' in of_nadia and f'href="{administration}/"' not in of_hugo
    assert f'href="{administration}/projects/beta"' in of_hugo
    assert "Study beta" in hugo.get(f"{administration}/projects/beta").text
    assert hugo.get(f"{administration}/projects/alpha").status_code == 404
    assert hugo.get(f"{administration}/people").status_code == 403
    page = nadia.get(f"{administration}")
    assert (page.status_code, str(page.url)) == (200, f"{administration}/")
    assert page.headers.get_list("cross-origin-opener-policy") == ["noopener-allow-popups"]
    assert page.headers.get_list("content-security-policy") == [page.headers["content-security-policy"]]
    assert nadia.get(f"{administration}/people", headers={"sec-fetch-dest": "empty"}).status_code == 403


def test_whichever_process_of_the_administration_answers_knows_the_same(small_hub, administration):
    nadia = small_hub.login("nadia").http
    before = [nadia.get(f"{administration}/people") for _ in range(6)]
    with open_governance(small_hub.governance)() as uow:
        person = Person(username="lea", full_name="Léa Roux", roles=frozenset({Role.RESEARCHER}))
        register_people(uow, [person], Actor("nadia", {}))
        uow.commit()
    after = [nadia.get(f"{administration}/people") for _ in range(6)]

    assert [len(page.history) for page in before[1:] + after] == [0] * 11
    assert not any("Léa Roux" in page.text for page in before)
    assert all("Léa Roux" in page.text for page in after)

    kept = {one.name: one.value for one in nadia.cookies.jar if one.name == "d2h-administration"}
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', after[0].text)[1]
    assert nadia.post(f"{administration}/logout", data={"csrf_token": csrf}).history[0].status_code == 303
    with httpx.Client(cookies=kept) as copied:
        assert [copied.get(f"{administration}/people").status_code for _ in range(6)] == [303] * 6


def test_a_process_of_the_administration_that_is_killed_takes_no_login_with_it(small_hub, administration):
    nadia = small_hub.login("nadia").http
    assert nadia.get(f"{administration}/people").status_code == 200
    victim = _serving(small_hub)[0]
    victim.kill()
    psutil.wait_procs([victim], 60)

    end = time.monotonic() + 120
    while (page := nadia.get(f"{administration}/people")).status_code != 200 or len(_serving(small_hub)) < 2:
        assert page.history == [] and time.monotonic() < end, page.text
        time.sleep(0.1)
    assert page.history == []


def _serving(small_hub) -> list[psutil.Process]:
    """The processes that the administration's own has started to serve."""
    (own,) = (one for one in small_hub.processes if one.args[-1] == "governance.web.administration")
    found = []
    for child in psutil.Process(own.pid).children():
        with suppress(psutil.NoSuchProcess):  # nor one that is dead and not yet forgotten
            found += [child] if "spawn_main" in " ".join(child.cmdline()) else []
    return found


def test_one_who_is_not_logged_in_is_led_to_the_hubs_login(catalogue):
    with httpx.Client(follow_redirects=True) as stranger:
        page = stranger.get(f"{catalogue}/north/omop")

    assert page.url.path == "/hub/login"
    assert "person_id" not in page.text


def test_the_pages_keep_their_own_policy_and_not_the_hubs(small_hub, catalogue):
    page = small_hub.login("claire").http.get(f"{catalogue}/")

    assert page.headers.get_list("content-security-policy") == [page.headers["content-security-policy"]]
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers.get_list("cross-origin-opener-policy") == ["noopener-allow-popups"]


@pytest.mark.parametrize(
    "path", ["..%2f..%2fhub/home", "%2e%2e/hub/home", "//evil.example", "static/../x", "a;b"]
)
def test_no_spelling_leads_out_of_the_catalogue(catalogue, path):
    said = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is", f"{catalogue}/{path}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout in ("400", "403")


def test_the_services_api_of_governance_is_not_behind_the_front(small_hub, catalogue):
    for path in ("/services/governance/", "/services/catalogue/../../keys/access", "/keys/access"):
        assert httpx.get(small_hub.hub_url + path).status_code in (400, 403, 404)
