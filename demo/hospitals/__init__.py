"""Invents the hospitals of the demonstration: OMOP CDM 5.4 folders drawn from a known model."""

from demo.hospitals.generation import generate

__all__ = ["generate"]
