"""The data owner's page is entered by one passphrase, changed by its own forms alone, and slow to guess."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data_gateway.site.owner_account import keep_account, new_account
from data_gateway.web.login_guard import FREE_TRIES, LoginGuard
from data_gateway.web.sessions import COOKIE, IDLE, LONGEST, Sessions
from governance.web.limits import LARGEST_BODY

from .consortium import Consortium
from .owner_window import NAME, PASSPHRASE, Window, records

PATHS = ["/", "/audit", f"/permits/{'0' * 64}"]
CHANGES = [
    f"/permits/{'0' * 64}/approve",
    f"/permits/{'0' * 64}/refuse",
    "/projects/adverse-events/stop",
    "/logout",
]


def test_nothing_is_read_or_changed_without_a_login(alone: Consortium) -> None:
    stranger = Window(alone.site_folder)
    before = len(records(alone.site_folder))
    for path in PATHS:
        answer = stranger.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    stranger.client.cookies.set(COOKIE, "guessed", domain="lyon.localhost")
    for path in CHANGES:
        answer = stranger.client.post(path, data={"csrf_token": "guessed", "passphrase": PASSPHRASE})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    assert len(records(alone.site_folder)) == before


@pytest.mark.parametrize("path", CHANGES)
def test_a_form_without_this_sessions_own_proof_changes_nothing(lonely: Window, path: str) -> None:
    for token in ("", "guessed", "é"):
        answer = lonely.client.post(path, data={"csrf_token": token, "passphrase": PASSPHRASE})
        assert answer.status_code == 403, (path, token)
    assert lonely.client.get("/audit").status_code == 200, "the session goes on"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_sent_by_another_page_changes_nothing(lonely: Window, headers: dict[str, str]) -> None:
    csrf = lonely.csrf()
    for path in (*CHANGES, "/login"):
        sent = {"csrf_token": csrf, "passphrase": PASSPHRASE}
        answer = lonely.client.post(path, data=sent, headers=headers)
        assert answer.status_code == 403, path


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:18051", "localhost", "lyon.localhost.evil"])
def test_under_another_name_the_page_does_not_answer(lonely: Window, host: str) -> None:
    answer = lonely.client.get("/audit", headers={"host": host})
    assert answer.status_code == 400
    assert "site.created" not in answer.text and "passphrase" not in answer.text


def test_guessing_is_slowed_down_even_for_the_right_passphrase_and_is_audited(alone: Consortium) -> None:
    stranger = Window(alone.site_folder)
    now = [1000.0]
    stranger.desk.guard = LoginGuard(lambda: now[0])
    for number in range(FREE_TRIES):
        assert stranger.log_in(f"guess number {number}").status_code == 401
    for _ in range(50):
        assert stranger.log_in().status_code == 429
    assert COOKIE not in stranger.client.cookies
    now[0] += 3
    assert stranger.log_in().status_code == 303
    events = [one.event for one in records(alone.site_folder)]
    assert events.count("owner-page.login-refused") == FREE_TRIES
    login = records(alone.site_folder)[-1]
    assert (login.event, login.details["repeated"]) == ("owner-page.login", 50)


def test_the_cookie_is_for_this_page_alone(alone: Consortium) -> None:
    cookie = Window(alone.site_folder).log_in().headers["set-cookie"]
    for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


def test_a_session_ends_when_idle_when_old_and_with_another_passphrase(alone: Consortium) -> None:
    window, now = Window(alone.site_folder), [1000.0]
    window.desk.sessions = Sessions(lambda: now[0])
    entered: Callable[[], bool] = lambda: window.client.get("/audit").status_code == 200  # noqa: E731
    window.log_in()
    now[0] += IDLE - 1
    assert entered()
    now[0] += IDLE + 1
    assert not entered()
    window.log_in()
    for _ in range(int(LONGEST // (IDLE - 1)) + 1):
        now[0] += IDLE - 1
        last = entered()
    assert not last
    window.log_in()
    assert entered()
    keep_account(alone.site_folder, new_account(NAME, "another long passphrase"))
    assert not entered()
    assert window.log_in().status_code == 401


def test_logging_out_ends_the_session_itself(lonely: Window) -> None:
    cookie = lonely.client.cookies[COOKIE]
    csrf = lonely.csrf()
    lonely.client.post("/logout", data={"csrf_token": csrf})
    lonely.client.cookies.set(COOKIE, cookie, domain="lyon.localhost")
    assert lonely.client.get("/audit").status_code == 303


def test_every_answer_forbids_script_frames_and_keeping(lonely: Window) -> None:
    for path in ("/", "/audit", "/login", "/nowhere", f"/permits/{'0' * 64}"):
        headers: Any = lonely.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "script-src" not in policy and "unsafe" not in policy
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_body_larger_than_a_form_is_refused(lonely: Window) -> None:
    assert lonely.client.post("/login", content=b"x" * (LARGEST_BODY + 1)).status_code == 413
