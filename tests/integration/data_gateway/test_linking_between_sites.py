"""One patient at two sites: the same pseudonym when permit and key say so, else never."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from typer.testing import CliRunner

from data_gateway.catalogue.loading import load
from data_gateway.catalogue.table_files import ColumnChoices
from data_gateway.cli import app
from data_gateway.patients.linkage_keys import LinkageKeys
from data_gateway.patients.processing import Question, patient_processing
from data_gateway.patients.project_keys import ProjectKeys
from governance.permits.document import PermitDocument

from .conftest import RunningSite, refused

MakeSite = Callable[..., RunningSite]
PROJECT = "adverse-events"
TERMS: dict[str, Any] = {
    "linked": True,
    "dates": "shifted",
    "datasets": {
        "omop": {
            "tables": {
                "person": {"columns": ["person_id", "year_of_birth"]},
                "visit_occurrence": {"columns": ["person_id", "visit_start_datetime"]},
            }
        }
    },
}


@pytest.fixture
def sites(make_site: MakeSite) -> tuple[RunningSite, RunningSite]:
    """Persons 1..60 of lyon are 101..160 of grenoble, under the same national numbers; only lyon's first has
    none, and two of grenoble's share one."""
    lyon, grenoble = make_site("lyon"), make_site("grenoble")
    numbers = [None, *(f"1 85 05 78 006 {n:03}" for n in range(2, 61))]
    elsewhere = [f"18505 78006{n:03}" for n in range(1, 61)]
    elsewhere[59] = elsewhere[58]
    for site, first, national in ((lyon, 1, numbers), (grenoble, 101, elsewhere)):
        renumber(site, first, national)
        choices = ColumnChoices(linkage=frozenset({"person.nir"}))
        load(site.source, site.folder.datasets, "omop", {"en": "OMOP"}, choices, memory="500MB", threads=1)
    return lyon, grenoble


def renumber(site: RunningSite, first: int, national: list[str | None]) -> None:
    for path in site.source.glob("*.parquet"):
        table = parquet.read_table(path)
        ids = pa.array([number + first - 1 for number in table["person_id"].to_pylist()], pa.int64())
        table = table.set_column(table.schema.get_field_index("person_id"), "person_id", ids)
        if path.stem == "person":
            table = table.append_column("nir", pa.array(national, pa.string()))
        parquet.write_table(table, path)


def share_a_key(tmp_path: Path, first: RunningSite, second: RunningSite, project: str = PROJECT) -> None:
    handed = tmp_path / f"{project}.key"
    LinkageKeys(first.folder).make(project, replace=True)
    LinkageKeys(first.folder).write_out(project, handed)
    LinkageKeys(second.folder).take_in(project, handed, replace=True)
    handed.unlink()


def pseudonyms(site: RunningSite, permit: PermitDocument) -> set[int]:
    return set(site.read(site.token(permit), "person", ["person_id"]).column("person_id").to_pylist())


