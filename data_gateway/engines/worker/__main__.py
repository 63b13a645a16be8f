"""`python -m data_gateway.engines.worker FD`: one permit's queries, until the gateway closes the socket."""

from __future__ import annotations

import os
import socket
import sys

from data_gateway.engines.worker import confinement


def main() -> None:
    alone = confinement.leave_network()  # before the engine's threads
    from data_gateway.engines.worker.running import open_worker

    with socket.socket(fileno=int(sys.argv[1])) as control:
        open_worker(control, alone=alone).run()
    # Queries still under way have nobody left to tell; their threads must not keep the process.
    os._exit(0)


if __name__ == "__main__":
    main()
