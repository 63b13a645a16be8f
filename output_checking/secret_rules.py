"""The parameters of dominance that hold in one installation: stricter than those that its profile names.

Who knows them estimates the largest contribution more closely (Eurostat HandbookSDC: keeping them secret is
essential), and D2H's profiles are public. So each installation draws its own from its signing key: never
looser, and with so many digits that the digest of the rules, which leaves with every package, tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from output_checking.profile import Dominance, Profile

# How much stricter at most, as a part of the named value. Chosen by D2H.
_P_PERCENT, _SHARE = 0.5, 0.1


def drawn_from(profile: Profile, key: Ed25519PrivateKey) -> Profile:
    """The same for the same key and profile; other keys and other projects draw others."""

    def share(name: str) -> float:
        """From 0 to 1, below 1."""
        said = hmac.digest(key.private_bytes_raw(), f"d2h dominance 1 {name}".encode(), hashlib.sha256)
        return (int.from_bytes(said[:8]) >> 11) / (1 << 53)

    def p_percent(named: float, project: str) -> float:
        return min(named * (1 + _P_PERCENT * share(f"{project} p")), (1 + named) / 2)

    def dominance(named: tuple[Dominance, ...], project: str) -> tuple[Dominance, ...]:
        return tuple(
            Dominance(n=one.n, k=one.k * (1 - _SHARE * share(f"{project} {one.n}"))) for one in named
        )

    of_projects = {
        project: rules.model_copy(
            update={
                "dominance": None if rules.dominance is None else dominance(rules.dominance, project),
                "p_percent": None if rules.p_percent is None else p_percent(rules.p_percent, project),
            }
        )
        for project, rules in profile.of_projects.items()
    }
    drawn = profile.with_rules(
        {
            "dominance": dominance(profile.rules.dominance, ""),
            "p_percent": p_percent(profile.rules.p_percent, ""),
        }
    )
    return drawn.model_copy(update={"of_projects": of_projects})
