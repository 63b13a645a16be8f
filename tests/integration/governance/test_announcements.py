"""What administrators say to all open workspaces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from governance.actor import Actor
from governance.announcements import announce, shown_announcements, withdraw_all
from governance.refusal import Refusal

NADIA = Actor("nadia", {})
WORDS = {"fr": "Arrêt à 18 h", "en": "We stop at 18:00"}
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def said(world, words=WORDS, shown_for=timedelta(hours=1)):
    with world.unit() as uow:
        announce(uow, words, shown_for, NADIA, now=NOW)
        uow.commit()


def shown(world, at):
    with world.unit() as uow:
        return [one.words["en"] for one in shown_announcements(uow, now=at)]


def test_an_announcement_is_shown_until_its_time_is_over(world):
    said(world)

    assert shown(world, NOW + timedelta(minutes=59)) == ["We stop at 18:00"]
    assert shown(world, NOW + timedelta(minutes=61)) == []
    assert world.events()[-1] == "announcement.made"


def test_a_withdrawn_announcement_is_shown_no_more(world):
    said(world)
    with world.unit() as uow:
        assert withdraw_all(uow, NADIA, now=NOW + timedelta(minutes=1)) == 1
        uow.commit()

    assert shown(world, NOW + timedelta(minutes=2)) == []


@pytest.mark.parametrize(
    ("words", "shown_for", "code"),
    [
        ({"fr": " "}, timedelta(hours=1), "announcement-empty"),
        ({"fr": "x" * 501}, timedelta(hours=1), "announcement-too-long"),
        (WORDS, timedelta(days=31), "announcement-time"),
        (WORDS, timedelta(0), "announcement-time"),
    ],
)
def test_an_announcement_says_something_short_for_a_while(world, words, shown_for, code):
    with pytest.raises(Refusal, match=code):
        said(world, words, shown_for)
