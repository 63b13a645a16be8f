"""Which statistic a heading names, in French or English. What is not recognised stays unknown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from output_checking.checks.statistics.quantile_names import named_quantile


class Statistic(StrEnum):
    COUNT = "count"
    DISTINCT = "distinct"  # how many different values a group has
    PERCENT = "percent"
    MEAN = "mean"
    SUM = "sum"
    SPREAD = "spread"  # standard deviation, variance, skewness, kurtosis
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    QUANTILE = "quantile"
    MODE = "mode"
    CORRELATION = "correlation"
    CONCENTRATION = "concentration"  # Gini, Herfindahl
    LARGEST = "largest"  # the largest contribution to a total, and the second
    SECOND = "second"
    RATIO = "ratio"  # of odds, risks or prevalences
    HAZARD = "hazard"
    TEST = "test"
    P_VALUE = "p-value"
    COEFFICIENT = "coefficient"
    ERROR = "error"  # standard error, bounds of a confidence interval
    DEGREES = "degrees"
    WEIGHTED = "weighted"
    RECORD = "record"  # fitted value, residual, leverage, score of one person
    WHISKER = "whisker"
    TIME = "time"


@dataclass(frozen=True)
class Label:
    """`quantile` from 0 to 1, for quantiles and the extremes written as such; `is_base`: a count that others
    are a part of."""

    statistic: Statistic
    quantile: float | None = None
    is_base: bool = False


_BASES = (
    "total n base denominator denominateur population all ensemble effectif nobs patients "
    "persons personnes sujets subjects"
)
_COUNTS = (
    "n nb nombre count counts effectif effectifs freq frequency frequence patients patient "
    "persons personnes cases cas events event evenements deaths deces admissions stays sejours "
    "size nobs subjects sujets people women men femmes hommes dead alive nunique total births "
    "naissances visits controls temoins exposed unexposed exposes censored positives negatives "
    "tp fp tn fn admitted readmissions readmitted died survivors infections procedures "
    "prescriptions"
)
# In this order: the first class that a word of the heading belongs to.
_WORDS: dict[Statistic, str] = {
    Statistic.WEIGHTED: "weighted pondere ponderee ponderes redresse wtd",
    Statistic.P_VALUE: "pvalue p",
    Statistic.ERROR: "se stderr ci lower upper ic ic95 ci95 conf err 0.025 0.975",
    Statistic.SPREAD: "std sd stdev variance var skew skewness kurt kurtosis ecart sem",
    Statistic.MINIMUM: (
        "min minimum amin lowest smallest range etendue ptp mini minimal minimale youngest earliest shortest "
        "lightest firstdate datefirst firstvalue firstseen plusjeune pluscourt pluscourte plusancien "
        "plusancienne premieredate datepremiere premierevaleur"
    ),
    Statistic.MAXIMUM: (
        "max maximum amax highest maxi maximal maximale oldest latest longest heaviest tallest lastdate "
        "datelast lastvalue lastseen plusage plusagee pluslong pluslongue plusrecent plusrecente "
        "dernieredate datederniere dernierevaleur"
    ),
    Statistic.LARGEST: "largest top1 x1 biggest",
    Statistic.SECOND: "second top2 x2",
    Statistic.CORRELATION: "corr correlation pearson spearman kendall",
    Statistic.CONCENTRATION: "gini hhi herfindahl lorenz cr1 cr2 cr3 cr4 cr5 cr8 cr10",
    Statistic.HAZARD: "hr hazard hasard",
    Statistic.RATIO: "or aor rr arr odds ratio irr pr relativerisk risquerelatif rapportdecotes",
    Statistic.TEST: ("chi2 chisq statistic statistique wilcoxon logrank fstat tstat fisher anova z"),
    Statistic.COEFFICIENT: "coef coefficient coefficients estimate beta",
    Statistic.DEGREES: "df dof ddl",
    Statistic.RECORD: (
        "fitted fittedvalues resid residual residuals residus leverage cook cooks dffits hat "
        "predicted prediction predictions ypred yscore proba pca1 pc1 pc2 tsne1 umap1 medoid "
        "outlier"
    ),
    Statistic.WHISKER: "whislo whishi whisker whiskers fliers flier outliers fence",
    Statistic.MEAN: "mean moyenne moyennes moyen moyens avg average averages moy",
    Statistic.SUM: "sum somme",
    Statistic.PERCENT: "pct percent percentage pourcentage proportion prop prevalence share part",
    Statistic.TIME: "time temps timeline duration",
}
_NAMES = tuple((statistic, frozenset(words.split())) for statistic, words in _WORDS.items())
_OF_ONE = {Statistic.MINIMUM, Statistic.MAXIMUM}
_POINTS = {Statistic.RECORD, Statistic.WHISKER}
# Which of the persons they are, where a count of them is named besides.
_SUPERLATIVES = frozenset(
    word
    for statistic in (Statistic.MINIMUM, Statistic.MAXIMUM)
    for word in _WORDS[statistic].split()
    if word.endswith("est") or word.startswith("plus")
)
_DIFFERENT = frozenset(
    ["nunique", "distinct", "distincts", "distinctes", "different", "differents", "differentes"]
)
_NUMBERING = frozenset(["n", "nb", "nombre", "number", "count", "counts", "of", "de", "d", "nunique"])
_PERSON_NAMES = re.compile(
    r"(person|personne|patient|subject|sujet|case|member|membre|stay|sejour|visit|admission)s?|ids?|ipp|nda"
)
_BASE_NAMES, _COUNT_NAMES = frozenset(_BASES.split()), frozenset(_COUNTS.split())
# Of two words, each harmless by itself.
_EXTREME_PAIRS = frozenset(
    word
    for statistic in (Statistic.MINIMUM, Statistic.MAXIMUM)
    for word in _WORDS[statistic].split()
    if word.startswith(("first", "last", "plus", "premiere", "derniere", "date"))
)
_OF_MANY = {*_WORDS[Statistic.MEAN].split(), "median", "mediane"}
_DATES = {"date", "dates", "datetime"}
_FIRST = {"first", "premier", "premiere"}
_ENDS = _FIRST | {"last", "dernier", "derniere"}
# Classes of a scale, whichever end they are at: the lowest quintile, the oldest third.
_CLASS = re.compile(
    r"\b(quantile|quintile|quartile|tertile|tercile|decile|third|tiers|half|quarter|group|groupe|class|classe"
    r"|category|categorie)s?\b"
)
# A level is no proportion of persons: a heart rate, and in French `taux` of what is measured in blood.
_LEVEL = re.compile(
    r"\b(heart|pulse|respiratory|breathing|filtration|sedimentation|flow|infusion|metabolic) rate\b"
    r"|\btaux (\w+ )?(de |d'|du |des )(la |l')?(hemoglobine|hematocrite|prothrombine|creatinine|uree"
    r"|bilirubine|albumine|ferritine|cholesterol|glucose|plaquettes|leucocytes|sodium|potassium|calcium|crp|lactates?"
    r"|troponine|tsh)\b|\btaux (serique|sanguin|plasmatique)"
)
_PER_MANY = re.compile(
    r"(?:\b(?:per|pour)|/) ?(?P<many>10{0,2}(?:[ ,.]000){1,2}|10{2,6}|mille|thousand|cent|hundred)\b"
    # Of time, or of those who live somewhere: not of the persons counted beside it.
    r"(?P<others>[ -]*(?:\w+[ -])?(?:day|year|month|hour|jour|annee|an|mois|heure|lit|inhabitant|resident"
    r"|habitant|population)s?\b)?"
)
_MANY = {"mille": 1000.0, "thousand": 1000.0, "cent": 100.0, "hundred": 100.0}
_HIGHEST = re.compile(r"\bl[ea] plus (eleve|haut|grand)e?s?\b")
_LOWEST = re.compile(r"\bl[ea] plus (bas|basse|faible|petite?)s?\b")
_COUNTING = {"n", "nb", "number", "nombre", "count"}
_MODAL = {"modal", "modale"}
_MOST_FREQUENT = re.compile(r"most[ _](frequent|common)|plus[ _](frequente?|courante?)\b")


@lru_cache(maxsize=20_000)
def read_label(text: str) -> Label | None:
    """None for a heading that names no statistic."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign)
    )
    words = re.findall(r"[a-z0-9.]+", plain.replace("’", "'"))
    if not words or len(words) > 8:
        return Label(Statistic.PERCENT) if plain.strip() == "%" else None
    quantile = named_quantile(plain, words)
    if quantile is not None:
        return quantile_label(quantile)
    found = {*words, "".join(words)}
    if not {*words} & _OF_MANY:
        found |= {a + b for a, b in pairwise(words) if a + b in _EXTREME_PAIRS}
    spaced = plain.replace("’", "'").replace("_", " ")
    is_class = _CLASS.search(spaced) is not None
    counting = len(words) > 1 and (words[0] in _COUNTING or words[-1] in _COUNTING)
    if found & _DIFFERENT and _is_of_values(words):
        return Label(Statistic.DISTINCT)
    modal = {*words} & _MODAL or _MOST_FREQUENT.search(plain)
    if words == ["mode"] or (modal and not {*words} & _COUNT_NAMES):
        return Label(Statistic.MODE)
    # As pandas names the aggregation of a column, or a date in words.
    if (words[-1] in ("first", "last") and not counting) or (_DATES & {*words} and _ENDS & {*words}):
        return Label(Statistic.MINIMUM if _FIRST & {*words} else Statistic.MAXIMUM)
    if not is_class and (_HIGHEST.search(spaced) or _LOWEST.search(spaced)):
        return Label(Statistic.MAXIMUM if _HIGHEST.search(spaced) else Statistic.MINIMUM)
    if "|z|" in plain or "|t|" in plain:
        return Label(Statistic.P_VALUE)
    for statistic, names in _NAMES:
        if found & names and not (statistic in _OF_ONE and is_class):
            counted = statistic in _POINTS or (statistic in _OF_ONE and found & names <= _SUPERLATIVES)
            return Label(Statistic.COUNT if counting and counted else statistic)
    if "%" in plain and {*words} & {"n", "nb"}:
        return Label(Statistic.COUNT)
    per = _PER_MANY.search(spaced)
    if per and per_many(plain) is None:
        return None
    if per or "%" in plain or "‰" in plain or ({"rate", "taux"} & {*words} and not _LEVEL.search(spaced)):
        return Label(Statistic.PERCENT)
    if found & _COUNT_NAMES or plain.startswith(("n_", "n ", "nb_", "nb ", "number of", "nombre d")):
        return Label(Statistic.COUNT, is_base=bool(found & _BASE_NAMES))
    return None


def _is_of_values(words: list[str]) -> bool:
    """Whether different diagnoses or the like are counted, and not different persons."""
    of = [word for word in words if word not in _DIFFERENT | _NUMBERING]
    return bool(of) and not any(_PERSON_NAMES.fullmatch(word) or word in _COUNT_NAMES for word in of)


def per_many(heading: str) -> float | None:
    """1000 for a rate per 1,000 persons, in figures or words; None where the heading does not say.

    A rate per 10,000 and more is of a population, whatever counts stand beside it.
    """
    if "‰" in heading:
        return 1000.0
    plain = heading.casefold().replace("_", " ").replace("\u202f", " ").replace("\u00a0", " ")
    found = _PER_MANY.search(plain)
    if found is None or found["others"]:
        return None
    many = _MANY.get(found["many"]) or float(re.sub(r"[ ,.]", "", found["many"]))
    return many if many <= 1000 else None


def quantile_label(quantile: float) -> Label:
    """The quantiles 0 and 1 are the extremes."""
    if 0 < quantile < 1:
        return Label(Statistic.QUANTILE, quantile)
    return Label(Statistic.MINIMUM if quantile == 0 else Statistic.MAXIMUM, quantile)
