"""`python -m data_gateway.engines.surrogates FD`: answers the worker at FD until that closes."""

from __future__ import annotations

import os
import socket
import sys
from typing import BinaryIO, cast

from data_gateway.engines.worker import confinement


def main() -> None:
    # What comes from a worker may be meant to do harm: behind walls as high as the worker's own.
    confinement.leave_network()
    from data_gateway.engines.surrogates.making import SurrogateMaker
    from data_gateway.engines.surrogates.messages import MakerOpening
    from data_gateway.engines.worker.running import BESIDE_THE_ENGINE, code
    from data_gateway.site.settings import in_bytes

    opening = MakerOpening.model_validate_json(sys.stdin.buffer.read())
    confinement.cap(memory=in_bytes(opening.limits.memory) + BESIDE_THE_ENGINE, file_size=0)
    folders = [told.folder for told in opening.datasets.values() if told.linked]
    confinement.keep_only(readable=[*code(), *folders])
    maker = SurrogateMaker(opening)
    worker = socket.socket(fileno=int(sys.argv[1]))
    maker.serve(cast(BinaryIO, worker.makefile("rwb")))
    os._exit(0)


if __name__ == "__main__":
    main()
