"""Step 7: the audit tells the whole story, and nobody edited it."""

from __future__ import annotations

import json

from demo.journey.administration import ADMIN
from demo.journey.research import PROJECT, RESEARCHER
from demo.journey.review import REVIEWERS
from demo.journey.stage import Stage

# Zone, event and who did it, in any order; {request} is the one that was released.
_STORY = (
    ("governance", "permit.proposed", ADMIN),
    ("governance", "workspace.opened", RESEARCHER),
    ("airlock", "request.drafted", RESEARCHER),
    ("airlock", "request.submitted", RESEARCHER),
    *(("airlock", "vote.cast", reviewer) for reviewer in REVIEWERS),
    ("airlock", "request.released", "service:airlock"),
    ("airlock", "package.fetched", RESEARCHER),
)


def read_audit(stage: Stage, request: str) -> None:
    for site in stage.sites:
        stage.site("send-audit", site)
    with stage.step(7, "story-told") as told:
        answer = stage.d2h("audit", "show", "--project", PROJECT, "--json")
        story = json.loads(answer.text)
        found = {(each["zone"], each["event"], each["actor"]) for each in story}
        missing = [step for step in _STORY if step not in found]
        stage.expect(not missing, f"the audit does not tell of {missing}")
        of_request = [each["event"] for each in story if each["subject"] == request]
        stage.expect(of_request.count("vote.cast") == len(REVIEWERS), f"the request's story is {of_request}")
        for site in stage.sites:
            trail = f"{'copy' if site in stage.elsewhere else 'site'}:{site}"
            reads = [each for each in story if each["zone"] == trail and each["actor"] == RESEARCHER]
            stage.expect(reads, f"{site} kept no record of what {RESEARCHER} read")
        told["records"] = len(story)
    with stage.step(7, "audit-verified") as told:
        verdicts = json.loads(stage.d2h("audit", "verify", "--json").text)
        zones = {each["zone"] for each in verdicts}
        expected = {f"copy:{site}" for site in stage.sites}
        expected |= {f"site:{site}" for site in stage.installation.sites()}
        stage.expect(
            zones == {"governance", "airlock"} | expected, f"the trails verified are {sorted(zones)}"
        )
        told["trails"] = len(verdicts)
        told["records"] = sum(each["records"] for each in verdicts)
