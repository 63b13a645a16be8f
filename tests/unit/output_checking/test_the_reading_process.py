"""A hostile file is read by a process of its own: whatever becomes of that, the file is blocked."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

import output_checking.checks.readers as readers_module
from output_checking.checks.examine import examine_all, examine_file
from output_checking.checks.reading import Task
from output_checking.findings import Finding, Severity
from output_checking.profile import Profile, load_profile
from output_checking.request_files import FileRole

# How many threads libraries may start, where they take their memory from, which parser they use.
LIBRARIES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_DEFAULT_MEMORY_POOL", "OPENPYXL_DEFUSEDXML")


def task(name: str, profile: Profile | None = None) -> Task:
    return Task(
        name=name,
        role=FileRole.OUTPUT,
        evidence=None,
        threshold=10,
        companions=(),
        profile=profile or load_profile(),
    )


def small(**limits: int) -> Profile:
    profile = load_profile()
    return profile.model_copy(update={"reader": profile.reader.model_copy(update=limits)})


@pytest.fixture
def site_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Makes a profile with a check of the site's own, whose body is this code."""
    folder = tmp_path / "site"
    folder.mkdir()
    root = Path(readers_module.__file__).parents[2]
    (folder / "output_checking").symlink_to(root / "output_checking")
    for package in ("governance", "d2h_sdk"):
        (folder / package).symlink_to(root / package)
    monkeypatch.setattr(readers_module, "_CODE", str(folder))

    def made(body: str, **limits: int) -> Profile:
        code = (
            "from output_checking.checks.registry import Kind, register\n"
            "from output_checking.findings import Finding, Severity\n"
            "@register('site.own', Kind.TEXT)\n"
            "def check(file, context):\n" + textwrap.indent(textwrap.dedent(body), "    ")
        )
        (folder / "site_checks.py").write_text(code, encoding="utf-8")
        return small(**limits).model_copy(update={"modules": ("site_checks",)})

    return made


def only_block(findings: tuple[Finding, ...]) -> Finding:
    (found,) = [one for one in findings if one.severity is Severity.BLOCK]
    return found


def test_a_file_is_read_in_another_process_with_the_same_answer() -> None:
    findings = examine_file(b"ward,patients\nA,412\n", task("t.csv"))
    assert {one.explanation for one in findings} == {"file-type-known", "counts-persons-unknown"}


def test_a_check_that_fails_blocks_without_quoting_the_data(site_check) -> None:  # type: ignore[no-untyped-def]
    profile = site_check("raise ValueError(file.text)\nyield\n")
    found = only_block(examine_file(b"SECRET", task("notes.md", profile)))
    assert (found.rule, found.explanation) == ("site.own", "check-failed")
    assert found.params == {"check": "site.own", "fault": "ValueError"}


def test_a_check_that_never_ends_blocks(site_check) -> None:  # type: ignore[no-untyped-def]
    profile = site_check("import time\ntime.sleep(60)\nyield\n", seconds=2)
    found = only_block(examine_file(b"notes", task("notes.md", profile)))
    assert (found.explanation, found.params) == ("reading-too-long", {"seconds": 2})


def test_a_check_that_turns_in_circles_blocks(site_check) -> None:  # type: ignore[no-untyped-def]
    profile = site_check("while True: pass\nyield\n", seconds=2)
    found = only_block(examine_file(b"notes", task("notes.md", profile)))
    assert found.explanation in ("reading-crashed", "reading-too-long")


@pytest.mark.parametrize(
    "body",
    [
        "import os\nos.abort()\nyield\n",
        "import os\nos._exit(0)\nyield\n",
        "import os\nos.write(1, b'{')\nyield\n",
    ],
    ids=["aborts", "leaves without a word", "writes into the answer"],
)
def test_a_reader_that_dies_or_babbles_blocks(site_check, body: str) -> None:  # type: ignore[no-untyped-def]
    found = only_block(examine_file(b"notes", task("notes.md", site_check(body))))
    assert (found.rule, found.explanation) == ("file.reading", "reading-crashed")


