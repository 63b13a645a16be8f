"""Small registries that each hospital keeps beside its records: invented, the truth told."""

from __future__ import annotations

from demo.registries.drawing import REGISTRIES, Registry, draw_registries

__all__ = ["REGISTRIES", "Registry", "draw_registries"]
