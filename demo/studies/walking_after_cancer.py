"""The study of walking after cancer, made into a notebook by `python -m demo.studies`."""
# ruff: noqa: B018 - a cell ends with what it shows
# mypy: ignore-errors

# %% [markdown]
# # Marcher après un cancer : un programme qui semble nuire, et qui protège
# *Walking after cancer: a programme that looks harmful, and protects*
#
# Quatre hôpitaux suivent des personnes traitées pour un cancer ; certaines ont suivi un programme d'activité
# physique adaptée. L'autorisation est *agrégats seulement* : aucune ligne ne quitte un hôpital, chacun
# additionne chez lui. Toutes les personnes sont inventées.
#
# *Four hospitals follow people treated for a cancer; some followed an adapted physical activity programme.
# The permit says aggregates only: no row leaves a hospital, each adds up at home. Everybody is invented.*

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import d2h_sdk as d2h

d2h.datasets()

# %% [markdown]
# ## 1. Qui est suivi ? · *Who is followed?*
#
# Le programme est proposé surtout là où l'on va le plus mal : à retenir pour la suite.
#
# *The programme is offered most where people do worst: keep it in mind.*

# %%
columns = ["programme", "male", "bone_metastases"]
d2h.federated.table1("patients", numbers=["age_decade"], categories=columns).round(2)

# %% [markdown]
# ## 2. La réponse naïve · *The naive answer*
#
# Chaque hôpital additionne les jours de suivi et les pertes de la marche, avec et sans le programme. En
# réunissant le tout sans regarder l'hôpital, on perd la marche bien plus souvent **avec** le programme.
#
# *Each hospital adds up the days of follow-up and the losses of walking, with and without the programme. Put
# together without regard to the hospital, walking is lost far more often **with** the programme.*

# %%
sums = d2h.aggregate("patients", by="programme", sum=["days", "lost_walking"])
pooled = sums.groupby("programme")[["lost_walking_sum", "days_sum"]].sum()
rate = 36_525 * pooled["lost_walking_sum"] / pooled["days_sum"]  # per 100 person-years
naive = rate[1] / rate[0]
print(f"{rate[0]:.1f} → {rate[1]:.1f} / 100 personnes-années (person-years); rapport (ratio) {naive:.2f}")

# %% [markdown]
# Hôpital par hôpital, c'est l'inverse, quatre fois sur quatre.
#
# *Hospital by hospital it is the other way round, four times out of four.*

# %%
rates = 36_525 * sums["lost_walking_sum"] / sums["days_sum"]
by_site = rates.groupby([sums["site"].astype(str), sums["programme"]]).first().unstack()
by_site["ratio"] = by_site[1] / by_site[0]
by_site.round(2)

# %% [markdown]
# ## 3. Le modèle de Cox fédéré · *The federated Cox model*
#
# Chaque hôpital y est une strate : son risque de base lui appartient, aucune date n'en sort, et l'ajustement
# est celui qu'auraient donné les lignes réunies, stratifiées par hôpital.
#
# *Each hospital is a stratum: its baseline hazard is its own, no date leaves it, and the fit is the one that
# the pooled rows would have given, stratified by hospital.*

# %%
covariates = ["programme", "age_decade", "bone_metastases", "male"]
cox = d2h.federated.cox("patients", "days", "lost_walking", covariates)
cox.summary[["exp(coef)", "exp(coef) lower 95%", "exp(coef) upper 95%"]].round(3)

# %%
cox.exchange

# %% [markdown]
# ## 4. Les hôpitaux disent-ils la même chose ? · *Do the hospitals agree?*

# %%
spec = d2h.federated.Specification("cox", "patients", "days", covariates, "lost_walking")
meta = d2h.federated.meta_analysis(spec)
meta.heterogeneity.round(3)

# %%
meta.leave_one_out.xs("programme", level=1)[["coef", "coef lower 95%", "coef upper 95%"]].round(3)

# %% [markdown]
# Chaque hôpital, tous ensemble, et la réponse naïve dans une figure.
#
# *Each hospital, all of them together, and the naive answer in one figure.*

# %%
own, spread = meta.estimates["programme"], 1.96 * meta.standard_errors["programme"]
together, reach = cox.params_["programme"], 1.96 * cox.standard_errors_["programme"]
forest = pd.DataFrame(
    {
        "ratio": np.exp([*own, together]),
        "low": np.exp([*(own - spread), together - reach]),
        "high": np.exp([*(own + spread), together + reach]),
    },
    index=pd.Index([*own.index, "strates / strata"], name="site"),
).round(2)
figure, axes = plt.subplots(figsize=(6, 3))
axes.errorbar(
    forest["ratio"],
    forest.index,
    xerr=[forest["ratio"] - forest["low"], forest["high"] - forest["ratio"]],
    fmt="o",
)
axes.axvline(1, color="grey", linewidth=1)
axes.axvline(naive, color="firebrick", linestyle="--", label=f"naïf / naive {naive:.2f}")
axes.set(xscale="log", xlabel="rapport des risques / hazard ratio")
axes.set_xticks([0.4, 0.6, 0.8, 1, 1.5], ["0.4", "0.6", "0.8", "1", "1.5"])
axes.minorticks_off()
axes.invert_yaxis()
axes.legend(loc="upper right")
figure.tight_layout()

# %% [markdown]
# ## 5. Demander la sortie · *Asking for release*

# %%
d2h.outputs.draft(
    "Marche après un cancer : programme d'activité physique adaptée",
    "Taux de perte de la marche avec et sans le programme, modèle de Cox stratifié par hôpital, figure. "
    "Les hôpitaux n'ont livré que des agrégats. / Rates of loss of walking with and without the programme, "
    "a Cox model stratified by hospital, a figure. The hospitals told aggregates only.",
)
d2h.outputs.table(sums, "losses_of_walking")
d2h.outputs.regression(cox, "cox_walking")
d2h.outputs.figure(figure, "programme_by_site", data=forest, kind="magnitudes", persons=cox.persons)
d2h.outputs.notebook("walking_after_cancer.ipynb")
d2h.outputs.check()

# %%
d2h.outputs.explain(
    context="Personnes traitées pour un cancer, suivies jusqu'à trois ans (people treated for a cancer).",
    controls="Agrégats des passerelles, dix personnes au moins (gateways' aggregates, ten persons or more).",
)
d2h.outputs.submit()
