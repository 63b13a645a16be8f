"""Numbers drawn in a figure are read and compared with its table: an aid that lets nothing pass."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest
from matplotlib.figure import Figure

from output_checking.checks.confinement import confine_program
from output_checking.checks.digits import beside_axes, not_among, numbers, small
from output_checking.checks.examine import examine_all
from output_checking.checks.picture_text import PROGRAM, PictureReader, Word
from output_checking.checks.reading import Task
from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.profile import Reader, load_profile
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]
WARDS = ["Cardiology", "Surgery", "Geriatrics"]
NIR = "1 85 05 78 006 084 91"  # invented; its key is right
RULE = "picture.digits"


def drawn(figure: Figure, kind: str = "png") -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata={"Software": None} if kind == "png" else None)
    return buffer.getvalue()


def bars(counts: list[int]) -> Figure:
    figure = Figure()
    axes = figure.add_subplot()
    axes.bar_label(axes.bar(WARDS, counts))
    return figure


def pie() -> Figure:
    figure = Figure()
    figure.add_subplot().pie([0.31, 0.12, 0.57], labels=["A", "B", "C"], autopct="%1.0f%%")
    return figure


def line(note: str = "", *, beside: str = "") -> Figure:
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([0, 10, 20, 30], [10, 200, 150, 300])
    axes.set_ylabel(beside)
    figure.text(0.2, 0.92, note)
    return figure


def table(values: list[object]) -> bytes:
    return "\n".join(
        ["group,value", *(f"{at},{value}" for at, value in zip("ABC", values, strict=False))]
    ).encode()


FIGURES: dict[str, tuple[bytes, bytes]] = {
    "held.png": (drawn(bars([412, 388, 119])), table([412, 388, 119])),
    "photo.jpg": (drawn(bars([412, 388, 119]), "jpg"), table([412, 388, 119])),
    "other.png": (drawn(bars([412, 388, 119])), table([412, 388, 91])),
    "few.png": (drawn(bars([412, 388, 7])), table([412, 388, 7])),
    "shares.png": (drawn(pie()), table(["0.312", "0.118", "57 %"])),
    "axes.png": (drawn(line()), table([10, 200, 150])),
    "person.png": (drawn(line(f"Case of NIR {NIR}")), table([10, 200, 150])),
    "upright.png": (drawn(line(beside=f"Case of NIR {NIR}")), table([10, 200, 150])),
    "broken.png": (drawn(bars([412, 388, 119]))[:2000], table([412, 388, 119])),
}


@pytest.fixture(scope="module")
def told() -> dict[str, list[Finding]]:
    """What the airlock's own reading processes say of each figure, by rule `picture.digits`."""
    profile = load_profile()
    tasks, contents = [], []
    for name, (picture, data) in FIGURES.items():
        behind = f"{name} data.csv"
        for file, role, content in ((name, FileRole.OUTPUT, picture), (behind, FileRole.SUPPORTING, data)):
            companions = (Companion(behind, FileRole.SUPPORTING, name),) if file == name else ()
            tasks.append(
                Task(
                    name=file,
                    role=role,
                    evidence=None,
                    threshold=10,
                    companions=companions,
                    profile=profile,
                    shown_in_picture=file == behind,
                )
            )
            contents.append(content)
    examined = examine_all(tasks, lambda position: contents[position])
    return {
        task.name: [finding for finding in one.findings if finding.rule == RULE]
        for task, one in zip(tasks, examined, strict=True)
        if task.name in FIGURES
    }


def codes(findings: list[Finding]) -> list[str]:
    return [one.explanation for one in findings]


@pytest.mark.parametrize("name", ["held.png", "photo.jpg", "shares.png"])
def test_numbers_of_the_table_are_found_in_it(told: dict[str, list[Finding]], name: str) -> None:
    (finding,) = told[name]
    assert (finding.explanation, finding.severity) == ("picture-digits-held", Severity.PASS)
    assert finding.params == {"count": 3}


def test_a_number_that_the_table_lacks_is_told(told: dict[str, list[Finding]]) -> None:
    (finding,) = told["other.png"]
    assert (finding.explanation, finding.severity) == ("picture-digits-others", Severity.REVIEW)
    assert finding.params == {"numbers": "119", "count": 1}


def test_a_number_below_the_threshold_is_told_even_when_the_table_holds_it(
    told: dict[str, list[Finding]],
) -> None:
    assert codes(told["few.png"]) == ["picture-digits-small", "picture-digits-held"]
    assert told["few.png"][0].params == {"numbers": "7", "threshold": 10}
    assert told["few.png"][0].severity is Severity.REVIEW


