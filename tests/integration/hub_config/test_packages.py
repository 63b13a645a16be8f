"""`pip install`, and `install.packages` of R, in a workspace: what they get and are refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from governance.actor import Actor
from governance.packages.allowed import allow_package, forbid_package
from governance.packages.wishes import package_wishes
from governance.storage.unit_of_work import open_governance
from hub_config.doors import DoorSets
from launcher.client import HubSession
from tests.integration.hub_config.made_packages import source_package, wheel

OLD = datetime.now(UTC) - timedelta(days=400)
NADIA = Actor("nadia", {})


class IndexOutside:
    """A simple repository and a CRAN mirror on this machine; `asked` is every path that was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.files: dict[str, tuple[bytes, datetime]] = {}
        self.in_r: dict[str, tuple[bytes, datetime]] = {}
        self.index_in_r = ""
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append(self.path)
                kind, _, name = self.path.strip("/").partition("/")
                files = outside.in_r if kind == "src" else outside.files
                found, at = files.get(name, (b"", OLD))
                if kind == "simple":
                    found = outside.page(name)
                elif name == "contrib/PACKAGES":
                    found = outside.index_in_r.encode()
                self.send_response(200 if found else 404)
                self.send_header("content-length", str(len(found)))
                self.send_header("last-modified", format_datetime(at.replace(microsecond=0), usegmt=True))
                self.end_headers()
                self.wfile.write(found)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.mirror = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.address = f"{self.mirror}/simple/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, name: str, version: str, at: datetime = OLD, *, altered: bool = False) -> str:
        """The SHA-256 that the index tells."""
        content = wheel(name, version)
        self.files[f"{name}-{version}-py3-none-any.whl"] = (content + b"x" * altered, at)
        return hashlib.sha256(content).hexdigest()

    def publish_in_r(
        self,
        name: str,
        version: str,
        at: datetime = OLD,
        *,
        older: tuple[str, ...] = (),
        altered: bool = False,
        compiled: bool = False,
    ) -> None:
        content = source_package(name, version)
        self.in_r[f"contrib/{name}_{version}.tar.gz"] = (content + b"x" * altered, at)
        for one in older:
            self.in_r[f"contrib/Archive/{name}/{name}_{one}.tar.gz"] = (source_package(name, one), OLD)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        told = {"Package": name, "Version": version, "MD5sum": digest, "License": "GPL-3"}
        told["NeedsCompilation"] = "yes" if compiled else "no"
        self.index_in_r += "".join(f"{field}: {text}\n" for field, text in told.items()) + "\n"

    def page(self, name: str) -> bytes:
        files = [
            {
                "filename": file,
                "url": f"../../files/{file}",
                "hashes": {"sha256": hashlib.sha256(content.rstrip(b"x")).hexdigest()},
                "upload-time": at.isoformat(),
            }
            for file, (content, at) in self.files.items()
            if file.startswith(f"{name}-")
        ]
        return json.dumps({"files": files}).encode() if files else b""


class Installing:
    """A workspace of Hugo (who reads English) in `beta`, and the door behind it."""

    def __init__(self, hub, outside: IndexOutside) -> None:
        self.hub = hub
        self.outside = outside
        self.workspace = hub.start_workspace("hugo", "beta")

    def allow(self, name: str, versions: str = "") -> None:
        with open_governance(self.hub.governance)() as work:
            allow_package(work, name, versions, NADIA)
            work.commit()

    def shell(self, line: str) -> str:
        ran = self.hub.container("hugo", "beta").exec_run(["sh", "-c", line])
        return ran.output.decode()

    def pip(self, *wanted: str) -> str:
        said = self.shell(f"pip install {' '.join(wanted)} 2>&1")
        return re.sub(r"\s+", " ", said)

    def audit(self, event: str) -> list[dict]:
        with open_governance(self.hub.governance)() as work:
            return [
                {"actor": record.actor, **record.details}
                for record in work.audit.records()
                if record.event == event
            ]

    @property
    def doors(self) -> int:
        """The number of the set that her workspace holds."""
        return DoorSets(self.hub.sockets, self.hub.home / "hub" / "workers").of("hugo--beta")

    def door(self, number: int) -> httpx.Client:
        socket_ = self.hub.sockets / "doors" / str(number) / "packages" / "door.sock"
        return httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket_)), base_url="http://packages", trust_env=False
        )


@pytest.fixture(scope="module")
def installing(small_hub) -> Iterator[Installing]:
    outside = IndexOutside()
    for name in ("plainly", "secretly.R", "freshly"):
        at = datetime.now(UTC) - timedelta(days=1) if name == "freshly" else OLD
        outside.publish_in_r(name, "1.10-3", at)
    outside.publish_in_r("pinned", "3.0", older=("1.0-2", "2.0"))
    outside.publish_in_r("altered", "1.0", altered=True)
    outside.publish_in_r("inC", "1.0", compiled=True)
    small_hub.env |= {
        "D2H_HUB_PACKAGE_INDEX": outside.address,
        "D2H_HUB_PACKAGE_CRAN": outside.mirror,
    }
    service = small_hub.start("packages", sys.executable, "-m", "hub_config.packages")
    end = time.monotonic() + 60
    while socket.socket().connect_ex(("127.0.0.1", small_hub.ports["packages"])) != 0:
        assert time.monotonic() < end and service.poll() is None
        time.sleep(0.1)
    yield Installing(small_hub, outside)
    small_hub.stop(service)
    outside.server.shutdown()


