"""Workspaces of a house that showed something: two sessions, one of them past the budget."""

from __future__ import annotations

import time

from governance.display.executed import Executed, record_executed
from governance.display.showing import close_session, open_session, take
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import open_governance
from tests.integration.output_checking.house import PROJECT, House

CODE = "d2h.read('person').head(20)"


def show_work(house: House) -> dict[str, int]:
    """The number of each person's session. Budgets: 3 MB an hour, 9 MB a day."""
    now = time.time()
    with open_governance(house.governance)() as work:
        row = work.session.get_one(ProjectRow, PROJECT)
        row.display_hour_bytes, row.display_day_bytes = 3_000_000, 9_000_000
        sessions = {who: open_session(work, who, PROJECT) for who in ("claire", "hugo")}
        for hours, shown in ((7, 2_000_000), (6, 400_000), (3, 1_200_000)):
            take(work, "claire", PROJECT, shown, shown, now=now - hours * 3600)
        record_executed(work, [Executed("claire", PROJECT, "cell", CODE)])
        close_session(work, "claire", PROJECT)
        take(work, "hugo", PROJECT, 2_500_000, 2_500_000, now=now)
        take(work, "hugo", PROJECT, 600_000, 600_000, now=now)
        work.commit()
    return sessions
