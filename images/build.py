"""Builds the workspace image: Debian's packages, locked Python packages, the SDK; on request, the one with
PyTorch too. Standard library only."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

IMAGE = "d2h-workspace:latest"
GPU_IMAGE = "d2h-workspace-gpu:latest"
BASE = "d2h-base:bookworm"
INPUTS_LABEL = "org.d2h.inputs"
# The setting that names Debian's packages which an installation wants in its images besides.
PACKAGES = "D2H_IMAGE_PACKAGES"
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9.+-]+")

_WORKSPACE, _GPU_WORKSPACE = "workspace", "workspace-gpu"
_FOLDER = Path(__file__).resolve().parent
_REPOSITORY = _FOLDER.parent
_PULLABLE_BASE = "debian:bookworm-slim"
_PULL_SECONDS = 60
_CA_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

_NOT_IN_THE_IMAGE = frozenset({"requirements.in", "bill.in", "smoke_test.py"})

Report = Callable[[str], None]


class BuildFailed(RuntimeError):  # noqa: N818 - reads as what happened
    """The image could not be built; the message ends with the builder's last lines."""


def build_workspace(report: Report, *, image: str = IMAGE, packages: str = "") -> str:
    """The id (`sha256:…`) of an image made of exactly the present inputs, built only when there is none.

    `packages`: names of Debian's that it has besides. Building again after a failure goes on from the last
    finished step. Raises BuildFailed.
    """
    for name in packages.split():
        if not _PACKAGE.fullmatch(name):
            raise BuildFailed(f"{PACKAGES}: {name} is no name of a Debian package")
    docker = _builder()
    _ensure_base(docker, report)
    return _made(docker, _WORKSPACE, image, BASE, report, " ".join(sorted({*packages.split()})))


def build_gpu_workspace(report: Report, *, image: str = GPU_IMAGE, packages: str = "") -> str:
    """The same of the image with PyTorch, on top of the workspace image. Raises BuildFailed."""
    build_workspace(report, packages=packages)
    return _made(_builder(), _GPU_WORKSPACE, image, IMAGE, report)


def _made(docker: str, folder: str, image: str, base: str, report: Report, packages: str = "") -> str:
    """The id of `image`, made of images/`folder` on top of `base`."""
    digest = _inputs_digest(folder, _inspect(docker, base, "{{.Id}}"), packages)
    present = _inspect(docker, image, '{{.Id}} {{index .Config.Labels "' + INPUTS_LABEL + '"}}').split()
    if len(present) == 2 and present[1] == digest:
        report(f"{image} is up to date")
        return present[0]
    report(f"building {image}: minutes the first time")
    _build(docker, folder, image, base, digest, report, packages)
    return _inspect(docker, image, "{{.Id}}")


def _context_files(folder: str = _WORKSPACE) -> Iterator[tuple[str, Path]]:
    """Everything the build may see: the folder, and of the workspace the SDK; (name in the context, file)."""
    own = _FOLDER / folder
    sdk = [(_REPOSITORY / "d2h_sdk", _REPOSITORY)] if folder == _WORKSPACE else []
    for top, root in ((own, own), *sdk):
        for path in sorted(top.rglob("*")):
            name = str(path.relative_to(root))
            if path.is_file() and "__pycache__" not in path.parts and name not in _NOT_IN_THE_IMAGE:
                yield name, path


