"""The meter before a workspace whose server is the attacker's own: what it shows is counted all the same."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import ExitStack, suppress
from types import SimpleNamespace

import httpx
import pytest
from aiohttp import WSCloseCode
from websockets.exceptions import ConnectionClosed, InvalidStatus

from governance.display.budget import STEP
from hub_config.meter.allowance import Allowance
from hub_config.meter.answers import PRICE_OF_AN_ANSWER
from hub_config.meter.channels import MOST_CONNECTIONS
from hub_config.meter.ledger import DisplayLedger
from tests.integration.hub_config.metered import KILOBYTE, received


def test_an_answer_costs_its_bytes_and_its_headers(meter):
    meter.get(size=10_000)
    meter.get(how="headers", size=40_000)
    meter.end(signal.SIGTERM)  # gives back what it held and did not use

    assert 50_000 < meter.counted() < 53_000
    meter.start()


def test_headers_cost_the_bytes_that_they_are_sent_as(meter):
    answer = meter.get(how="letters", size=4_000)
    meter.end(signal.SIGTERM)

    assert answer.headers["X-Letters"].count("é") == 4_000
    assert meter.counted() > 8_000
    meter.start()


def test_what_a_workspace_tells_by_refusing_is_counted_too(meter):
    for status in (418, 451):
        with pytest.raises(InvalidStatus) as refused, meter.channel(f"?how=door&status={status}"):
            pass
        assert refused.value.response.status_code == status
    with meter.channel():
        pass
    meter.get(how="gzip")
    meter.get(largest=10)
    meter.end(signal.SIGTERM)

    assert meter.counted() == 5 * PRICE_OF_AN_ANSWER
    meter.start()


def test_a_person_holds_no_more_connections_than_memory_allows(meter):
    with ExitStack() as opened:
        for _ in range(MOST_CONNECTIONS):
            opened.enter_context(meter.channel())
        with pytest.raises(InvalidStatus) as refused:
            opened.enter_context(meter.channel())

    assert refused.value.response.status_code == 429
    assert b"Too many connections" in refused.value.response.body


@pytest.mark.parametrize("how", ["gzip", "chunked"])
def test_an_answer_of_hidden_size_is_not_shown(meter, how):
    answer = meter.get(how=how, size=500_000)

    assert answer.status_code == 403
    assert answer.json()["reason"] == "answer-not-measurable"
    assert len(answer.content) < 1000


def test_a_file_too_large_to_be_shown_costs_nothing(meter):
    answer = meter.get(largest=100_000, size=2_000_000)

    assert answer.status_code == 403
    assert answer.json()["reason"] == "answer-too-large"
    assert meter.get(largest=100_000, size=90_000).status_code == 200


def test_an_answer_torn_off_midway_never_looks_whole(meter):
    with pytest.raises(httpx.RemoteProtocolError):
        meter.get(how="torn", size=400)


def test_parts_of_an_answer_are_counted_like_wholes(meter):
    shown = [meter.get(how="range", size=100_000) for _ in range(15)]

    assert sum(len(answer.content) for answer in shown if answer.status_code == 206) < 1024 * KILOBYTE
    assert shown[-1].status_code == 429


def test_past_the_budget_a_page_says_so_in_both_languages(meter):
    meter.get(size=2_000_000)
    address = f"http://127.0.0.1:{meter.port}{meter.lab}lab"
    page = httpx.get(address, headers={"Accept": "text/html"}, trust_env=False)

    assert page.status_code == 429
    assert "Le budget d'affichage de ce projet est épuisé" in page.text
    assert "The display budget of this project is spent" in page.text


@pytest.mark.parametrize("how", ["flood", "binary"])
def test_a_websocket_never_shows_more_than_the_budget(meter, how):
    with meter.channel(f"?how={how}&size={5_000 if how == 'flood' else 2_000_000}") as channel:
        number, closed = received(channel)

    assert number < 1024 * KILOBYTE
    assert closed.rcvd is not None and closed.rcvd.code == WSCloseCode.POLICY_VIOLATION
    assert "Display budget spent" in closed.rcvd.reason
    assert meter.audited("display.budget-spent") >= 1


def test_many_connections_share_one_budget(meter):
    numbers: list[int] = []

    def look() -> None:
        # Who comes once it is spent is not let in.
        with suppress(InvalidStatus), meter.channel("?how=flood&size=20000") as channel:
            numbers.append(received(channel)[0])

    watchers = [threading.Thread(target=look) for _ in range(8)]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()

    assert 0 < sum(numbers) < 1024 * KILOBYTE


def test_nothing_is_packed_on_the_way(meter):
    with meter.channel() as channel:
        assert "Sec-WebSocket-Extensions" not in meter.server.asked[-1].headers
        assert "Sec-WebSocket-Extensions" not in channel.response.headers


def test_neither_pings_nor_reasons_of_closing_pass(meter):
    with meter.channel("?how=words") as channel:
        number, closed = received(channel)

    assert number == 0
    assert closed.rcvd is not None and closed.rcvd.reason == ""


def test_a_message_too_large_to_weigh_is_not_shown(meter):
    meter.set_budget(64 * KILOBYTE)
    with meter.channel(f"?how=binary&size={17 * 1024 * KILOBYTE}") as channel:
        number, closed = received(channel)

    assert number == 0
    assert closed.rcvd is not None and closed.rcvd.code == WSCloseCode.MESSAGE_TOO_BIG


def test_what_was_taken_in_an_earlier_hour_is_not_shown_in_a_later_one(meter, monkeypatch):
    clock = SimpleNamespace(now=1000.0, monotonic=lambda: clock.now)
    monkeypatch.setattr("hub_config.meter.allowance.time", clock)

    async def show_a_little_for_long() -> None:
        allowance = Allowance(DisplayLedger(meter.hub.governance), "claire", meter.project)
        for _ in range(STEP // 10 + 2):
            assert await allowance.spend(1)
            await allowance.settle()
            clock.now += 10

    asyncio.run(show_a_little_for_long())

    assert meter.counted() == STEP // 10 + 2


def test_a_meter_killed_and_started_again_shows_no_byte_twice(meter):
    meter.set_budget(3 * 1024)
    number = 0
    for _ in range(5):
        try:
            with meter.channel("?how=flood&size=10000", close_timeout=0.1) as channel:
                for _ in range(80):
                    number += len(channel.recv(timeout=20))
                meter.end(signal.SIGKILL)
        except (ConnectionClosed, InvalidStatus):
            break
        meter.start()

    assert 0 < number < 3 * 1024 * KILOBYTE
    assert meter.get(size=500_000).status_code == 429


def test_an_address_of_no_workspace_is_refused(meter):
    assert httpx.get(f"http://127.0.0.1:{meter.port}/hub/home", trust_env=False).status_code == 403
    assert meter.server.asked == []


def test_where_no_workspace_is_open_the_hub_answers_and_nothing_is_counted(meter):
    answer = httpx.get(
        f"http://127.0.0.1:{meter.port}/user/nobody/{meter.project}/lab?size=3000000", trust_env=False
    )

    assert len(answer.content) == 3_000_000
    assert meter.counted() == 0
