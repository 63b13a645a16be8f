"""`d2h release verify`: holds for the package as released, and for no other bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from governance.refusal import Refusal
from governance.signatures import public_pem
from output_checking.cli import app
from output_checking.package.archive import pack
from output_checking.package.verification import verify_package
from tests.integration.output_checking.house import House

Change = Callable[[dict[str, bytes]], dict[str, bytes]]
TABLE, RECORD, SIGNATURE = "files/deaths.csv", "ro-crate-metadata.json", "ro-crate-metadata.jws"


@pytest.fixture
def package(house: House, tmp_path: Path) -> Path:
    request = house.released()
    assert request.package is not None
    path = tmp_path / "release.zip"
    path.write_bytes(house.airlock.files.read(request.package.sha256))
    return path


def refused(house: House, path: Path) -> str | None:
    """The code of the refusal; None when the package is accepted."""
    try:
        verify_package(path, house.airlock.signing_key.public_key())
    except Refusal as refusal:
        return refusal.code
    return None


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_as_released_is_proved(house: House, package: Path) -> None:
    assert refused(house, package) is None


def test_no_single_byte_of_it_can_be_changed(house: House, package: Path) -> None:
    """Every byte in turn, with one of its bits turned."""
    whole = package.read_bytes()
    accepted = []
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1 << position % 8
        package.write_bytes(changed)
        if refused(house, package) is None:
            accepted.append(position)
    assert accepted == []


def test_it_cannot_be_cut_or_lengthened(house: House, package: Path) -> None:
    whole = package.read_bytes()
    for changed in (
        *(whole[:length] for length in range(0, len(whole), 37)),
        whole[:-1],
        whole + b"\0",
        b"\0" + whole,
    ):
        package.write_bytes(changed)
        assert refused(house, package) is not None, len(changed)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda inside: inside | {TABLE: inside[TABLE].replace(b"31", b"13")}, "package-file-altered"),
        (lambda inside: {k: v for k, v in inside.items() if k != TABLE}, "package-file-missing"),
        (lambda inside: {k: v for k, v in inside.items() if k != SIGNATURE}, "package-file-missing"),
        (lambda inside: {k: v for k, v in inside.items() if k != RECORD}, "package-file-missing"),
        (lambda inside: inside | {"files/more.csv": b"a,b\n"}, "package-file-unexpected"),
        (lambda inside: inside | {"../evil": b"x"}, "package-file-unexpected"),
        (lambda inside: inside | {RECORD: inside[RECORD] + b" "}, "package-record-altered"),
        (lambda inside: inside | {SIGNATURE: b"\xff"}, "signature-invalid"),
    ],
    ids=[
        "a number",
        "no file",
        "no signature",
        "no record",
        "one file more",
        "a path",
        "the record",
        "the signature",
    ],
)
def test_each_change_is_named(house: House, package: Path, change: Change, code: str) -> None:
    package.write_bytes(pack(change(members(package))))
    assert refused(house, package) == code


def test_compression_and_doubled_names_are_refused(house: House, package: Path) -> None:
    inside = members(package)
    for compression, double in ((zipfile.ZIP_DEFLATED, False), (zipfile.ZIP_STORED, True)):
        made = BytesIO()
        with zipfile.ZipFile(made, "w", compression) as archive:
            for name, content in inside.items():
                archive.writestr(name, content)
            if double:
                with pytest.warns(UserWarning, match="Duplicate name"):
                    archive.writestr(TABLE, b"ward,patients\n")
        package.write_bytes(made.getvalue())
        assert refused(house, package) == "package-bytes-altered"


def test_another_airlocks_key_proves_nothing(package: Path) -> None:
    with pytest.raises(Refusal, match="signature-invalid"):
        verify_package(package, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all" * 50])
def test_what_is_no_zip_cannot_be_read(house: House, package: Path, content: bytes) -> None:
    package.write_bytes(content)
    assert refused(house, package) == "package-unreadable"


@pytest.mark.parametrize(("language", "held", "failed"), [("en", "is what", "is NOT"), ("fr", "bien", "PAS")])
def test_the_command_says_so_and_ends_accordingly(
    house: House, package: Path, language: str, held: str, failed: str
) -> None:
    key = str(house.settings.public_key_file)
    run = ["release", "verify", str(package), "--key", key, "--language", language]
    good = CliRunner().invoke(app, run)
    assert (good.exit_code, held in good.output, "files/deaths.csv" in good.output) == (0, True, True)
    package.write_bytes(package.read_bytes()[:-1])
    bad = CliRunner().invoke(app, run)
    assert (bad.exit_code, failed in bad.output) == (1, True)


def test_a_foreign_key_and_no_key_at_all_end_the_command_with_one(package: Path, tmp_path: Path) -> None:
    key = tmp_path / "foreign.pub"
    for content in (public_pem(Ed25519PrivateKey.generate()), "no key", "é"):
        key.write_text(content, encoding="utf-8")
        answer = CliRunner().invoke(app, ["release", "verify", str(package), "--key", str(key)])
        assert (answer.exit_code, answer.exception.__class__) == (1, SystemExit)
