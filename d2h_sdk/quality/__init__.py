"""`d2h.quality`: how complete, steady and plausible the variables of each site are, month by month.

`report([pulse, creatinine, …])` counts at the sites; it works under permits of records and of aggregates, and
tells nothing about a few persons.
"""

from d2h_sdk.quality.asking import report
from d2h_sdk.quality.shown import Quality

__all__ = ["Quality", "report"]
