"""The hub as other machines meet it: by name, over TLS 1.3, the airlock under a name of its own."""

from __future__ import annotations

import http.server
import shutil
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from demo.browsing import START_PATIENCE, chromium
from hub_config.haproxy import PublicEntry
from tests.certificates import certificate_of
from tests.integration.hub_config.conftest import SmallHub, _clean_up, front_of, prepared, set_password
from tests.ports import free_port

HUB, AIRLOCK = "hub.localhost", "sas.localhost"


class ThisMachine(httpx.HTTPTransport):
    """Finds every name here, as a resolver would have it."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host="127.0.0.1"),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": request.url.host},
            )
        )


class Published:
    def __init__(self, hub: SmallHub, port: int, authority: Path) -> None:
        self.hub = hub
        self.port = port
        self.context = ssl.create_default_context(cafile=str(authority))

    def browser(self, host: str) -> httpx.Client:
        url = f"https://{host}:{self.port}"
        return httpx.Client(base_url=url, transport=ThisMachine(verify=self.context), timeout=30)

    def handshake(self, host: str | None, **limits: ssl.TLSVersion) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=None)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for name, version in limits.items():
            setattr(context, name, version)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return context.wrap_socket(plain, server_hostname=host)


@pytest.fixture(scope="module")
def published(small_hub: SmallHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    home, port = tmp_path_factory.mktemp("published"), free_port()
    sockets = small_hub.sockets.with_name(f"{small_hub.sockets.name}p")
    hub = prepared(home, sockets)
    chain, key = certificate_of(home, HUB, AIRLOCK)
    together = home / "front.pem"
    together.write_bytes(chain.read_bytes() + key.read_bytes())
    shutil.copytree(small_hub.home / "proxy", home / "proxy", symlinks=True)
    hub.env |= {
        "D2H_HUB_PUBLIC_URL": f"https://{HUB}:{port}",
        "D2H_HUB_AIRLOCK_PAGE_URL": f"https://{AIRLOCK}:{port}",
    }
    public = PublicEntry(
        hub.env["D2H_HUB_PUBLIC_URL"], hub.env["D2H_HUB_AIRLOCK_PAGE_URL"], together, "127.0.0.1"
    )
    replace(front_of(hub), public=public).write(home / "haproxy.cfg")
    try:
        hub.passwords["hugo"] = set_password(hub, "hugo")
        hub.start("haproxy", "haproxy", "-db", "-f", str(home / "haproxy.cfg"))
        hub.start("meter", sys.executable, "-m", "hub_config.meter")
        hub.start_hub()
        yield Published(hub, port, chain)
    finally:
        _clean_up(hub)


def test_a_member_signs_in_and_her_cookies_travel_by_tls_alone(published: Published) -> None:
    with published.browser(HUB) as browser:
        page = browser.get("/hub/login")
        assert page.status_code == 200
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        answer = browser.post(
            "/hub/login",
            data={
                "username": "hugo",
                "password": published.hub.passwords["hugo"],
                "_xsrf": page.cookies["_xsrf"],
            },
        )
        assert answer.status_code == 302
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
        home = browser.get("/hub/home")
        assert home.status_code == 200
        assert "beta" in home.text


def test_the_name_asked_for_leads_to_the_airlock_with_its_own_address(published: Published) -> None:
    told: list[dict[str, str]] = []

    class Airlock(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("content-length", "3")
            self.end_headers()
            self.wfile.write(b"sas")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.HTTPServer(("127.0.0.1", published.hub.ports["airlock_api"]), Airlock) as airlock:
        threading.Thread(target=airlock.serve_forever, daemon=True).start()
        with published.browser(AIRLOCK) as browser:
            answer = browser.get(
                "/requests", headers={"x-forwarded-proto": "http", "x-forwarded-for": "9.9.9.9"}
            )
        airlock.shutdown()
    assert answer.text == "sas"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert told[0]["x-forwarded-proto"] == "https"
    assert told[0]["x-forwarded-for"] == "127.0.0.1"
    assert told[0]["host"] == f"{AIRLOCK}:{published.port}"


@pytest.mark.parametrize("host", ["elsewhere.example", None])
def test_no_other_name_is_answered(published: Published, host: str | None) -> None:
    with pytest.raises((ssl.SSLError, OSError)):
        published.handshake(host)


def test_nothing_older_than_tls_1_3_and_nothing_without_tls_is_spoken(published: Published) -> None:
    with published.handshake(HUB) as channel:
        assert channel.version() == "TLSv1.3"
    with pytest.raises((ssl.SSLError, OSError)):
        published.handshake(HUB, maximum_version=ssl.TLSVersion.TLSv1_2)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{published.port}/hub/login", trust_env=False, timeout=10)


def test_a_workspace_opens_in_a_browser_and_its_kernel_answers(published: Published) -> None:
    with chromium() as browser:
        page = browser.new_page(base_url=f"https://{HUB}:{published.port}", ignore_https_errors=True)
        page.goto("/hub/login")
        page.get_by_label("User name").fill("hugo")
        page.get_by_label("Password").fill(published.hub.passwords["hugo"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/hub/home")
        page.locator("[data-project='beta']").get_by_role("link", name="Start the workspace").click()
        page.wait_for_url("**/user/hugo/beta/lab**", timeout=START_PATIENCE)
        page.locator(".jp-LauncherCard[title*='Python']").first.click(timeout=START_PATIENCE)
        indicator = page.locator(".jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator")
        expect(indicator).to_have_attribute("data-status", "idle", timeout=START_PATIENCE)
        bare = {(cookie["name"], cookie["path"]) for cookie in page.context.cookies() if not cookie["secure"]}
        assert bare <= {("_xsrf", "/user/hugo/beta/")}  # of the workspace itself; it opens nothing alone
