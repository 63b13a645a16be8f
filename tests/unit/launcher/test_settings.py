"""An installation's settings: drawn once, kept for their owner, told only to those who need them."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.installation import Installation, Ports
from launcher.logins import ensure_logins, read_logins
from launcher.processes import processes_of
from launcher.settings import read_settings, write_settings


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "home", "unit", Ports(30_000), tmp_path / "sockets")
    made.keep()
    (made.home / "haproxy.cfg").write_text("")
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files_with_secrets_are_their_owners_alone(installation: Installation) -> None:
    write_settings(installation)
    ensure_logins(installation, ["claire"])
    assert mode(installation.home) == mode(installation.sockets) == 0o700
    assert mode(installation.environment_file) == mode(installation.home / "logins") == 0o600


def test_secrets_are_drawn_once_and_differ_between_installations(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        made = Installation(tmp_path / name, name, Ports(30_000), tmp_path / f"{name}-sockets")
        made.keep()
        first = write_settings(made)["D2H_HUB_AIRLOCK_TOKEN"]
        assert write_settings(made)["D2H_HUB_AIRLOCK_TOKEN"] == first
        found.append(first)
    assert found[0] != found[1]


def test_a_line_that_an_admin_added_is_kept(installation: Installation) -> None:
    write_settings(installation)
    with installation.environment_file.open("a") as file:
        file.write("# the hospital's own login\nD2H_HUB_OIDC__CLIENT_ID=d2h\n")
    write_settings(installation)
    assert read_settings(installation)["D2H_HUB_OIDC__CLIENT_ID"] == "d2h"


def test_a_zone_moves_to_postgresql_by_one_line(installation: Installation) -> None:
    first = write_settings(installation)["D2H_AIRLOCK_DATABASE_URL"]
    assert first.startswith("sqlite:///")
    address = "postgresql://d2h@127.0.0.1/airlock"
    text = installation.environment_file.read_text()
    installation.environment_file.write_text(text.replace(first, address))
    settings = write_settings(installation)
    assert settings["D2H_AIRLOCK_DATABASE_URL"] == address
    trails = {trail["zone"]: trail for trail in json.loads(settings["D2H_GOVERNANCE_AUDIT_TRAILS"])}
    assert trails["airlock"]["database_url"] == address


def test_passwords_are_drawn_once_per_person(installation: Installation) -> None:
    first = ensure_logins(installation, ["claire", "hugo"])
    assert ensure_logins(installation, ["claire", "hugo", "ines"])["claire"] == first["claire"]
    assert len(set(read_logins(installation).values())) == 3
    assert all(len(password) >= 16 for password in first.values())


def test_no_process_is_told_the_secrets_of_another_zone(installation: Installation) -> None:
    settings = write_settings(installation)
    processes = processes_of(installation, settings)
    proved = {"airlock", "airlock-worker", "replays"}  # the airlock proves itself to the runner of replays
    pages = (("CATALOGUE", {"catalogue"}), ("ADMINISTRATION", {"administration"}))
    for service, knowing in (("AIRLOCK", proved), *pages):
        secret = settings[f"D2H_HUB_{service}_TOKEN"]
        told = {one.name for one in processes if secret in one.environment.values()}
        assert told == knowing | {"hub"}
    keys = {
        one.name: {name for name in one.environment if "KEY" in name or "TRAILS" in name} for one in processes
    }
    assert keys["catalogue"] == set(), "every researcher's pages hold no key"
    assert keys["administration"] == {"D2H_GOVERNANCE_KEY_FILE", "D2H_GOVERNANCE_AUDIT_TRAILS"}


def test_the_trail_of_every_zone_is_known_to_the_audit(installation: Installation) -> None:
    site = installation.home / "sites" / "lyon"
    site.mkdir(parents=True)
    (site / "site.toml").write_text('id = "lyon"\n[gateway]\nport = 30031\n')
    trails = json.loads(write_settings(installation)["D2H_GOVERNANCE_AUDIT_TRAILS"])
    assert [trail["zone"] for trail in trails] == ["airlock", "site:lyon"]


def test_a_data_owners_page_runs_once_it_has_a_passphrase_and_knows_no_secret(
    installation: Installation,
) -> None:
    site = installation.site("lyon")
    (site / "keys").mkdir(parents=True)
    text = f'id = "lyon"\n[title]\nen = "Lyon"\n[gateway]\nport = {installation.ports.gateway(0)}\n'
    (site / "site.toml").write_text(text)
    settings = write_settings(installation)
    (installation.home / "haproxy.cfg").touch()
    assert "owner-page-lyon" not in [one.name for one in processes_of(installation, settings)]
    (site / "keys" / "owner-page.json").write_text("{}")
    (page,) = (one for one in processes_of(installation, settings) if one.name == "owner-page-lyon")
    assert page.probe == f"tcp://127.0.0.1:{installation.ports.owner_page(0)}"
    assert page.environment.keys() == {"D2H_RUNS"}
    (site / "site.toml").write_text(text + '[owner_page]\nport = 4443\nlisten = "0.0.0.0"\n')
    (moved,) = (one for one in processes_of(installation, settings) if one.name == "owner-page-lyon")
    assert moved.probe == "tcp://127.0.0.1:4443"


def test_an_installation_is_found_again_as_it_was_made(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("D2H_HOME", str(installation.home))
    monkeypatch.setenv("D2H_NAME", "another")
    monkeypatch.setenv("D2H_PORT", "9000")
    assert Installation.from_environment() == installation


def test_a_renewed_certificate_starts_the_front_anew_and_nothing_else(installation: Installation) -> None:
    settings = write_settings(installation)
    public = replace(installation, public={"hub_url": "https://hub.example"})

    def digests() -> dict[str, str]:
        return {one.name: one.digest() for one in processes_of(public, settings)}

    certificate = installation.home / "front.pem"
    certificate.write_text("of this year")
    before = digests()
    certificate.write_text("of the next")
    after = digests()
    assert {name for name in before if before[name] != after[name]} == {"front"}


def test_a_gateway_alone_is_started_anew_for_its_new_certificate(installation: Installation) -> None:
    for number, name in enumerate(("lyon", "grenoble")):
        site = installation.site(name)
        site.mkdir(parents=True)
        port = installation.ports.gateway(number)
        (site / "site.toml").write_text(f'id = "{name}"\n[title]\nen = "x"\n[gateway]\nport = {port}\n')
    settings = write_settings(installation)
    (installation.home / "haproxy.cfg").touch()
    before = {one.name: one.digest() for one in processes_of(installation, settings)}
    (installation.site("lyon") / "gateway-chain.pem").write_text("another")
    after = {one.name: one.digest() for one in processes_of(installation, settings)}
    assert [name for name in before if before[name] != after[name]] == ["gateway-lyon"]
