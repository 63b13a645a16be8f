"""What is said above JupyterLab, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.announcements import Announcement
from governance.display.showing import Shown
from hub_config.notices import of_announcements, of_display, of_end, of_unused
from hub_config.words import hub_words

EN, FR = hub_words("en"), hub_words("fr")
TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("left", "allowed", "minutes"),
    [(901, 8 * 3600, None), (900, 8 * 3600, 15), (1, 8 * 3600, 1), (301, 1200, None), (300, 1200, 5)],
)
def test_an_unused_workspace_is_warned_in_its_last_quarter_hour_or_quarter(left, allowed, minutes):
    said = [notice.words for notice in of_unused(EN, left, allowed)]

    assert bool(said) is (minutes is not None)
    assert not said or f"closes in {minutes} min" in said[0]


def test_a_workspace_that_never_closes_is_not_warned():
    assert not list(of_unused(EN, None, 0))


def test_a_budget_is_told_at_four_fifths_and_once_more_at_its_end():
    def keys(shown):
        return [notice.key for notice in of_display(FR, [Shown("hour", shown, 100 << 20)])]

    assert keys(79 << 20) == []
    assert keys(80 << 20) == ["display-hour-80"]
    assert keys(96 << 20) == ["display-hour-95"]


def test_the_end_of_a_project_is_told_a_week_before():
    assert not list(of_end(EN, TODAY + timedelta(days=8), TODAY))
    assert "ends in 7 days" in next(of_end(EN, TODAY + timedelta(days=7), TODAY)).words
    assert "se termine demain" in next(of_end(FR, TODAY + timedelta(days=1), TODAY)).words


def test_an_announcement_is_said_in_the_readers_language_or_in_the_one_it_has():
    both = Announcement(1, {"fr": "Arrêt", "en": "Stop"}, datetime.now(UTC))
    french = Announcement(2, {"fr": "Arrêt"}, datetime.now(UTC))

    assert [notice.words for notice in of_announcements(EN, [both, french])] == ["Stop", "Arrêt"]
