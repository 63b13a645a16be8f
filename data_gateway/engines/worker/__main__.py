"""`python -m data_gateway.engines.worker FD alone|connected ASKED`: one permit's queries, until FD closes.

At the socket ASKED surrogates are asked for.
"""

from __future__ import annotations

import os
import socket
import sys

from data_gateway.engines.worker import confinement


def main() -> None:
    # Before the engine's threads. The worker of a connected data set has a server to ask.
    alone = sys.argv[2] == "alone" and confinement.leave_network()
    from data_gateway.engines.worker.running import open_worker

    with socket.socket(fileno=int(sys.argv[1])) as control, socket.socket(fileno=int(sys.argv[3])) as asking:
        open_worker(control, asking, alone=alone).run()
    # Queries still under way have nobody left to tell; their threads must not keep the process.
    os._exit(0)


if __name__ == "__main__":
    main()
