"""What an admin may give to open an installation to other machines, and what she is told of the rest."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import InstallationError
from launcher.installation import Installation, Ports
from launcher.publication import Publication, publication_of
from launcher.settings import write_settings
from launcher.words import Words
from tests.certificates import certificate_of

HUB, AIRLOCK = "https://hub.chu.example", "https://sas.chu.example:8443"


@pytest.fixture
def good(tmp_path: Path) -> Publication:
    chain, key = certificate_of(tmp_path, "hub.chu.example", "sas.chu.example")
    return Publication(HUB, AIRLOCK, str(chain), str(key))


def refusal(publication: Publication) -> str:
    with pytest.raises(InstallationError) as refused:
        publication.checked()
    for language in ("fr", "en"):
        Words(language).say(refused.value.key, **refused.value.params)
    return refused.value.key


def test_chain_and_key_are_put_together_for_their_owner_alone(good: Publication, tmp_path: Path) -> None:
    entry = good.entry(tmp_path / "front.pem")
    text = entry.certificate.read_text()
    assert text == Path(good.certificate).read_text() + Path(good.key).read_text()
    assert stat.S_IMODE(entry.certificate.stat().st_mode) == 0o600
    assert entry.ports == [443, 8443]


def test_a_star_stands_for_one_label(good: Publication, tmp_path: Path) -> None:
    chain, key = certificate_of(tmp_path, "*.chu.example", name="star")
    starred = replace(good, certificate=str(chain), key=str(key))
    starred.checked()
    assert refusal(replace(starred, hub_url="https://hub.d2h.chu.example")) == "publication-other-name"


@pytest.mark.parametrize(
    "url",
    ["http://hub.chu.example", "hub.chu.example", "https://", "https://hub.chu.example/hub", "https://a:b@c.example",
     "https://hub.chu.example:99999", "https://hub.chu.example:port"],
)  # fmt: skip
def test_an_address_is_a_name_and_perhaps_a_port(good: Publication, url: str) -> None:
    assert refusal(replace(good, hub_url=url)) == "publication-address"


def test_hub_and_airlock_have_names_of_their_own(good: Publication) -> None:
    assert refusal(replace(good, airlock_url=f"{HUB}:8443")) == "publication-one-name"


def test_what_browsers_would_refuse_is_refused_here(good: Publication, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("no certificate")
    other, its_key = certificate_of(tmp_path, "www.chu.example", name="other")
    ended, ended_key = certificate_of(tmp_path, "hub.chu.example", "sas.chu.example", days=-1, name="ended")
    assert refusal(replace(good, certificate=str(tmp_path / "absent.pem"))) == "publication-unreadable"
    assert refusal(replace(good, certificate=str(nothing))) == "publication-no-certificate"
    assert refusal(replace(good, key=str(nothing))) == "publication-no-key"
    assert refusal(replace(good, key=str(its_key))) == "publication-other-key"
    assert refusal(replace(good, certificate=str(other), key=str(its_key))) == "publication-other-name"
    assert refusal(replace(good, certificate=str(ended), key=str(ended_key))) == "publication-expired"


def test_it_is_kept_and_every_service_is_told(
    good: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Installation(tmp_path / "home", "unit", Ports(30_000), tmp_path / "sockets", good.kept())
    made.keep()
    monkeypatch.setenv("D2H_HOME", str(made.home))
    again = Installation.from_environment()
    assert publication_of(again) == good
    settings = write_settings(again)
    assert settings["D2H_HUB_PUBLIC_URL"] == settings["D2H_AIRLOCK_HUB_PUBLIC_URL"] == HUB
    assert settings["D2H_CATALOGUE_HUB_PUBLIC_URL"] == HUB
    assert settings["D2H_AIRLOCK_PAGE_URL"] == settings["D2H_HUB_AIRLOCK_PAGE_URL"] == AIRLOCK
