"""What the page of packages shows: the list to everybody, the wishes to who may answer them."""

from __future__ import annotations

from dataclasses import dataclass

from governance.packages.allowed import AllowedPackage, allowed_packages, package_admin
from governance.packages.wishes import PackageWish, package_wishes
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SeenPackages:
    allowed: tuple[AllowedPackage, ...]
    wishes: tuple[PackageWish, ...]
    may_change: bool


def packages_seen_by(uow: UnitOfWork, user: str) -> SeenPackages:
    """Only reads."""
    try:
        package_admin(uow, user)
    except Refusal:
        return SeenPackages(allowed_packages(uow), (), may_change=False)
    return SeenPackages(allowed_packages(uow), package_wishes(uow), may_change=True)
