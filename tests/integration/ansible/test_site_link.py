"""The link between sites and governance, through the real HAProxy: a certificate speaks for one site."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import httpx
import pytest

from tests.integration.site_links import authority, certificate, end_of_link
from tests.ports import free_port


class Governance(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def link(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """The folder of certificates, and the port of the hub's end for the sites lyon and grenoble."""
    for name in ("ca", "other"):
        authority(tmp_path, name)
    certificate(tmp_path, "hub", "hub.link.d2h", "hub.link.d2h")
    certificate(tmp_path, "lyon", "lyon", "*.lyon.link.d2h")
    certificate(tmp_path, "forged", "lyon", "*.lyon.link.d2h", signer="other")
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Governance)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    hostvars = {
        site: {
            "d2h_sites": [{"id": site, "port": free_port()}],
            "d2h_address": "127.0.0.1",
            "d2h_link_port": free_port(),
        }
        for site in ("lyon", "grenoble")
    }
    with end_of_link(
        "hub",
        port,
        tmp_path,
        d2h_link_port=port,
        d2h_first_port=server.server_port - 20,
        site_link_remote=list(hostvars),
        hostvars=hostvars,
    ):
        yield tmp_path, port
    server.shutdown()


def ask(link: tuple[Path, int], path: str, name: str | None) -> int:
    folder, port = link
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.check_hostname = False  # the site's HAProxy compares it with hub.link.d2h
    if name:
        context.load_cert_chain(folder / f"{name}.crt", folder / f"{name}.crt.key")
    return httpx.get(f"https://127.0.0.1:{port}{path}", verify=context, trust_env=False).status_code


def test_a_site_asks_about_itself(link: tuple[Path, int]) -> None:
    assert ask(link, "/sites/lyon/permits", "lyon") == 200
    assert ask(link, "/keys/access", "lyon") == 200


@pytest.mark.parametrize(
    "path",
    [
        "/sites/grenoble/permits",
        "/sites/lyon/%2e%2e/grenoble/permits",
        "/sites/lyon//permits",
        "/access-tokens",
        "/",
        "/docs",
    ],
)
def test_a_site_asks_nothing_about_another_nor_of_anything_else(link: tuple[Path, int], path: str) -> None:
    assert ask(link, path, "lyon") == 403


@pytest.mark.parametrize("name", [None, "forged"])
def test_who_has_no_certificate_of_the_authority_is_not_heard(
    link: tuple[Path, int], name: str | None
) -> None:
    with pytest.raises(httpx.TransportError):
        ask(link, "/sites/lyon/permits", name)


class Gateway(StreamRequestHandler):
    """Answers from which address it was asked."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(self.client_address[0].encode())


@pytest.fixture
def knock(link: tuple[Path, int]) -> Iterator[Callable[[str, str], str]]:
    """At lyon's end, by a certificate and the name of a door: what address the gateway saw, if any."""
    folder, _ = link
    certificate(folder, "site", "lyon", "*.lyon.link.d2h")
    certificate(folder, "forged-hub", "hub.link.d2h", "hub.link.d2h", signer="other")
    port = free_port()

    def ask_there(name: str, door: str) -> str:
        context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
        context.load_cert_chain(folder / f"{name}.crt", folder / f"{name}.crt.key")
        try:
            with (
                socket.create_connection(("127.0.0.1", port), timeout=20) as line,
                context.wrap_socket(line, server_hostname=door) as proved,
            ):
                proved.sendall(b"who?\n")
                return proved.recv(100).decode()
        except TimeoutError:
            raise
        except OSError:
            return ""

    with ThreadingTCPServer(("127.0.0.1", 0), Gateway) as gateway:
        threading.Thread(target=gateway.serve_forever, daemon=True).start()
        with end_of_link(
            "site",
            port,
            folder,
            d2h_sites=[{"id": "lyon", "port": gateway.server_address[1]}],
            d2h_door_sets=300,
            d2h_first_port=free_port() - 20,
            d2h_link_port=port,
            site_link_hub="centre",
            hostvars={"centre": {"d2h_address": "127.0.0.1", "d2h_link_port": free_port()}},
        ):
            yield ask_there
        gateway.shutdown()


def test_a_gateway_is_told_the_door_by_the_hub_and_by_nobody_else(knock: Callable[[str, str], str]) -> None:
    assert knock("hub", "127-77-1-44.lyon.link.d2h") == "127.77.1.44"
    assert knock("hub", "127-77-9-9.lyon.link.d2h") == "127.0.0.1"
    assert knock("hub", "127-0-0-1.lyon.link.d2h") == "127.0.0.1"
    assert knock("lyon", "127-77-0-1.lyon.link.d2h") == ""
    assert knock("forged-hub", "127-77-0-1.lyon.link.d2h") == ""
    assert knock("hub", "127-77-0-1.grenoble.link.d2h") == ""
