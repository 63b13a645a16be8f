"""The Jupyter server, which reads its hub token from its standard input.

No path leads to it then: what `/proc` shows of a process is the environment that it was started with, and the
server follows the links that a researcher puts among her files.
"""

from __future__ import annotations

import os
import sys

from jupyterhub.singleuser import main

os.environ["JUPYTERHUB_API_TOKEN"] = sys.stdin.readline().strip()
main()
