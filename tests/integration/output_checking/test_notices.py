"""Letters to a real SMTP server of this machine: who is told what, and what happens when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.actor import Actor
from governance.catalogue.registration import register_site, registered_site
from governance.jobs.job import JobState
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.signatures import public_pem
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import JobNotebookRow, JobRow
from output_checking.housekeeping import Housekeeping
from output_checking.notices import next_digest, wait_after
from output_checking.opinions import Choice, Comment
from output_checking.use_cases.deliver import deliver
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.tell import remind_of_ends, tell_of_audits, tell_of_jobs
from tests.integration.output_checking.house import CLAIMED_SMALL, SMALL, House
from tests.letters import Letters, mail_server

SENDER = "airlock@d2h.example"
WHY = Comment("Merge the wards of Montluel.", "deaths.csv")


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    with mail_server() as told:
        yield told


@pytest.fixture
def office(house: House, letters: tuple[Letters, int]) -> tuple[House, Letters]:
    """The house with its mail server, and with addresses for all but paul."""
    handler, port = letters
    roles = {"claire": Role.RESEARCHER, "ines": Role.OUTPUT_CHECKER, "hugo": Role.RESEARCHER}
    with open_governance(house.governance)() as uow:
        people = [
            Person(
                username=name,
                full_name=name.title(),
                roles=frozenset({role}),
                language="en" if name == "hugo" else "fr",
                email=f"{name}@d2h.example",
            )
            for name, role in roles.items()
        ]
        register_people(uow, people, Actor("test", {}))
        uow.commit()
    mail = replace(house.airlock.mail, host="127.0.0.1", port=port, tls="none", sender=SENDER)
    airlock = replace(house.airlock, mail=mail)
    return replace(house, airlock=airlock, worker=type(house.worker)(airlock)), handler


def test_each_state_is_told_to_those_it_concerns_in_their_language_and_without_any_content(
    office: tuple[House, Letters],
) -> None:
    house, letters = office
    request = house.submitted()
    deliver(house.airlock)
    (asked,) = letters.to("ines")
    assert (asked["From"], asked["Subject"]) == (SENDER, f"Sas : demande {request.id}")
    text = asked.get_content()
    assert "elle attend votre avis" in text and f"/requests/{request.id}" in text
    for secret in (request.title, request.context, "deaths", "Claire", "adverse", "412"):
        assert secret not in asked.as_string()
    assert letters.to("claire") == []

    house.vote(request, "ines")
    house.vote(request, "paul")
    house.worker.turn()
    deliver(house.airlock)
    (released,) = letters.to("claire")
    assert "elle est sortie" in released.get_content()

    house.fetch(request, "hugo")
    revoke_release(house.airlock, actor="ines", request_id=request.id, reason="Ward of Montluel.")
    deliver(house.airlock)
    (taken_back,) = letters.to("hugo")
    assert "delete your copies" in taken_back.get_content()
    assert "Montluel" not in taken_back.as_string()
    assert len(letters.to("claire")) == 2


def test_a_blocked_and_a_returned_request_call_their_author_and_differing_opinions_their_reviewers(
    office: tuple[House, Letters],
) -> None:
    house, letters = office
    house.submitted(SMALL, CLAIMED_SMALL)
    request = house.submitted()
    house.vote(request, "ines")
    house.vote(request, "paul", Choice.RETURN, WHY)
    deliver(house.airlock)
    (first,) = letters.to("ines")  # both notices in one letter
    assert first["Subject"] == "Sas : 2 messages au sujet de demandes"
    assert "avis définitif" in first.get_content()
    for reviewer in ("ines", "paul"):
        house.vote(request, reviewer, Choice.RETURN, WHY)
    deliver(house.airlock)
    told = "".join(one.get_content() for one in letters.to("claire"))
    assert "l'ont arrêtée" in told and "corrections vous sont demandées" in told


def test_a_letter_that_is_refused_goes_out_later_once_and_under_the_same_name(
    office: tuple[House, Letters],
) -> None:
    house, letters = office
    house.submitted()
    letters.refuse = True
    now = datetime.now(UTC)
    deliver(house.airlock, now)
    assert letters.taken == []
    letters.refuse = False
    assert deliver(house.airlock, now) == 0  # not at once: a minute later
    deliver(house.airlock, now + timedelta(minutes=2))
    deliver(house.airlock, now + timedelta(minutes=4))
    assert len(letters.to("ines")) == 1


def test_a_crash_after_the_server_took_a_letter_repeats_it_under_its_own_message_id(
    office: tuple[House, Letters], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, letters = office
    house.submitted()

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("output_checking.storage.outbox.Outbox.sent", killed)
        deliver(house.airlock)
    assert len(letters.to("ines")) == 1
    house.submitted()  # a newer notice does not join the letter that may be out already
    deliver(house.airlock)
    first, again, newer = letters.to("ines")
    assert first["Message-ID"] == again["Message-ID"] != newer["Message-ID"]
    assert deliver(house.airlock) == 0


def test_a_server_that_is_away_loses_nothing(office: tuple[House, Letters]) -> None:
    house, letters = office
    nowhere = replace(house.airlock, mail=replace(house.airlock.mail, port=1))
    house.submitted()
    now = datetime.now(UTC)
    assert deliver(nowhere, now) == 0
    deliver(house.airlock, now + timedelta(hours=1))
    assert len(letters.to("ines")) == 1


def test_notices_that_nobody_could_be_sent_for_a_week_are_given_up(office: tuple[House, Letters]) -> None:
    house, letters = office
    house.submitted()
    deliver(house.airlock, datetime.now(UTC) + timedelta(days=8))
    deliver(house.airlock)
    assert letters.taken == []


def test_who_lets_a_request_wait_is_reminded_once_until_the_days_are_over_again(
    office: tuple[House, Letters],
) -> None:
    house, letters = office
    request = house.submitted()
    deliver(house.airlock)
    later = datetime.now(UTC) + timedelta(days=4)
    for hours in (0, 2, 4):
        Housekeeping(house.airlock).turn(later + timedelta(hours=hours))
    _, reminder = letters.to("ines")
    assert "attend toujours votre avis" in reminder.get_content()
    house.vote(request, "ines")
    Housekeeping(house.airlock).turn(later + timedelta(days=4))
    assert len(letters.to("ines")) == 2


def test_a_digest_gathers_what_can_wait_until_its_hour(office: tuple[House, Letters]) -> None:
    house, letters = office
    daily = replace(house.airlock, mail=replace(house.airlock.mail, digest_hour=7))
    house = replace(house, airlock=daily, worker=type(house.worker)(daily))
    house.submitted()
    house.submitted(SMALL, CLAIMED_SMALL)
    house.submitted()
    deliver(daily)
    assert letters.to("ines") == [] and len(letters.to("claire")) == 1
    deliver(daily, datetime.now(UTC) + timedelta(days=1))
    (digest,) = letters.to("ines")
    assert digest["Subject"] == "Sas : 2 messages au sujet de demandes"


def test_the_wait_doubles_up_to_six_hours_and_a_digest_is_always_ahead() -> None:
    assert [wait_after(n) for n in (0, 1, 2, 20)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(hours=6),
    ]
    now = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
    assert next_digest(now, 7) == now + timedelta(days=1)
    assert next_digest(now, 8) == now + timedelta(hours=1)


def test_leads_are_reminded_of_an_end_thirty_and_seven_days_before_it_once_each(
    office: tuple[House, Letters],
) -> None:
    """The house's projects end on the last day of 2027: hugo leads one of them, claire two."""
    house, letters = office
    last = datetime(2027, 12, 31, 9, tzinfo=UTC)
    for days, told in ((31, 0), (30, 1), (29, 1), (8, 1), (7, 2), (1, 2), (0, 2), (-1, 2)):
        now = last - timedelta(days=days)
        remind_of_ends(house.airlock, now)
        deliver(house.airlock, now)
        assert len(letters.to("hugo")) == len(letters.to("claire")) == told, days
    first, second = letters.to("hugo")
    assert first["Subject"] == "D2H: project activity"
    assert "Project activity: it ends within 30 days." in first.get_content()
    assert "within 7 days" in second.get_content()
    assert "Activity of wards" not in first.as_string()
    both = letters.to("claire")[0].get_content()
    assert "Projet adverse-events : il prend fin dans 30 jours" in both and "Projet registry" in both


