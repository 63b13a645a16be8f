"""`d2h.features`: what was known in the first hours of a stay, one row per stay, worked out at the sites.

`first_hours([pulse, creatinine, …], hours=48)` takes concept sets, or `variable(…)` for one with its own
features, window or unit. Nothing that was recorded or became known at the end of the window or later enters.
"""

from d2h_sdk.features.first_hours import first_hours
from d2h_sdk.features.shown import Features
from d2h_sdk.features.variables import Variable, variable

__all__ = ["Features", "Variable", "first_hours", "variable"]
