"""The data owner's page as its own process, and in Chromium."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from data_gateway.site.certificate import create_certificate
from data_gateway.site.folder import SiteFolder
from data_gateway.site.owner_account import keep_account, new_account, remove_account
from data_gateway.web.listener import FIRST_REQUEST
from launcher.installation import REPOSITORY

from .consortium import Consortium, free_port
from .owner_window import RULES

PASSPHRASE = "correct horse battery"
EVIL = "<script>window.ran=1</script><img src=x onerror='window.ran=2'>"
Serve = Callable[..., int]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the page of a site on a free port, which it returns; settings go under [owner_page]."""
    running: list[subprocess.Popen[bytes]] = []

    def start(folder: SiteFolder, **settings: str) -> int:
        port = free_port()
        lines = [f'{key} = "{value}"\n' for key, value in settings.items()]
        with folder.settings.open("a") as file:
            file.write(f"\n[owner_page]\nport = {port}\n" + "".join(lines))
        keep_account(folder, new_account("Dr Roux", PASSPHRASE))
        command = [sys.executable, "-m", "data_gateway.web", str(folder.root)]
        log = (tmp_path / "page.log").open("wb")
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=log, stderr=log)
        running.append(process)
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    return port
            time.sleep(0.1)
        raise AssertionError((tmp_path / "page.log").read_text())

    yield start
    for process in running:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_a_caller_who_says_nothing_or_half_is_hung_up_on(alone: Consortium, serve: Serve) -> None:
    port = serve(alone.site_folder)
    begun = time.monotonic()
    here = ("127.0.0.1", port)
    with socket.create_connection(here) as silent, socket.create_connection(here) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHost: lyon.localhost\r\nX-Slow: ")
        for caller in (silent, half):
            caller.settimeout(FIRST_REQUEST + 5)
            assert caller.recv(1000) == b""
    assert FIRST_REQUEST - 1 < time.monotonic() - begun < FIRST_REQUEST + 5
    with socket.create_connection(("127.0.0.1", port)) as patient:
        patient.sendall(b"GET /health HTTP/1.1\r\nHost: lyon.localhost\r\n\r\n")
        assert patient.recv(1000).startswith(b"HTTP/1.1 200")


def test_headers_without_end_are_refused(alone: Consortium, serve: Serve) -> None:
    port = serve(alone.site_folder)
    with socket.create_connection(("127.0.0.1", port)) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nHost: lyon.localhost\r\nX: " + b"x" * 100_000)
        endless.settimeout(5)
        assert endless.recv(1000).startswith(b"HTTP/1.1 400")


def test_it_listens_on_the_loopback_alone(alone: Consortium, serve: Serve) -> None:
    port = serve(alone.site_folder)
    addresses = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as client:
            client.settimeout(2)
            assert client.connect_ex((address, port)) != 0, address


def run_once(folder: SiteFolder) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "data_gateway.web", str(folder.root)]
    environment = os.environ | {"D2H_LANGUAGE": "en"}
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=60
    )


def test_without_a_passphrase_it_does_not_start(alone: Consortium) -> None:
    remove_account(alone.site_folder)
    ended = run_once(alone.site_folder)
    assert ended.returncode == 1 and "d2h site owner-page" in ended.stderr


def test_on_an_address_that_others_reach_it_starts_with_tls_alone(alone: Consortium, serve: Serve) -> None:
    settings = alone.site_folder.settings
    before = settings.read_text()
    settings.write_text(before + '\n[owner_page]\nlisten = "0.0.0.0"\n')
    keep_account(alone.site_folder, new_account("Dr Roux", PASSPHRASE))
    ended = run_once(alone.site_folder)
    assert ended.returncode == 1 and "certificate and key" in ended.stderr
    settings.write_text(before)
    made = create_certificate("owner.lyon.example")
    (alone.site_folder.root / "page.pem").write_text(made.chain)
    (alone.site_folder.root / "page.key").write_text(made.private_key)
    port = serve(
        alone.site_folder,
        listen="0.0.0.0",  # noqa: S104 - what is tested
        certificate="page.pem",
        key="page.key",
        url="https://owner.lyon.example",
    )
    trusted = ssl.create_default_context(cadata=made.authority)
    with httpx.Client(verify=trusted, trust_env=False) as client:
        request = client.build_request(
            "GET",
            f"https://127.0.0.1:{port}/login",
            headers={"host": "owner.lyon.example"},
            extensions={"sni_hostname": "owner.lyon.example"},
        )
        assert client.send(request).status_code == 200
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{port}/login", trust_env=False)


def opened(chrome: Browser, language: str, width: int = 1280) -> tuple[Page, list[str]]:
    """A page and whatever its console is told."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, locale=language)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return page, said


WORDS = {
    "fr": ("Phrase de passe", "Se connecter", "Signer cette autorisation", "Arrêter", "Journal", "retirée"),
    "en": ("Passphrase", "Log in", "Sign this permit", "Stop the project now", "Audit", "withdrawn"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_data_owner_signs_then_stops_a_project_in_a_browser(
    consortium: Consortium, serve: Serve, chrome: Browser, language: str
) -> None:
    passphrase, log_in, sign, stop, audit, withdrawn = WORDS[language]
    address = f"http://lyon.localhost:{serve(consortium.site_folder)}"
    page, said = opened(chrome, language)
    page.goto(address)
    page.get_by_label(passphrase).fill(PASSPHRASE)
    page.get_by_role("button", name=log_in).click()
    page.locator("main table a").first.click()
    expect(page.locator(".permit-text")).to_contain_text("Study adverse events after admission")
    page.get_by_label(passphrase).fill(PASSPHRASE)
    page.get_by_role("button", name=sign).click()
    expect(page.get_by_role("status")).to_be_visible()
    assert consortium.states() == {1: "SIGNED"}
    page.locator("main table a").first.click()
    page.locator("summary").last.click()
    page.get_by_role("button", name=stop).click()
    page.wait_for_url("**/?done=stopped")
    assert consortium.states() == {1: "WITHDRAWN"}
    page.get_by_role("link", name=audit, exact=True).click()
    expect(page.locator("main table")).to_contain_text(withdrawn)
    expect(page.locator("main table")).to_contain_text("Dr Roux")
    assert said == []


def test_a_projects_own_words_run_nothing_and_pages_fit_a_telephone(
    consortium: Consortium, serve: Serve, chrome: Browser
) -> None:
    file = consortium.home / "project.yaml"
    text = file.read_text(encoding="utf-8").replace("Study adverse events after admission", f'"{EVIL}"')
    file.write_text(text.replace("en: Adverse events", f'en: "{EVIL}"'), encoding="utf-8")
    consortium.governance("project", "apply", str(file), "--yes", "--as", "nadia")
    address = f"http://lyon.localhost:{serve(consortium.site_folder)}"
    page, said = opened(chrome, "en", width=360)
    page.goto(address)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{address}/")
    permit = page.locator("main table a").first.get_attribute("href")
    for path in ("/", f"{permit}", "/audit", f"/audit?text={EVIL}", "/documents", "/images", "/nowhere"):
        page.goto(address + path)
        assert page.evaluate("window.ran") is None, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, (path, scheme, found.generate_report())
    page.goto(address + str(permit))
    expect(page.locator("main")).to_contain_text("onerror")
    assert [one for one in said if "404" not in one] == []
