"""Any course of acts, in any order, keeps the promises of the airlock (hypothesis' state machine).

The acts are the real use cases over real databases; after each one the audit tells exactly what was done.
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from governance.actor import Actor
from governance.catalogue.registration import register_site
from governance.migrate import migrate as prepare_governance
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, read_project_files
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.engine import open_engine
from governance.storage.unit_of_work import open_governance
from output_checking.airlock import Airlock
from output_checking.directory import Directory
from output_checking.findings import Finding, Severity
from output_checking.imports.folder import ImportFolder
from output_checking.imports.malware import Scanner
from output_checking.mail import MailSettings
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.profile import load_profile
from output_checking.states import OVER, State
from output_checking.storage.file_store import FileStore
from output_checking.storage.migrate import migrate
from output_checking.storage.table_cache import TableCache
from output_checking.storage.unit_of_work import open_storage
from output_checking.use_cases.add_file import Upload, add_file
from output_checking.use_cases.draft import draft_request
from output_checking.use_cases.explain import explain_group
from output_checking.use_cases.record_findings import record_findings
from output_checking.use_cases.release import release_request
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.submit import submit_request
from output_checking.use_cases.vote import cast_vote
from output_checking.use_cases.withdraw import withdraw_request
from tests.integration.output_checking.house import OF_SITES, site_card

HERE = Path(__file__).parent

EVERYBODY = st.sampled_from(["claire", "ines", "nadia", "omar", "owner-grenoble", "owner-lyon", "paul"])
JUDGES = {"ines", "owner-grenoble", "owner-lyon", "paul"}  # omar is of the author's own site
NEEDED = {"owner-grenoble", "owner-lyon"}  # and one output checker


@cache
def directory() -> Directory:
    """One governance for all courses: its project asks for an opinion of each site."""
    folder = Path(tempfile.mkdtemp(prefix="d2h-course-"))
    atexit.register(shutil.rmtree, folder)
    governance = GovernanceSettings(
        database_url=f"sqlite:///{folder}/governance.sqlite",
        key_file=folder / "key.pem",
        audit_anchor=folder / "anchor",
    )
    prepare_governance(governance)
    nobody = Actor("test", {})
    with open_governance(governance)() as uow:
        register_people(uow, read_people_file(HERE / "people.yaml"), nobody)
        for site in ("lyon", "grenoble"):
            register_site(uow, site_card(site, Ed25519PrivateKey.generate()), nobody)
        apply_projects(uow, read_project_files([HERE / "registry.yaml"]), nobody)
        uow.commit()
    return Directory(open_governance(governance, read_only=True))


class AnyCourse(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        key = Ed25519PrivateKey.generate()
        url = f"sqlite:///{root}/airlock.sqlite"
        migrate(open_engine(url))
        self.airlock = Airlock(
            open_unit=open_storage(url, key, root / "anchor"),
            open_reading=open_storage(url, key, root / "anchor", read_only=True),
            directory=directory(),
            files=FileStore(root / "store"),
            tables=TableCache(root / "store" / "tables"),
            profile=load_profile(),
            imports=ImportFolder(root / "imports"),
            scanner=Scanner(()),
            signing_key=key,
            mail=MailSettings(),
        )
        self.done: list[str] = []
        self.bytes = 0
        drafted = draft_request(
            self.airlock, actor="claire", project=OF_SITES, title="Falls", context="Table 1"
        )
        self.id = drafted.id
        self.done.append("request.drafted")

    def teardown(self) -> None:
        self.folder.cleanup()

    def now(self) -> ReleaseRequest:
        with self.airlock.open_unit() as unit:
            return unit.requests.get(self.id)

    @rule(who=EVERYBODY)
    def add(self, who: str) -> None:
        self.bytes += 1
        replaced = bool(self.now().files)
        content = io.BytesIO(f"ward,patients\nA,{400 + self.bytes}\n".encode())
        try:
            add_file(
                self.airlock, actor=who, request_id=self.id, upload=Upload("a.csv", "g"), content=content
            )
        except Refusal:
            return
        assert who == "claire"
        self.done.append("file.replaced" if replaced else "file.added")

    @precondition(lambda self: self.now().files)
    @rule()
    def explain(self) -> None:
        try:
            explain_group(
                self.airlock, actor="claire", request_id=self.id, group="g", context="c", controls="k"
            )
        except Refusal:
            return
        self.done.append("group.explained")

    @rule(who=EVERYBODY)
    def submit(self, who: str) -> None:
        try:
            submit_request(self.airlock, actor=who, request_id=self.id, permits={})
        except Refusal:
            return
        assert who == "claire"
        self.done.append("request.submitted")

    @precondition(lambda self: self.now().state is State.CHECKING)
    @rule(severity=st.sampled_from(Severity))
    def check(self, severity: Severity) -> None:
        request = self.now()
        findings = {one.name: (Finding("table.counts", severity, "x"),) for one in request.files}
        record_findings(self.airlock, request_id=self.id, turn=request.turn, findings=findings)
        blocked = severity is Severity.BLOCK
        self.done.append("request.blocked" if blocked else "request.sent-to-review")

    @rule(who=EVERYBODY, choice=st.sampled_from(Choice), spoken=st.booleans())
    def vote(self, who: str, choice: Choice, spoken: bool) -> None:
        before = self.now()
        comments = (Comment("seen", "a.csv"),) if spoken else ()
        try:
            cast_vote(
                self.airlock,
                actor=who,
                request_id=self.id,
                turn=before.turn,
                choice=choice,
                comments=comments,
            )
        except Refusal:
            return
        assert who in JUDGES and before.state in (State.SUBMITTED, State.CONSOLIDATION)
        self.done.append("vote.cast")
        told = {
            State.CONSOLIDATION: "request.opinions-differ",
            State.APPROVED: "request.approved",
            State.RETURNED: "request.returned",
            State.REJECTED: "request.rejected",
        }
        after = self.now().state
        if after is not before.state:
            self.done.append(told[after])

    @precondition(lambda self: self.now().state is State.APPROVED)
    @rule()
    def release(self) -> None:
        release_request(self.airlock, request_id=self.id)
        release_request(self.airlock, request_id=self.id)
        self.done.append("request.released")

    @rule(who=EVERYBODY)
    def withdraw(self, who: str) -> None:
        try:
            withdraw_request(self.airlock, actor=who, request_id=self.id)
        except Refusal:
            return
        self.done.append("request.withdrawn")

    @rule(who=EVERYBODY)
    def revoke(self, who: str) -> None:
        try:
            revoke_release(self.airlock, actor=who, request_id=self.id, reason="why")
        except Refusal:
            return
        assert who in {*JUDGES, "nadia"}
        self.done.append("request.revoked")

    @invariant()
    def the_audit_tells_exactly_what_was_done(self) -> None:
        with self.airlock.open_unit() as unit:
            assert [record.event for record in unit.audit.records()] == self.done

    @invariant()
    def nothing_leaves_without_every_opinion_on_these_very_bytes(self) -> None:
        request = self.now()
        if request.state not in (State.APPROVED, State.RELEASED, State.REVOKED):
            return
        votes = request.votes_now()
        assert all(vote.choice is Choice.APPROVE for vote in votes)
        assert NEEDED < {vote.reviewer for vote in votes} <= JUDGES
        assert {one.name: one.sha256 for one in request.files} == request.turns[-1].files
        fingerprint = {one.name: request.fingerprint(one.name) for one in request.outputs()}
        assert all(vote.approved == fingerprint for vote in votes)

    @invariant()
    def what_is_over_has_its_outcome_on_record(self) -> None:
        request = self.now()
        if request.state in OVER and request.turn:
            assert request.turns[-1].decided_at is not None or request.state is State.WITHDRAWN


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
