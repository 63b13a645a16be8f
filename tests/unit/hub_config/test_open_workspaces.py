"""A workspace that ends while it is started again."""

from __future__ import annotations

import asyncio

from hub_config.open_workspace import OpenWorkspace


class Ended(OpenWorkspace):
    async def poll(self) -> int:
        return 0


def test_who_starts_a_workspace_waits_until_the_one_before_is_cleared_away():
    async def start_while_it_is_cleared_away() -> list[str]:
        told, may_go_on = list[str](), asyncio.Event()

        async def clear_away() -> None:
            await may_go_on.wait()
            told.append("cleared away")

        async def start() -> None:
            await workspace.poll_and_notify()
            told.append("started")

        workspace = Ended()
        workspace.add_poll_callback(clear_away)
        both = [asyncio.create_task(workspace.poll_and_notify()), asyncio.create_task(start())]
        await asyncio.sleep(0.05)
        may_go_on.set()
        await asyncio.gather(*both)
        return told

    assert asyncio.run(start_while_it_is_cleared_away()) == ["cleared away", "started"]
