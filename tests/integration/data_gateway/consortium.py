"""Governance as a process of its own, and one site, lyon, set up by the commands under test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from click.testing import Result
from typer.testing import CliRunner

from data_gateway.cli import app
from data_gateway.permits.data_owner import DataOwner
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from tests.ports import free_port

PEOPLE = """
people:
  - {user: nadia, name: Nadia, roles: [admin]}
  - {user: claire, name: Claire, site: lyon, roles: [researcher]}
  - {user: hugo, name: Hugo, site: lyon, roles: [researcher]}
  - {user: owner-lyon, name: Owner, site: lyon, roles: [data_owner]}
"""
PROJECT = """
project:
  id: adverse-events
  title: {fr: Événements indésirables, en: Adverse events}
  purpose: Study adverse events after admission
  starts: 2020-01-01
  ends: 2999-12-31
members: [{user: claire, role: lead}%s]
workspace: {memory: 1G, cpus: 1}
outputs: {threshold: 10, votes: 2}
permits:
  - sites: [lyon]
    mode: records
    datasets:
      omop:
        tables:
          person: {columns: [person_id, year_of_birth]}
          measurement:
            columns: [person_id, value_as_number]
            rows: [{column: measurement_concept_id, op: in, value: [1, 2]}]
"""


@dataclass
class Consortium:
    """Governance with its database in `home`, and one site, lyon, set up by the commands under test."""

    home: Path
    port: int = field(default_factory=free_port)
    _service: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.environment = os.environ | {
            "D2H_HOME": str(self.home),
            "D2H_SITES_DIR": str(self.home / "sites"),
            "D2H_GOVERNANCE_PORT": str(self.port),
            "D2H_GOVERNANCE_KEY_FILE": str(self.home / "governance" / "key.pem"),
            "D2H_LANGUAGE": "en",
        }
        self.url = f"http://127.0.0.1:{self.port}"
        self.site_folder = SiteFolder(self.home / "sites" / "lyon")

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], env=self.environment, check=True, capture_output=True)

    def governance(self, *words: str) -> None:
        self.run("-c", "from governance.cli import app; app()", *words)

    def site(self, *words: str, answer: str = "") -> Result:
        return CliRunner().invoke(app, list(words), env=self.environment, input=answer)

    def start(self) -> None:
        self._service = subprocess.Popen([sys.executable, "-m", "governance"], env=self.environment)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self._service.poll() is None, "governance ended at its start"
            try:
                httpx.get(f"{self.url}/keys/access", trust_env=False).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("governance did not start")

    def stop(self) -> None:
        if self._service is not None:
            self._service.send_signal(signal.SIGTERM)
            self._service.wait(30)
            self._service = None

    def apply(self, members: str = "") -> None:
        file = self.home / "project.yaml"
        file.write_text(PROJECT % members, encoding="utf-8")
        self.governance("project", "apply", str(file), "--yes", "--as", "nadia")

    def states(self) -> dict[int, str]:
        """Version -> state of the project's permits, as governance tells the site."""
        permits = DataOwner(self.site_folder).governance.permits()
        return {permit.document.version: permit.state for permit in permits}

    def signed(self) -> list[Path]:
        return sorted(self.site_folder.permits.glob("*.jws"))

    def events(self) -> list[str]:
        audit = SiteAudit(self.site_folder)
        assert audit.verify().holds
        events = [record.event for record in audit.records()]
        audit.close()
        return events
