"""The other way in: scanned, let in by one independent reviewer, laid where nobody can change it."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace

import pytest

from governance.refusal import Refusal
from output_checking.findings import Severity
from output_checking.imports.folder import ImportFolder
from output_checking.imports.malware import Scanner
from output_checking.imports.model import ImportDecision, ImportRequest, ImportState
from output_checking.use_cases.bring_in import ask_import, decide_import, publish_accepted
from output_checking.use_cases.consult_imports import PER_PAGE, list_imports, read_import
from tests.integration.output_checking.conftest import Browser
from tests.integration.output_checking.house import CSRF, OF_SITES, PROJECT, House, at_once

CODE = b"import pandas as pd\n\n\ndef clean(frame):\n    return frame.dropna()\n"


@pytest.fixture
def airlock_database(database_url: str) -> str:
    return database_url


def asked(
    house: House,
    content: bytes = CODE,
    name: str = "clean.py",
    author: str = "claire",
    project: str = PROJECT,
) -> ImportRequest:
    return ask_import(
        house.airlock,
        actor=author,
        project=project,
        name=name,
        purpose="To clean the measurements.",
        licence="Written by us.",
        content=io.BytesIO(content),
    )


def accept(house: House, one: ImportRequest, who: str = "ines", comment: str = "Read line by line.") -> None:
    decide_import(house.airlock, actor=who, import_id=one.id, decision=ImportDecision.ACCEPT, comment=comment)


def blocks(one: ImportRequest) -> list[str]:
    return [found.explanation for found in one.findings if found.severity is Severity.BLOCK]


@pytest.fixture
def closed_umask() -> Iterator[None]:
    """As the services run."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.usefixtures("closed_umask")
def test_an_accepted_file_lies_in_the_projects_folder_as_it_was_sent_and_read_only(house: House) -> None:
    one = asked(house)
    assert one.state is ImportState.WAITING
    target = house.settings.imports / PROJECT / "clean.py"
    assert not target.exists()
    accept(house, one)
    assert target.read_bytes() == CODE
    assert stat.S_IMODE(target.stat().st_mode) == 0o444
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o755
    assert house.events() == ["import.asked", "import.accepted"]
    assert [record.actor for record in house.records()] == ["claire", "ines"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("model.pkl", b"\x80\x04K\x01.", "import-type-unknown"),
        ("code.zip", b"PK\x03\x04", "import-type-unknown"),
        ("code.py", b"\xff\xfe\x00", "import-not-text"),
        ("code.py", b"x = 1\x00", "import-not-text"),
        ("code.py", "x = 1  # \u202e gnorw".encode(), "import-text-turned"),
        ("model.onnx", b"PK\x03\x04 an archive", "import-not-model"),
        ("model.safetensors", b"\x80\x04 a pickle in disguise", "import-not-model"),
        ("table.csv", b"a,b\n" * 1_500_000, "import-too-large"),
        ("code.py", b"key = '-----BEGIN RSA " + b"PRIVATE KEY-----'", "import-secret-private-key"),
        ("code.py", b"token = 'ghp_" + b"a" * 36 + b"'", "import-secret-token"),
        ("code.py", b"PASSWORD = 'correct-horse'", "import-secret-password"),
        ("code.py", b"connect('postgresql://d2h:horse@db/x')", "import-secret-address"),
    ],
)
def test_what_may_not_come_in_is_blocked_with_the_reason_and_decided_by_nobody(
    house: House, name: str, content: bytes, said: str
) -> None:
    one = asked(house, content, name)
    assert said in blocks(one) and one.state is ImportState.BLOCKED
    assert b"horse" not in repr(one.findings).encode()
    with pytest.raises(Refusal, match="import-state"):
        accept(house, one)


def test_ordinary_code_tables_and_models_are_not_blocked(house: House) -> None:
    header = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    for name, content in (
        ("icd.csv", "code,libellé\nI10,Hypertension\n".encode()),
        ("notes.md", b"# Password policy\n\nThe password is changed yearly.\n"),
        ("model.safetensors", len(header).to_bytes(8, "little") + header + b"\x00" * 4),
        ("model.onnx", b"\x08\x07\x12\x04d2h!"),
    ):
        assert blocks(asked(house, content, name)) == [], name


def test_where_no_scanner_is_installed_the_finding_says_so_and_a_comment_is_needed(house: House) -> None:
    house = replace(house, airlock=replace(house.airlock, scanner=Scanner(())))
    one = asked(house)
    assert "import-malware-not-sought" in [found.explanation for found in one.findings]
    with pytest.raises(Refusal, match="import-comment-needed"):
        accept(house, one, comment=" ")
    accept(house, one)


@pytest.mark.parametrize("who", ["claire", "hugo", "lea"])
def test_nobody_of_the_project_lets_in_what_it_asked_for(house: House, who: str) -> None:
    one = asked(house)
    with pytest.raises(Refusal, match="review-not-independent"):
        accept(house, one, who)


def test_where_the_project_says_so_nobody_of_the_authors_site_decides(house: House) -> None:
    one = asked(house, project=OF_SITES)
    with pytest.raises(Refusal, match="review-not-independent"):
        accept(house, one, "omar")
    for who, decides in (("omar", False), ("ines", True)):
        assert [view.mine_to_decide for view in list_imports(house.airlock, viewer=who).views] == [decides]
    accept(house, one)


