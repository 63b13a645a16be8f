"""The report on isolation: what counts as a wall that holds, and what its signature proves."""

from __future__ import annotations

import errno
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.refusal import Refusal
from hub_config.nodes.targets import Targets
from launcher.isolation.page import LOCALES, isolation_words, page_of
from launcher.isolation.probes.network import interfaces
from launcher.isolation.report import Line, Report, check_report, write_report
from launcher.isolation.surroundings import Surroundings
from launcher.isolation.trial import Exactly, Killed, Outcome, Probe, Refused, Verdict, judge
from launcher.isolation.walls import WALLS

KEY = Ed25519PrivateKey.generate()
AROUND = Surroundings(
    Targets(("192.0.2.1",), (22,), 4711, "name"),
    ("172.17.0.2",),
    "file",
    ("v",),
    ("hub",),
    ("lyon",),
    1 << 30,
    1.0,
    "x86_64",
    ("name=apparmor", "name=userns"),
)


def line(verdict: Verdict, found: str = "lo") -> Line:
    said = {"en": "Interfaces", "fr": "Interfaces"}
    return Line(id="network-x", wall="network", attack=said, expected=said, found=found, verdict=verdict)


def report(*verdicts: Verdict, found: str = "lo") -> Report:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    return Report(
        format="d2h-isolation-report/1",
        installation="d2h-demo",
        project="activity",
        began=now,
        ended=now,
        connectivity="sockets",
        image="sha256:0",
        engine="20",
        system="Linux",
        product="D2H",
        lines=tuple(line(verdict, found) for verdict in verdicts),
        not_tried={"en": (), "fr": ()},
    )


def verdict_of(expected, outcome: Outcome, *, control: bool = False) -> Verdict:
    return judge("network", Probe("x", "x", interfaces, (), expected, control=control), outcome).verdict


def test_only_the_expected_refusal_is_a_wall_that_holds():
    assert verdict_of(Refused(), Outcome(found=errno.EPERM)) is Verdict.HOLDS
    for found in (0, errno.EINVAL, "open", None, True):
        assert verdict_of(Refused(), Outcome(found=found)) is Verdict.OPEN


def test_no_answer_and_a_broken_probe_are_never_a_pass():
    assert verdict_of(Exactly(["lo"]), Outcome(fault="no answer in time")) is Verdict.UNKNOWN
    assert verdict_of(Exactly(["lo"]), Outcome(killed=True)) is Verdict.UNKNOWN
    assert verdict_of(Exactly(["lo"]), Outcome(found=[]), control=True) is Verdict.UNKNOWN
    assert verdict_of(Killed(), Outcome(killed=True)) is Verdict.HOLDS
    assert verdict_of(Killed(), Outcome(found=96)) is Verdict.OPEN


def test_one_open_wall_or_one_missing_answer_decides_for_the_whole():
    holds, open_, unknown = Verdict.HOLDS, Verdict.OPEN, Verdict.UNKNOWN

    assert report(holds, holds).verdict is holds
    assert report(holds, unknown).verdict is unknown
    assert report(unknown, open_, holds).verdict is open_
    assert report().verdict is unknown


def test_a_report_that_was_changed_is_not_proved(tmp_path):
    path = write_report(report(Verdict.OPEN), {"report.en.html": "a page"}, KEY, tmp_path)
    assert check_report(path, KEY.public_key()).verdict is Verdict.OPEN

    document = json.loads(path.read_text())
    document["report"]["lines"][0]["verdict"] = "holds"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document))
    with pytest.raises(Refusal, match="report-altered"):
        check_report(changed, KEY.public_key())
    with pytest.raises(Refusal, match="signature-invalid"):
        check_report(path, Ed25519PrivateKey.generate().public_key())
    (tmp_path / "report.en.html").write_text("another page")
    with pytest.raises(Refusal, match="report-page-altered"):
        check_report(path, KEY.public_key())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"report": 1}', "\x00", '{"report": {}, "signature": 3}'])
def test_garbage_is_refused_with_a_word(tmp_path, text):
    path = tmp_path / "report.json"
    path.write_text(text)

    with pytest.raises(Refusal):
        check_report(path, KEY.public_key())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_found_stands_on_the_page_as_text(language):
    page = page_of(report(Verdict.OPEN, found="<script>alert(1)</script>"), language)

    assert "&lt;script&gt;" in page and "<script>" not in page
    words = isolation_words(language)
    assert words.say("report-verdict-open") in page
    assert words.say("report-counts", holds=0, open=1, unknown=0) in page


def test_every_probe_has_its_words_and_a_name_of_its_own():
    probes = [probe for probes_of in WALLS.values() for probe in probes_of(AROUND)]
    known = (LOCALES / "en.ftl").read_text()

    assert len({probe.id for probe in probes}) == len(probes) > 100
    for probe in probes:
        assert f"\n{probe.attack} = " in known, probe.attack
        assert f"\n{probe.expected.said} = " in known, probe.expected.said
