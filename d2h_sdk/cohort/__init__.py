"""`d2h.cohort`: who takes part in a study, from when and until when, worked out at the sites.

`first(concepts)` or `last(concepts)` begins a cohort with its index event; each method of `Cohort` adds one
step of the protocol. `rows()` gives one row per person, `flow()` how many persons stay after each step.
"""

from d2h_sdk.cohort.builder import Cohort, first, last
from d2h_sdk.cohort.concepts import ConceptSet, concepts
from d2h_sdk.cohort.flow import Flow

__all__ = ["Cohort", "ConceptSet", "Flow", "concepts", "first", "last"]
