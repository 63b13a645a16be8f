"""What an audit or a suppression says to a person."""

from __future__ import annotations

from governance.words import Words
from output_checking.protection.audit import Audit
from output_checking.protection.problem import CellId, Problem
from output_checking.protection.suppression import Suppression


def audit_lines(problem: Problem, result: Audit, words: Words) -> list[str]:
    """The verdict, then a line per cell that can be worked out or is protected too little."""
    lines = [words.say("sdc-safe" if result.safe else "sdc-open", cells=int(problem.pattern.sum()))]
    for cell in result.exact:
        way = result.derivations.get(cell)
        for step in way.steps if way else ():
            said = words.say("sdc-by-bounds") if step.by_sign else ""
            lines.append(f"  {name_of(problem, step.cell)}: {step.arithmetic()} {said}".rstrip())
        if way is None:
            low, high = result.intervals[cell]
            code = "sdc-exact" if problem.pattern[problem.position[cell]] else "sdc-exact-published"
            lines.append(
                "  " + words.say(code, cell=name_of(problem, cell), low=f"{low:g}", high=f"{high:g}")
            )
    exact = set(result.exact)
    for cell in result.narrow:
        if cell not in exact:
            low, high = result.intervals[cell]
            lines.append(
                "  " + words.say("sdc-narrow", cell=name_of(problem, cell), low=f"{low:g}", high=f"{high:g}")
            )
    for alone, learns in result.insiders:
        lines.append(
            "  " + words.say("sdc-insider", alone=name_of(problem, alone), cell=name_of(problem, learns))
        )
    return lines


def suppression_lines(found: Suppression, words: Words) -> list[str]:
    """What to hide besides the sensitive cells, what it costs, and what the audit says of it."""
    problem = found.problem
    lines = [
        words.say(
            "sdc-hide", cells=len(found.secondary), primary=int(problem.primary.sum()), cost=f"{found.cost:g}"
        )
    ]
    lines += [f"  {name_of(problem, cell)}" for cell in found.secondary]
    if found.gap is not None:
        lines.append(words.say("sdc-gap", gap=f"{100 * found.gap:.1f}"))
    return lines + audit_lines(problem, found.audit, words)


def name_of(problem: Problem, cell: CellId) -> str:
    """The labels of a cell, else its id."""
    labels = problem.labels[problem.position[cell]]
    return f"{' / '.join(labels)} ({cell})" if labels else str(cell)
