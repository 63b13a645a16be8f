"""Values typed or pasted into code: the longest list, dictionary or text of constants in a cell."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity

RULE = "source.literals"
_CODE = ("py", "r", "sql", "jl", "sas", "do", "stan", "sh", "rmd", "qmd")


@register(RULE, Kind.TEXT)
def check_source(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Undeclared data inside code. Source: NHS England SDE, refusal reasons of outputs."""
    if file.extension not in _CODE:
        return
    line, length = longest_literal(file.text)
    if length > context.rules.source_literals:
        words = {"values": length, "limit": context.rules.source_literals}
        yield Finding(RULE, Severity.REVIEW, "source-literals", words, file.where(line=line))


def longest_literal(source: str) -> tuple[int, int]:
    """(line from 1, number of constant values); of numbers in one line where Python cannot read the code."""
    code = "\n".join("" if line.lstrip()[:1] in ("%", "!", "?") else line for line in source.splitlines())
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _by_eye(source)
    found = [(1, 0)]
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            found.append((node.lineno, _constants(node)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            found.append((node.lineno, _values_in_text(node.value)))
    return max(found, key=lambda one: one[1])


def _constants(node: ast.AST) -> int:
    return sum(isinstance(one, ast.Constant) for one in ast.walk(node))


def _values_in_text(value: str | bytes) -> int:
    """A pasted table or a coded blob counts by its words, and every 40 characters without a space as one."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    words = text.replace(",", " ").replace(";", " ").split()
    numbers = sum(any(sign.isdigit() for sign in word) for word in words)
    return max(numbers, max((len(word) for word in words), default=0) // 40)


def _by_eye(source: str) -> tuple[int, int]:
    lines = source.splitlines() or [""]
    counted = [(at, _values_in_text(line)) for at, line in enumerate(lines, start=1)]
    return max(counted, key=lambda one: one[1])
