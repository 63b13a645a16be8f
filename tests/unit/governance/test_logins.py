"""Logins as the processes of a service's pages keep them together."""

from __future__ import annotations

from threading import Thread

import pytest

from governance.web import logins
from governance.web.logins import BegunLogin, LoginsHere, Session, kept_for_others, logins_kept_at

NADIA = Session("nadia", "a-token", "a-secret")
BEGUN = BegunLogin("/people", "verifier")


@pytest.fixture(params=["here", "kept by another"])
def some_logins(request: pytest.FixtureRequest) -> logins.Logins:
    if request.param == "here":
        return LoginsHere()
    keeper = kept_for_others()
    Thread(target=keeper.serve_forever, daemon=True).start()
    return logins_kept_at(str(keeper.address))


def test_a_session_is_known_by_its_name_until_it_is_ended(some_logins):
    name, other = some_logins.open(NADIA), some_logins.open(Session("hugo", "another", "secret"))

    assert some_logins.session(name) == NADIA
    some_logins.end(name)
    some_logins.end("nobody's")
    assert some_logins.session(name) is None
    assert some_logins.session(other) is not None


def test_a_login_is_ended_once(some_logins):
    name = some_logins.begin(BEGUN)

    assert some_logins.session(name) is None
    assert some_logins.begun(name) == BEGUN
    assert some_logins.begun(name) is None
    assert some_logins.begun("what somebody made up") is None


def test_logins_and_sessions_end_with_their_time(monkeypatch):
    kept, now = LoginsHere(), 1_000.0
    monkeypatch.setattr(logins.time, "monotonic", lambda: now)
    begun, session = kept.begin(BEGUN), kept.open(NADIA)

    now += logins.LOGIN_SECONDS
    assert kept.begun(begun) is None
    assert kept.session(session) == NADIA
    now += logins.SESSION_SECONDS
    assert kept.session(session) is None


def test_of_too_many_the_oldest_is_forgotten(monkeypatch):
    monkeypatch.setattr(logins, "_MOST", 3)
    kept = LoginsHere()
    names = [kept.open(NADIA) for _ in range(4)]

    assert [kept.session(name) is not None for name in names] == [False, True, True, True]
