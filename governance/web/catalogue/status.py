"""Whether the services and the sites' gateways answer, for the page of the status."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from governance.catalogue.site_card import SiteCard
from governance.monitoring.asking import SECONDS, Answer, Answered, Ask, answers, ask_all, ask_gateway

# However many look at the page, and however often, nothing is asked more often.
FRESH = 10.0  # seconds


@dataclass(frozen=True)
class Told:
    """`services` by name and `sites` by id, as they answered `at` that moment."""

    at: datetime
    services: Mapping[str, Answered]
    sites: Mapping[str, Answered]

    @property
    def all_up(self) -> bool:
        return all(one.answer is Answer.UP for one in (*self.services.values(), *self.sites.values()))


class Status:
    """`services`: name -> the address at which it is asked."""

    def __init__(self, services: Mapping[str, str]) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._told: Told | None = None
        self._until = 0.0  # seconds of the monotonic clock

    def look(self, sites: Sequence[SiteCard]) -> Told:
        with self._lock:
            told = self._told
            known = told is not None and told.sites.keys() == {card.id for card in sites}
            if told is None or not known or self._until < time.monotonic():
                told = self._told = self._ask(sites)
                self._until = time.monotonic() + FRESH
            return told

    def _ask(self, sites: Sequence[SiteCard]) -> Told:
        services = {f"service {name}": _service(probe) for name, probe in self._services.items()}
        gateways = {f"site {card.id}": _gateway(card) for card in sites}
        found = ask_all(services | gateways)
        return Told(
            at=datetime.now(UTC),
            services={name: found[f"service {name}"] for name in self._services},
            sites={card.id: found[f"site {card.id}"] for card in sites},
        )


def _service(probe: str) -> Ask:
    return lambda: Answered(Answer.UP if answers(probe, seconds=SECONDS) else Answer.DOWN)


def _gateway(card: SiteCard) -> Ask:
    return lambda: ask_gateway(card)
