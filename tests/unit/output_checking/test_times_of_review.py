from __future__ import annotations

import pytest

from governance.directory import ListedProject
from output_checking.use_cases.review_times import ProjectTimes, all_together

FALLS = ListedProject(id="falls", title={}, sites=(), member=False)


@pytest.mark.parametrize(
    ("hours", "median", "ninth"),
    [
        ([], None, None),
        ([4.0], 4.0, 4.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0),
        ([float(hour) for hour in range(1, 11)], 5.5, 9.0),
        ([float(hour) for hour in range(100, 0, -1)], 50.5, 90.0),
    ],
)
def test_half_of_the_decisions_took_no_longer_than_the_median_and_nine_in_ten_than_the_ninth_decile(
    hours: list[float], median: float | None, ninth: float | None
) -> None:
    times = ProjectTimes(FALLS, hours)
    assert (times.median, times.ninth_decile) == (median, ninth)


def test_projects_together_are_judged_by_all_their_decisions_and_not_by_their_medians() -> None:
    one, other = (
        ProjectTimes(FALLS, [1.0, 1.0, 1.0], returned=1, released=2, size=10),
        ProjectTimes(FALLS, [9.0]),
    )
    total = all_together([one, other], FALLS)
    assert (total.median, total.ninth_decile) == (1.0, 9.0)
    assert (total.returned, total.released, total.size) == (1, 2, 10)
