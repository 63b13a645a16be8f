"""Models of one big table, with lifelines' interface and numbers, much faster: `d2h.models`."""

from __future__ import annotations

from d2h_sdk.models.cox import CoxPHFitter
from d2h_sdk.models.kaplan_meier import KaplanMeierFitter

__all__ = ["CoxPHFitter", "KaplanMeierFitter"]
