"""What goes into the workspace image."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from images import build

REPOSITORY = Path(__file__).resolve().parents[3]
LIST_CONTEXT = "from images import build\nfor name, _ in build._context_files(): print(name)"
WORKSPACE = REPOSITORY / "images" / "workspace"
GPU_WORKSPACE = REPOSITORY / "images" / "workspace-gpu"


@pytest.mark.parametrize(
    ("file", "at_least"),
    [
        (WORKSPACE / "requirements.lock", 50),
        (WORKSPACE / "bill.lock", 20),
        (GPU_WORKSPACE / "requirements.lock", 20),
    ],
)
def test_every_locked_package_has_a_hash_and_no_index_address(file, at_least):
    lock = file.read_text()
    packages = re.split(r"(?m)^(?=[a-z0-9])", lock)[1:]

    assert len(packages) > at_least
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links", lock)


def test_the_image_and_the_hub_are_locked_to_one_jupyterhub():
    here = re.search(r"(?m)^jupyterhub==(\S+)", (WORKSPACE / "requirements.lock").read_text())
    hub = re.search(r"(?m)^jupyterhub==(\S+)", (REPOSITORY / "requirements-dev.lock").read_text())

    assert here and hub and here[1] == hub[1]


def test_what_a_gpu_adds_leaves_the_packages_of_every_workspace_as_they_are():
    plain, added = (
        dict(re.findall(r"(?m)^([a-z0-9.-]+)==(\S+)", (place / "requirements.lock").read_text()))
        for place in (WORKSPACE, GPU_WORKSPACE)
    )

    assert {"torch", "monai", "numpy"} <= added.keys()
    assert {name: added[name] for name in added.keys() & plain} == {
        name: plain[name] for name in added.keys() & plain
    }


def test_the_sdk_and_the_two_sides_of_a_workspace_are_all_of_ours_in_the_image():
    listed = subprocess.run(
        [sys.executable, "-c", LIST_CONTEXT],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    ours = {name.partition("/")[0] for name in listed if "/" in name}
    assert ours == {"d2h_sdk", "d2h_server", "d2h_server.dist-info", "d2h_kernels", "labextension", "r"}
    assert "d2h_sdk/wire/outputs.py" in listed
    assert not [name for name in listed if name.endswith((".pyc", ".pem", ".key"))]


def test_the_dockerfile_asks_for_no_frontend_from_a_registry():
    assert not (WORKSPACE / "Dockerfile").read_text().startswith("# syntax")


def test_what_an_installation_wants_besides_makes_another_image():
    alone, besides = (build._inputs_digest("workspace", "base", names) for names in ("", "r-cran-mice"))

    assert alone != besides


@pytest.mark.parametrize("names", ["r-cran-mice;reboot", "r-cran-mice -oDebug=1", "$(id)", "../mice"])
def test_only_names_of_debians_packages_go_into_a_build(names):
    with pytest.raises(build.BuildFailed, match=r"D2H_IMAGE_PACKAGES: .* is no name of a Debian package"):
        build.build_workspace(print, packages=names)
