"""What the front lets through to a workspace, and the tricks it does not fall for."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import threading
from urllib.parse import urlsplit

import httpx
import pytest

FILE = "secret.csv"


@pytest.fixture(scope="module")
def opened(small_hub):
    """Claire's workspace with a small file and one of 3 MB in its folder."""
    workspace = small_hub.start_workspace("claire", "alpha")
    workspace.execute(
        f"open('/home/researcher/work/{FILE}', 'w').write('person,value\\n1,2\\n');"
        "open('/home/researcher/work/large.csv', 'w').write('x' * 3_000_000);"
        "open('/home/researcher/work/été 1.csv', 'w').write('a')"
    )
    return workspace


def fetch(workspace, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, body=None):
    """The answer to exactly this address, which no client library has tidied up."""
    session = workspace.session
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.http.cookies.jar)
    connection = http.client.HTTPConnection(urlsplit(session.hub_url).netloc, timeout=30)
    try:
        connection.putrequest(method, path)
        for name, value in {"Cookie": cookies, **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_a_small_file_is_shown_as_lab_asks_for_it(opened):
    answer, body = fetch(opened, f"/user/claire/alpha/api/contents/{FILE}?content=1")

    assert answer.status == 200
    assert b"person,value" in body


def test_names_with_spaces_and_accents_are_shown(opened):
    answer, _ = fetch(opened, "/user/claire/alpha/api/contents/%C3%A9t%C3%A9%201.csv?content=1")

    assert answer.status == 200


def test_lab_and_all_it_is_made_of_opens(opened):
    page, body = fetch(opened, "/user/claire/alpha/lab")
    script = body.decode().partition("static/lab/main.")[2].partition('"')[0]
    bundle, _ = fetch(opened, f"/user/claire/alpha/static/lab/main.{script}")
    settings, _ = fetch(opened, "/user/claire/alpha/lab/api/settings")
    french, words = fetch(opened, "/user/claire/alpha/lab/api/translations/fr_FR")

    assert [page.status, bundle.status, settings.status, french.status] == [200, 200, 200, 200]
    assert "Fichier" in words.decode()


@pytest.mark.parametrize(
    "route",
    [
        f"files/{FILE}",
        f"files/{FILE}?download=1",
        "nbconvert/notebook/a.ipynb?download=true",
        f"view/{FILE}",
        "proxy/8888/",
        "tree",
        "metrics",
        "api/nbconvert",
        "api/shutdown",
        "voila/render/a.ipynb",
        "lab/extensions-not/x",
    ],
)
def test_a_download_route_is_closed(opened, route):
    answer, body = fetch(opened, f"/user/claire/alpha/{route}")

    assert answer.status == 403
    assert b"person,value" not in body
    assert b"sas" in body and b"airlock" in body


@pytest.mark.parametrize(
    "path",
    [
        f"/user/claire/alpha//files/{FILE}",
        f"//user/claire/alpha/files/{FILE}",
        f"/user/claire/alpha/./files/{FILE}",
        f"/user/claire/alpha/lab/../files/{FILE}",
        f"/user/claire/alpha/lab/%2e%2e/files/{FILE}",
        f"/user/claire/alpha/lab/.%2E/files/{FILE}",
        f"/user/claire/alpha/api/contents/..%2F..%2Ffiles%2F{FILE}",
        f"/user/claire/alpha%2Ffiles/{FILE}",
        f"/user/claire%2Falpha/files/{FILE}",
        f"/user/claire/alpha/%66iles/{FILE}",
        f"/user/claire/alpha/%2566iles/{FILE}",
        f"/user/claire/alpha/FILES/{FILE}",
        f"/user/claire/alpha/files;x=/{FILE}",
        f"/user/claire/alpha/lab;/../files/{FILE}",
        f"/user/claire/alpha/lab\\..\\files/{FILE}",
        f"/user/claire/alpha/lab%5C..%5Cfiles/{FILE}",
        f"/user/claire/alpha/lab%00/files/{FILE}",
        f"/USER/claire/alpha/files/{FILE}",
        f"http://127.0.0.1/user/claire/alpha/files/{FILE}",
        f"/hub/user/claire/alpha/files/{FILE}",
    ],
)
def test_no_spelling_of_a_download_route_passes(opened, path):
    answer, body = fetch(opened, path)

    assert answer.status in (400, 403)
    assert b"person,value" not in body


def test_a_large_file_is_not_shown(opened):
    answer, body = fetch(opened, "/user/claire/alpha/api/contents/large.csv?content=1")

    assert answer.status == 403
    assert b"answer-too-large" in body


def test_compressing_a_large_file_does_not_help(opened):
    answer, body = fetch(
        opened, "/user/claire/alpha/api/contents/large.csv?content=1", headers={"Accept-Encoding": "gzip"}
    )

    assert answer.status == 403
    assert b"answer-too-large" in body


class Rogue(http.server.BaseHTTPRequestHandler):
    """What stands behind a workspace's address when its own code took Jupyter's place."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind = self.path.rpartition("/")[2]
        self.send_response(200)
        if kind == "endless":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"4\r\nleak\r\n0\r\n\r\n")
            return
        if kind == "attached":
            self.send_header("Content-Disposition", "ATTACHMENT; filename=x.csv")
        body = {"attached": b"leak", "large": b"leak" * 5_000_000}.get(kind, b"rogue")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *args):
        """Silent."""


@pytest.fixture
def rogue(small_hub):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Rogue)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    routes = f"http://127.0.0.1:{small_hub.ports['proxy_api']}/api/routes/user/rogue/alpha"
    proof = {"Authorization": f"token {small_hub.env['CONFIGPROXY_AUTH_TOKEN']}"}
    target = {"target": f"http://127.0.0.1:{server.server_address[1]}"}
    httpx.post(routes, json=target, headers=proof).raise_for_status()
    yield f"{small_hub.hub_url}/user/rogue/alpha"
    httpx.delete(routes, headers=proof)
    server.shutdown()


@pytest.mark.parametrize("route", ["static", "api/contents", "lab/tree", "api/kernels"])
def test_a_server_of_the_researchers_own_making_sends_no_download_either(rogue, route):
    plain = httpx.get(f"{rogue}/{route}/plain")
    assert (plain.status_code, plain.text) == (200, "rogue")

    for kind in ("attached", "endless", "large"):
        answer = httpx.get(f"{rogue}/{route}/{kind}")
        assert answer.status_code == 403, kind
        assert "leak" not in answer.text


@pytest.mark.parametrize("upgrade", [{}, {"Upgrade": "h2c", "Connection": "Upgrade"}])
@pytest.mark.parametrize("route", ["api/kernels/0a1b/channels", "terminals/websocket/1"])
def test_no_page_is_shown_at_the_address_of_a_websocket(rogue, route, upgrade):
    assert httpx.get(f"{rogue}/{route}", headers=upgrade).status_code == 400


def test_no_page_of_a_workspace_may_talk_to_another_server(opened):
    answer, _ = fetch(opened, "/user/claire/alpha/lab")

    policy = ",".join(
        value for name, value in answer.getheaders() if name.lower() == "content-security-policy"
    )
    assert "connect-src 'self' data: blob:" in policy
    assert "default-src 'self'" in policy
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_a_body_without_a_length_is_refused(opened):
    answer, _ = fetch(
        opened,
        "/user/claire/alpha/api/contents/a.txt",
        method="PUT",
        headers={"Transfer-Encoding": "chunked"},
        body=b"0\r\n\r\n",
    )

    assert answer.status == 411


def test_a_file_too_large_for_the_front_is_refused_before_it_is_read(opened):
    answer, _ = fetch(
        opened, "/user/claire/alpha/api/contents/a.txt", method="PUT", headers={"Content-Length": "99999999"}
    )

    assert answer.status == 413


def test_no_other_protocol_is_spoken_outside_the_websockets(opened):
    answer, _ = fetch(
        opened, "/user/claire/alpha/lab", headers={"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c"}
    )

    assert answer.status == 400