@pytest.mark.parametrize("who", ["zoe", "nadia", "owner-lyon"])
def test_nobody_else_decides_or_even_sees_it(house: House, who: str) -> None:
    one = asked(house)
    with pytest.raises(Refusal, match="action-not-permitted"):
        accept(house, one, who)
    assert list_imports(house.airlock, viewer=who).views == ()
    with pytest.raises(Refusal, match="import-unknown"):
        read_import(house.airlock, viewer=who, import_id=one.id)


def test_only_a_member_asks_and_a_path_is_no_name(house: House) -> None:
    with pytest.raises(Refusal, match="not-a-member"):
        asked(house, author="zoe")
    for name in ("../../etc/cron.d/x.py", "a/b.py", ".bashrc", ""):
        with pytest.raises(Refusal, match="file-name"):
            asked(house, name=name)


def test_two_reviewers_at_once_decide_once(house: House) -> None:
    one = asked(house)

    def refuse() -> None:
        decide_import(
            house.airlock, actor="paul", import_id=one.id, decision=ImportDecision.REFUSE, comment="No."
        )

    raised = at_once(lambda: accept(house, one), refuse)
    (late,) = [fault for fault in raised if fault is not None]
    assert isinstance(late, Refusal) and late.code == "import-state"
    assert len(house.events()) == 2


def test_a_name_is_taken_once_whatever_its_case(house: House) -> None:
    accept(house, asked(house))
    with pytest.raises(Refusal, match="import-name-taken"):
        accept(house, asked(house, b"x = 1\n", "Clean.py"))


def test_two_files_of_one_name_accepted_at_once_are_one(house: House) -> None:
    first, second = asked(house), asked(house, b"x = 1\n")
    raised = at_once(lambda: accept(house, first), lambda: accept(house, second, "paul"))
    (late,) = [fault for fault in raised if fault is not None]
    assert isinstance(late, Refusal) and late.code == "import-name-taken"
    states = {view.request.state for view in list_imports(house.airlock, viewer="ines").views}
    assert states == {ImportState.ACCEPTED, ImportState.WAITING}


def test_a_file_that_was_accepted_just_before_a_crash_is_laid_out_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asked(house)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ImportFolder, "publish", killed)
        accept(house, one)
    folder = house.settings.imports / PROJECT
    assert not folder.exists()
    assert publish_accepted(house.airlock) == 1
    assert (folder / "clean.py").read_bytes() == CODE
    assert publish_accepted(house.airlock) == 0


def test_a_long_list_is_turned_page_by_page_and_what_waits_stands_first(
    house: House, browser: Browser
) -> None:
    waiting = asked(house, name="oldest.py")
    for number in range(PER_PAGE + 1):
        asked(house, b"\xff", f"blocked-{number:02}.py")
    ines = browser("ines")
    first = ines.get("/imports?language=en").text
    assert first.index("oldest.py") < first.index(f"blocked-{PER_PAGE:02}.py")
    assert "Page 1 of 2" in first and "blocked-00.py" not in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = ines.get(following).text
    assert "blocked-00.py" in second and "blocked-01.py" in second and "oldest.py" not in second
    assert "Page 2 of 2" in ines.get("/imports?page_number=99").text
    sent = {"csrf_token": CSRF, "page_number": "2", "decision": "refuse"}
    refused = ines.post(f"/imports/{waiting.id}/decision", data=sent)
    assert refused.status_code == 422 and "Page 2 of 2" in refused.text


def test_what_passed_asks_for_nothing(house: House, browser: Browser) -> None:
    asked(house)
    page = browser("ines").get("/imports?language=en").text
    assert "No password, key or token was recognised." in page and "Nothing has to be done" not in page


def test_the_reviewer_reads_the_whole_file(house: House, browser: Browser) -> None:
    content = b"x = 1\n" * 100_000 + b"the_end = 2\n"
    one = asked(house, content)
    assert browser("ines").get(f"/imports/{one.id}/text").content == content


def test_words_typed_for_one_import_come_back_to_its_own_form(house: House, browser: Browser) -> None:
    one, _ = asked(house), asked(house, name="other.py")
    sent = {"csrf_token": CSRF, "comment": "Half a sentence"}
    answer = browser("ines").post(f"/imports/{one.id}/decision", data=sent)
    assert answer.status_code == 422 and answer.text.count(">Half a sentence</textarea>") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_asking_and_deciding_on_the_page(house: House, browser: Browser, language: str) -> None:
    claire, ines = browser("claire"), browser("ines")
    form = {"csrf_token": CSRF, "project": PROJECT, "purpose": "To clean.", "licence": "MIT"}
    answer = claire.post("/imports", data=form, files={"file": ("clean.py", CODE)})
    assert answer.status_code == 303
    page = ines.get(f"/imports?language={language}").text
    assert "clean.py" in page and "To clean." in page and "MIT" in page
    (one,) = [view.request for view in list_imports(house.airlock, viewer="ines").views]
    shown = ines.get(f"/imports/{one.id}/text")
    assert shown.headers["content-type"].startswith("text/plain") and shown.content == CODE
    decision = {"csrf_token": CSRF, "decision": "accept", "comment": "Read."}
    assert ines.post(f"/imports/{one.id}/decision", data=decision).status_code == 303
    assert (house.settings.imports / PROJECT / "clean.py").exists()
    empty = claire.post("/imports", data={**form, "licence": " "}, files={"file": ("b.py", CODE)})
    assert empty.status_code == 422 and ">To clean.</textarea>" in empty.text
    assert (
        claire.post("/imports", data={"project": PROJECT}, files={"file": ("b.py", CODE)}).status_code == 403
    )
