"""Run while the image is built: every Python and Debian package in it, as one CycloneDX document."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

_DPKG = "${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${Maintainer}\\n"


def main(environment: str, target: str) -> None:
    """`environment`: the Python program whose packages are named; `target`: the document's file."""
    bom = _python_packages(environment)
    for package in _debian_packages():
        bom.components.add(package)
    version = SchemaVersion.V1_6
    document = json.loads(make_outputter(bom, OutputFormat.JSON, version).output_as_string())
    # The same packages make the same document, byte for byte: no time, no drawn number.
    document.pop("serialNumber", None)
    document.get("metadata", {}).pop("timestamp", None)
    Path(target).write_text(json.dumps(document, indent=1, sort_keys=True), encoding="utf-8")


def _python_packages(environment: str) -> Bom:
    tool = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--sv", "1.6"]
    told = subprocess.run([*tool, environment], check=True, capture_output=True).stdout  # noqa: S603
    bom = Bom.from_json(json.loads(told))
    if bom is None or len(bom.components) == 0:
        raise SystemExit("the environment holds no package: the bill of materials would be a lie")
    return bom


def _debian_packages() -> Iterator[Component]:
    distribution = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    named = f"debian-{distribution['VERSION_ID'].strip(chr(34))}"
    told = subprocess.run(  # noqa: S603
        ["/usr/bin/dpkg-query", "--show", f"--showformat={_DPKG}"], check=True, capture_output=True, text=True
    )
    for line in told.stdout.splitlines():
        name, version, architecture, source, maintainer = line.split("\t")
        url = PackageURL(
            "deb", "debian", name, version, {"arch": architecture, "distro": named, "upstream": source}
        )
        yield Component(
            type=ComponentType.LIBRARY,
            name=name,
            version=version,
            purl=url,
            bom_ref=str(url),
            supplier=OrganizationalEntity(name=maintainer),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
