"""Do workspaces live on an engine that maps its users (`userns-remap`), where root in a container is nobody?

The image of workspaces is loaded into a second engine as on another machine; then tests of the hub run there:
workspaces with their sockets, both containers, volumes and sizes, jobs, replays, all real.
Needs root and a Docker engine; removes what it made.

    PYTHONPATH=. python benchmarks/mapped_users.py [TEST …]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from images.build import BASE, IMAGE, build_workspace
from launcher.installation import REPOSITORY
from tests.mapping_engine import mapping_engine

HUB = REPOSITORY / "tests" / "integration" / "hub_config"
TESTS = ("test_workspace_start", "test_two_containers", "test_size_of_work", "test_jobs", "test_replays")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tests", nargs="*", default=[str(HUB / f"{name}.py") for name in TESTS])
    tests: list[str] = parser.parse_args().tests
    build_workspace(print)
    with mapping_engine() as engine:
        begin = time.monotonic()
        with subprocess.Popen(["docker", "save", IMAGE, BASE], stdout=subprocess.PIPE) as saved:
            engine.client.images.load(saved.stdout)
        held = ", ".join(engine.client.info()["SecurityOptions"])
        print(f"image loaded in {time.monotonic() - begin:.0f} s; {held}", flush=True)
        return subprocess.run(
            engine.inside(REPOSITORY, sys.executable, "-m", "pytest", "-q", *tests),
            env={**os.environ, "DOCKER_HOST": f"unix://{engine.socket}"},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
