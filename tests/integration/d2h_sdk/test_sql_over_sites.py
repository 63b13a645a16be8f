"""SQL and ibis from a workspace, over real gateways of two hospitals."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import d2h_sdk as d2h
from d2h_sdk.connection import Connection
from d2h_sdk.errors import SiteRefusalError, UsageError

from .conftest import SITES, Enter, RunningSite


def test_one_select_gives_the_rows_of_all_sites_with_their_site(workspace: Connection) -> None:
    counted = d2h.sql(
        "select gender_concept_id, count(*) as persons from person group by 1 order by gender_concept_id"
    )
    assert list(counted.columns) == ["site", "gender_concept_id", "persons"]
    assert set(counted["site"]) == set(SITES)
    read = d2h.read("person").groupby(["site", "gender_concept_id"], observed=True).size()
    assert counted.set_index(["site", "gender_concept_id"])["persons"].to_dict() == read.to_dict()


def test_the_answer_may_be_arrow_or_polars_and_of_one_site(workspace: Connection) -> None:
    arrow = d2h.sql("select year_of_birth from person limit 3", sites="lyon", as_="arrow")
    assert isinstance(arrow, pa.Table) and arrow.num_rows == 3
    frame = d2h.sql("select count(*) as n from omop.person", as_="polars")
    assert isinstance(frame, pl.DataFrame) and frame.height == len(SITES)


def test_a_join_counts_what_joining_in_the_notebook_counts(workspace: Connection) -> None:
    joined = d2h.sql(
        "select p.year_of_birth, avg(m.value_as_number) as mean from measurement m"
        " join person p using (person_id) where m.value_as_number > 0 group by p.year_of_birth"
    )
    measured = d2h.read("measurement", where=[("value_as_number", ">", 0)])
    mine = measured.merge(d2h.read("person"), on=["site", "person_id"])
    means = mine.groupby(["site", "year_of_birth"], observed=True)["value_as_number"].mean()
    found = joined.set_index(["site", "year_of_birth"])["mean"]
    pd.testing.assert_series_equal(
        found.sort_index(), means.sort_index(), check_names=False, check_index=False
    )


def test_an_ibis_expression_runs_at_the_sites(workspace: Connection) -> None:
    import ibis

    tables = d2h.ibis()
    assert "measurement" in dir(tables) and "year_of_birth" in tables.person.columns
    measured = tables.measurement
    high = measured.filter(measured.value_as_number > 1)
    asked = high.group_by("unit_source_value").agg(n=ibis._.count(), persons=ibis._.person_id.nunique())
    by_ibis = d2h.sql(asked.order_by("unit_source_value"))
    by_text = d2h.sql(
        "select unit_source_value, count(*) as n, count(distinct person_id) as persons from measurement"
        " where value_as_number > 1 group by 1 order by 1"
    )
    pd.testing.assert_frame_equal(by_ibis, by_text)
    top = (
        measured.mutate(
            place=ibis.row_number().over(group_by="person_id", order_by=ibis.desc("value_as_number"))
        )
        .filter(ibis._.place == 0)
        .select("person_id", "value_as_number")
    )
    assert d2h.sql(top)["person_id"].is_unique


def test_a_refusal_says_what_was_not_allowed_and_what_to_write(workspace: Connection) -> None:
    with pytest.raises(SiteRefusalError) as told:
        d2h.sql("select getenv('HOME') from person")
    assert told.value.code == "sql-function"
    assert "getenv" in str(told.value) and "HOME" not in str(told.value)
    with pytest.raises(SiteRefusalError, match="year_of_death"):
        d2h.sql("select year_of_death from person")
    with pytest.raises(SiteRefusalError, match="line 2, column"):
        d2h.sql("select year_of_birth\nfrom person where (")


def test_refusals_are_in_french_for_a_french_speaker(enter: Enter, sites: dict[str, RunningSite]) -> None:
    enter(*(site.door for site in sites.values()), language="fr")
    with pytest.raises(SiteRefusalError, match="n'est pas permise"):
        d2h.sql("select repeat('x', 9) from person")


def test_what_is_no_query_is_refused_before_any_site_is_asked(workspace: Connection) -> None:
    for wrong in (42, None, ["select 1"], ""):
        with pytest.raises(UsageError):
            d2h.sql(wrong)
    with pytest.raises(UsageError, match="death"):
        _ = d2h.ibis().death
