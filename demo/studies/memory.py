"""The study of memory over the years, made into a notebook by `python -m demo.studies`."""
# ruff: noqa: B018 - a cell ends with what it shows
# mypy: ignore-errors

# %% [markdown]
# # Mémoire et vieillissement : ceux qui reviennent vont mieux que ceux qui ne reviennent plus
# *Memory and ageing: those who come back are better than those who do not*
#
# Quatre consultations de la mémoire, un MMSE tous les six mois, et l'entrée en institution. Qui décline vite
# cesse de venir : la moyenne des visites restantes rassure à tort. Toutes les personnes sont inventées.
#
# *Four memory clinics, an MMSE every six months, and entry into an institution. Who declines fast stops
# coming: the mean of the visits left reassures wrongly. Everybody is invented.*

# %%
import lifelines
import matplotlib.pyplot as plt
import pandas as pd
import statsmodels.formula.api as smf

import d2h_sdk as d2h

persons = d2h.read("persons")
persons["site"] = persons["site"].astype(str)
visits = d2h.read("visits").drop(columns="site")
visits = visits.merge(persons[["person_id", "carrier", "age_decade"]], on="person_id", validate="many_to_one")
visits["APOE ε4"] = visits["carrier"].map({0: "non / no", 1: "oui / yes"})
print(f"{len(persons)} personnes / persons, {len(visits)} visites / visits")

# %% [markdown]
# ## 1. Qui vient encore ? · *Who still comes?*

# %%
means = d2h.outputs.pivot_table(
    visits[visits["years"] <= 3],
    values="mmse",
    index="years",
    columns="APOE ε4",
    aggfunc="mean",
    persons="person_id",
)
coming = visits.pivot_table(index="years", columns="APOE ε4", values="person_id", aggfunc="nunique")
coming

# %% [markdown]
# ## 2. À quelle vitesse ? · *How fast?*
#
# Une droite à travers toutes les visites croit ce qu'elle voit. Un modèle mixte, ordonnée et pente propres à
# chacun, tient compte de ce que les scores déjà vus disent des visites absentes.
#
# *A line through all visits believes what it sees. A mixed model, with an intercept and a slope for each
# person, uses what the scores already seen say of the visits that are missing.*

# %%
formula = "mmse ~ years * carrier"
naive = smf.ols(formula, visits).fit()
mixed = smf.mixedlm(formula, visits, groups=visits["person_id"], re_formula="~years").fit()
slopes = pd.DataFrame({"naïf / naive": naive.params, "mixte / mixed": mixed.fe_params})
slopes[["95 % –", "95 % +"]] = mixed.conf_int().loc[slopes.index]
slopes.round(2)

# %% [markdown]
# ## 3. L'entrée en institution · *Entry into an institution*

# %%
first = visits[visits["years"] == 0].set_index("person_id")["mmse"]
persons["points_lost"] = 24 - persons["person_id"].map(first)
covariates = ["carrier", "age_decade", "points_lost"]
cox = lifelines.CoxPHFitter().fit(
    persons[["site", "years", "institution", *covariates]], "years", "institution", strata=["site"]
)
cox.summary[["exp(coef)", "exp(coef) lower 95%", "exp(coef) upper 95%"]].round(3)

# %% [markdown]
# Les deux ensemble : le score de qui vient encore, la part de ceux qui vivent chez eux.
#
# *Both together: the score of who still comes, the share of those who live at home.*

# %%
curves = {}
for label, value in {"non / no": 0, "oui / yes": 1}.items():
    group = persons[persons["carrier"] == value]
    curves[label] = lifelines.KaplanMeierFitter().fit(group["years"], group["institution"])
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
means.plot(ax=left, marker="o", ylabel="MMSE", xlabel="années / years")
for label, curve in curves.items():
    curve.plot_survival_function(ax=right, label=label, ci_show=False)
right.set(xlabel="années / years", ylabel="à domicile / at home", ylim=(0, 1))
figure.tight_layout()

# %% [markdown]
# ## 4. Demander la sortie · *Asking for release*

# %%
d2h.outputs.draft(
    "Mémoire : MMSE répété et entrée en institution",
    "Moyennes par visite, modèle mixte, modèle de Cox stratifié par hôpital, courbe. / Means by visit, mixed "
    "model, Cox model stratified by hospital, curve.",
)
d2h.outputs.table(means.round(2), "mmse_by_visit", evidence=means)
d2h.outputs.regression(mixed, "mmse_mixed", data=visits, persons=visits["person_id"])
d2h.outputs.regression(cox, "cox_institution", data=persons, persons=persons["person_id"])
d2h.outputs.survival(
    curves,
    "at_home",
    title="À domicile / at home",
    time_label="années / years",
)
d2h.outputs.notebook("memory.ipynb")
d2h.outputs.check()

# %%
d2h.outputs.explain(
    context="Personnes suivies pour leur mémoire, quatre ans au plus (people followed for their memory).",
    controls="Effectifs en personnes ; marches de la courbe fusionnées (persons counted; steps merged).",
)
d2h.outputs.submit()
