"""A site's data owner at the command line, against the real governance service."""

from __future__ import annotations

import json

import pytest

from data_gateway.patients.opposition import OppositionRegister
from governance.permits.document import verify_permit
from governance.signatures import load_public_pem

from .consortium import Consortium


def test_the_published_card_holds_no_identifying_column(alone: Consortium) -> None:
    card = json.loads((alone.home / "card.json").read_text())
    (dataset,) = card["datasets"]
    assert set(dataset["tables"]["person"]["columns"]) == {"person_id", "gender_concept_id", "year_of_birth"}
    assert "measurement_id" not in dataset["tables"]["measurement"]["columns"]
    assert card["title"] == {"fr": "Lyon"}


def test_approving_shows_in_words_what_is_signed_then_signs_and_tells_governance(
    consortium: Consortium,
) -> None:
    done = consortium.site("approve", "lyon", "adverse-events", answer="y\n")
    assert done.exit_code == 0, done.output
    for words in (
        "adverse-events: Adverse events",
        "Study adverse events after admission",
        "claire",
        "RECORDS",
        "table person: columns person_id, year_of_birth",
        "only rows where measurement_concept_id is one of 1, 2",
        "From 2020-01-01 to 2999-12-31",
    ):
        assert words in done.output
    (file,) = consortium.signed()
    key = load_public_pem(consortium.site_folder.data_owner_public_key.read_text())
    document = verify_permit(file.read_text().strip(), key)
    assert document.digest() == file.stem
    assert file.stem in done.output
    assert consortium.states() == {1: "SIGNED"}
    assert consortium.events()[-1] == "permit.signed"


def test_the_permit_is_shown_in_french_to_who_asks_for_it(consortium: Consortium) -> None:
    done = consortium.site("approve", "lyon", "adverse-events", "--yes", "--language", "fr")
    assert "Finalité : Study adverse events" in done.output
    assert "ENREGISTREMENTS" in done.output
    assert "seulement les lignes où measurement_concept_id est parmi 1, 2" in done.output


def test_declining_signs_nothing(consortium: Consortium) -> None:
    done = consortium.site("approve", "lyon", "adverse-events", answer="n\n")
    assert done.exit_code == 1
    assert "Nothing was signed" in done.stderr
    assert (consortium.signed(), consortium.states()) == ([], {1: "PROPOSED"})


def test_a_project_that_asks_nothing_gives_nothing_to_sign(consortium: Consortium) -> None:
    done = consortium.site("approve", "lyon", "other-project", "--yes")
    assert done.exit_code == 1
    assert "No permit of project other-project waits" in done.stderr


def test_a_column_that_the_site_no_longer_shows_is_not_signed(consortium: Consortium) -> None:
    done = consortium.site(
        *("load", "lyon", str(consortium.home / "source"), "--dataset", "omop"),
        *("--identifying", "person.year_of_birth"),
    )
    assert done.exit_code == 0, done.output
    done = consortium.site("approve", "lyon", "adverse-events", "--yes")
    assert done.exit_code == 1
    assert "year_of_birth" in done.stderr and "never leaves the site" in done.stderr
    assert consortium.signed() == []


