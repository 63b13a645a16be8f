"""The hub's copy of a site's audit: what the site writes is there too, also after the hub was away."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from data_gateway.site.audit import SiteAudit
from data_gateway.site.audit_copy import AuditCopy
from governance.audit.chain import GENESIS, AuditRecord, Mark
from governance.audit.site_copies import copied_until
from governance.audit.site_standing import audit_troubles
from governance.audit.story import SiteCopy, tell, verify
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from launcher.doctor.finding import Verdict
from launcher.doctor.running import site_audits
from launcher.installation import Installation
from launcher.words import Words

from .conftest import SECRET
from .consortium import Consortium
from .test_gateway_audit import wait_for


@pytest.fixture
def hub(alone: Consortium) -> GovernanceSettings:
    folder = alone.home / "governance"
    return GovernanceSettings(
        database_url=f"sqlite:///{folder}/governance.sqlite",
        key_file=folder / "key.pem",
        audit_anchor=folder / "audit.anchor",
    )


def copy_at(hub: GovernanceSettings) -> SiteCopy:
    return SiteCopy("lyon", hub.database_url, hub.copy_anchor("lyon"), hub.public_key_file)


def copied(hub: GovernanceSettings) -> list[AuditRecord]:
    return [told.record for told in tell((copy_at(hub),))]


def own(consortium: Consortium) -> list[AuditRecord]:
    audit = SiteAudit(consortium.site_folder)
    try:
        assert audit.verify().holds
        return audit.records()
    finally:
        audit.close()


def write(consortium: Consortium, count: int, **details: object) -> None:
    audit = SiteAudit(consortium.site_folder)
    for number in range(count):
        told = {"project": "adverse-events", "rows": number} | details
        audit.append(actor="claire", event="read.finished", subject="lyon", details=told)
    audit.close()


@contextmanager
def gateway(consortium: Consortium) -> Iterator[None]:
    settings = consortium.site_folder.settings
    text = re.sub(r"\nport = [0-9]+\n", "\nport = 0\n", settings.read_text(), count=1)
    settings.write_text(text.replace("[governance]\n", "[governance]\naudit_seconds = 0.2\n"))
    command = [sys.executable, "-m", "data_gateway", str(consortium.site_folder.root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "on port" not in process.stderr.readline():
            assert process.poll() is None, "the gateway did not start"
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def test_the_hub_gets_the_audit_of_a_running_site_and_both_chains_hold(
    consortium: Consortium, hub: GovernanceSettings
) -> None:
    with gateway(consortium):
        wait_for(lambda: [record.event for record in copied(hub)][-1:] == ["gateway.started"])
        write(consortium, 3)  # as any other process of the site does
        wait_for(lambda: copied(hub) == own(consortium))
    assert verify(copy_at(hub)).holds
    shown = json.loads(
        subprocess.run(
            [sys.executable, "-c", "from governance.cli import app; app()", "audit", "show", "--json"],
            env=consortium.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    reads = [told for told in shown if told["event"] == "read.finished"]
    assert [(told["zone"], told["details"]["rows"]) for told in reads] == [("copy:lyon", n) for n in range(3)]


def test_a_site_works_while_the_hub_is_away_and_its_copy_catches_up(
    alone: Consortium, hub: GovernanceSettings
) -> None:
    with gateway(alone):
        write(alone, 3)
        alone.start()
        try:
            wait_for(lambda: copied(hub) == own(alone), 30)
        finally:
            alone.stop()
    assert verify(copy_at(hub)).holds


def test_a_command_brings_the_copy_up_to_now_and_twice_is_once(
    consortium: Consortium, hub: GovernanceSettings
) -> None:
    write(consortium, 2)
    for _ in range(2):
        done = consortium.site("send-audit", "lyon")
        assert done.exit_code == 0, done.output
        assert f"all {len(own(consortium))} records" in done.output
    assert copied(hub) == own(consortium)


def test_a_command_while_the_hub_is_away_says_so(alone: Consortium) -> None:
    done = alone.site("send-audit", "lyon")
    assert done.exit_code == 1
    assert "does not answer" in done.stderr


def test_a_long_trail_goes_in_several_sendings(consortium: Consortium, hub: GovernanceSettings) -> None:
    write(consortium, 8, sql="SELECT " + "x" * 60_000)
    write(consortium, 505)
    assert consortium.site("send-audit", "lyon").exit_code == 0
    assert copied(hub) == own(consortium)
    with open_governance(hub, read_only=True)() as uow:
        assert copied_until(uow.session, "lyon").sequence == len(own(consortium))


def test_a_hub_that_has_another_story_gets_nothing_more(
    consortium: Consortium, hub: GovernanceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = AuditCopy(consortium.site_folder)
    monkeypatch.setattr(type(copy._hub), "audit_copied_until", lambda _: Mark(1, "f" * 64))
    with pytest.raises(Refusal, match="audit-copy-differs"):
        copy.send()
    copy.close()
    with open_governance(hub, read_only=True)() as uow:
        told = [(trouble.code, trouble.sequence) for trouble in audit_troubles(uow)]
    assert told == [("site-audit-parted", 1)]


def test_two_processes_of_a_site_may_send_at_once(consortium: Consortium, hub: GovernanceSettings) -> None:
    first, second = AuditCopy(consortium.site_folder), AuditCopy(consortium.site_folder)
    second._copied = Mark(0, GENESIS)  # it asked before the first one sent
    write(consortium, 2)
    ours = own(consortium)
    assert first.send() == len(ours)
    second._audit.following = lambda mark, most: ours[:1]  # type: ignore[method-assign]
    assert second.send() == len(ours)
    assert copied(hub) == ours
    first.close()
    second.close()


def test_nobody_without_the_sites_audit_key_adds_to_its_copy(consortium: Consortium) -> None:
    folder = consortium.site_folder
    folder.audit_key.write_bytes(folder.data_owner_key.read_bytes())
    done = consortium.site("send-audit", "lyon")
    assert done.exit_code == 1
    assert "signature" in done.stderr.lower()


@pytest.fixture
def doctor(
    alone: Consortium, hub: GovernanceSettings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[tuple[Verdict, str]]]:
    """What it says of the audits of sites, in the installation whose governance that is."""
    monkeypatch.setenv("D2H_HOME", str(alone.home))
    monkeypatch.setenv("D2H_VENV", sys.prefix)
    settings = {
        "D2H_GOVERNANCE_DATABASE_URL": hub.database_url,
        "D2H_GOVERNANCE_KEY_FILE": hub.key_file,
        "D2H_GOVERNANCE_AUDIT_ANCHOR": hub.audit_anchor,
    }
    (alone.home / "env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def told() -> list[tuple[Verdict, str]]:
        found = site_audits(Installation.from_environment())
        return [(check.verdict, Words("en").say(check.key, **check.params)) for check in found]

    return told


def test_the_doctor_tells_whether_each_copy_is_whole_and_how_old(
    consortium: Consortium, hub: GovernanceSettings, doctor: Callable[[], list[tuple[Verdict, str]]]
) -> None:
    assert doctor() == []
    assert consortium.site("send-audit", "lyon").exit_code == 0
    count = len(own(consortium))
    whole = f"Audit of lyon: the hub's copy holds and proves its {count} records"
    ((verdict, said),) = doctor()
    assert verdict is Verdict.GOOD and said == f"{whole}; the site asked after it 0 min ago"
    yesterday = time.time() - 86_400
    os.utime(hub.copy_anchor("lyon"), (yesterday, yesterday))
    ((verdict, said),) = doctor()
    assert verdict is Verdict.BAD and "has not asked after the hub's copy of its audit since" in said
    cut = sqlite3.connect(hub.database_url.removeprefix("sqlite:///"))
    cut.execute("DROP TRIGGER site_audit_records_no_delete")
    with cut:
        cut.execute("DELETE FROM site_audit_records WHERE sequence = ?", (count,))
    cut.close()
    ((verdict, said),) = doctor()
    assert verdict is Verdict.BAD
    assert said == f"Audit of lyon: the hub's copy does not prove itself at record {count}"


def test_no_value_of_the_data_is_in_the_copy(consortium: Consortium, hub: GovernanceSettings) -> None:
    assert consortium.site("send-audit", "lyon").exit_code == 0
    told = " ".join(record.model_dump_json() for record in copied(hub))
    assert "dataset.loaded" in told
    assert SECRET not in told
