"""Every finding in its order, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator

from launcher import systemd
from launcher.doctor import machine, running
from launcher.doctor.finding import Check, Verdict
from launcher.installation import Installation
from launcher.words import Words

MARKS = {Verdict.GOOD: "✓", Verdict.LATER: "…", Verdict.BAD: "✗"}


def examine(installation: Installation) -> Iterator[Check]:
    units = systemd.units(installation.home)
    yield machine.system()
    yield machine.python()
    if units and not installation.has_hub():
        # A site's own machine runs no workspace: it needs neither their engine nor room for them.
        yield machine.disk(installation.home)
        yield from running.services(units)
        yield from running.certificates(installation)
        return
    yield machine.memory()
    yield machine.disk(installation.home)
    yield machine.cores()
    yield machine.limits()
    yield from machine.programs()
    yield machine.engine_found()
    yield machine.apparmor_profile()
    yield machine.mapped_users()
    yield machine.gpus()
    yield from machine.work_files(installation)
    yield machine.socket_folder(installation)
    runs = bool(units) or installation.is_running()
    yield machine.ports(installation, running=runs)
    if runs:
        yield from running.services(units) if units else [running.jobs(installation)]
        remedy = "doctor-service-remedy-all" if units else "doctor-jobs-remedy"
        yield from running.site_audits(installation)
        yield from running.certificates(installation)
        yield from running.gpus_of_workers(installation)
        yield from running.waiting(installation.ports.airlock_metrics, remedy)
        yield from running.paused(installation.ports.governance_metrics, remedy)


def report(installation: Installation, words: Words) -> bool:
    """Print every finding with its remedy; whether an installation can go on."""
    checks = list(examine(installation))
    for check in checks:
        print(f" {MARKS[check.verdict]} {words.say(check.key, **check.params)}")
        if check.remedy:
            print(f"   → {words.say(check.remedy, **check.params)}")
    bad = sum(check.verdict is Verdict.BAD for check in checks)
    print(words.say("doctor-good") if not bad else words.say("doctor-bad", count=bad))
    return not bad
