"""The study of the demonstration, made into a notebook by `python -m demo.studies`."""
# ruff: noqa: B018 - a cell ends with what it shows
# mypy: ignore-errors

# %% [markdown]
# # Événements indésirables des soins : ce que disent les 48 premières heures
# *Adverse events of care: what the first 48 hours tell*
#
# Quatre hôpitaux, une étude. Les données restent chez eux : ce notebook les lit par leurs passerelles, sous
# pseudonyme, et rien n'en sort sans l'avis de deux vérificateurs. Tous les patients sont inventés.
#
# *Four hospitals, one study. The data stay with them: this notebook reads them through their gateways, by
# pseudonym, and nothing leaves it unless two output checkers agree. Every patient is invented.*

# %%
import lifelines
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import d2h_sdk as d2h

d2h.session

# %% [markdown]
# ## 1. Ce que le projet peut lire · *What the project may read*

# %%
d2h.datasets()

# %% [markdown]
# ## 2. Une personne, un séjour · *One person, one stay*
#
# Le premier séjour de chaque personne dans chaque hôpital, si elle y est encore après 48 heures. Ce **point
# de repère** sépare ce qui prédit (avant) de ce qui est prédit (après).
#
# *Each person's first stay at each hospital, if still there after 48 hours. This **landmark** parts what
# predicts (before) from what is predicted (after).*

# %%
LANDMARK, FOLLOW_UP = pd.Timedelta(hours=48), 30  # days after the landmark

visits = d2h.read("visit_occurrence").sort_values("visit_start_datetime")
stays = visits.drop_duplicates(["site", "person_id"])
stays = stays.merge(d2h.read("person"), on=["site", "person_id"], validate="one_to_one")
stays = stays[stays["visit_end_datetime"] - stays["visit_start_datetime"] >= LANDMARK].copy()

stays["site"] = stays["site"].astype(str)
stays["age"] = stays["visit_start_datetime"].dt.year - stays["year_of_birth"]
stays["male"] = (stays["gender_concept_id"] == 8507).astype(int)
stays["emergency"] = (stays["admitted_from_concept_id"] == 8870).astype(int)
stays["died"] = (stays["discharged_to_concept_id"] == 4216643).astype(int)

# Long-standing conditions are coded as secondary diagnoses; the reason for admission is another matter.
CONDITIONS = {
    201826: "diabetes",
    316139: "heart_failure",
    46271022: "kidney_disease",
    255573: "copd",
    443392: "cancer",
    4182210: "dementia",
}
diagnoses = d2h.read(
    "condition_occurrence",
    ["visit_occurrence_id", "condition_concept_id"],
    where={"condition_status_concept_id": 32908, "condition_concept_id": list(CONDITIONS)},
)
for concept, condition in CONDITIONS.items():
    having = diagnoses.loc[diagnoses["condition_concept_id"] == concept, "visit_occurrence_id"]
    stays[condition] = stays["visit_occurrence_id"].isin(having).astype(int)

shown = ["age", "male", "emergency", "died", *CONDITIONS.values()]
stays.groupby("site")[shown].mean().round(3)

# %% [markdown]
# ## 3. Les 48 premières heures, et elles seules · *The first 48 hours, and nothing later*
#
# Les hôpitaux mesurent jusqu'à la sortie. Les dernières valeurs d'un mourant annoncent sa mort : les garder
# donnerait un modèle admirable et inutile. Chaque lot est donc coupé à 48 heures **avant** toute autre chose.
# Les codes et unités de chaque hôpital sont ramenés aux communs par sa propre table de correspondance.
#
# *Hospitals measure until discharge. The last values of the dying announce their death: keeping them would
# give an admirable and useless model. So every batch is cut at 48 hours **before** anything else. Each
# hospital's codes and units are brought to the common ones by its own mapping table.*

# %%
MEASUREMENTS = {
    3027018: "heart_rate",
    3004249: "systolic_pressure",
    3024171: "respiratory_rate",
    40762499: "oxygen_saturation",
    3020564: "creatinine",
    3014111: "lactate",
    3024561: "albumin",
}

