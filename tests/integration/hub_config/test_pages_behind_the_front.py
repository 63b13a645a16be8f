"""Catalogue and administration as a browser reaches them: through HAProxy, logged in by the real hub."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest


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
