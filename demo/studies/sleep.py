"""The study of recorded nights, made into a notebook by `python -m demo.studies`."""
# mypy: ignore-errors

# %% [markdown]
# # Dormir avec l'appareil : huit nuits par personne, pas huit personnes
# *Sleeping with the device: eight nights of a person are not eight persons*
#
# Des nuits enregistrées à domicile, heure par heure ; la moitié des personnes, tirées au sort, dorment avec
# une pression positive continue à partir de la cinquième nuit. Toutes sont inventées.
#
# *Nights recorded at home, hour by hour; half of the persons, drawn by lot, sleep with continuous positive
# airway pressure from the fifth night on. All of them are invented.*

# %%
import pandas as pd
import statsmodels.formula.api as smf

import d2h_sdk as d2h

d2h.datasets()

# %% [markdown]
# ## 1. De l'heure à la nuit · *From hours to nights*
#
# Les enregistrements sont lus par lots et résumés aussitôt : une ligne par nuit suffit.
#
# *Recordings are read in batches and summarised at once: a row per night is enough.*

# %%
persons = d2h.read("persons")
parts = [
    batch.groupby(["person_id", "night"], as_index=False).agg(
        minutes=("minutes_asleep", "sum"),
        pauses=("pauses", "sum"),
        hours=("hour", "count"),
        device=("device", "first"),
    )
    for batch in d2h.scan("recordings")
]
# A night may begin in one batch and end in the next.
nights = pd.concat(parts).groupby(["person_id", "night"], as_index=False)
nights = nights.agg({"minutes": "sum", "pauses": "sum", "hours": "sum", "device": "first"})
nights["pauses"] = nights["pauses"] / nights["hours"]
nights = nights.merge(persons, on="person_id", validate="many_to_one")
print(f"{len(nights)} nuits / nights, {nights['person_id'].nunique()} personnes / persons")

# %% [markdown]
# ## 2. Ce que l'appareil change · *What the device changes*

# %%
nights["appareil / device"] = nights["device"].map({0: "sans / without", 1: "avec / with"})
means = d2h.outputs.pivot_table(
    nights, values=["minutes", "pauses"], index="appareil / device", aggfunc="mean", persons="person_id"
)
means.round(1)

# %% [markdown]
# ## 3. Un modèle mixte · *A mixed model*
#
# Qui dort mal dort mal huit fois : les nuits d'une personne se ressemblent. Une régression qui les croit
# indépendantes annonce une précision qu'elle n'a pas ; une ordonnée à l'origine par personne le corrige.
#
# *Who sleeps badly does so eight times: the nights of a person are alike. A regression that takes them for
# independent claims a precision it has not; an intercept per person puts it right.*

# %%
formula = "minutes ~ device + age_decade + male"
mixed = smf.mixedlm(formula, nights, groups=nights["person_id"]).fit()
alone = smf.ols(formula, nights).fit()
compared = pd.DataFrame(
    {"mixte / mixed": mixed.bse[alone.params.index], "indépendantes / independent": alone.bse}
)
mixed.summary()

# %%
compared.round(2)

# %% [markdown]
# L'âge ne varie qu'entre les personnes : son erreur double presque, et c'est elle qui dit la vérité.
# L'appareil se compare aussi nuit à nuit chez la même personne : son erreur diminue.
#
# *Age varies between persons only: its error nearly doubles, and that is the one which tells the truth. The
# device is also compared night by night within a person: its error shrinks.*
#
# ## 4. Demander la sortie · *Asking for release*

# %%
figure = d2h.outputs.boxplot(
    nights[nights["night"].isin([4, 8])], "minutes", by="appareil / device", persons="person_id"
)

# %%
d2h.outputs.draft(
    "Nuits enregistrées : minutes de sommeil et appareil",
    "Moyennes par nuit, modèle mixte à ordonnée aléatoire par personne, figure. / Means per night, mixed "
    "model with an intercept per person, figure.",
)
d2h.outputs.table(means.round(1), "nights_with_and_without", evidence=means)
d2h.outputs.regression(mixed, "minutes_asleep", data=nights, persons=nights["person_id"])
d2h.outputs.figure(figure, "minutes_by_device")
d2h.outputs.notebook("sleep.ipynb")
d2h.outputs.check()

# %%
d2h.outputs.explain(
    context="Personnes enregistrées chez elles, huit nuits chacune (people recorded at home, eight nights).",
    controls="Effectifs en personnes et non en nuits (persons are counted, not nights).",
)
d2h.outputs.submit()