def test_a_check_that_takes_all_memory_blocks(site_check) -> None:  # type: ignore[no-untyped-def]
    profile = site_check("x = bytearray(4 << 30)\nyield\n")
    found = only_block(examine_file(b"notes", task("notes.md", profile)))
    assert found.params == {"check": "site.own", "fault": "MemoryError"}


def test_a_check_may_print_and_its_findings_arrive(site_check) -> None:  # type: ignore[no-untyped-def]
    profile = site_check("print('hello')\nyield Finding('site.own', Severity.REVIEW, 'text-to-read')\n")
    assert "site.own" in {one.rule for one in examine_file(b"notes", task("notes.md", profile))}


def test_the_reader_sees_no_secret_and_writes_nothing(site_check, monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("D2H_AIRLOCK_HUB_TOKEN", "secret")
    target = tmp_path / "written"
    profile = site_check(
        f"""
        import os
        seen = ",".join(sorted(os.environ)) + " " + str(len(os.listdir("/proc/self/fd")))
        try:
            with open({str(target)!r}, "w") as out:
                out.write("x")
        except OSError as fault:
            seen += " " + type(fault).__name__
        yield Finding("site.own", Severity.REVIEW, "text-to-read", {{"seen": seen}})
        """
    )
    (found,) = [one for one in examine_file(b"notes", task("notes.md", profile)) if one.rule == "site.own"]
    names, files, *fault = str(found.params["seen"]).split(" ")
    assert set(names.split(",")) <= {"PATH", "LANG", "LC_CTYPE", *LIBRARIES}
    assert int(files) <= 4  # the three of every process, and the folder being listed
    assert fault == ["OSError"]
    assert not target.exists() or target.stat().st_size == 0


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket\nsocket.socket()",
        "import socket\nsocket.socketpair()",
        "import subprocess\nsubprocess.run(['/bin/true'], close_fds=False)",
        "import os\nos.execv('/bin/true', ['true'])",
    ],
    ids=["network", "pair of sockets", "program", "another program in its place"],
)
def test_the_reader_reaches_no_network_and_starts_no_program(site_check, attempt: str) -> None:  # type: ignore[no-untyped-def]
    found = only_block(examine_file(b"notes", task("notes.md", site_check(attempt + "\nyield\n"))))
    assert found.params == {"check": "site.own", "fault": "PermissionError"}


def test_one_reader_that_dies_leaves_the_other_files_their_answers() -> None:
    contents = [b"ward,patients\nA,412\n", b"\xff\xfe" + bytes(9), b"# Notes"]
    tasks = [task("t.csv"), task("broken.csv"), task("notes.md")]
    examined = examine_all(tasks, lambda position: contents[position])
    assert [one.type for one in examined] == ["csv", "binary", "md"]
    assert all(one.findings for one in examined)


def test_a_site_module_that_is_not_there_blocks_every_file() -> None:
    profile = load_profile().model_copy(update={"modules": ("no_such_module",)})
    assert only_block(examine_file(b"notes", task("notes.md", profile))).explanation == "reading-crashed"


def test_a_file_too_large_for_the_reader_blocks() -> None:
    table = b"a,b,c,d\n" + b"1,2,3,4\n" * 2_000_000
    findings = examine_file(table[: 16 << 20], task("t.csv", small(memory_bytes=400 << 20)))
    assert Severity.BLOCK in {one.severity for one in findings}


def test_more_findings_than_anybody_reads_block() -> None:
    rows = b"".join(b"w%d,x\n" % n for n in range(4000))
    many = b",".join(b"person_id%d_person_id" % n for n in range(600))
    findings = examine_file(many + b"\n" + b",".join([b"1"] * 600) + b"\n", task("t.csv"))
    assert findings[-1].explanation == "reading-too-many"
    assert len(findings) <= 502
    assert len(examine_file(b"ward,x\n" + rows, task("t.csv"))) < 60


def test_the_reader_uses_the_code_of_this_very_folder() -> None:
    assert Path(readers_module._CODE) == Path(readers_module.__file__).parents[2]
