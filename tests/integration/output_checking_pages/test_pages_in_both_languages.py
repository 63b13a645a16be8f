"""Every page, for every role, in French and in English."""

from __future__ import annotations