admitted = stays.set_index("visit_occurrence_id")["visit_start_datetime"]
columns = [
    "visit_occurrence_id",
    "measurement_concept_id",
    "measurement_datetime",
    "value_as_number",
]
batches = []
for batch in d2h.scan("measurement", columns, where={"measurement_concept_id": list(MEASUREMENTS)}):
    since = batch["measurement_datetime"] - batch["visit_occurrence_id"].map(admitted)
    batches.append(batch[since < LANDMARK].drop(columns="site"))
early = pd.concat(batches, ignore_index=True).sort_values("measurement_datetime")
early["measurement"] = early["measurement_concept_id"].map(MEASUREMENTS)

first = early.drop_duplicates(["visit_occurrence_id", "measurement"])
first = first.pivot(index="visit_occurrence_id", columns="measurement", values="value_as_number")
first[["creatinine", "lactate"]] = np.log(first[["creatinine", "lactate"]])
cohort = stays.merge(first, left_on="visit_occurrence_id", right_index=True, how="left")
del batches, early, visits

cohort[first.columns].describe().loc[["count", "mean", "std"]].round(2)

# %% [markdown]
# ## 4. Qui meurt à l'hôpital ? · *Who dies in hospital?*
#
# Une régression logistique, jugée par validation croisée.
#
# *A logistic regression, judged by cross-validation.*

# %%
predictors = ["age", "male", "emergency", *CONDITIONS.values(), *first.columns]
logistic = make_pipeline(
    SimpleImputer(strategy="median", add_indicator=True), StandardScaler(), LogisticRegression(max_iter=500)
)
folds = StratifiedKFold(5, shuffle=True, random_state=0)
auc = cross_val_score(logistic, cohort[predictors], cohort["died"], cv=folds, scoring="roc_auc")
print(f"AUC {auc.mean():.3f} ({auc.min():.3f} – {auc.max():.3f})")

# %% [markdown]
# Tiendrait-elle dans un hôpital qu'elle n'a jamais vu ? Chacun est laissé de côté à son tour ; des arbres
# boostés, plus souples, font-ils mieux ? Et les probabilités annoncées sont-elles les bonnes ?
#
# *Would it hold in a hospital it has never seen? Each is left out in turn; do boosted trees, which bend more
# freely, do better? And are the probabilities it tells the right ones?*

# %%
models = {
    "logistique / logistic": logistic,
    "arbres boostés / boosted trees": HistGradientBoostingClassifier(max_depth=3, random_state=0),
}
predicted = pd.DataFrame(index=cohort.index, columns=list(models), dtype=float)
for site in cohort["site"].unique():
    away = cohort["site"] == site
    for name, model in models.items():
        model.fit(cohort.loc[~away, predictors], cohort.loc[~away, "died"])
        predicted.loc[away, name] = model.predict_proba(cohort.loc[away, predictors])[:, 1]
outside = pd.DataFrame(
    {
        site: {name: roc_auc_score(group["died"], predicted.loc[group.index, name]) for name in models}
        for site, group in cohort.groupby("site")
    }
)
outside.round(3)

# %%
calibration = d2h.outputs.calibration_curve(
    cohort["died"],
    predicted["logistique / logistic"],
    n_bins=5,
    strategy="quantile",
    persons=cohort["person_id"],
)
calibration.round(3)

# %% [markdown]
# ## 5. Qui subit un événement indésirable ? · *Who suffers an adverse event?*
#
# Un modèle de Cox stratifié par hôpital : temps du point de repère au premier événement, censuré à la sortie,
# au décès ou après 30 jours. Sortir et mourir empêchent l'événement : le modèle est celui du risque, chaque
# jour, de qui est encore là ; la courbe aussi, et non la part de tous les admis qui en subiront un.
#
# *A Cox model stratified by hospital: time from the landmark to the first event, censored at discharge, death
# or after 30 days. To leave and to die compete with the event: the model is of the hazard of those who are
# still there (cause-specific); so is the curve, which is not the share of all admitted who will suffer one.*

# %%
events = d2h.read("observation", ["visit_occurrence_id", "observation_concept_id", "observation_datetime"])
events = events.sort_values("observation_datetime").drop_duplicates("visit_occurrence_id")
cohort = cohort.merge(
    events.drop(columns="site"), on="visit_occurrence_id", how="left", validate="one_to_one"
)

