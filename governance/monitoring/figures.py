"""The figures of a service, as Prometheus asks for them, at an address of their own.

No door of a workspace and no public page leads to that address. A label is a name that code, a project's file
or a site's card chose: never a person, never what a caller sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from prometheus_client import REGISTRY, CollectorRegistry, start_http_server
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from governance.refusal import Refusal

_LOG = logging.getLogger(__name__)
Look = Callable[[], Iterable[Metric]]


class Looked(Collector):
    """Figures that are looked up when somebody asks for them; none while they cannot be."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def describe(self) -> Iterable[Metric]:
        return ()  # else a registry would look to learn the names

    def collect(self) -> Iterable[Metric]:
        try:
            return list(self._look())
        except Exception as fault:
            # The other figures are told all the same; an alert rule asks whether these are there.
            _LOG.error("figures could not be looked up: %s", type(fault).__name__)
            return ()


def tell_figures(address: str, look: Look, registry: CollectorRegistry = REGISTRY) -> None:
    """Answer at `address`, `HOST:PORT` or nothing. A service works on where its figures cannot be told.

    Raises Refusal `metrics-address-wrong`.
    """
    if not address:
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Refusal("metrics-address-wrong", address=address)
    registry.register(Looked(look))
    try:
        start_http_server(int(port), addr=host.strip("[]"), registry=registry)
    except OSError:
        _LOG.error("nothing can listen at %s: the figures of this service are not told", address)
