"""What a permit opens, and what stays closed whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.flight as flight
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import SqlRequest
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.patients.opposition import replace_opposition
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.patients.pseudonyms import pseudonymise

from .conftest import SECRET, TABLES, RunningSite, refused, rows_of


def persons(table: pa.Table) -> set[int]:
    return set(table.column("person_id").to_pylist())


def test_the_permitted_columns_come_in_the_order_asked(site: RunningSite) -> None:
    token = site.token(site.permit())
    table = site.read(token, "person", ["year_of_birth", "person_id"])
    assert table.column_names == ["year_of_birth", "person_id"]
    assert site.read(token, "person").column_names == TABLES["person"]["columns"]


def test_a_column_outside_the_permit_is_refused_by_name_with_its_table(site: RunningSite) -> None:
    token = site.token(site.permit())
    refusal = refused(lambda: site.read(token, "measurement", ["person_id", "measurement_id"]))
    assert refusal.code == "column-not-in-permit"
    assert refusal.params == {"dataset": "omop", "table": "measurement", "column": "measurement_id"}


def test_a_condition_on_a_column_outside_the_permit_is_refused(site: RunningSite) -> None:
    token = site.token(site.permit())
    refusal = refused(
        lambda: site.read(token, "person", ["person_id"], [("person_source_value", "=", "IPP0000001")])
    )
    assert (refusal.code, refusal.params["column"]) == ("column-not-in-permit", "person_source_value")


@pytest.mark.parametrize(
    ("table", "code"), [("visit_detail", "table-not-in-permit"), ("concept", "table-not-in-permit")]
)
def test_a_table_outside_the_permit_is_refused(site: RunningSite, table: str, code: str) -> None:
    refusal = refused(lambda: site.read(site.token(site.permit()), table))
    assert (refusal.code, refusal.params["table"]) == (code, table)


def test_a_data_set_outside_the_permit_is_refused(site: RunningSite) -> None:
    ticket = b'{"kind": "read", "dataset": "biobank", "table": "person"}'
    assert refused(lambda: site.get(site.token(site.permit()), ticket)).code == "dataset-not-in-permit"


@pytest.mark.parametrize("column", ["measurement_id", "person_source_value"])
def test_a_record_or_patient_number_is_never_read_even_when_a_permit_names_it(
    site: RunningSite, column: str
) -> None:
    table = "measurement" if column == "measurement_id" else "person"
    tables = {table: {"columns": ["person_id", column]}}
    token = site.token(site.permit(datasets={"omop": {"tables": tables}}))
    for columns in (None, [column], ["person_id"]):
        assert refused(lambda columns=columns: site.read(token, table, columns)).code == "column-identifying"
    assert site.datasets(token).datasets == ()


@pytest.mark.parametrize(
    "ticket",
    [
        b"",
        b"\xff\xfe",
        b"select * from person",
        b'{"kind": "sql", "query": "select 1"}',
        b'{"kind": "read", "dataset": "omop", "table": "person; drop table person"}',
        b'{"kind": "read", "dataset": "omop", "table": "person", "columns": ["*"]}',
        b'{"kind": "read", "dataset": "omop", "table": "person", "where": [{"column": "a", "op": "or 1=1"}]}',
    ],
)
def test_a_request_that_is_not_understood_is_refused(site: RunningSite, ticket: bytes) -> None:
    assert refused(lambda: site.get(site.token(site.permit()), ticket)).code == "request-unreadable"


def test_a_request_of_many_megabytes_is_refused(site: RunningSite) -> None:
    assert refused(lambda: site.get(site.token(site.permit()), b" " * 1_000_001)).code == "request-too-large"


def test_a_column_asked_twice_is_refused(site: RunningSite) -> None:
    token = site.token(site.permit())
    assert refused(lambda: site.read(token, "person", ["person_id", "person_id"])).code == "column-repeated"
    assert refused(lambda: site.read(token, "person", [])).code == "column-repeated"


def test_other_flight_calls_are_refused_without_a_trace_of_the_engine(site: RunningSite) -> None:
    options = site.options(site.token(site.permit()))
    descriptor = flight.FlightDescriptor.for_path("person")
    for call in (
        lambda: list(site.client.list_flights(options=options)),
        lambda: site.client.get_flight_info(descriptor, options),
        lambda: list(site.client.list_actions(options)),
        lambda: list(site.client.do_action("shutdown", options)),
    ):
        assert refused(call).code == "method-unknown"
    with pytest.raises(OSError, match="method-unknown"):
        site.client.get_schema(descriptor, options)


# --- conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ([("year_of_birth", "=", 1950)], 20),
        ([("year_of_birth", "!=", 1950)], 40),
        ([("year_of_birth", ">=", 1951), ("gender_concept_id", "=", 8507)], 30),
        ([("gender_concept_id", "in", (8532, 0))], 15),
        ([("gender_concept_id", "is null", None)], 0),
        ([("gender_concept_id", "is not null", None)], 60),
    ],
)
def test_conditions_keep_the_rows_they_name(site: RunningSite, where: list[Any], rows: int) -> None:
    assert site.read(site.token(site.permit()), "person", None, where).num_rows == rows


def test_conditions_on_text_dates_and_numbers_are_compared_as_such(site: RunningSite) -> None:
    token = site.token(site.permit())
    late = site.read(token, "measurement", None, [("measurement_datetime", ">=", "2026-03-01T00:00:00")])
    assert late.num_rows == 4
    assert site.read(token, "measurement", None, [("unit_source_value", "=", "mg/dL")]).num_rows == 60
    assert site.read(token, "measurement", None, [("value_as_number", "<", 3)]).num_rows == 1
    assert site.read(token, "measurement", None, [("unit_source_value", "=", "' or true --")]).num_rows == 0


def test_a_condition_on_a_pseudonym_finds_that_patient_everywhere(site: RunningSite) -> None:
    token = site.token(site.permit())
    someone = site.read(token, "person").column("person_id")[7].as_py()
    rows = site.read(token, "measurement", None, [("person_id", "=", someone)])
    assert persons(rows) == {someone}
    assert rows.num_rows == 2


def test_a_patients_real_number_finds_nobody(site: RunningSite) -> None:
    assert (
        site.read(site.token(site.permit()), "person", None, [("person_id", "in", (1, 2, 3))]).num_rows == 0
    )


@pytest.mark.parametrize(
    ("table", "condition", "code"),
    [
        ("person", ("person_id", ">", 5), "condition-not-understood"),
        ("person", ("year_of_birth", "=", "1950"), "condition-value-type"),
        ("person", ("year_of_birth", "=", True), "condition-value-type"),
        ("person", ("year_of_birth", "=", 1950.5), "condition-value-type"),
        ("person", ("year_of_birth", "=", 2**80), "condition-value-type"),
        ("person", ("year_of_birth", "=", None), "condition-not-understood"),
        ("person", ("year_of_birth", "=", (1950, 1951)), "condition-not-understood"),
        ("person", ("year_of_birth", "in", 1950), "condition-not-understood"),
        ("person", ("year_of_birth", "is null", 1950), "condition-not-understood"),
        ("measurement", ("value_as_number", "<", "3"), "condition-value-type"),
        ("measurement", ("unit_source_value", "=", 3), "condition-value-type"),
        ("measurement", ("measurement_datetime", ">", "yesterday"), "condition-value-type"),
        ("measurement", ("measurement_datetime", ">", "2026-01-01T00:00:00+02:00"), "condition-value-type"),
    ],
)
def test_a_condition_that_does_not_suit_its_column_is_refused(
    site: RunningSite, table: str, condition: tuple[Any, ...], code: str
) -> None:
    refusal = refused(lambda: site.read(site.token(site.permit()), table, None, [condition]))
    assert (refusal.code, refusal.params["column"]) == (code, condition[0])


def test_numbers_that_are_not_numbers_are_refused(site: RunningSite) -> None:
    ticket = (
        b'{"kind": "read", "dataset": "omop", "table": "measurement",'
        b' "where": [{"column": "value_as_number", "op": "=", "value": NaN}]}'
    )
    assert refused(lambda: site.get(site.token(site.permit()), ticket)).code == "condition-value-type"


def test_ten_thousand_values_pass_and_one_more_is_refused(site: RunningSite) -> None:
    token = site.token(site.permit())
    values = list(range(10_000))
    assert site.read(token, "person", None, [("year_of_birth", "in", values)]).num_rows == 60
    refusal = refused(lambda: site.read(token, "person", None, [("year_of_birth", "in", [*values, -1])]))
    assert refusal.code == "condition-too-many"


# --- the permit's row filter --------------------------------------------------------------------------------


def test_rows_outside_the_permits_filter_never_come(site: RunningSite) -> None:
    table = site.read(site.token(site.permit()), "measurement")
    assert set(table.column("measurement_concept_id").to_pylist()) == {1, 2}
    assert SECRET not in table.column("value_source_value").to_pylist()


def test_no_dictionary_carries_a_value_that_only_hidden_rows_hold(site: RunningSite) -> None:
    token = site.token(site.permit())
    units = site.read(token, "measurement", ["unit_source_value"]).column("unit_source_value").chunk(0)
    assert pa.types.is_dictionary(units.type)
    assert sorted(units.dictionary.to_pylist()) == ["mg/dL", "mmol/L"]
    filtered = site.read(token, "measurement", ["value_source_value"], [("unit_source_value", "=", "pg/mL")])
    assert filtered.num_rows == 0
    assert SECRET not in str(filtered.column("value_source_value").chunks)


@pytest.mark.parametrize(
    "condition",
    [
        ("value_source_value", "=", SECRET),
        ("value_source_value", ">=", "HIV"),
        ("measurement_concept_id", "=", 3),
        ("unit_source_value", "in", ("pg/mL",)),
    ],
)
def test_a_condition_that_aims_at_hidden_rows_finds_nothing(
    site: RunningSite, condition: tuple[Any, ...]
) -> None:
    assert site.read(site.token(site.permit()), "measurement", None, [condition]).num_rows == 0


def test_a_condition_that_would_fail_on_a_hidden_row_does_not_run_on_it(site: RunningSite) -> None:
    """Below the policy this cast fails on SECRET and its error quotes it; above, the row is not there."""
    worker = site.worker(site.permit())
    column = 'FROM "data set omop"."measurement" WHERE CASE WHEN value_source_value LIKE \'HIV%\''
    attack = f"SELECT count(*) {column} THEN CAST(value_source_value AS INTEGER) > 0 ELSE true END"
    assert rows_of(worker, attack) == [{"count_star()": 120}]
    assert SECRET not in str(rows_of(worker, f"EXPLAIN {attack}"))


# --- pseudonyms ---------------------------------------------------------------------------------------------


def test_patients_and_visits_come_as_pseudonyms_only(site: RunningSite) -> None:
    table = site.read(site.token(site.permit()), "visit_occurrence")
    numbers = table.column("person_id").to_pylist() + table.column("visit_occurrence_id").to_pylist()
    assert len(set(numbers)) == 120
    assert min(numbers) > 1_000_000  # neither 1..60 nor 1001..1060
    assert all(0 <= number < 2**63 for number in numbers)


def test_one_project_joins_its_own_tables(site: RunningSite) -> None:
    token = site.token(site.permit())
    people, visits = site.read(token, "person"), site.read(token, "visit_occurrence")
    measured = site.read(token, "measurement")
    assert persons(people) == persons(visits) == persons(measured)
    links = zip(
        visits.column("visit_occurrence_id").to_pylist(), visits.column("person_id").to_pylist(), strict=True
    )
    owner = dict(links)
    for visit, person in zip(
        measured.column("visit_occurrence_id").to_pylist(),
        measured.column("person_id").to_pylist(),
        strict=True,
    ):
        assert owner[visit] == person


def test_the_same_rows_answer_whether_or_not_their_visits_are_read(site: RunningSite) -> None:
    token = site.token(site.permit())
    both = site.read(token, "measurement", ["person_id", "visit_occurrence_id"])
    alone = site.read(token, "measurement", ["person_id"])
    assert sorted(both.column("person_id").to_pylist()) == sorted(alone.column("person_id").to_pylist())
    joined = "SELECT count(*) AS n FROM measurement JOIN visit_occurrence USING (visit_occurrence_id)"
    counted = site.get(token, SqlRequest(sql=joined)).column("n").to_pylist()
    narrowed = site.read(token, "measurement", ["person_id"], [("visit_occurrence_id", "is not null", None)])
    assert counted == [narrowed.num_rows] == [both.num_rows]


def test_two_projects_cannot_join_their_patients(site: RunningSite) -> None:
    first, second = site.permit("adverse-events"), site.permit("activity")
    one, other = (site.read(site.token(permit), "visit_occurrence") for permit in (first, second))
    assert persons(one).isdisjoint(persons(other))
    for column in ("person_id", "visit_occurrence_id"):
        # Not even by rank: sorting both by pseudonym puts different patients side by side.
        ranks = [table.sort_by(column).column("visit_start_datetime").to_pylist() for table in (one, other)]
        assert ranks[0] != ranks[1]


def test_two_sites_give_a_shared_patient_unrelated_pseudonyms(make_site: Callable[..., RunningSite]) -> None:
    lyon, grenoble = make_site("lyon"), make_site("grenoble")
    tables = [site.read(site.token(site.permit()), "person") for site in (lyon, grenoble)]
    assert persons(tables[0]).isdisjoint(persons(tables[1]))


def test_a_pseudonym_is_the_keyed_hash_that_the_site_can_make_again(site: RunningSite) -> None:
    token = site.token(site.permit())
    before = persons(site.read(token, "person"))
    site.stop()
    site.serve()
    assert persons(site.read(token, "person")) == before
    key = ProjectKeys(site.folder).key("adverse-events")
    assert before == set(pseudonymise(pa.array(range(1, 61)), key, ColumnRole.PERSON).tolist())


# --- opposition ---------------------------------------------------------------------------------------------


def test_an_opposed_patient_is_gone_from_the_next_read_and_nobody_else(site: RunningSite) -> None:
    token = site.token(site.permit())
    before = site.read(token, "person")
    replace_opposition(site.folder.opposition, frozenset({"1", "60"}))
    after = site.read(token, "person")
    key = ProjectKeys(site.folder).key("adverse-events")
    gone = set(pseudonymise(pa.array([1, 60]), key, ColumnRole.PERSON).tolist())
    assert persons(before) - persons(after) == gone
    assert after.num_rows == 58
    assert site.read(token, "measurement").num_rows == 116
    assert site.read(token, "visit_occurrence").num_rows == 58


def test_a_patient_taken_off_the_list_comes_back_under_the_same_pseudonym(site: RunningSite) -> None:
    token = site.token(site.permit())
    before = persons(site.read(token, "person"))
    replace_opposition(site.folder.opposition, frozenset({"5"}))
    assert len(persons(site.read(token, "person"))) == 59
    replace_opposition(site.folder.opposition, frozenset())
    assert persons(site.read(token, "person")) == before


def test_without_its_opposition_list_a_site_serves_nothing(site: RunningSite) -> None:
    token = site.token(site.permit())
    site.read(token, "person")
    site.folder.opposition.unlink()
    assert refused(lambda: site.read(token, "person")).code == "opposition-unavailable"


# --- what is served -----------------------------------------------------------------------------------------


def test_the_data_sets_listed_are_those_of_the_permit(site: RunningSite) -> None:
    (dataset,) = site.datasets(site.token(site.permit())).datasets
    assert (dataset.site, dataset.dataset, dataset.mode, dataset.title) == (
        "lyon",
        "omop",
        "records",
        {"en": "OMOP"},
    )
    described = {
        table.name: (table.filtered, [column.name for column in table.columns]) for table in dataset.tables
    }
    assert described == {name: ("rows" in granted, granted["columns"]) for name, granted in TABLES.items()}


def test_values_come_back_as_they_were_loaded(site: RunningSite) -> None:
    served = site.read(site.token(site.permit()), "measurement").sort_by("measurement_datetime")
    held = parquet.read_table(site.source / "measurement.parquet")
    held = held.filter(pc.field("measurement_concept_id") < 3).sort_by("measurement_datetime")
    for column in ("measurement_concept_id", "measurement_datetime", "value_as_number"):
        assert served.column(column).to_pylist() == held.column(column).to_pylist()
    assert (
        served.column("unit_source_value").cast(pa.string()).to_pylist()
        == held.column("unit_source_value").to_pylist()
    )


def test_a_reload_is_served_at_the_next_read(site: RunningSite) -> None:
    token = site.token(site.permit())
    assert site.read(token, "person").num_rows == 60
    held = parquet.read_table(site.source / "person.parquet")
    parquet.write_table(held.slice(0, 50), site.source / "person.parquet")
    load(
        site.source, site.folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1
    )
    assert site.read(token, "person").num_rows == 50


def test_an_answer_without_rows_still_has_its_columns(site: RunningSite) -> None:
    table = site.read(site.token(site.permit()), "measurement", None, [("value_as_number", ">", 1e9)])
    assert (table.num_rows, table.column_names) == (0, TABLES["measurement"]["columns"])


# --- asked again --------------------------------------------------------------------------------------------


def test_a_read_of_more_rows_than_the_site_gives_at_once_is_refused_not_cut(
    make_site: Callable[..., RunningSite],
) -> None:
    site = make_site(limits={"read_rows": 100})
    token = site.token(site.permit())
    assert site.read(token, "person").num_rows == 60
    told = refused(lambda: site.read(token, "measurement"))
    assert (told.code, told.params["limit"]) == ("read-too-many-rows", 100)


def test_a_site_gives_one_project_other_limits_than_the_others(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(projects={"activity": {"read_rows": 100}})
    assert site.read(site.token(site.permit("adverse-events")), "measurement").num_rows == 120
    told = refused(lambda: site.read(site.token(site.permit("activity")), "measurement"))
    assert (told.code, told.params["limit"]) == ("read-too-many-rows", 100)
