"""The link between sites and governance, through the real HAProxy: a certificate speaks for one site."""

from __future__ import annotations

import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from launcher.free_port import is_free
from launcher.packages import find
from tests.ports import free_port

TEMPLATES = Path(__file__).resolve().parents[3] / "ansible/roles/site_link/templates"
NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=True)


def certificate(folder: Path, name: str, subject: str, authority: str = "ca") -> None:
    openssl(folder, "req", "-new", *NEW_KEY, "-subj", f"/CN={subject}", "-addext",
            f"subjectAltName=DNS:{subject}", "-keyout", f"{name}.crt.key", "-out", f"{name}.csr")  # fmt: skip
    openssl(folder, "x509", "-req", "-days", "2", "-copy_extensions", "copy", "-CAcreateserial",
            "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-in", f"{name}.csr",
            "-out", f"{name}.crt")  # fmt: skip


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
    for authority in ("ca", "other"):
        openssl(tmp_path, "req", "-x509", *NEW_KEY, "-days", "2", "-subj", f"/CN={authority}",
                "-keyout", f"{authority}.key", "-out", f"{authority}.pem")  # fmt: skip
    certificate(tmp_path, "hub", "hub.link.d2h")
    certificate(tmp_path, "lyon", "lyon")
    certificate(tmp_path, "forged", "lyon", authority="other")
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Governance)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - not HTML
    )
    hostvars = {site: {"d2h_sites": [{"id": site}]} for site in ("lyon", "grenoble")}
    text = templates.get_template("hub.cfg.j2").render(
        d2h_link_port=port,
        d2h_first_port=server.server_port - 20,
        site_link_folder=tmp_path,
        site_link_remote=list(hostvars),
        hostvars=hostvars,
    )
    (tmp_path / "haproxy.cfg").write_text(text, encoding="utf-8")
    running = subprocess.Popen([find("haproxy") or "haproxy", "-db", "-f", tmp_path / "haproxy.cfg"])
    try:
        end = time.monotonic() + 20
        while is_free(port):
            assert running.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        yield tmp_path, port
    finally:
        running.terminate()
        running.wait(20)
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
