"""The study of an epidemic in hospitals, made into a notebook by `python -m demo.studies`."""
# mypy: ignore-errors

# %% [markdown]
# # Surveiller une épidémie à l'hôpital : chaque semaine, avec ce qui manque encore
# *Watching an epidemic in hospitals: every week, with what has not come yet*
#
# Quatre laboratoires hospitaliers, des tests de virus respiratoires. Trois questions d'infectiologue :
# combien de tests positifs par semaine, combien une fois tous les résultats rendus, et depuis quand est-ce
# anormal ? Toutes les personnes sont inventées.
#
# *Four hospital laboratories, tests for respiratory viruses. Three questions of an infectious disease
# physician: how many positive tests a week, how many once every result has come, and since when is it
# unusual? Everybody is invented.*

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

import d2h_sdk as d2h

tests = d2h.read("tests")
tests["site"] = tests["site"].astype(str)
start = tests["taken"].min().normalize()
start -= pd.Timedelta(days=start.weekday())
today = tests["told"].max()
tests["week"] = (tests["taken"] - start).dt.days // 7
tests["delay"] = (tests["told"] - tests["taken"]).dt.days
print(f"{len(tests)} tests, {tests['positive'].sum()} +, {today:%Y-%m-%d}")

# %% [markdown]
# ## 1. Combien de temps attend-on un résultat ? · *How long does a result take?*
#
# Les résultats lents des derniers jours ne sont pas encore là : les délais observés sont trop courts. On
# compte donc à rebours, délai par délai, parmi les seuls tests assez anciens pour l'avoir montré.
#
# *The slow results of the last days have not come: the delays that one sees are too short. So count
# backwards, delay by delay, among the tests alone that are old enough to have shown it.*

# %%
age = (today - tests["taken"]).dt.days
longest = 35
told_by = np.ones(longest + 1)
for delay in range(longest, 0, -1):
    old_enough = tests["delay"][(age >= delay) & (tests["delay"] <= delay)]
    told_by[delay - 1] = told_by[delay] * (1 - (old_enough == delay).mean())
share_per_day = told_by[0]  # of a geometric law: what comes on the very day
print(f"rendus le jour même / told the same day: {share_per_day:.3f}")

# %% [markdown]
# ## 2. Combien quand tout sera rendu ? · *How many once all is told?*
#
# Chaque test positif rendu en vaut un peu plus d'un : l'inverse de la probabilité qu'il ait déjà été rendu.
#
# *Each positive test that was told stands for a little more than one: the inverse of the probability that it
# has been told by now.*

# %%
positive = tests[tests["positive"] == 1].copy()
positive["weight"] = 1 / told_by[np.minimum((today - positive["taken"]).dt.days, longest)]
weeks = np.arange(tests["week"].max() + 1)
weekly = pd.DataFrame(
    {
        "told": positive.groupby("week").size().reindex(weeks, fill_value=0),
        "nowcast": positive.groupby("week")["weight"].sum().reindex(weeks, fill_value=0.0),
    }
)
# Of n told with probability p each, n (1 - p) / p² is the variance of what is still missing.
missing = (positive["weight"] ** 2 - positive["weight"]).groupby(positive["week"]).sum()
reach = 1.96 * np.sqrt(missing.reindex(weeks, fill_value=0.0))
weekly["low"], weekly["high"] = weekly["nowcast"] - reach, weekly["nowcast"] + reach
weekly.tail(6).round(0)

# %% [markdown]
# ## 3. Depuis quand est-ce anormal ? · *Since when is it unusual?*
#
# Une régression de Poisson des semaines calmes, rapportée au nombre de tests, dit ce qu'on attend ; deux
# semaines de suite au-dessus de son 99e centile sonnent l'alerte.
#
# *A Poisson regression of the quiet weeks, for the number of tests, says what to expect; two weeks in a row
# above its 99th percentile ring the alarm.*

# %%
taken = tests.groupby("week").size().reindex(weeks, fill_value=0)
quiet = weeks < 36
level = sm.GLM(
    weekly["told"][quiet], np.ones(quiet.sum()), family=sm.families.Poisson(), exposure=taken[quiet]
).fit()
expected = np.exp(level.params.iloc[0]) * taken
limit = stats.poisson.ppf(0.99, expected)
above = (weekly["told"] > limit).to_numpy()
twice = np.flatnonzero(above[1:] & above[:-1]) + 1
alert = int(twice[0])
print(f"alerte / alarm: {start + pd.Timedelta(days=7 * alert):%Y-%m-%d}")

# %% [markdown]
# Les trois réponses dans une figure : les dernières barres sont trop courtes, la courbe dit de combien.
#
# *The three answers in one figure: the last bars are too short, the curve says by how much.*

# %%
mondays = start + pd.to_timedelta(7 * weeks, unit="D")
figure, axes = plt.subplots(figsize=(8, 3.4))
axes.bar(mondays, weekly["told"], width=6, color="lightsteelblue", label="rendus / told")
axes.plot(mondays, weekly["nowcast"], color="firebrick", label="une fois tout rendu / once all is told")
axes.fill_between(mondays, weekly["low"], weekly["high"], color="firebrick", alpha=0.25, linewidth=0)
axes.plot(mondays, limit, color="grey", linestyle="--", label="99e centile / 99th percentile")
axes.axvline(mondays[alert], color="black", linewidth=1, label="alerte / alarm")
axes.set(ylabel="tests positifs / positive tests", title="Par semaine / by week")
axes.legend(loc="upper left", frameon=False)
figure.tight_layout()

# %% [markdown]
# ## 4. Les petites cases · *Small cells*
#
# Par hôpital et par quinzaine, les positifs sont parfois moins de dix. Les quatre hôpitaux réunis ne
# montrent personne ; mais le total moins trois hôpitaux rendrait le quatrième : on masque **avec les
# totaux**, pour que la figure des totaux puisse sortir aussi.
#
# *By hospital and two weeks, fewer than ten are sometimes positive. The four hospitals together show
# nobody; but the total less three hospitals would give the fourth: blank cells **with the totals**, so that
# the figure of the totals may leave too.*

# %%
since = pd.to_timedelta(14 * (positive["week"] // 2), unit="D")
positive["fortnight"] = (start + since).dt.strftime("%Y-%m-%d")
positive["tests"] = "positifs / positive"
together = d2h.outputs.crosstab(positive["fortnight"], positive["tests"], persons=positive["person_id"])
by_site = d2h.outputs.crosstab(
    positive["fortnight"], positive["site"], persons=positive["person_id"], margins=True, margins_name="Total"
)
safe = d2h.outputs.suppress(by_site)
safe.tail(6)

# %% [markdown]
# ## 5. Demander la sortie · *Asking for release*

# %%
figure = d2h.outputs.bar(together, title="Tests positifs rendus / positive tests told", figsize=(8, 4))
figure.figure.tight_layout()
d2h.outputs.draft(
    "Surveillance : tests positifs par quinzaine",
    "Tests positifs rendus, une personne par test, par quinzaine et par hôpital, petites cases masquées. / "
    "Positive tests told, one person each, by two weeks and hospital, small cells blanked.",
)
d2h.outputs.table(safe, "positive_by_site")
d2h.outputs.figure(figure, "positive_together")
d2h.outputs.notebook("epidemic_surveillance.ipynb")
d2h.outputs.check()

# %%
d2h.outputs.explain(
    context="Personnes testées à l'hôpital, une fois chacune (people tested in hospital, once each).",
    controls="Quinzaines ; petites cases et celles qui les rendraient masquées (small cells blanked).",
)
d2h.outputs.submit()