def test_an_allowed_package_is_installed_used_in_a_notebook_and_told_in_the_audit(installing):
    digest = installing.outside.publish("plainly", "1.2")
    installing.allow("plainly")

    said = installing.pip("plainly")

    assert "Successfully installed plainly-1.2" in said, said
    assert "1.2" in installing.workspace.execute("import plainly\nprint(plainly.VERSION)")
    taken = installing.audit("package.installed")[-1]
    assert (taken["actor"], taken["project"], taken["package"], taken["version"], taken["sha256"]) == (
        "hugo",
        "beta",
        "plainly",
        "1.2",
        digest,
    )


def test_what_is_not_on_the_list_is_refused_in_words_noted_as_a_wish_and_never_asked_for_outside(installing):
    installing.outside.publish("secretly", "1.0")

    said = installing.pip("secretly") + installing.pip("'secretly>=1'")

    assert "secretly is not on the list of what workspaces may install." in said, said
    with open_governance(installing.hub.governance, read_only=True)() as work:
        wishes = [(wish.name, wish.project, wish.user) for wish in package_wishes(work)]
    assert wishes.count(("secretly", "beta", "hugo")) == 1
    assert [one["package"] for one in installing.audit("package.asked")].count("secretly") == 1
    assert "cran/inC" not in [one["package"] for one in installing.audit("package.asked")]
    assert not any("secretly" in path or "inC" in path for path in installing.outside.asked)


def test_another_version_than_those_allowed_is_refused_and_the_newest_allowed_one_is_taken(installing):
    for version in ("1.0", "1.5", "2.0"):
        installing.outside.publish("versioned", version)
    installing.allow("versioned", ">=1,<2")

    refused = installing.pip("versioned==2.0")
    taken = installing.pip("versioned")

    assert "versioned 2.0 is not allowed here, only <2,>=1." in refused, refused
    assert installing.audit("package.refused")[-1]["reason"] == "package-other-version"
    assert "Successfully installed versioned-1.5" in taken, taken


def test_a_file_that_came_out_yesterday_is_not_given_yet(installing):
    installing.outside.publish("freshly", "1.0", datetime.now(UTC) - timedelta(days=1))
    installing.allow("freshly")

    said = installing.pip("freshly") + installing.pip("freshly==1.0")

    assert "freshly 1.0 came out less than 7 days ago." in said, said
    assert installing.shell("ls work/.packages/lib/python3.11/site-packages").count("freshly") == 0


def test_a_file_that_is_not_what_its_index_tells_is_given_to_nobody(installing):
    installing.outside.publish("altered", "1.0", altered=True)
    installing.allow("altered")

    said = installing.pip("altered")

    assert "The index of packages outside does not answer well." in said, said
    assert not any(one["package"] == "altered" for one in installing.audit("package.installed"))


def test_what_is_taken_off_the_list_is_not_given_again(installing):
    installing.outside.publish("shortly", "1.0")
    installing.allow("shortly")
    assert "Successfully installed" in installing.pip("shortly")
    with open_governance(installing.hub.governance)() as work:
        forbid_package(work, "shortly", NADIA)
        work.commit()

    said = installing.pip("--force-reinstall", "shortly")

    assert "shortly is not on the list" in said, said


