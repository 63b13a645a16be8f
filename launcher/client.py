"""What a person does in a browser, done by a program: log in, start a workspace, visit the airlock."""

from __future__ import annotations

import json
import time
from html.parser import HTMLParser
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from launcher.kernel import Kernel

START_DEADLINE = 180.0  # seconds: a first start on two loaded cores takes up to 30


class ClientError(Exception):
    """The hub or the airlock did not answer as a browser would need."""


class HubSession:
    """A logged-in browser session at the hub: cookies, and the XSRF token its own pages would send.

    Raises ClientError when the name or the password is refused.
    """

    def __init__(self, hub_url: str, user: str, password: str, *, timeout: float = 60.0) -> None:
        self.hub_url = hub_url.rstrip("/")
        self.user = user
        self.http = httpx.Client(follow_redirects=True, timeout=timeout, trust_env=False)
        try:
            self._log_in(password)
        except BaseException:
            self.http.close()
            raise

    def __enter__(self) -> HubSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def _log_in(self, password: str) -> None:
        self.http.get(f"{self.hub_url}/hub/login").raise_for_status()
        answer = self.http.post(
            f"{self.hub_url}/hub/login",
            data={"username": self.user, "password": password, "_xsrf": self.xsrf("/hub/")},
        )
        if answer.status_code >= 400 or answer.url.path.endswith("/hub/login"):
            raise ClientError(f"the hub refused the login of {self.user} ({answer.status_code})")
        # The login changes the session, and with it the XSRF token: any page sets the new one.
        self.http.get(f"{self.hub_url}/hub/home")

    def xsrf(self, path: str) -> str:
        """The XSRF token that pages under `path` send back; raises ClientError when none was set."""
        host = urlsplit(self.hub_url).hostname
        for cookie in self.http.cookies.jar:
            if cookie.name == "_xsrf" and cookie.path == path and cookie.domain in (host, f"{host}.local"):
                return cookie.value or ""
        raise ClientError(f"no XSRF token for {path}")

    def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        """A call of the hub's own API as its pages make it; `path` begins with /hub/api/."""
        return self.http.request(
            method, f"{self.hub_url}{path}", headers={"X-XSRFToken": self.xsrf("/hub/")}, json=body
        )

    def start_workspace(
        self, project: str, *, flavour: str = "", deadline: float = START_DEADLINE
    ) -> Workspace:
        """Start the workspace of `project`, or find it running, and enter it; raises as `start_server`."""
        self.start_server(project, flavour=flavour, deadline=deadline)
        return Workspace(self, project)

    def start_server(self, name: str, *, flavour: str = "", deadline: float = START_DEADLINE) -> None:
        """Start the person's server of that name, and wait until the hub says that it is ready. Without a
        `flavour` it has its project's usual size.

        Raises ClientError with the hub's own words when it refuses or fails.
        """
        server = f"/hub/api/users/{self.user}/servers/{name}"
        answer = self.request("POST", server, {"flavour": flavour} if flavour else {})
        if answer.status_code == 400 and "already running" in answer.text:
            return
        if answer.status_code not in (201, 202):
            raise ClientError(_words_of(answer))
        self._wait_until_ready(f"{server}/progress", time.monotonic() + deadline)

    def _wait_until_ready(self, progress: str, end: float) -> None:
        with self.http.stream("GET", f"{self.hub_url}{progress}") as events:
            if events.status_code != 200:
                raise ClientError(f"no progress to follow ({events.status_code})")
            for line in events.iter_lines():
                if time.monotonic() > end:
                    raise ClientError("the workspace did not become ready in time")
                if not line.startswith("data:"):
                    continue
                event = json.loads(line.removeprefix("data:"))
                if event.get("ready"):
                    return
                if event.get("failed"):
                    raise ClientError(str(event.get("message", "the workspace did not start")))
        raise ClientError("the hub stopped telling about the start")

    def stop_workspace(self, project: str, *, deadline: float = 60.0) -> None:
        """Stop the workspace and wait until it is gone; a stopped one is left alone."""
        server = f"/hub/api/users/{self.user}/servers/{project}"
        answer = self.request("DELETE", server)
        end = time.monotonic() + deadline
        while answer.status_code in (202, 400) and time.monotonic() < end:
            state = self.request("GET", f"/hub/api/users/{self.user}").json()
            if project not in state.get("servers", {}):
                return
            time.sleep(0.5)
            answer = self.request("DELETE", server)
        if answer.status_code not in (204, 404):
            raise ClientError(_words_of(answer))


