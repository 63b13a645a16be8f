"""Whether a service answers, asked now and never longer than a few seconds."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

import httpx

from governance.catalogue.site_card import SiteCard

SECONDS = 2.0


class Answer(StrEnum):
    UP = "up"
    DOWN = "down"
    # Something answers, and does not prove that it is what it should be.
    UNPROVED = "unproved"


@dataclass(frozen=True)
class Answered:
    """`until`: the end of the certificate that was shown, where one proved itself."""

    answer: Answer
    until: datetime | None = None


Ask = Callable[[], Answered]


def answers(probe: str, *, seconds: float = 5.0) -> bool:
    """Whether something serves at `tcp://HOST:PORT` or an HTTP address; a refusal is an answer too."""
    address = urlsplit(probe)
    try:
        if address.scheme == "tcp":
            with socket.create_connection((address.hostname or "", address.port or 0), timeout=seconds):
                return True
        return httpx.get(probe, timeout=seconds, trust_env=False).status_code < 500
    except (OSError, httpx.HTTPError):
        return False


def ask_gateway(card: SiteCard, *, seconds: float = SECONDS) -> Answered:
    """Whether the gateway that the card names answers with the certificate that it names."""
    try:
        line = socket.create_connection((card.gateway_host, card.gateway_port), timeout=seconds)
    except OSError:
        return Answered(Answer.DOWN)
    with line:
        try:
            context = ssl.create_default_context(cadata=card.certificate)
            context.set_alpn_protocols(["h2"])
            with context.wrap_socket(line, server_hostname=f"{card.id}.gateway.d2h") as proved:
                shown = proved.getpeercert() or {}
        except (ssl.SSLError, ValueError):  # also a certificate on the card that nobody can read
            return Answered(Answer.UNPROVED)
        except OSError:
            return Answered(Answer.DOWN)
    end = ssl.cert_time_to_seconds(str(shown["notAfter"]))
    return Answered(Answer.UP, datetime.fromtimestamp(end, UTC))


def ask_all(asked: Mapping[str, Ask], *, seconds: float = 2 * SECONDS) -> dict[str, Answered]:
    """All at once, none for longer than `seconds`: who has not answered by then is down."""
    threads = ThreadPoolExecutor(max_workers=max(len(asked), 1))
    waiting = {name: threads.submit(ask) for name, ask in asked.items()}
    wait(waiting.values(), timeout=seconds)
    threads.shutdown(wait=False, cancel_futures=True)
    return {
        name: future.result() if future.done() else Answered(Answer.DOWN) for name, future in waiting.items()
    }
