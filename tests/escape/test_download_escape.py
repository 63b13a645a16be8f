"""Out through the browser: the workspace's own server would hand over any file; the front does not."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

SECRET = "patients.csv"
CONTENT = b"person,deaths"


def write_files(name: str) -> int:
    with open(f"/home/researcher/work/{name}", "w") as file:
        file.write("person,deaths\n1,0\n")
    with open("/home/researcher/work/large.csv", "w") as file:
        return file.write("person,deaths\n" * 200_000)


@pytest.fixture(scope="module")
def files(claire):
    claire.run(write_files, SECRET)
    return claire.workspace.workspace


def fetch(workspace, path: str) -> tuple[int, bytes]:
    """The answer to exactly this address, with the researcher's own cookies."""
    session = workspace.session
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.http.cookies.jar)
    connection = http.client.HTTPConnection(urlsplit(session.hub_url).netloc, timeout=30)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.putheader("Cookie", cookies)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_lab_shows_a_small_file(files):
    status, body = fetch(files, f"/user/claire/adverse-events/api/contents/{SECRET}?content=1")

    assert status == 200 and CONTENT in body


@pytest.mark.parametrize(
    "address",
    [
        "/user/claire/adverse-events/files/{0}",
        "/user/claire/adverse-events/files/{0}?download=1",
        "/user/claire/adverse-events//files/{0}",
        "/user/claire/adverse-events/lab/../files/{0}",
        "/user/claire/adverse-events/lab/%2e%2e/files/{0}",
        "/user/claire/adverse-events/%66iles/{0}",
        "/user/claire/adverse-events%2Ffiles/{0}",
        "/user/claire/adverse-events/FILES/{0}",
        "/user/claire/adverse-events/files;/{0}",
        "/user/claire/adverse-events/nbconvert/html/{0}",
        "/user/claire/adverse-events/view/{0}",
        "/user/claire/adverse-events/proxy/8888/user/claire/adverse-events/files/{0}",
        "/hub/user/claire/adverse-events/files/{0}",
    ],
)
def test_no_address_downloads_it(files, address):
    status, body = fetch(files, address.format(SECRET))

    assert status in (400, 403)
    assert CONTENT not in body


def test_a_large_file_is_not_shown_either(files):
    status, body = fetch(files, "/user/claire/adverse-events/api/contents/large.csv?content=1")

    assert status == 403
    assert b"answer-too-large" in body


def test_a_stranger_enters_nobodys_workspace(installation, files):
    hugo = installation.hub_session("hugo")

    page = hugo.http.get(f"{installation.hub_url}/user/claire/adverse-events/lab")

    assert page.status_code == 403
