"""`python -m hub_config.jobs.worker`: runs the jobs that wait, until told to end; its containers run on."""

from __future__ import annotations

import fcntl
import logging
import sys

from governance.monitoring.log_lines import log_as_json
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.words import preferred_language
from hub_config.jobs.configured import configured_desk
from hub_config.jobs.containers import JobContainers
from hub_config.jobs.queue import JobQueue
from hub_config.jobs.runner import JobRunner
from hub_config.settings import HubSettings
from hub_config.words import hub_words


def main() -> int:
    log_as_json()
    logging.getLogger("huey").setLevel(logging.WARNING)
    settings = HubSettings()
    try:
        desk, nodes = configured_desk(settings, GovernanceSettings())
    except Refusal as refusal:
        print(hub_words(preferred_language()).refusal(refusal), file=sys.stderr)
        return 1
    queue = JobQueue(settings.job_queue, settings.job_limits.in_all)
    containers = JobContainers(settings, nodes)
    with settings.job_lock.open("a") as lock:
        # Two workers would each begin the same job: a second one waits for the end of the first.
        fcntl.flock(lock, fcntl.LOCK_EX)
        queue.serve(JobRunner(desk, containers, settings.jobs_at_once, settings.node_grace_seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
