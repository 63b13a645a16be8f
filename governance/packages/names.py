"""Names and versions of packages. R's are `cran/MASS`, as in package URLs; others are Python's."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from governance.refusal import Refusal

CRAN = "cran/"
_LONGEST_NAME = 100
_LONGEST_VERSIONS = 200
_OF_R = re.compile(r"[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]")


def canonical(name: str) -> str:
    """As an index writes it; R tells capitals apart. Raises Refusal `package-name-unfit`."""
    of_r = name.startswith(CRAN) and _OF_R.fullmatch(name.removeprefix(CRAN))
    try:
        if len(name) <= _LONGEST_NAME:
            return name if of_r else canonicalize_name(name, validate=True)
    except InvalidName:
        pass
    raise Refusal("package-name-unfit", name=name[:60])


def versions_of(name: str, versions: str) -> str:
    """As they are kept: of R as they were written, for files are named so. Raises Refusal
    `package-versions-unfit`."""
    try:
        told = str(specifiers_of(name, versions))
    except InvalidSpecifier as fault:
        raise Refusal("package-versions-unfit", versions=versions[:60]) from fault
    if len(versions) > _LONGEST_VERSIONS:
        raise Refusal("package-versions-unfit", versions=versions[:60])
    return versions.replace(" ", "") if name.startswith(CRAN) else told


def specifiers_of(name: str, versions: str) -> SpecifierSet:
    """Raises InvalidSpecifier."""
    # R takes 7.3-60 and 7.3.60 for the same.
    return SpecifierSet(versions.replace("-", ".") if name.startswith(CRAN) else versions)


def version_in_r(text: str) -> Version | None:
    """None for what is no version of R's."""
    try:
        return Version(text.replace("-", ".")) if re.fullmatch(r"\d+([.-]\d+)+", text) else None
    except InvalidVersion:
        return None
