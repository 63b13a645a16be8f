"""What the doctor says of the certificates of the pages and of the gateways."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_gateway.site.certificate import VALIDITY, create_certificate
from launcher.doctor.finding import Verdict
from launcher.doctor.running import certificates
from launcher.installation import Installation, Ports
from launcher.publication import Publication
from launcher.words import Words
from tests.certificates import certificate_of


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Published, with a certificate of 90 days; the gateway of lyon has one of its own."""
    monkeypatch.setenv("D2H_VENV", sys.prefix)
    chain, key = certificate_of(tmp_path, "hub.chu.example", "sas.chu.example", days=90)
    published = Publication("https://hub.chu.example", "https://sas.chu.example", str(chain), str(key))
    made = Installation(tmp_path / "home", "test", Ports(8000), tmp_path / "sockets", published.kept())
    made.keep()
    site = made.site("lyon")
    site.mkdir(parents=True)
    (site / "site.toml").touch()
    (site / "gateway-chain.pem").write_text(create_certificate("lyon.gateway.d2h").chain)
    return made


def told(installation: Installation) -> list[tuple[Verdict, str]]:
    for check in certificates(installation):
        if check.remedy:
            Words("fr").say(check.remedy, **check.params)
    return [(one.verdict, Words("en").say(one.key, **one.params)) for one in certificates(installation)]


def test_certificates_that_hold_are_told_with_their_end(installation: Installation) -> None:
    (pages, said), (gateway, of_lyon) = told(installation)

    assert (pages, gateway) == (Verdict.GOOD, Verdict.GOOD)
    assert said.startswith("Certificate of the pages: until ") and "gateway of lyon" in of_lyon


def test_a_certificate_that_ends_within_a_month_is_bad(installation: Installation) -> None:
    begun = datetime.now(UTC) - VALIDITY + timedelta(days=20)
    chain = installation.site("lyon") / "gateway-chain.pem"
    chain.write_text(create_certificate("lyon.gateway.d2h", begun).chain)

    assert [verdict for verdict, _ in told(installation)] == [Verdict.GOOD, Verdict.BAD]


@pytest.mark.parametrize("garbage", [b"", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_file_that_is_no_certificate_is_bad_and_named(installation: Installation, garbage: bytes) -> None:
    chain = installation.site("lyon") / "gateway-chain.pem"
    chain.write_bytes(garbage)

    assert told(installation)[1] == (Verdict.BAD, f"{chain} holds no certificate that can be read")
