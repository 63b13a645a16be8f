"""Linked tables: what hidden cells give away, and which further cells to hide (cell suppression).

The intruder of this package knows every published cell, every equation and the bounds of each hidden cell;
the audit computes the narrowest interval that this knowledge leaves (feasibility interval). Source of the
model: Fischetti and Salazar, Management Science 47 (2001), and Hundepool et al., Handbook on Statistical
Disclosure Control, ch. 4.
"""

from output_checking.protection.audit import Audit, audit
from output_checking.protection.problem import Problem
from output_checking.protection.problem_file import load_problem, parse_problem
from output_checking.protection.suppression import Suppression, suppress

__all__ = ["Audit", "Problem", "Suppression", "audit", "load_problem", "parse_problem", "suppress"]