def test_admins_are_told_once_a_day_of_a_site_whose_audit_no_longer_arrives(
    office: tuple[House, Letters],
) -> None:
    house, letters = office
    key = public_pem(Ed25519PrivateKey.generate())
    with open_governance(house.governance)() as uow:
        nadia = Person(
            username="nadia",
            full_name="Nadia",
            roles=frozenset({Role.ADMIN}),
            language="en",
            email="nadia@d2h.example",
        )
        register_people(uow, [nadia], Actor("test", {}))
        card = registered_site(uow, "lyon").model_copy(update={"audit_public_key": key})
        register_site(uow, card, Actor("test", {}))
        uow.commit()
    begin = datetime.now(UTC)
    for hours, told in ((0.5, 0), (1.5, 1), (20, 1), (26, 2)):
        now = begin + timedelta(hours=hours)
        tell_of_audits(house.airlock, now)
        deliver(house.airlock, now)
        assert len(letters.to("nadia")) == told, hours
    first = letters.to("nadia")[0]
    assert first["Subject"] == "D2H: audit of lyon"
    assert "Site lyon: it has never sent the hub its audit." in first.get_content()
    assert letters.to("claire") == []


def test_the_end_of_a_batch_job_is_told_once_to_who_asked_and_names_nothing_of_it(
    office: tuple[House, Letters],
) -> None:
    house, letters = office
    now = datetime.now(UTC)
    with open_governance(house.governance)() as uow:
        uow.session.add(JobNotebookRow(digest="a" * 64, content=b""))
        uow.session.flush()
        for asked, ended in ((True, now), (False, now), (True, None), (True, now - timedelta(days=2))):
            uow.session.add(
                JobRow(
                    project="activity",
                    user="hugo",
                    state=JobState.FAILED if ended else JobState.RUNNING,
                    reason="error" if ended else "",
                    notebook="patient-1234.ipynb",
                    digest="a" * 64,
                    parameters={"ward": "Montluel"},
                    after=[],
                    cpus=1.0,
                    memory_bytes=1 << 30,
                    seconds=60,
                    tell=asked,
                    submitted=now,
                    ended=ended,
                )
            )
        uow.commit()

    for _ in range(2):
        tell_of_jobs(house.airlock, now)
        deliver(house.airlock)

    (told,) = letters.to("hugo")
    assert told["Subject"] == "D2H: batch job 1"
    assert "Batch job 1 failed." in told.get_content()
    assert "1234" not in told.as_string() and "Montluel" not in told.as_string()