class Workspace:
    """One running workspace, entered the way a browser enters it (OAuth, then the server's own cookies)."""

    def __init__(self, session: HubSession, project: str) -> None:
        self.session = session
        self.project = project
        self.path = f"/user/{session.user}/{project}/"
        page = session.http.get(f"{session.hub_url}{self.path}lab")
        if page.status_code != 200 or not page.url.path.startswith(self.path):
            raise ClientError(f"the workspace {self.path} does not open ({page.status_code} at {page.url})")
        self._kernel: Kernel | None = None
        self.kernel_id = ""

    def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        """A call of the workspace's own server as JupyterLab makes it; `path` is relative (`api/kernels`)."""
        return self.session.http.request(
            method,
            f"{self.session.hub_url}{self.path}{path}",
            headers={"X-XSRFToken": self.session.xsrf(self.path)},
            json=body,
        )

    @property
    def kernel(self) -> Kernel:
        """The workspace's kernel, started at the first use."""
        if self._kernel is None:
            answer = self.request("POST", "api/kernels", {"name": "python3"})
            if answer.status_code != 201:
                raise ClientError(_words_of(answer))
            return self.join(answer.json()["id"])
        return self._kernel

    def join(self, kernel: str) -> Kernel:
        """Work in a kernel that runs already, by its id."""
        if self._kernel is not None:
            self._kernel.close()
        self.kernel_id = kernel
        address = f"{self.session.hub_url}{self.path}api/kernels/{kernel}/channels"
        cookies = "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self.session.http.cookies.jar
            if self.path.startswith(cookie.path)
        )
        self._kernel = Kernel(
            address.replace("http", "ws", 1), {"Cookie": cookies}, origin=self.session.hub_url
        )
        return self._kernel

    def execute(self, code: str, *, deadline: float = 300.0) -> str:
        """Run `code` in the kernel; what it printed and showed, as text. Raises KernelError."""
        return self.kernel.execute(code, deadline=deadline)

    def stop(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None
        self.session.stop_workspace(self.project)


class AirlockSession:
    """The airlock's pages for one person, entered through the hub's login."""

    def __init__(self, hub: HubSession, airlock_url: str) -> None:
        self.airlock_url = airlock_url.rstrip("/")
        self.http = hub.http
        page = self.get("/")
        if page.status_code != 200 or page.url.host != urlsplit(self.airlock_url).hostname:
            raise ClientError(f"the airlock does not open ({page.status_code} at {page.url})")

    def get(self, path: str) -> httpx.Response:
        return self.http.get(f"{self.airlock_url}{path}")

    def submit(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Fill in the form of `page` that posts to `action`, hidden fields included, and send it."""
        forms = _Forms()
        forms.feed(self.get(page).raise_for_status().text)
        hidden = forms.hidden.get(action)
        if hidden is None:
            raise ClientError(f"{page} has no form for {action}; it has {sorted(forms.hidden)}")
        return self.http.post(f"{self.airlock_url}{action}", data={**hidden, **fields})


class _Forms(HTMLParser):
    """The forms of a page: where each posts, and the values of its hidden fields."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, dict[str, str]] = {}
        self._open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "form":
            action = values.get("action") or values.get("hx-post") or ""
            self._open = self.hidden.setdefault(action, {})
        elif tag == "input" and values.get("type") == "hidden" and self._open is not None:
            self._open[values.get("name") or ""] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def _words_of(answer: httpx.Response) -> str:
    try:
        message = answer.json().get("message", answer.text)
    except (ValueError, AttributeError):
        message = answer.text
    return f"{answer.status_code}: {message}"