def test_patients_are_linked_where_the_permit_says_so_and_the_sites_share_a_key(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    share_a_key(tmp_path, *sites)
    here, there = (pseudonyms(site, site.permit(**TERMS)) for site in sites)
    assert len(here) == len(there) == 60
    # 57 of 60: one has no number at lyon, and at grenoble two share one, which says of neither who it is.
    assert len(here & there) == 57
    # Of who is known at both by one number, each site's data protection officer finds its own patient.
    one = str(min(here & there))
    lyon, grenoble = (patient_processing(site.folder, Question(one, "t", PROJECT)).person for site in sites)
    assert int(grenoble) == int(lyon) + 100
    found = patient_processing(sites[0].folder, Question(f"1850578006{int(lyon):03}", "t"))
    assert found.person == lyon and len(found.projects[0].reads) == 1


def test_the_dates_of_a_linked_patient_move_alike_at_both_sites(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    share_a_key(tmp_path, *sites)
    starts = []
    for site in sites:
        rows = site.read(site.token(site.permit(**TERMS)), "visit_occurrence").to_pylist()
        starts.append({row["person_id"]: row["visit_start_datetime"] for row in rows})
    both = starts[0].keys() & starts[1].keys()
    assert len(both) == 57
    assert all(starts[0][person] == starts[1][person] for person in both)


def test_a_permit_that_does_not_say_linked_links_nobody_even_with_a_shared_key(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    share_a_key(tmp_path, *sites)
    here, there = (pseudonyms(site, site.permit(**TERMS | {"linked": False})) for site in sites)
    assert here.isdisjoint(there)


def test_sites_with_keys_of_their_own_link_nobody(sites: tuple[RunningSite, RunningSite]) -> None:
    for site in sites:
        LinkageKeys(site.folder).make(PROJECT)
    here, there = (pseudonyms(site, site.permit(**TERMS)) for site in sites)
    assert here.isdisjoint(there)


def test_two_linked_projects_cannot_be_joined(sites: tuple[RunningSite, RunningSite], tmp_path: Path) -> None:
    for project in (PROJECT, "activity"):
        share_a_key(tmp_path, *sites, project)
    lyon, _ = sites
    one, other = (pseudonyms(lyon, lyon.permit(project, **TERMS)) for project in (PROJECT, "activity"))
    assert one.isdisjoint(other)


def test_a_linked_permit_reads_nothing_before_the_site_has_the_key(
    sites: tuple[RunningSite, RunningSite],
) -> None:
    lyon, _ = sites
    assert refused(lambda: pseudonyms(lyon, lyon.permit(**TERMS))).code == "linkage-key-missing"


def test_a_linked_permit_reads_nothing_where_the_data_hold_no_national_number(site: RunningSite) -> None:
    LinkageKeys(site.folder).make(PROJECT)
    assert refused(lambda: pseudonyms(site, site.permit(**TERMS))).code == "linkage-column-missing"


def test_a_new_key_gives_linked_patients_other_pseudonyms(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    share_a_key(tmp_path, *sites)
    lyon, _ = sites
    before = pseudonyms(lyon, lyon.permit(**TERMS))
    share_a_key(tmp_path, *sites)
    after = pseudonyms(lyon, lyon.permit(**TERMS))
    assert len(before & after) == 1  # the one who has no number


def test_destroying_a_projects_pseudonyms_destroys_its_linkage_key(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    share_a_key(tmp_path, *sites)
    lyon, _ = sites
    destroyed = CliRunner().invoke(app, ["destroy-pseudonyms", str(lyon.folder.root), PROJECT, "--yes"])
    assert destroyed.exit_code == 0, destroyed.output
    assert "destroyed" in (lyon.folder.linkage_keys / f"{PROJECT}.key").read_text()
    assert refused(lambda: pseudonyms(lyon, lyon.permit(**TERMS))).code == "pseudonyms-destroyed"
    assert ProjectKeys(lyon.folder).held(PROJECT)


def test_the_national_number_itself_never_leaves(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    share_a_key(tmp_path, *sites)
    lyon, _ = sites
    asking = {"tables": {"person": {"columns": ["person_id", "nir"]}}}
    permit = lyon.permit(**TERMS | {"datasets": {"omop": asking}})
    assert refused(lambda: lyon.read(lyon.token(permit), "person", ["nir"])).code == "column-identifying"


# --- the command --------------------------------------------------------------------------------------------


def test_a_key_is_made_handed_over_and_told_by_the_same_fingerprint(
    sites: tuple[RunningSite, RunningSite], tmp_path: Path
) -> None:
    lyon, grenoble = sites
    handed = tmp_path / "handed"
    made = key_command(lyon, "--new", "--export", str(handed))
    taken = key_command(grenoble, "--import", str(handed))
    assert made.exit_code == taken.exit_code == 0, made.output + taken.output
    assert handed.stat().st_mode & 0o777 == 0o600
    fingerprint = LinkageKeys(lyon.folder).fingerprint(PROJECT)
    assert fingerprint in made.output and fingerprint in taken.output
    assert lyon.events()[-2:] == ["linkage-key.kept", "linkage-key.exported"]
    secret = handed.read_text().split()[-1]
    assert secret not in made.output + taken.output + str(lyon.audit()) + str(grenoble.audit())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("d2h-linkage-key activity " + "0" * 64, "no linkage key of adverse-events"),
        ("d2h-linkage-key adverse-events 00", "no linkage key of adverse-events"),
        ("", "no linkage key of adverse-events"),
    ],
)
def test_a_file_that_is_no_key_of_the_project_is_refused_and_changes_nothing(
    site: RunningSite, tmp_path: Path, content: str, said: str
) -> None:
    handed = tmp_path / "handed"
    handed.write_text(content)
    refusal = key_command(site, "--import", str(handed))
    assert refusal.exit_code == 1 and said in " ".join(refusal.output.split())
    assert not LinkageKeys(site.folder).held(PROJECT)


def test_a_key_is_not_replaced_unasked_nor_a_file_overwritten(site: RunningSite, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    assert key_command(site, "--new").exit_code == 0
    before = LinkageKeys(site.folder).key(PROJECT)
    assert key_command(site, "--new").exit_code == 1
    assert key_command(site, "--export", str(there)).exit_code == 1
    assert (LinkageKeys(site.folder).key(PROJECT), there.read_text()) == (before, "mine")
    assert key_command(site, "--new", "--yes").exit_code == 0
    assert LinkageKeys(site.folder).key(PROJECT) != before


def key_command(site: RunningSite, *options: str) -> Any:
    arguments = ["linkage-key", str(site.folder.root), PROJECT, *options, "--language", "en"]
    return CliRunner().invoke(app, arguments)
