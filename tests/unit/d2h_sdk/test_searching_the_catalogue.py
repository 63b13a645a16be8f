"""Finding tables, columns and codes by words, whatever their accents and capitals."""

from __future__ import annotations

import pytest

from d2h_sdk import words
from d2h_sdk.catalogue import Datasets
from d2h_sdk.errors import UsageError
from d2h_sdk.wire import CodeMessage, ColumnMessage, DatasetMessage, TableMessage

LABEL = {"en": "Creatinine [Moles/volume]", "fr": "Créatinine (concentration molaire)"}


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "_spoken", request.param)
    return str(request.param)


def datasets() -> Datasets:
    def at(site: str, rows: int) -> DatasetMessage:
        code = CodeMessage(code="3020564", label=LABEL, standard="LOINC 14682-9", rows=rows)
        columns = (
            ColumnMessage(name="measurement_concept_id", type="BIGINT", codes=(code,)),
            ColumnMessage(
                name="value_as_number",
                type="DOUBLE",
                description={"fr": "Valeur mesurée", "en": "Measured value"},
                unit="µmol/L",
                missing=0.05,
                levels=120,
            ),
        )
        table = TableMessage(
            name="measurement", columns=columns, description={"fr": "Biologie <b>"}, rows=rows * 10
        )
        return DatasetMessage(
            site=site,
            dataset="omop",
            title={"en": "Care data", "fr": "Entrepôt de soins"},
            mode="records",
            tables=(table,),
            steward="Département d'information médicale",
        )

    return Datasets((at("lyon", 12_340), at("grenoble", 560)), {}, {"lyon": "Lyon", "grenoble": "Grenoble"})


@pytest.mark.parametrize("text", ["créatinine", "CREATININE", "créat molaire", "14682-9", "3020564"])
def test_a_code_is_found_by_its_label_in_any_language_or_by_its_number(language: str, text: str) -> None:
    found = datasets().search(text)
    assert [(match.site, match.column, match.code) for match in found.found] == [
        ("lyon", "measurement_concept_id", "3020564"),
        ("grenoble", "measurement_concept_id", "3020564"),
    ]
    assert LABEL[language] in repr(found)


def test_sites_that_hold_the_same_share_a_line_each_with_its_rows(language: str) -> None:
    shown = datasets().search("créatinine")._repr_html_()
    assert "omop.measurement.measurement_concept_id = 3020564" in shown
    assert "Lyon (≈ 12 340), Grenoble (≈ 560)" in shown


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("biologie", ["omop.measurement"]),
        ("valeur mesuree", ["omop.measurement.value_as_number"]),
        ("µmol", ["omop.measurement.value_as_number"]),
        ("departement", ["omop"]),
        ("value_as", ["omop.measurement.value_as_number"]),
        ("potassium", []),
        ("créatinine potassium", []),
    ],
)
def test_tables_columns_and_data_sets_are_found_by_what_is_said_of_them(
    language: str, text: str, places: list[str]
) -> None:
    assert sorted({match.place for match in datasets().search(text).found}) == places


def test_what_is_found_becomes_a_frame(language: str) -> None:
    frame = datasets().search("créatinine").to_frame()
    assert frame["rows"].tolist() == [12_340, 560]
    assert list(frame.columns) == ["site", "dataset", "table", "column", "code", "meaning", "rows"]
    assert datasets().search("potassium").to_frame().empty


def test_nothing_found_is_said_and_nothing_asked_is_refused(language: str) -> None:
    found = datasets().search("potassium")
    assert len(found) == 0
    assert ("catalogue" in repr(found)) and "<table>" not in found._repr_html_()
    with pytest.raises(UsageError) as told:
        datasets().search("  ")
    assert told.value.code == "search-empty"


def test_what_a_site_wrote_never_becomes_markup(language: str) -> None:
    shown = datasets().search("biologie")._repr_html_()
    assert ("<b>" not in shown and "&lt;b&gt;" in shown) or language == "en"


def test_the_columns_of_a_description_tell_meaning_and_unit(language: str) -> None:
    shown = repr(datasets().describe("measurement"))
    assert ("Measured value (µmol/L)" if language == "en" else "Valeur mesurée (µmol/L)") in shown
    frame = datasets().to_frame()
    value = frame[frame["column"] == "value_as_number"].iloc[0]
    assert (value["unit"], value["missing"], value["levels"]) == ("µmol/L", 0.05, 120)
