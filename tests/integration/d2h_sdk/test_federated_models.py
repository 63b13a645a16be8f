"""Models over four hospitals equal the pooled analysis, on data sets that lifelines and statsmodels ship."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import statsmodels.api as sm
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.datasets import load_gbsg2, load_rossi

import d2h_sdk as d2h
from d2h_sdk import connection, renewal
from d2h_sdk.errors import SiteAwayError, SiteRefusalError, SitesMissingWarning, UsageError
from d2h_sdk.gateway import SiteGateway, SiteStream
from d2h_sdk.wire import ModelRequest
from data_gateway.federated.life_tables import log_rank
from data_gateway.site.audit import SiteAudit
from governance import signatures
from governance.signed_answers import AnswerStatement

from .conftest import PROJECT, USER, AccessService, Enter
from .hospitals_of_a_study import FOUR, TABLE, StudySite, split_in_four, study_sites

ROSSI = ["fin", "age", "race", "wexp", "paro", "prio"]
GBSG2 = {
    "hormones": ["no", "yes"],
    "age": None,
    "menostat": ["Post", "Pre"],
    "tsize": None,
    "tgrade": ["II", "I", "III"],
    "pnodes": None,
    "progrec": None,
    "estrec": None,
}
Study = Callable[..., dict[str, StudySite]]


@pytest.fixture
def study(
    tmp_path: Path, access_service: AccessService, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Study]:
    """Opens a workspace whose four sites hold these rows."""
    with ExitStack() as stack:
        made = 0

        def open_study(rows: dict[str, pd.DataFrame], **terms: object) -> dict[str, StudySite]:
            nonlocal made
            made += 1
            sites = stack.enter_context(
                study_sites(
                    *(tmp_path / str(made), access_service.key, rows), project=PROJECT, user=USER, **terms
                )
            )
            monkeypatch.setattr(
                access_service, "permits", {site: each.permit for site, each in sites.items()}
            )
            enter(*(each.door for each in sites.values()))
            return sites

        yield open_study


def pooled(sites: dict[str, StudySite]) -> pd.DataFrame:
    return pd.concat([each.rows.assign(site=site) for site, each in sites.items()])


# Few persons and public data: the permits ask for the smallest groups only.
LENIENT = {"minimum": 2, "disclosure": "whole_group_persons = 0\nleverage_percent = 100"}


def test_cox_over_four_sites_is_lifelines_fit_stratified_by_site(study: Study) -> None:
    sites = study(split_in_four(load_rossi(), ["race", "arrest", "wexp"]), **LENIENT)
    with pytest.raises(SiteRefusalError, match="mar") as refused:  # five in all, of 432, without work
        d2h.federated.cox(TABLE, "week", "arrest", [*ROSSI, "mar"])
    assert refused.value.code in ("federated-pair-too-small", "federated-level-too-small")
    made = d2h.federated.cox(TABLE, "week", "arrest", ROSSI)
    rows = pooled(sites).drop(columns=["person_id", "mar"])
    known = CoxPHFitter().fit(
        rows, "week", "arrest", strata=["site"], fit_options={"precision": 1e-12, "r_precision": 1e-14}
    )
    assert np.abs(made.params_ - known.params_).max() < 1e-6
    assert np.abs(made.standard_errors_ - known.standard_errors_).max() < 1e-6
    assert made.log_likelihood_ == pytest.approx(known.log_likelihood_, abs=1e-5)
    shared = [column for column in known.summary.columns if column in made.summary.columns]
    assert list(known.summary.columns) == shared == list(made.summary.columns)
    assert np.abs(made.summary[shared] - known.summary[shared]).to_numpy().max() < 1e-4
    assert (made.persons, made.events) == (432, 114)
    assert made.exchange["rounds"].max() <= 20


def test_cox_with_categories_and_breslow_ties(study: Study) -> None:
    sites = study(
        split_in_four(
            load_gbsg2().rename(columns={"horTh": "hormones"}), ["tgrade", "hormones", "menostat", "cens"]
        ),
        **LENIENT,
    )
    made = d2h.federated.cox(TABLE, "time", "cens", GBSG2, ties="breslow")
    rows = pooled(sites)
    columns = pd.DataFrame(
        {
            f"{name}[{level}]" if level else name: (rows[name] == level).astype(float)
            if level
            else rows[name]
            for name, levels in GBSG2.items()
            for level in (levels[1:] if levels else [""])
        }
    )
    known = sm.PHReg(rows["time"], columns, status=rows["cens"], strata=rows["site"], ties="breslow").fit()
    assert list(made.params_.index) == list(columns.columns)
    assert np.abs(made.params_.to_numpy() - known.params).max() < 1e-6
    assert np.abs(made.standard_errors_.to_numpy() - known.bse).max() < 1e-6


def test_logistic_linear_ridge_and_poisson_are_the_pooled_fits(study: Study) -> None:
    fair = sm.datasets.fair.load_pandas().data
    fair["affair"] = (fair["affairs"] > 0).astype(int)
    sites = study(split_in_four(fair, ["affair", "religious"]))
    rows = pooled(sites)
    columns = ["rate_marriage", "age", "yrs_married", "educ"]
    design = sm.add_constant(rows[columns])

    made = d2h.federated.logistic(TABLE, "affair", columns)
    known = sm.Logit(rows["affair"], design).fit(disp=0, tol=1e-12)
    assert np.abs(made.params_.to_numpy() - known.params.to_numpy()).max() < 1e-6
    assert np.abs(made.standard_errors_.to_numpy() - known.bse.to_numpy()).max() < 1e-6

    numbers = ["rate_marriage", "age", "educ"]
    least = d2h.federated.linear(TABLE, "yrs_married", numbers)
    squares = sm.OLS(rows["yrs_married"], sm.add_constant(rows[numbers])).fit()
    assert np.abs(least.params_.to_numpy() - squares.params.to_numpy()).max() < 1e-6
    assert np.abs(least.standard_errors_.to_numpy() - squares.bse.to_numpy()).max() < 1e-6
    assert np.allclose(least.summary["p"], squares.pvalues, atol=1e-6)
    assert least.exchange["rounds"].tolist() == [2] * 4

    ridge = d2h.federated.linear(TABLE, "yrs_married", numbers, penalty=50.0)
    centred = rows[numbers] - rows[numbers].mean()
    slopes = np.linalg.solve(
        centred.T @ centred + 50 * np.eye(3), centred.T @ (rows["yrs_married"] - rows["yrs_married"].mean())
    )
    assert np.abs(ridge.params_.to_numpy()[1:] - slopes).max() < 1e-6

    correlations = d2h.federated.correlation(TABLE, ["yrs_married", *numbers])
    assert np.abs(correlations - rows[["yrs_married", *numbers]].corr()).to_numpy().max() < 1e-8

    meta = d2h.federated.meta_analysis(d2h.federated.Specification("logistic", TABLE, "affair", columns))
    alone = sm.Logit(sites["lyon"].rows["affair"], sm.add_constant(sites["lyon"].rows[columns])).fit(disp=0)
    assert np.abs(meta.estimates.loc["lyon"].to_numpy() - alone.params.to_numpy()).max() < 1e-6
    assert set(meta.heterogeneity) == {"Q", "p", "I2", "tau2"}
    assert meta.leave_one_out.index.get_level_values("left out").unique().tolist() == list(FOUR)


def test_poisson_over_four_sites(study: Study) -> None:
    visits = sm.datasets.randhie.load_pandas().data
    sites = study(split_in_four(visits, ["hlthp", "hlthf", "idp"]))
    rows = pooled(sites)
    columns = ["lncoins", "idp", "lpi", "disea", "hlthg", "hlthf", "hlthp"]
    made = d2h.federated.poisson(TABLE, "mdvis", columns)
    known = sm.GLM(rows["mdvis"], sm.add_constant(rows[columns]), family=sm.families.Poisson()).fit(tol=1e-12)
    assert np.abs(made.params_.to_numpy() - known.params.to_numpy()).max() < 1e-6
    assert np.abs(made.standard_errors_.to_numpy() - known.bse.to_numpy()).max() < 1e-6


def invented(n: int, seed: int = 1) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    age, arm = chance.normal(60, 10, n), chance.integers(0, 2, n)
    time = chance.exponential(np.exp(-0.03 * (age - 60) - 0.5 * arm) * 1000).round(1) + 0.1
    end = chance.uniform(200, 2000, n).round(1)
    return pd.DataFrame(
        {
            "age": age.round(1),
            "arm": np.where(arm == 1, "B", "A"),
            "time": np.minimum(time, end),
            "died": (time <= end).astype(int),
        }
    )


COVARIATES = {"age": None, "arm": ["A", "B"]}


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_one_baseline_hazard_for_all_sites_is_the_pooled_fit_of_times_so_rounded(
    study: Study, ties: str
) -> None:
    sites = study(split_in_four(invented(8_000), ["arm", "died"]), shared_times=True)
    made = d2h.federated.cox(TABLE, "time", "died", COVARIATES, ties=ties, times=range(100, 1501, 100))
    rows = pooled(sites)
    assert 4 <= len(made.times_) <= 12 and set(made.times_) < set(range(100, 1501, 100))
    step = np.searchsorted(made.times_, rows["time"])
    died = rows["died"].where(step < len(made.times_), 0)
    columns = pd.DataFrame({"age": rows["age"], "arm[B]": (rows["arm"] == "B") * 1.0})
    known = sm.PHReg(step, columns, status=died, ties=ties).fit()
    assert np.abs(made.params_.to_numpy() - known.params).max() < 1e-6
    assert np.abs(made.standard_errors_.to_numpy() - known.bse).max() < 1e-6
    assert made.log_likelihood_ == pytest.approx(known.llf, rel=1e-7)
    if ties == "efron":
        other = CoxPHFitter().fit(columns.assign(step=step, died=died), "step", "died")
        assert np.abs(made.params_ - other.params_).max() < 1e-6
        assert np.abs(made.standard_errors_ - other.standard_errors_).max() < 1e-6
    assert made.exchange["rounds"].max() <= 20


def test_times_are_shared_where_the_permit_says_so_and_only_in_steps_that_the_site_bears(
    study: Study,
) -> None:
    study(split_in_four(invented(4_000), ["arm", "died"]))
    assert refusal("lyon", request(edges=(500.0, 1000.0))) == "federated-times-not-permitted"
    study(split_in_four(invented(4_000), ["arm", "died"]), shared_times=True)
    days = tuple(float(day) for day in range(5, 1001, 5))
    offered = connection.connection.gateway("lyon").stream(request(edges=days))
    answer = pa.Table.from_batches(list(offered), offered.schema)
    assert set(answer["part"].to_pylist()) == {"until"}
    assert 2 <= answer.num_rows <= 12
    standard = {"centre": (60.0, 0.5), "scale": (10.0, 0.5), "coefficients": (0.0, 0.0)}
    assert refusal("lyon", request(edges=days, **standard)) == "federated-not-opened"
    assert refusal("lyon", request(edges=(500.0,), strata=["arm"], terms=[{"column": "age"}])) == (
        "federated-times-and-strata"
    )


def test_what_is_sent_does_not_grow_with_the_persons_and_a_site_that_is_away_is_told(study: Study) -> None:
    exchanged = []
    for n in (4_000, 400):
        sites = study(split_in_four(invented(n), ["arm", "died"]))
        exchange = d2h.federated.cox(TABLE, "time", "died", COVARIATES).exchange
        exchanged.append((exchange["bytes_received"] / exchange["rounds"]).max())
    assert exchanged[0] <= exchanged[1] * 1.1

    sites["lyon"].server.shutdown()
    with pytest.raises(SiteAwayError):
        d2h.federated.cox(TABLE, "time", "died", COVARIATES, dataset="study")
    with pytest.warns(SitesMissingWarning, match="lyon"):
        made = d2h.federated.cox(TABLE, "time", "died", COVARIATES, on_site_error="skip")
    assert list(made.missing) == ["lyon"]
    assert len(made.sites) == 3
    assert "lyon" in str(made) and made.exchange.loc["lyon", "withheld"]


def test_sites_are_shown_new_tokens_while_a_round_lasts(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {site: threading.Event() for site in study(split_in_four(invented(400), ["arm", "died"]))}
    stream, renew = SiteGateway.stream, SiteGateway.renew

    def renewed(gateway: SiteGateway) -> None:
        renew(gateway)
        shown[gateway.site].set()

    def slow(gateway: SiteGateway, asked: ModelRequest) -> SiteStream:
        assert shown[gateway.site].wait(20)
        return stream(gateway, asked)

    monkeypatch.setattr(renewal, "EVERY", 0.05)
    monkeypatch.setattr(SiteGateway, "renew", renewed)
    monkeypatch.setattr(SiteGateway, "stream", slow)
    made = d2h.federated.cox(TABLE, "time", "died", COVARIATES, dataset="study")
    assert len(made.sites) == 4


def request(**changes: object) -> ModelRequest:
    terms = [{"column": "age"}, {"column": "arm", "levels": ["A", "B"]}]
    content = {"dataset": "study", "table": TABLE, "family": "cox", "outcome": "time", "event": "died"}
    return ModelRequest.model_validate(content | {"terms": terms} | changes)


def refusal(site: str, asked: ModelRequest) -> str:
    with pytest.raises(SiteRefusalError) as caught:
        connection.connection.gateway(site).stream(asked)
    assert caught.value.code not in str(caught.value)  # it is said in words
    return caught.value.code


def test_answers_are_signed_and_audited_and_questions_about_a_patient_are_refused(study: Study) -> None:
    rows = invented(800)
    rows["rare"] = (np.arange(800) < 8) * 1
    sites = study(split_in_four(rows, ["rare", "arm", "died"]))
    made = d2h.federated.cox(TABLE, "time", "died", COVARIATES)
    folder = sites["lyon"].folder
    signature = made.signatures["lyon"][0]
    key = signatures.load_public_pem(folder.results_public_key.read_text())
    statement = AnswerStatement.model_validate_json(signatures.verify(signature, key, kind="d2h-answer"))
    assert (statement.site, statement.project) == ("lyon", PROJECT)
    audit = SiteAudit(folder)
    events = [record.event for record in audit.records()]
    audit.close()
    assert events.count("model.finished") == made.exchange.loc["lyon", "rounds"]

    # An indicator of two patients; a filter that leaves one out; coefficients that single her out; a round
    # of a model that nobody opened; the same rows asked about again and again.
    assert refusal("lyon", request(terms=[{"column": "age"}, {"column": "rare"}])) == (
        "federated-level-too-small"
    )
    oldest = float(sites["lyon"].rows["age"].max())
    without = [{"column": "age", "op": "<", "value": oldest}]
    assert refusal("lyon", request(where=without)) == "federated-near-earlier-answer"
    standard = {"centre": (60.0, 0.5), "scale": (10.0, 0.5)}
    crafted = request(**standard, coefficients=(80.0, 0.0))
    assert refusal("lyon", crafted) == "federated-coefficients-extreme"
    other = request(**standard, coefficients=(0.0, 0.0), ties="breslow")
    assert refusal("lyon", other) == "federated-not-opened"
    gateway = connection.connection.gateway("lyon")
    with pytest.raises(SiteRefusalError) as spent:
        for turn in range(30):
            gateway.stream(request(**standard, coefficients=(turn / 100, 0.0)))
    assert spent.value.code == "federated-rounds-spent"


def test_survival_curves_and_table_one_over_four_sites(study: Study) -> None:
    sites = study(split_in_four(invented(4_000), ["arm", "died"]))
    rows = pooled(sites)
    made = d2h.federated.kaplan_meier(TABLE, "time", "died", range(100, 1501, 100), by={"arm": ["A", "B"]})
    for arm in "AB":
        own = rows[rows["arm"] == arm]
        known = KaplanMeierFitter().fit(own["time"], own["died"])
        curve = made.curves.loc[arm]
        assert len(curve) >= 5
        assert np.abs(curve["survival"] - known.predict(curve.index)).max() < 0.02
        assert curve["events"].min() >= 40  # ten persons at each of four sites
    excess, variance = 0.0, 0.0
    for each in sites.values():
        first = each.rows["arm"] == "A"
        found = log_rank(
            *(each.rows["time"].to_numpy(), each.rows["died"].to_numpy() > 0, (~first).to_numpy(int), 2)
        )
        excess += found["observed"][0] - found["expected"][0]
        variance += found["variance"][0]
    assert made.logrank is not None
    assert made.logrank["test_statistic"] == pytest.approx(excess**2 / variance, rel=1e-6)

    table = d2h.federated.table1(TABLE, ["age"], ["arm"])
    assert table.loc[("age", "mean"), "pooled"] == pytest.approx(rows["age"].mean())
    assert table.loc[("age", "sd"), "pooled"] == pytest.approx(rows["age"].std())
    assert table.loc[("arm", "A"), "pooled"] == (rows["arm"] == "A").sum()
    bars = d2h.federated.histogram(TABLE, "age", [40, 50, 60, 70, 80])
    assert bars["pooled"].tolist() == [
        ((rows["age"] >= low) & (rows["age"] < low + 10)).sum() for low in (40, 50, 60, 70)
    ]
    asked = [0.1, 0.25, 0.5, 0.75, 0.9]
    found = d2h.federated.quantiles(TABLE, "age", asked, range(35, 86, 5))
    exact = np.quantile(rows["age"], asked, method="inverted_cdf")
    assert (found["low"] <= exact).all() and (exact < found["high"]).all()
    assert np.abs(found["estimate"] - exact)[0.25:0.75].max() < 1.0  # type: ignore[misc]
    with pytest.raises(UsageError):
        d2h.federated.quantiles(TABLE, "age", [1.0], range(35, 86, 5))