def _inputs_digest(folder: str, base: str, packages: str) -> str:
    digest = hashlib.sha256(f"{base} {packages}".rstrip().encode())
    for name, path in _context_files(folder):
        digest.update(f"\0{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _context(folder: str) -> bytes:
    """The build context as a tar; fixed times and owners let the builder recognise unchanged steps."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, path in _context_files(folder):
            member = tarfile.TarInfo(name)
            member.size = path.stat().st_size
            member.mode = 0o644
            with path.open("rb") as file:
                tar.addfile(member, file)
    return buffer.getvalue()


def _builder() -> str:
    """A docker command that speaks BuildKit: Debian 12's has it inside, newer ones need the buildx plugin."""
    found = [path for path in ("/usr/bin/docker", shutil.which("docker")) if path and Path(path).exists()]
    for docker in found:
        version = _output([docker, "--version"]).removeprefix("Docker version ")
        if int(version.partition(".")[0] or 0) < 23 or _succeeds([docker, "buildx", "version"]):
            return docker
    if found:
        raise BuildFailed("docker has no BuildKit client: apt-get install docker.io (or docker-buildx)")
    raise BuildFailed("docker is not installed: apt-get install docker.io")


def _ensure_base(docker: str, report: Report) -> None:
    """The base image: pulled where a registry answers, else made of Debian's own packages."""
    if _inspect(docker, BASE, "{{.Id}}"):
        return
    report(f"looking for {_PULLABLE_BASE}")
    if _succeeds([docker, "pull", "--quiet", _PULLABLE_BASE], seconds=_PULL_SECONDS):
        _run([docker, "tag", _PULLABLE_BASE, BASE])
    else:
        report("no image registry answers: making the base of Debian's packages (about a minute)")
        if not shutil.which("mmdebstrap"):
            raise BuildFailed("mmdebstrap is not installed: apt-get install mmdebstrap")
        _run(["sh", str(_FOLDER / "base" / "bootstrap.sh"), BASE])


def _build(
    docker: str, folder: str, image: str, base: str, digest: str, report: Report, packages: str
) -> None:
    command = [docker, "build", "--progress=plain", "--tag", image, "--label", f"{INPUTS_LABEL}={digest}"]
    command += ["--build-arg", f"BASE={base}"]
    if packages:
        command += ["--build-arg", f"PACKAGES={packages}"]
    bundle = _ca_bundle()
    if bundle:
        command += ["--secret", f"id=ca,src={bundle}"]
    for variable in ("http_proxy", "https_proxy", "no_proxy"):
        if variable in os.environ or variable.upper() in os.environ:
            command += ["--build-arg", variable]
    environment = {**os.environ, "DOCKER_BUILDKIT": "1"}
    last: list[str] = []
    with tempfile.TemporaryFile() as context:
        context.write(_context(folder))
        context.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own command
            [*command, "-"], stdin=context, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
            text=True, errors="replace",
        ) as build:  # fmt: skip
            assert build.stdout is not None  # noqa: S101 - narrows the type
            for line in build.stdout:
                last = [*last[-19:], line.rstrip()]
                step = line.partition(" ")[2]
                if step.startswith("["):
                    report(step.strip())
    if build.returncode != 0:
        raise BuildFailed(f"{image} could not be built:\n" + "\n".join(last))


def _ca_bundle() -> str | None:
    """The host's certificate bundle: a hospital's network often has an authority of its own."""
    candidates = (os.environ.get("SSL_CERT_FILE"), *_CA_BUNDLES)
    return next((path for path in candidates if path and Path(path).is_file()), None)


def _inspect(docker: str, image: str, template: str) -> str:
    return _output([docker, "image", "inspect", "--format", template, image])


def _output(command: list[str]) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return finished.stdout.strip() if finished.returncode == 0 else ""


def _succeeds(command: list[str], seconds: int = 30) -> bool:
    try:
        finished = subprocess.run(command, capture_output=True, check=False, timeout=seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return finished.returncode == 0


def _run(command: list[str]) -> None:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if finished.returncode != 0:
        raise BuildFailed(f"{command[0]} failed: " + finished.stderr.strip()[-2000:])


if __name__ == "__main__":
    try:
        wanted = sys.argv[1] if len(sys.argv) > 1 else IMAGE
        besides = os.environ.get(PACKAGES, "")
        told = build_workspace(
            lambda line: print(line, file=sys.stderr, flush=True), image=wanted, packages=besides
        )
        print(told)
    except BuildFailed as fault:
        sys.exit(str(fault))
