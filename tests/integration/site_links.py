"""The link of hub and sites as Ansible makes it: its configurations, its certificates, the real HAProxy."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from launcher.free_port import is_free
from launcher.packages import find

_TEMPLATES = Path(__file__).resolve().parents[2] / "ansible/roles/site_link/templates"
_NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=True)


def authority(folder: Path, name: str = "ca") -> None:
    _openssl(folder, "req", "-x509", *_NEW_KEY, "-days", "2", "-subj", f"/CN={name}",
             "-keyout", f"{name}.key", "-out", f"{name}.pem")  # fmt: skip


def certificate(folder: Path, name: str, subject: str, names: str, signer: str = "ca") -> None:
    """`names`: what it vouches for, such as *.lyon.link.d2h; in NAME.crt, its key where HAProxy looks."""
    (folder / f"{name}.ext").write_text(
        f"basicConstraints = critical, CA:FALSE\nsubjectAltName = DNS:{names}\n", encoding="ascii"
    )
    _openssl(folder, "req", "-new", *_NEW_KEY, "-subj", "/CN=asked", "-keyout", f"{name}.crt.key",
             "-out", f"{name}.csr")  # fmt: skip
    _openssl(folder, "x509", "-req", "-days", "2", "-CAcreateserial", "-subj", f"/CN={subject}",
             "-CA", f"{signer}.pem", "-CAkey", f"{signer}.key", "-extfile", f"{name}.ext",
             "-in", f"{name}.csr", "-out", f"{name}.crt")  # fmt: skip


@contextmanager
def end_of_link(end: str, listens: int, folder: Path, **variables: Any) -> Iterator[None]:
    """HAProxy at the `end` hub or site, with certificates in `folder`, once it listens on that port."""
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - not HTML
    )
    text = templates.get_template(f"{end}.cfg.j2").render(site_link_folder=folder, **variables)
    configuration = folder / f"{end}.cfg"
    configuration.write_text(text, encoding="utf-8")
    running = subprocess.Popen([find("haproxy") or "haproxy", "-db", "-f", configuration])
    try:
        until = time.monotonic() + 20
        while is_free(listens):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield
    finally:
        running.terminate()
        running.wait(20)
