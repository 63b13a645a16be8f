"""A backup is encrypted by age for public keys whose other half stays with its keepers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from launcher.errors import InstallationError
from launcher.packages import find

_PART = 1 << 20  # bytes


@contextmanager
def encrypted(target: Path, recipients: Sequence[str]) -> Iterator[IO[bytes]]:
    """What is written leaves for `target`, readable by its owner alone. Raises InstallationError
    `backup-encryption`."""
    target.touch(mode=0o600)
    keys = [word for recipient in recipients for word in ("--recipient", recipient)]
    with target.open("wb") as file, _age(*keys, stdin=subprocess.PIPE, stdout=file) as age:
        stream = cast(IO[bytes], age.stdin)
        with suppress(BrokenPipeError):  # age ended first and says why
            yield stream
        with suppress(BrokenPipeError):
            stream.close()
        _check(age, "backup-encryption")


@contextmanager
def decrypted(source: Path, identity: Path) -> Iterator[IO[bytes]]:
    """Raises InstallationError `backup-decryption`."""
    with _age("--decrypt", "--identity", str(identity), str(source), stdout=subprocess.PIPE) as age:
        stream = cast(IO[bytes], age.stdout)
        try:
            yield stream
        finally:
            while stream.read(_PART):  # what tar leaves after its end
                continue
            _check(age, "backup-decryption")


def _age(*words: str, **streams: int | IO[bytes]) -> subprocess.Popen[bytes]:
    program = find("age")
    if program is None:
        raise InstallationError("type-apt", packages="age")
    return subprocess.Popen([program, *words], stderr=subprocess.PIPE, **streams)  # type: ignore[call-overload,no-any-return]


def _check(age: subprocess.Popen[bytes], key: str) -> None:
    told = cast(IO[bytes], age.stderr).read().decode(errors="replace").strip()
    if age.wait() != 0:
        raise InstallationError(key, reason=told.splitlines()[0] if told else "-")
