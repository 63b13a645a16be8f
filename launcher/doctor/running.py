"""What an installation that runs tells of itself."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from launcher import systemd
from launcher.doctor.finding import Check, Verdict
from launcher.figures import figures_at
from launcher.installation import REPOSITORY, Installation

CERTIFICATE_DAYS = 30
REVIEW_DAYS = 3


def services(units: list[systemd.Unit]) -> Iterator[Check]:
    """Whether systemd has each service running."""
    for unit in units:
        params: dict[str, str | int] = {"name": unit.name, "state": unit.detail, "restarts": unit.restarts}
        if unit.runs:
            yield Check(Verdict.GOOD, "doctor-service", params)
        else:
            yield Check(Verdict.BAD, "doctor-service-down", params, "doctor-service-remedy")


def jobs(installation: Installation) -> Check:
    """Whether somebody holds the lock of the one worker that runs batch jobs."""
    log = str(installation.log / "jobs-worker.log")
    try:
        with (installation.home / "hub" / "jobs.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Check(Verdict.GOOD, "doctor-jobs", {})
    except OSError:
        pass  # it has never run here
    return Check(Verdict.BAD, "doctor-jobs-silent", {"log": log}, "doctor-jobs-remedy")


def site_audits(installation: Installation) -> Iterator[Check]:
    """Whether the hub's copy of each site's audit proves itself, and when the site last asked after it."""
    standings = _told_by(installation, "launcher.site_audits")
    if standings is None:
        yield Check(Verdict.BAD, "doctor-audits-unread", {}, "doctor-audit-remedy")
        return
    for standing in standings:
        trouble = standing.pop("trouble")
        if not trouble:
            yield Check(Verdict.GOOD, "doctor-audit", standing)
        elif trouble.startswith("site-audit-"):
            yield Check(Verdict.BAD, trouble, standing)
        else:
            yield Check(Verdict.BAD, "doctor-audit-broken", standing, "doctor-audit-remedy")


def certificates(installation: Installation) -> Iterator[Check]:
    """Whether the certificates of the pages and of the gateways that stand here still hold for a month."""
    for ending in _told_by(installation, "launcher.certificates") or []:
        whose = "doctor-certificate-gateway" if ending["site"] else "doctor-certificate-pages"
        remedy = f"{whose}-remedy"
        if not ending["until"]:
            yield Check(Verdict.BAD, "doctor-certificate-unreadable", ending, remedy)
        elif ending["days"] < CERTIFICATE_DAYS:
            yield Check(Verdict.BAD, whose, ending, remedy)
        else:
            yield Check(Verdict.GOOD, whose, ending)


def gpus_of_workers(installation: Installation) -> Iterator[Check]:
    """Whether workspaces can be given the GPUs that are declared of other machines; none where none is."""
    for standing in _told_by(installation, "launcher.gpus_of_workers") or []:
        trouble = standing.pop("trouble")
        if trouble:
            yield Check(Verdict.BAD, trouble, standing, f"{trouble}-remedy")
        else:
            yield Check(Verdict.GOOD, "doctor-worker-gpus", standing)


def waiting(port: int, silent: str = "doctor-jobs-remedy") -> Iterator[Check]:
    """Whether a request waits too long for its opinions, by the figures of the airlock."""
    found = figures_at(port)
    if found is None:
        yield Check(Verdict.BAD, "doctor-figures-silent", {"port": port}, silent)
        return
    asked = {"submitted", "consolidation"}
    oldest = [one for one in found if one.name == "d2h_oldest_request_seconds"]
    days = int(max((one.value for one in oldest if one.labels["state"] in asked), default=0) // 86_400)
    if days >= REVIEW_DAYS:
        yield Check(Verdict.BAD, "doctor-review-waits", {"days": days}, "doctor-review-remedy")
    else:
        yield Check(Verdict.GOOD, "doctor-review", {"days": REVIEW_DAYS})


def paused(port: int, silent: str = "doctor-jobs-remedy") -> Iterator[Check]:
    """The projects whose display budget is spent, by the figures of governance."""
    found = figures_at(port)
    if found is None:
        yield Check(Verdict.BAD, "doctor-figures-silent", {"port": port}, silent)
        return
    for one in found:
        if one.name == "d2h_display_budget_spent":
            key, params = f"doctor-display-{one.labels['window']}", {"project": one.labels["project"]}
            yield Check(Verdict.BAD, key, dict(params), "doctor-display-remedy")


def _told_by(installation: Installation, module: str) -> list[dict[str, Any]] | None:
    """What a module prints that needs more than the standard library; None where it fails."""
    venv = os.environ.get("D2H_VENV") or str(installation.home / "venv")
    try:
        told = subprocess.run(
            [f"{venv}/bin/python", "-m", module],
            cwd=REPOSITORY,
            env=os.environ | {"D2H_HOME": str(installation.home)},
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found: list[dict[str, Any]] = json.loads(told.stdout)
    return found
