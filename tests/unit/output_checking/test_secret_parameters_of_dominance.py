"""Whoever reads D2H's profiles, a message or a released package does not know by which dominance rule."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from d2h_sdk.wire import Evidence
from governance.projects.project import StatisticalRules
from output_checking.checks.reading import Task, load_checks, read
from output_checking.dominance import dominates
from output_checking.findings import Finding, Severity
from output_checking.profile import PROFILES, Dominance, Profile, SecretRules, load_profile, named_profile
from output_checking.project_rules import profile_of
from output_checking.request_files import FileRole
from output_checking.secret_rules import drawn_from

ONE, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))


@pytest.mark.parametrize("name", PROFILES)
def test_an_installation_is_stricter_than_its_profile_and_never_looser(name: str) -> None:
    named = load_profile(named_profile(name))
    for key in (ONE, OTHER):
        held = drawn_from(named, key).rules
        assert named.rules.p_percent <= held.p_percent <= 1.5 * named.rules.p_percent
        for public, secret in zip(named.rules.dominance, held.dominance, strict=True):
            assert (secret.n, public.k >= secret.k >= 0.9 * public.k) == (public.n, True)
        for total, first, second in ((100.0, 80.0, 12.0), (100.0, 50.0, 45.0), (100.0, 93.0, 0.0)):
            if dominates(total, (first, second), named.rules):
                assert dominates(total, (first, second), held)


def test_each_installation_draws_its_own_and_keeps_it() -> None:
    named = load_profile()
    assert drawn_from(named, ONE) == drawn_from(named, ONE)
    assert drawn_from(named, ONE).rules.p_percent != drawn_from(named, OTHER).rules.p_percent
    assert drawn_from(named, ONE).rules.dominance != drawn_from(named, OTHER).rules.dominance
    same = {"dominance", "p_percent"}
    assert drawn_from(named, ONE).rules.model_dump(exclude=same) == named.rules.model_dump(exclude=same)


def test_a_project_with_parameters_of_its_own_has_them_drawn_too() -> None:
    own = SecretRules(p_percent=0.2, dominance=(Dominance(n=1, k=0.5),))
    named = load_profile().model_copy(update={"of_projects": {"falls": own}})
    held = profile_of(drawn_from(named, ONE), "falls", StatisticalRules()).rules
    assert 0.2 < held.p_percent < 0.3
    assert [one.n for one in held.dominance] == [1]
    assert 0.45 < held.dominance[0].k < 0.5


def test_the_digest_of_a_package_does_not_tell_them_to_who_tries_round_values() -> None:
    named = load_profile()
    held = drawn_from(named, ONE)
    for percent in range(100, 151):
        tried = held.with_rules({"p_percent": percent / 1000})
        assert tried.digest() != held.digest()
    assert str(held.rules.p_percent) not in json.dumps(held.rules.public())


def test_a_total_is_judged_by_them_and_no_message_tells_them() -> None:
    """The two largest make 89.9 %: the public rule would let it pass."""
    evidence = Evidence(kind="magnitudes", persons=((40,),), sums=((1000.0,),), largest=(((500.0, 399.0),),))

    def said(profile: Profile) -> list[Finding]:
        task = Task(
            name="t.csv",
            role=FileRole.OUTPUT,
            evidence=evidence,
            threshold=10,
            companions=(),
            profile=profile,
        )
        found = read(task, b"ward,cost\nA,1000\n")
        return [one for one in found if one.severity is Severity.BLOCK]

    load_checks(())
    named = load_profile()
    assert said(named) == []
    (told,) = said(drawn_from(named, ONE))
    assert (told.explanation, told.params) == ("dominance", {})