def test_when_governance_goes_away_the_signature_is_kept_and_sent_again(
    consortium: Consortium, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data_gateway.site.governance_client import GovernanceClient

    ask = GovernanceClient.permits

    def ask_then_lose(client: GovernanceClient) -> object:
        asked = ask(client)
        consortium.stop()
        return asked

    monkeypatch.setattr(GovernanceClient, "permits", ask_then_lose)
    done = consortium.site("approve", "lyon", "adverse-events", "--yes")
    monkeypatch.undo()
    assert done.exit_code == 1
    assert "does not answer" in done.stderr
    assert "d2h site approve lyon adverse-events" in done.stderr
    kept = consortium.signed()
    assert len(kept) == 1
    consortium.start()
    assert consortium.states() == {1: "PROPOSED"}
    done = consortium.site("approve", "lyon", "adverse-events")  # asks nothing: it is signed already
    assert done.exit_code == 0, done.output
    assert (consortium.signed(), consortium.states()) == (kept, {1: "SIGNED"})
    assert consortium.events().count("permit.signed") == 1


def test_without_governance_approving_says_so_and_changes_nothing(alone: Consortium) -> None:
    done = alone.site("approve", "lyon", "adverse-events", "--yes")
    assert done.exit_code == 1
    assert f"{alone.url} does not answer" in done.stderr
    assert alone.signed() == []


def test_a_new_version_replaces_the_older_permit_at_the_site(consortium: Consortium) -> None:
    consortium.site("approve", "lyon", "adverse-events", "--yes")
    (first,) = consortium.signed()
    consortium.apply(", {user: hugo, role: researcher}")
    assert consortium.states() == {1: "SIGNED", 2: "PROPOSED"}
    listed = consortium.site("permits", "lyon").output
    assert "version 1: in force" in listed and "version 2: waits for your signature" in listed
    consortium.site("approve", "lyon", "adverse-events", "--yes")
    assert consortium.states() == {1: "SUPERSEDED", 2: "SIGNED"}
    (second,) = consortium.signed()
    assert second != first
    assert consortium.events()[-2:] == ["permit.signed", "permit.superseded"]


def test_withdrawing_closes_the_permit_here_and_at_governance(consortium: Consortium) -> None:
    consortium.site("approve", "lyon", "adverse-events", "--yes")
    done = consortium.site("stop-project", "lyon", "adverse-events", "--yes")
    assert done.exit_code == 0, done.output
    assert (consortium.signed(), consortium.states()) == ([], {1: "WITHDRAWN"})
    assert consortium.events()[-1] == "permit.withdrawn"


def test_withdrawing_bites_here_even_when_governance_is_away(consortium: Consortium) -> None:
    consortium.site("approve", "lyon", "adverse-events", "--yes")
    consortium.stop()
    done = consortium.site("stop-project", "lyon", "adverse-events", "--yes")
    assert done.exit_code == 1
    assert "Governance was not told" in done.stderr
    assert consortium.signed() == []
    consortium.start()
    assert consortium.site("stop-project", "lyon", "adverse-events", "--yes").exit_code == 0
    assert consortium.states() == {1: "WITHDRAWN"}


def opposed(at: Consortium) -> list[str]:
    return sorted(OppositionRegister(at.site_folder.opposition).current().persons)


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("list.txt", "3\n004\n\n3\n", []),
        ("list.csv", "person_id,asked_on\n3,2026-01-01\n4,2026-02-01\n", []),
        ("list.csv", "ipp;x\n", None),
        ("other.csv", "number,who\n3,a\n4,b\n", ["--column", "number"]),
    ],
)
def test_opposed_patients_are_taken_from_text_and_csv(
    alone: Consortium, name: str, content: str, options: list[str] | None
) -> None:
    file = alone.home / name
    file.write_text(content)
    done = alone.site("oppose", "lyon", str(file), *(options or []))
    if options is None:
        assert done.exit_code == 1
        assert alone.site_folder.opposition.read_text() == ""
        return
    assert done.exit_code == 0, done.output
    assert opposed(alone) == ["3", "4"]
    assert alone.events()[-1] == "opposition.changed"


def test_opposition_adds_unless_asked_to_replace_and_warns_of_strangers(alone: Consortium) -> None:
    file = alone.home / "list.txt"
    file.write_text("3\n")
    alone.site("oppose", "lyon", str(file))
    file.write_text("5\n999999\n")
    done = alone.site("oppose", "lyon", str(file))
    assert opposed(alone) == ["3", "5", "999999"]
    assert "1 of them are in no data set" in done.stderr
    alone.site("oppose", "lyon", str(file), "--replace")
    assert opposed(alone) == ["5", "999999"]


def test_a_site_is_not_made_over_another(alone: Consortium) -> None:
    key = alone.site_folder.data_owner_key.read_text()
    key_file = str(alone.home / "governance" / "key.pub")
    done = alone.site("init", "lyon", "--port", "18032", "--access-key", key_file)
    assert done.exit_code == 1
    assert "already exists" in done.stderr
    assert alone.site_folder.data_owner_key.read_text() == key


def test_without_governance_a_new_site_asks_for_its_key_file_and_is_not_made(alone: Consortium) -> None:
    done = alone.site("init", "nantes", "--port", "18032", "--governance-url", alone.url)
    assert done.exit_code == 1
    assert f"{alone.url} does not answer" in done.stderr
    assert not (alone.home / "sites" / "nantes").exists()


def test_a_name_that_is_no_site_id_is_explained(alone: Consortium) -> None:
    done = alone.site("init", "Lyon_Sud", "--port", "18032")
    assert done.exit_code == 1
    assert "Lyon_Sud" in done.stderr and "hyphens" in done.stderr
    assert not (alone.home / "sites" / "Lyon_Sud").exists()