def test_r_installs_what_is_allowed_and_is_told_why_not_of_the_others(installing):
    """One run of R, which takes seconds to start."""
    for name, versions in (("plainly", ">=1.10-1"), ("freshly", ""), ("pinned", "==1.0-2")):
        installing.allow(f"cran/{name}", versions)
    names = "c('plainly', 'secretly.R', 'freshly', 'pinned', 'inC')"
    used = "plainly::version_told(); pinned::version_told()"

    said = installing.shell(f"Rscript -e \"install.packages({names})\" -e '{used}' 2>&1")

    assert "plainly 1.10-3" in said and "pinned 1.0-2" in said, said
    assert "cran/secretly.R is not on the list of what workspaces may install." in said, said
    assert "freshly 1.10-3 came out less than 7 days ago." in said, said
    assert "cran/inC has C, C++ or Fortran in it" in said and "r-cran-inc of Debian" in said, said
    taken = {one["package"]: one for one in installing.audit("package.installed")}
    content = installing.outside.in_r["contrib/plainly_1.10-3.tar.gz"][0]
    assert taken["cran/plainly"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert taken["cran/pinned"]["version"] == "1.0-2"
    refused = [(one["package"], one["reason"]) for one in installing.audit("package.refused")]
    assert {("cran/freshly", "package-too-fresh"), ("cran/inC", "package-compiled")} <= set(refused)
    assert [one["package"] for one in installing.audit("package.asked")].count("cran/secretly.R") == 1
    assert not any("secretly" in path for path in installing.outside.asked)


def test_neither_a_made_up_version_is_asked_for_outside_nor_an_altered_file_given(installing):
    """Who works sealed in could spell out what she reads in the versions that she asks for."""
    installing.allow("cran/plainly")
    installing.allow("cran/altered")
    with installing.door(installing.doors) as door:
        answers = [
            door.get("/cran/src/contrib/plainly_1.20261127.tar.gz"),
            door.get("/cran/src/contrib/..%2fArchive%2fplainly_1.0.tar.gz"),
            door.get("/cran/src/contrib/plainly_1.10-3.tar.gz.sig"),
            door.get("/cran/src/contrib/altered_1.0.tar.gz"),
        ]

    assert [answer.status_code for answer in answers] == [404, 403, 404, 504]
    assert not any("20261127" in path or "Archive/plainly" in path for path in installing.outside.asked)


def test_doors_that_nobody_holds_give_nothing(installing):
    with installing.door(60) as door:
        answer = door.get("/simple/plainly/")

    assert answer.status_code == 403


def test_the_door_leads_nowhere_but_to_packages(installing):
    with installing.door(installing.doors) as door:
        answers = [
            door.get("/"),
            door.get("/files/plainly/..%2f..%2fetc%2fpasswd"),
            door.get("/simple/plainly/../../admin/"),
            door.get("/files/plainly/missing-1.0-py3-none-any.whl"),
            door.post("/simple/plainly/", content=b"x"),
            door.put("/files/plainly/plainly-1.2-py3-none-any.whl"),
        ]

    assert all(answer.status_code in (400, 403, 404, 413) for answer in answers), answers


def page_of(hub, user: str) -> tuple[HubSession, str]:
    session = hub.login(user)
    return session, session.http.get(f"{session.hub_url}/hub/d2h/packages").text


def send(session: HubSession, page: str, act: str, **fields: str) -> httpx.Response:
    hidden = dict(re.findall(r'name="(_xsrf|secret)" value="([^"]*)"', page))
    form = {"_xsrf": session.http.cookies.get("_xsrf", path="/hub/") or "", **hidden, **fields}
    return session.http.post(f"{session.hub_url}/hub/d2h/packages/{act}", data=form)


def test_an_administrator_allows_on_the_page_what_was_asked_for_and_it_can_be_installed(installing):
    installing.outside.publish("wishedfor", "1.0")
    installing.pip("wishedfor")
    session, page = page_of(installing.hub, "nadia")
    assert "wishedfor" in page and "par hugo dans beta" in page

    assert send(session, page, "allow", name="wishedfor", versions="==1.0").status_code == 200

    assert "Successfully installed wishedfor-1.0" in installing.pip("wishedfor")
    assert "==1.0" in page_of(installing.hub, "hugo")[1]
    of_script = session.http.get(f"{session.hub_url}/hub/d2h/packages", headers={"sec-fetch-dest": "empty"})
    assert of_script.status_code == 403 and "secret" not in of_script.text
    home = session.http.get(f"{session.hub_url}/hub/home").text
    assert send(session, home, "allow", name="other").status_code == 403, "any page of the hub has its own"
    held = session.http.get(f"{session.hub_url}/hub/d2h/packages").headers["cross-origin-opener-policy"]
    assert held == "noopener-allow-popups"
    malformed = send(session, page, "allow", name="wishedfor", versions="the newest")
    assert malformed.status_code == 403 and "ne dit pas quelles versions" in malformed.text
    assert send(session, page, "forbid", name="wishedfor").status_code == 200
    assert "wishedfor" not in page_of(installing.hub, "hugo")[1]


def test_who_is_no_administrator_sees_the_list_and_cannot_change_it(installing):
    session, page = page_of(installing.hub, "hugo")

    assert "d2h/packages/allow" not in page
    assert send(session, page, "allow", name="anything").status_code == 403
    assert not any(one["actor"] == "hugo" for one in installing.audit("package.allowed"))


@pytest.mark.parametrize(("user", "language"), [("nadia", "fr"), ("hugo", "en")])
def test_nobody_is_shut_out_of_the_page(installing, chrome: Browser, user: str, language: str):
    installing.allow("plainly", ">=1,<2")
    installing.pip("another-one")
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies(
        [
            {"name": one.name, "value": one.value or "", "domain": "127.0.0.1", "path": one.path}
            for one in installing.hub.login(user).http.cookies.jar
        ]
    )
    page = context.new_page()
    page.goto(f"{installing.hub.hub_url}/hub/d2h/packages")
    assert page.locator("main").get_attribute("lang") == language
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
        broken = Axe().run(page.locator("main").page, context="main", options=options).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in broken] == []
        if shots := os.environ.get("D2H_SHOTS"):
            page.screenshot(path=f"{shots}/packages-{user}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_member_who_may_work_there_no_more_installs_nothing_more(installing):
    """Last, since the hub may end the workspace meanwhile."""
    installing.outside.publish("lately", "1.0")
    installing.allow("lately")
    installing.hub.set_state("beta", "SUSPENDED")
    try:
        said = installing.pip("lately")
    finally:
        installing.hub.set_state("beta", "ACTIVE")

    assert "Successfully installed" not in said
