"""`python -m data_gateway <site folder>`: serve one site until told to stop."""

from __future__ import annotations

import argparse
import ctypes
import logging
import signal
import sys
import threading
from pathlib import Path

import pyarrow as pa

from data_gateway.cli.session import LOCALES
from data_gateway.engines.worker.confinement import walls_stand
from data_gateway.serving.flight_server import FlightGateway
from data_gateway.serving.gateway import Gateway
from data_gateway.site.audit_copy import AuditCopy, SendingAudit
from data_gateway.site.figures import gateway_figures
from data_gateway.site.folder import SiteFolder
from governance.monitoring.figures import tell_figures
from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.words import Words, preferred_language

_M_ARENA_MAX = -8  # of glibc's mallopt


def main() -> int:
    parser = argparse.ArgumentParser(prog="data_gateway", description=__doc__)
    parser.add_argument("folder", type=Path, help="the site's folder, made by `d2h site init`")
    folder = SiteFolder(parser.parse_args().folder)
    log_as_json()
    _hold_little_memory()
    words = Words(LOCALES, preferred_language())
    try:
        gateway = Gateway(folder)
        if not (gateway.settings.limits.workers_without_walls or walls_stand()):
            raise Refusal("worker-walls-missing")
        gateway.started()
        tell_figures(gateway.settings.metrics_address, lambda: gateway_figures(folder))
        server = FlightGateway(folder, gateway)
    except Refusal as refusal:
        print(words.refusal(refusal), file=sys.stderr)
        return 1
    except OSError:
        print(words.say("gateway-not-started", path=str(folder.root)), file=sys.stderr)
        return 1
    sending = SendingAudit(AuditCopy(folder), seconds=gateway.settings.governance.audit_seconds)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    logging.getLogger("data_gateway").info("serving %s on port %s", folder.root.name, server.port)
    stop.wait()
    server.shutdown()
    sending.stop()
    return 0


def _hold_little_memory() -> None:
    """What one reader's answer took goes to the next, whatever thread serves her, or back to the system."""
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
    pa.set_memory_pool(pa.system_memory_pool())


if __name__ == "__main__":
    sys.exit(main())