def test_labels_of_axes_are_no_numbers_of_persons(told: dict[str, list[Finding]]) -> None:
    assert told["axes.png"] == []


@pytest.mark.parametrize("name", ["person.png", "upright.png"])
def test_a_social_security_number_in_a_picture_blocks_and_is_not_repeated(
    told: dict[str, list[Finding]], name: str
) -> None:
    (blocked,) = [one for one in told[name] if one.severity is Severity.BLOCK]
    assert blocked.explanation == "identifier-nir"
    assert not any(NIR[5:10] in str(one.document()) or "006" in str(one.document()) for one in told[name])
    assert not load_profile().is_final(blocked.rule, blocked.explanation)  # a reading may be wrong


def test_a_picture_that_cannot_be_read_is_said_so(told: dict[str, list[Finding]], judge: Judge) -> None:
    assert codes(told["broken.png"]) == ["picture-digits-unread"]
    # In this process no program was started to read it.
    found = [one for one in judge("held.png", FIGURES["held.png"][0]) if one.rule == RULE]
    assert [(one.explanation, one.severity) for one in found] == [("picture-digits-unread", Severity.REVIEW)]


def test_no_digits_never_make_a_picture_pass(judge: Judge) -> None:
    found = judge(
        "axes.png", FIGURES["axes.png"][0], companions=(Companion("d.csv", FileRole.SUPPORTING, "axes.png"),)
    )
    assert "picture-to-look-at" in [one.explanation for one in found if one.severity is Severity.REVIEW]


def test_without_the_program_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert PictureReader.started(load_profile().reader) is None


def test_a_program_without_enough_memory_has_read_nothing() -> None:
    reader = PictureReader.started(Reader(seconds=10, memory_bytes=40 << 20))
    if reader is not None:
        assert reader.words(FIGURES["held.png"][0]) is None
        reader.close()


@pytest.mark.parametrize(
    "forbidden",
    [
        "import socket; socket.socket()",
        "import tempfile; kept = tempfile.TemporaryFile(); kept.write(b'x'); kept.flush()",
    ],
)
def test_the_program_has_no_network_and_writes_nothing(forbidden: str) -> None:
    confined = partial(confine_program, load_profile().reader)
    started = partial(subprocess.run, preexec_fn=confined, stderr=subprocess.DEVNULL, check=False)
    assert started([sys.executable, "-I", "-c", "print(1)"], stdout=subprocess.DEVNULL).returncode == 0
    assert started([sys.executable, "-I", "-c", forbidden]).returncode != 0


def test_the_program_is_one_that_the_launcher_installs() -> None:
    from launcher.packages import RUNTIME

    assert PROGRAM in RUNTIME.values()


def word(text: str, left: float, top: float, line: str = "1") -> Word:
    return Word(text, (line,), left, top, left + 0.01 * len(text), top + 0.02)


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["n=7;"], ["7"]),
        (["(31%)", "p<0.001"], ["31%", "0.001"]),
        (["1", "234"], ["1234"]),
        (["12", "34"], ["12", "34"]),
        (["COVID19", "v2"], []),
        (["1,234.5", "-3"], ["1,234.5", "-3"]),
    ],
)
def test_numbers_are_taken_out_of_words(texts: list[str], read: list[str]) -> None:
    line, left = [], 0.1
    for text in texts:
        line.append(word(text, left, 0.5))
        left = line[-1].right + 0.005
    assert [one.text for one in numbers(line)] == read


def test_labels_by_powers_are_those_of_an_axis_too() -> None:
    labels = [word(str(10**power), 0.05, 0.9 - 0.2 * power, str(power)) for power in range(4)]
    aligned = [
        Word(one.text, one.line, 0.1 - (one.right - one.left), one.top, 0.1, one.bottom) for one in labels
    ]
    assert beside_axes([*aligned, word("412", 0.5, 0.31)]) == [word("412", 0.5, 0.31)]


@pytest.mark.parametrize(
    ("read", "held", "others"),
    [
        (["12.5"], ["12.4837"], []),
        (["12.5"], ["12.6"], ["12.5"]),
        (["31%"], ["0.312"], []),
        (["31%"], ["31"], []),
        (["1,234"], ["1234"], []),
        (["1 234"], ["1 234,4"], []),
        (["412", "412", "9"], ["412"], ["9"]),
    ],
)
def test_a_number_is_in_the_table_when_one_rounds_to_it(
    read: list[str], held: list[str], others: list[str]
) -> None:
    assert not_among(read, held) == others


def test_small_numbers_are_whole_and_not_zero() -> None:
    assert small(["0", "1", "9", "10", "3.5", "07", "9"], 10) == ["1", "9"]
