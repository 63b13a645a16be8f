"""The image a workspace runs: what is in it, and what must not be."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import certifi
import docker
import jupyterhub
import pytest
from docker.models.images import Image

REPOSITORY = Path(__file__).resolve().parents[3]
IMAGE = "d2h-workspace:latest"


@pytest.fixture(scope="module")
def image():
    subprocess.run([sys.executable, "-m", "images.build"], cwd=REPOSITORY, check=True, capture_output=True)
    return docker.from_env().images.get(IMAGE)


def run(*command: str, stdin: bytes = b"", processes: int = 512) -> str:
    finished = subprocess.run(
        [
            "docker",
            "run",
            "--rm",
            "-i",
            "--network=none",
            f"--pids-limit={processes}",
            "--read-only",
            "--tmpfs=/tmp",
            "--env=MPLCONFIGDIR=/tmp/matplotlib",
            "--entrypoint",
            command[0],
            IMAGE,
            *command[1:],
        ],
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr.decode()[-2000:]
    return finished.stdout.decode()


def test_the_study_libraries_work_together(image):
    said = run("python", "-", stdin=(REPOSITORY / "images" / "workspace" / "smoke_test.py").read_bytes())

    assert said.split()[1] == jupyterhub.__version__, "the image and the hub must have one version"


FULL = """
import subprocess, sys, time
from pathlib import Path
from d2h_server.remote import RemoteProcess

socket = Path("/tmp/launcher.sock")
code = f"import pathlib, d2h_kernels.__main__ as side; side.ADDRESS = pathlib.Path('{socket}'); side.main()"
side = subprocess.Popen([sys.executable, "-c", code])
while not socket.exists():
    time.sleep(0.05)
crowd = []
try:
    while True:
        crowd.append(subprocess.Popen(["sleep", "600"]))
except OSError:
    pass

def start():
    return RemoteProcess(["true"], env={}, cwd="/", address=str(socket))

try:
    print("started", start().pid)
except OSError:
    print("refused")
for one in crowd:
    one.kill()
    one.wait()
print(start().wait(), side.poll())
side.kill()
"""


def test_who_has_no_room_for_another_terminal_keeps_what_runs(image):
    assert run("python", "-", stdin=FULL.encode(), processes=40).split() == ["refused", "0", "None"]


def test_building_again_changes_nothing(image):
    again = subprocess.run(
        [sys.executable, "-m", "images.build"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )

    assert again.stdout.strip() == image.id
    assert "is up to date" in again.stderr


def test_the_image_runs_as_nobody_special(image):
    assert image.attrs["Config"]["User"] == "1000:1000"
    assert run("find", "/usr", "/opt", "/bin", "/sbin", "-xdev", "-type", "f", "-perm", "/6000") == ""


def test_the_image_tells_every_package_it_is_made_of(image):
    told = json.loads(run("cat", "/opt/bill/bill.cdx.json"))
    listed = {(each["name"].lower().replace("_", "-"), each["version"]) for each in told["components"]}
    frozen = run("/opt/venv/bin/pip", "list", "--format=json")
    debian = run("dpkg-query", "--show", "--showformat=${Package} ${Version}\\n")

    python = {(each["name"].lower().replace("_", "-"), each["version"]) for each in json.loads(frozen)}
    assert told["bomFormat"] == "CycloneDX"
    assert python - {("d2h-server", "1")} <= listed
    assert {tuple(line.split()) for line in debian.splitlines()} <= listed


def test_lab_offers_no_download_no_news_and_speaks_french(image):
    disabled = run("cat", "/opt/venv/etc/jupyter/labconfig/page_config.json")

    assert "@jupyterlab/filebrowser-extension:download" in disabled
    assert "@jupyterlab/docmanager-extension:download" in disabled
    assert "@jupyterlab/notebook-extension:export" in disabled
    assert "jupyterlab_language_pack_fr_FR" in run("ls", "/opt/venv/lib/python3.11/site-packages")


def test_no_certificate_of_this_machine_stays_in_any_layer(image):
    """A certificate only this machine trusts was used for the build, through a secret."""
    own = list(_certificates_of_this_machine_alone())
    if not own:
        pytest.skip("this machine trusts public authorities alone")
    patterns = [word for body in own for word in ("-e", body.decode("ascii"))]
    found = subprocess.run(
        ["grep", "-rlaF", *patterns, *_layers_of(image)], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout, found.stderr) == (1, "", "")


def _layers_of(image: Image) -> list[str]:
    """The folder of each layer, as the engine keeps it: what a later layer hides still stands in its own."""
    kept = image.attrs["GraphDriver"]["Data"]
    layers = [kept["UpperDir"], *kept["LowerDir"].split(":")]
    assert len(layers) == len(image.attrs["RootFS"]["Layers"])
    return layers


def _certificates_of_this_machine_alone() -> Iterator[bytes]:
    """A line out of the middle of each certificate that neither certifi nor Debian's package brings."""
    bundle = os.environ.get("SSL_CERT_FILE") or "/etc/ssl/certs/ca-certificates.crt"
    public = b"".join(
        file.read_bytes()
        for file in (Path(certifi.where()), *Path("/usr/share/ca-certificates").rglob("*.crt"))
    )
    for body in re.findall(rb"-----BEGIN CERTIFICATE-----\s(.*?)-----END", Path(bundle).read_bytes(), re.S):
        line = body.split(b"\n")[5]
        if line not in public:
            yield line


R_NOTEBOOK = """
import os
os.environ |= {"HOME": "/tmp", "JUPYTER_RUNTIME_DIR": "/tmp/runtime", "IPYTHONDIR": "/tmp/ipython"}
import nbformat, nbclient
cell = nbformat.v4.new_code_cell(
    "library(survival)\\nfit <- coxph(Surv(time, status) ~ age, data = lung)\\n"
    "cat(round(coef(fit), 4), is.function(d2h.read), is.function(d2h.sql))"
)
notebook = nbformat.v4.new_notebook(cells=[cell])
done = nbclient.NotebookClient(notebook, kernel_name="ir", timeout=120).execute()
print("".join(one.get("text", "") for one in done.cells[0].outputs))
"""


def test_a_notebook_in_r_fits_a_model_and_finds_the_sdk(image):
    said = run("python", "-", stdin=R_NOTEBOOK.encode())

    # The coefficient of R's own documentation of this data set.
    assert "0.0187 TRUE TRUE" in said
