"""What the library makes of tables, models, curves, figures and notebooks before they reach the airlock."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from lifelines import CoxPHFitter, KaplanMeierFitter, NelsonAalenFitter
from lifelines.datasets import load_rossi
from matplotlib.figure import Figure
from PIL import Image
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from d2h_sdk import models
from d2h_sdk.aggregates import GROUPS_KEY
from d2h_sdk.errors import UsageError
from d2h_sdk.federated.exchange import SiteExchange
from d2h_sdk.federated.results import FederatedFit
from d2h_sdk.outputs import suppress
from d2h_sdk.outputs.figures import figure_files
from d2h_sdk.outputs.notebooks import notebook_file
from d2h_sdk.outputs.regressions import regression_file
from d2h_sdk.outputs.survival_curves import merge_steps, survival_files
from d2h_sdk.outputs.tables import table_file


@pytest.fixture(scope="module")
def rossi() -> pd.DataFrame:
    return load_rossi()


# --- tables ---


def test_a_table_tells_how_many_persons_stand_behind_each_cell() -> None:
    counts = pd.crosstab(pd.Series(list("aab") * 10, name="ward"), pd.Series(list("xyx") * 10, name="event"))
    made = table_file(counts, "events", persons="cells")
    assert made.name == "events.csv"
    assert made.evidence.persons == ((10, 10), (10, 0))
    assert made.evidence.index_columns == 1
    assert made.content.decode().splitlines()[0] == "ward,x,y"


def test_a_suppressed_cell_leaves_empty_and_without_its_number_of_persons() -> None:
    table = suppress(pd.DataFrame({"site": ["a", "b"], "persons": [3, 25]}))
    made = table_file(table, "events.csv", persons="cells")
    assert made.content.decode() == "site,persons\na,\nb,25\n"
    assert made.evidence.persons == ((None,), (25,))
    assert made.evidence.suppressed == 1


def test_persons_may_be_given_once_per_row() -> None:
    means = pd.DataFrame({"mean": [1.5, 2.5], "sd": [0.1, 0.2]}, index=pd.Index(["a", "b"], name="ward"))
    made = table_file(means, "means", kind="magnitudes", persons=[12, 30])
    assert made.evidence.persons == ((12, 12), (30, 30))


def test_persons_that_do_not_fit_the_table_are_refused() -> None:
    with pytest.raises(UsageError) as told:
        table_file(pd.DataFrame({"a": [1, 2]}), "t", persons=[[1, 2, 3]])
    assert told.value.code == "persons-shape"


def test_headings_of_several_levels_become_one_line() -> None:
    table = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("age", "mean"), ("age", "sd")]))
    assert table_file(table, "t").content.decode().splitlines()[0] == "age · mean,age · sd"


def test_the_codes_that_name_the_groups_of_an_aggregate_are_labels() -> None:
    answer = pd.DataFrame({"site": ["lyon", "lyon"], "programme": [0, 1], "persons": [40, 20]})
    answer.attrs[GROUPS_KEY] = ["site", "programme"]
    assert table_file(answer, "t").evidence.index_columns == 2


# --- models ---


@pytest.mark.parametrize("fitter", [CoxPHFitter, models.CoxPHFitter])
def test_a_cox_model_tells_persons_events_and_freedom(rossi: pd.DataFrame, fitter: type) -> None:
    fitted = fitter().fit(rossi, "week", "arrest")
    made = regression_file(fitted, "cox", data=rossi)
    evidence = made.evidence
    assert (evidence.person_total, evidence.events, evidence.degrees_of_freedom) == (432, 114, 107)
    table = pd.read_csv(io.BytesIO(made.content))
    assert table["covariate"].tolist() == ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    assert "exp(coef)" in table
    persons = dict(zip(table["covariate"], evidence.persons or (), strict=True))
    assert persons["race"][0] == min((rossi.race == 0).sum(), (rossi.race == 1).sum())
    assert persons["age"][0] == 432


def test_a_fast_cox_model_gives_the_file_and_the_evidence_that_lifelines_gives(rossi: pd.DataFrame) -> None:
    known = regression_file(CoxPHFitter().fit(rossi, "week", "arrest"), "cox", data=rossi)
    fast = regression_file(models.CoxPHFitter().fit(rossi, "week", "arrest"), "cox", data=rossi)
    assert fast.evidence == known.evidence
    tables = [pd.read_csv(io.BytesIO(made.content), index_col=0) for made in (known, fast)]
    pd.testing.assert_frame_equal(*tables, atol=2e-4)


def test_a_fit_over_several_sites_tells_its_persons_and_its_freedom() -> None:
    names = pd.Index(["age", "male"], name="covariate")
    fitted = FederatedFit(
        "cox",
        "patients",
        params_=pd.Series([0.2, 0.1], index=names),
        variance_matrix_=pd.DataFrame(np.eye(2) / 100, index=names, columns=names),
        log_likelihood_=-100.0,
        iterations=5,
        exchange=pd.DataFrame(),
        sites=(
            SiteExchange("lyon", persons=300, events=80),
            SiteExchange("grenoble", persons=200, events=40),
        ),
    )
    evidence = regression_file(fitted, "cox").evidence
    assert (evidence.person_total, evidence.events, evidence.degrees_of_freedom) == (500, 120, 118)


def test_persons_with_several_rows_count_once(rossi: pd.DataFrame) -> None:
    twice = pd.concat([rossi.assign(who=range(432)), rossi.assign(who=range(432))], ignore_index=True)
    fitted = CoxPHFitter().fit(twice.drop(columns="who"), "week", "arrest")
    made = regression_file(fitted, "cox", data=twice, persons=twice["who"])
    assert made.evidence.person_total == 432
    assert made.evidence.persons is not None
    assert made.evidence.persons[2][0] == min((rossi.race == 0).sum(), (rossi.race == 1).sum())


def test_a_logistic_pipeline_gives_its_named_coefficients(rossi: pd.DataFrame) -> None:
    covariates = rossi[["fin", "age", "prio"]]
    fitted = make_pipeline(StandardScaler(), LogisticRegression()).fit(covariates, rossi["arrest"])
    made = regression_file(fitted, "logistic", data=covariates, events=int(rossi["arrest"].sum()))
    table = pd.read_csv(io.BytesIO(made.content))
    assert table["covariate"].tolist() == ["fin", "age", "prio", "intercept"]
    assert np.allclose(np.exp(table["coef"]), table["odds ratio"], atol=1e-3)
    assert made.evidence.degrees_of_freedom == 432 - 4


def test_results_of_statsmodels_are_understood(rossi: pd.DataFrame) -> None:
    names = ["const", "fin", "prio"]
    fitted = sm.Logit(rossi["arrest"], sm.add_constant(rossi[["fin", "prio"]])).fit(disp=0)
    made = regression_file(fitted, "logit")
    evidence = made.evidence
    assert (evidence.person_total, evidence.events, evidence.degrees_of_freedom) == (432, 114, 429)
    table = pd.read_csv(io.BytesIO(made.content)).set_index("covariate")
    assert table.index.tolist() == names
    assert table.loc["fin", "coef lower 95%"] == pytest.approx(fitted.conf_int().loc["fin", 0], abs=1e-4)


def test_what_is_no_model_is_refused_with_what_would_be() -> None:
    with pytest.raises(UsageError) as told:
        regression_file(object(), "x")
    assert told.value.code == "model-not-understood"


def test_every_category_and_outcome_of_a_model_is_counted(rossi: pd.DataFrame) -> None:
    schools = rossi.assign(school=np.where(rossi["age"] < 20, "école d'été", "lycée"))
    fitted = CoxPHFitter().fit(schools, "week", "arrest", formula="fin + prio + school")
    made = regression_file(fitted, "cox", data=schools)
    young = int((rossi["age"] < 20).sum())
    persons = dict(zip(fitted.summary.index, made.evidence.persons or (), strict=True))
    assert persons["school[T.école d'été]"][0] == min(young, 432 - young)
    told = {one.label: (one.persons, one.events) for one in made.evidence.support}
    assert told["school = école d'été"] == (young, int(rossi.loc[rossi["age"] < 20, "arrest"].sum()))
    assert told["arrest = 1"] == (114, None) and told["arrest = 0"] == (318, None)
    assert "prio = 3" not in told


def test_categories_of_a_scikit_learn_pipeline_are_found_behind_its_dummies(rossi: pd.DataFrame) -> None:
    data = rossi.assign(school=np.where(rossi["age"] < 20, "a", "b"))[["school", "prio"]]
    encode = make_column_transformer((OneHotEncoder(drop="first"), ["school"]), remainder="passthrough")
    fitted = make_pipeline(encode, LogisticRegression()).fit(data, rossi["arrest"])
    made = regression_file(fitted, "logistic", data=data)
    young = int((data["school"] == "a").sum())
    assert made.evidence.persons == ((min(young, 432 - young),) * 2, (432,) * 2, (432,) * 2)
    assert [one.label for one in made.evidence.support] == ["school = a", "school = b"]


# --- survival ---


def test_between_published_times_at_least_ten_persons_leave(rossi: pd.DataFrame) -> None:
    fitter = KaplanMeierFitter().fit(rossi["week"], rossi["arrest"])
    steps = merge_steps(fitter)
    assert (steps["at_risk"] >= 10).all()
    assert (-steps["at_risk"].diff().dropna() >= 10).all()
    left_per_step = []
    for earlier, later in zip(steps["time"][:-1], steps["time"][1:], strict=True):
        left_per_step.append(((rossi["week"] > earlier) & (rossi["week"] <= later)).sum())
    assert min(left_per_step) >= 10
    exact = fitter.survival_function_at_times(steps["time"]).to_numpy()
    assert np.allclose(steps["survival"], exact, atol=1e-4)


def test_a_cumulative_hazard_has_its_steps_merged_too(rossi: pd.DataFrame) -> None:
    fitter = NelsonAalenFitter().fit(rossi["week"], rossi["arrest"])
    _, data = survival_files(fitter, "hazard")
    table = pd.read_csv(io.BytesIO(data.content))
    assert list(table.columns) == ["time", "cumulative_hazard", "lower", "upper", "at_risk"]
    assert (-table["at_risk"].diff().dropna() >= 10).all() and table["cumulative_hazard"].iloc[0] == 0
    exact = fitter.cumulative_hazard_at_times(table["time"]).to_numpy()
    assert np.allclose(table["cumulative_hazard"], exact, atol=1e-4)
    assert [(one.persons, one.events) for one in data.evidence.support] == [(432, 114)]


def test_the_common_end_of_follow_up_stays_in_the_curve(rossi: pd.DataFrame) -> None:
    fitter = KaplanMeierFitter().fit(rossi["week"], rossi["arrest"])
    steps = merge_steps(fitter)
    assert steps["time"].iloc[-1] == rossi["week"].max()
    assert steps["at_risk"].iloc[-1] == (rossi["week"] == rossi["week"].max()).sum()


def test_the_last_few_persons_are_cut_off() -> None:
    durations = [*range(1, 101)]
    steps = merge_steps(KaplanMeierFitter().fit(durations, [1] * 100))
    # 20 were at risk, 19 stay on: ten more could only leave by showing how the last nine ended.
    assert steps["time"].iloc[-1] == 81
    assert steps["survival"].iloc[-1] == pytest.approx(0.19)


def test_a_curve_of_too_few_persons_is_refused() -> None:
    with pytest.raises(UsageError) as told:
        merge_steps(KaplanMeierFitter().fit([1, 2, 3], [1, 1, 0]))
    assert told.value.code == "survival-too-few"


def test_several_groups_make_one_figure_and_one_table(rossi: pd.DataFrame) -> None:
    curves = {
        aid: KaplanMeierFitter().fit(group["week"], group["arrest"]) for aid, group in rossi.groupby("fin")
    }
    image, data = survival_files(curves, "curve", title="Rossi")
    assert (image.name, data.name, data.supports) == ("curve.png", "curve-data.csv", "curve.png")
    table = pd.read_csv(io.BytesIO(data.content))
    assert table.columns.tolist() == ["group", "time", "survival", "lower", "upper", "at_risk"]
    assert set(table["group"]) == {"group 0", "group 1"}
    assert data.evidence.kind == "survival" and data.evidence.index_columns == 2
    assert data.evidence.person_total == 432


# --- figures, notebooks ---


def test_a_figure_leaves_as_bare_pixels_with_its_numbers() -> None:
    figure = Figure()
    figure.add_subplot().bar(["a", "b"], [20, 30])
    image, data = figure_files(
        figure, "bars", pd.DataFrame({"ward": ["a", "b"], "n": [20, 30]}), persons="cells"
    )
    with Image.open(io.BytesIO(image.content)) as picture:
        assert picture.format == "PNG"
        assert set(picture.info) <= {"dpi"}
    assert data.supports == "bars.png" and data.evidence.persons == ((20,), (30,))


def test_a_figure_without_its_numbers_is_refused() -> None:
    with pytest.raises(UsageError) as told:
        figure_files(Figure(), "bars", None)  # type: ignore[arg-type]
    assert told.value.code == "figure-without-data"


def test_a_notebook_leaves_without_what_its_cells_showed(tmp_path: Path) -> None:
    path = tmp_path / "study.ipynb"
    code = {
        "id": "c1",
        "cell_type": "code",
        "metadata": {"secret": "12 rue des Lilas"},
        "execution_count": 3,
        "source": "patients.head()",
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "person 42"}],
    }
    prose = {
        "id": "m1",
        "cell_type": "markdown",
        "metadata": {},
        "source": "# Study",
        "attachments": {"a": {}},
    }
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"widgets": {"w": 1}}, "cells": [code, prose]}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    content = notebook_file(path).content.decode()
    assert "patients.head()" in content and "# Study" in content
    for hidden in ("person 42", "rue des Lilas", "attachments", "widgets"):
        assert hidden not in content
    import nbformat

    nbformat.validate(nbformat.reads(content, as_version=4))


def test_a_file_that_is_no_notebook_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text("not json", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        notebook_file(tmp_path / "x.ipynb")
    assert told.value.code == "notebook-unreadable"
