"""`python -m data_gateway.images.reading_process READABLE WRITABLE`: one line in and out per image."""

from __future__ import annotations

import errno
import logging
import sys
import warnings
from pathlib import Path

from data_gateway.engines.worker import confinement

MEMORY = 4 * 1024**3  # bytes of data, in all
LARGEST_WRITTEN = 1024**3
_PLACES = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives", "/dev/null")


def main() -> None:
    readable, writable = (Path(argument) for argument in sys.argv[1:3])
    confinement.cap(memory=MEMORY, file_size=LARGEST_WRITTEN)
    alone = confinement.leave_network()
    from data_gateway.images.cleaning import clean
    from data_gateway.images.identity import identified
    from data_gateway.images.picture import picture
    from data_gateway.images.reader import DISK_FULL, WALLS_MISSING, Answer, Shown, Task
    from data_gateway.images.stored import facts_of, stored
    from data_gateway.images.withheld import Reason, Withheld

    code = [Path(place) for place in {*_PLACES, sys.prefix, sys.base_prefix, str(Path(__file__).parents[2])}]
    walled = confinement.keep_only(
        readable=[readable, *(place for place in code if place.exists())], writable=writable
    )
    if not (alone and walled):
        sys.exit(WALLS_MISSING)
    # Both would quote what the file holds.
    logging.disable()
    warnings.simplefilter("ignore")
    for line in sys.stdin.buffer:
        task = Task.model_validate_json(line)
        try:
            if task.shown:
                made = picture(task.source, raised=task.shown is Shown.RAISED, side=task.side)
                made.save(task.target, "PNG", compress_level=1)
                answer = Answer()
            elif task.key:
                image = clean(task.source, task.policy)
                key = bytes.fromhex(task.key)
                whole = identified(image, key, pixels_cleaned=task.policy.cleans_pixels)
                whole.save_as(task.target, enforce_file_format=True)
                answer = Answer(
                    study=whole.StudyInstanceUID,
                    series=whole.SeriesInstanceUID,
                    image=whole.SOPInstanceUID,
                    painted=image.painted,
                )
            else:
                image = clean(task.source, task.policy)
                kept = stored(image, pixels_cleaned=task.policy.cleans_pixels)
                kept.save_as(task.target, enforce_file_format=False)
                answer = Answer(painted=image.painted, origin=image.origin, facts=facts_of(image))
        except Withheld as withheld:
            answer = Answer(withheld=withheld.reason)
        except (MemoryError, RecursionError):
            answer = Answer(withheld=Reason.TOO_LARGE)
        except OSError as fault:
            sys.exit(DISK_FULL if fault.errno in (errno.ENOSPC, errno.EDQUOT) else 1)
        sys.stdout.write(answer.model_dump_json() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