until = cohort["observation_datetime"].fillna(cohort["visit_end_datetime"])
days = (until - cohort["visit_start_datetime"] - LANDMARK) / pd.Timedelta(days=1)
cohort["days"] = np.ceil(days.clip(lower=0.5, upper=FOLLOW_UP))  # whole days are precise enough
cohort["event"] = (cohort["observation_datetime"].notna() & (days <= FOLLOW_UP)).astype(int)
cohort["age_decade"] = (cohort["age"] - 65) / 10

covariates = ["age_decade", "male", "emergency", *CONDITIONS.values()]
cox = lifelines.CoxPHFitter().fit(
    cohort[["site", "days", "event", *covariates]], duration_col="days", event_col="event", strata=["site"]
)
cox.summary[["exp(coef)", "exp(coef) lower 95%", "exp(coef) upper 95%"]].round(3)

# %%
curves = {}
for label, value in {"urgences / emergency": 1, "programmé / planned": 0}.items():
    group = cohort[cohort["emergency"] == value]
    curves[label] = lifelines.KaplanMeierFitter().fit(group["days"], group["event"])
pd.Series({label: curve.predict(7) for label, curve in curves.items()}, name="day 7").round(3)

# %% [markdown]
# ## 6. Combien, où, lesquels ? · *How many, where, which?*

# %%
table, column = "concept", "concept_name"
if d2h.session.language == "fr":
    table, column = "concept_synonym", "concept_synonym_name"
words = d2h.read(table, ["concept_id", column], sites=d2h.session.sites[0])
names = words.set_index("concept_id")[column].astype(str)

suffering = cohort[cohort["event"] == 1]
counts = pd.crosstab(
    suffering["site"],
    suffering["observation_concept_id"].astype(int).map(names),
    rownames=["site"],
    colnames=["event"],
    margins=True,
    margins_name="Total",
)
counts

# %% [markdown]
# ## 7. Demander la sortie · *Asking for release*
#
# Chaque fichier part avec ce qui aide à en juger. Les marches de la courbe sont fusionnées pour que dix
# personnes au moins en sortent à chaque fois ; le notebook part sans ses résultats.
#
# *Each file goes with what helps to judge it. The steps of the curve are merged so that at least ten persons
# leave at each; the notebook goes without its outputs.*

# %%
d2h.outputs.draft(
    "Événements indésirables : effectifs, modèle de Cox, courbe",
    "Premier séjour de chaque personne dans chaque hôpital, présente 48 heures après l'admission ; qui est "
    "connu de deux hôpitaux y compte deux fois. Effectifs : personnes ayant subi un événement. / "
    "First stay of each person at each hospital, still there after 48 hours; counts are persons.",
)
d2h.outputs.table(counts, "adverse_events_by_site", persons="cells", person_total=len(suffering))
d2h.outputs.regression(cox, "cox_adverse_events", data=cohort, persons=cohort["person_id"])
d2h.outputs.notebook("adverse_events.ipynb")
d2h.outputs.survival(
    curves,
    "time_to_adverse_event",
    title="Sans événement indésirable / free of adverse events",
    time_label="jours après 48 h / days after 48 h",
)

# %%
d2h.outputs.check()

# %% [markdown]
# Une case de trois personnes : n'importe qui à l'hôpital les reconnaîtrait. On la masque, et d'autres avec
# elle, sans quoi les totaux la rendraient.
#
# *A cell of three persons: anybody at that hospital would know them. It is blanked, and others with it, or
# else the totals would give it back.*

# %%
safe = d2h.outputs.suppress(counts)
d2h.outputs.table(safe, "adverse_events_by_site", persons="cells", person_total=len(suffering))
safe

# %%
d2h.outputs.check()

# %%
d2h.outputs.explain(
    context="Tableau 1 : personnes ayant subi un événement indésirable, par hôpital (patients).",
    controls="Cases de moins de dix personnes masquées, et celles qui les rendraient (small cells blanked).",
)

# %%
d2h.outputs.submit()
