"""Statistics over several hospitals whose rows stay where they are: `d2h.federated`.

Each site adds sums that its disclosure rules let pass; the fit is made here and equals the pooled one. Works
under permits of both modes.
"""

from __future__ import annotations

from d2h_sdk.federated.descriptive import correlation, table1
from d2h_sdk.federated.distribution import histogram, quantiles
from d2h_sdk.federated.meta import MetaAnalysis, meta_analysis
from d2h_sdk.federated.regression import cox, linear, logistic, poisson
from d2h_sdk.federated.results import FederatedFit
from d2h_sdk.federated.specification import Specification
from d2h_sdk.federated.survival import FederatedSurvival, kaplan_meier

__all__ = [
    "FederatedFit",
    "FederatedSurvival",
    "MetaAnalysis",
    "Specification",
    "correlation",
    "cox",
    "histogram",
    "kaplan_meier",
    "linear",
    "logistic",
    "meta_analysis",
    "poisson",
    "quantiles",
    "table1",
]
