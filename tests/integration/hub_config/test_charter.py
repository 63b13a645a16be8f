"""The charter stands before the first workspace of each project, on the hub's own page."""

from __future__ import annotations

import re

import pytest

from governance.actor import Actor
from governance.policy.in_force import apply_policy
from governance.policy.policy import Charter, Policy
from governance.storage.unit_of_work import open_governance
from launcher.client import ClientError, HubSession

NADIA = Actor("nadia", {})
FIRST = Charter(fr="Je ne cherche <b>personne</b>.", en="I look for nobody.")
SECOND = Charter(fr="Je ne cherche vraiment personne.", en="I really look for nobody.")


def demand(hub, charter: Charter | None) -> None:
    with open_governance(hub.governance)() as work:
        apply_policy(work, Policy(charter=charter), NADIA)
        work.commit()


@pytest.fixture
def with_charter(small_hub):
    demand(small_hub, FIRST)
    yield small_hub
    demand(small_hub, None)


def sign(session: HubSession, project: str, **changed: str) -> int:
    page = session.http.get(f"{session.hub_url}/hub/d2h/charter/{project}")
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)) | changed
    return session.http.post(f"{session.hub_url}/hub/d2h/charter/{project}", data=fields).status_code


def test_the_first_workspace_opens_once_the_charter_is_signed_and_each_version_is_asked_anew(with_charter):
    claire = with_charter.login("claire")
    home = f"{claire.hub_url}/hub/home"
    with pytest.raises(ClientError, match=r"403: La charte du projet « alpha »"):
        claire.start_workspace("alpha")
    assert "/hub/d2h/charter/alpha" in claire.http.get(home).text
    shown = claire.http.get(f"{claire.hub_url}/hub/d2h/charter/alpha").text
    assert (
        FIRST.en in shown and "Je ne cherche &lt;b&gt;personne&lt;/b&gt;." in shown and FIRST.version in shown
    )

    assert sign(claire, "alpha") == 200
    assert "/hub/d2h/charter/alpha" not in claire.http.get(home).text
    claire.start_workspace("alpha").stop()
    with open_governance(with_charter.governance)() as work:
        last = [one for one in work.audit.records() if one.event == "charter.signed"][-1]
    assert (last.actor, last.details["project"], last.details["version"]) == (
        "claire",
        "alpha",
        FIRST.version,
    )

    demand(with_charter, SECOND)
    with pytest.raises(ClientError, match="La charte du projet"):
        claire.start_workspace("alpha")


def test_nobody_signs_a_text_that_is_not_the_one_in_force_nor_for_a_project_of_others(with_charter):
    hugo = with_charter.login("hugo")

    assert sign(hugo, "beta", version=SECOND.version) == 403
    assert sign(hugo, "alpha") == 403
    assert sign(hugo, "beta", _xsrf="forged") == 403


def test_without_a_charter_there_is_no_page_of_it(small_hub):
    claire = small_hub.login("claire")

    answer = claire.http.get(f"{claire.hub_url}/hub/d2h/charter/alpha")

    assert answer.url.path == "/hub/home" and "/hub/d2h/charter/" not in answer.text
