"""What is wrong in a document and where: by the schema's own judgement, or by a rule's."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Misfit:
    """`place`: keys and list positions from the root; `code` and `params` give the words."""

    place: Place
    code: str
    params: dict[str, str | int]


def nearest(name: str, known: Iterable[str]) -> str:
    """The names most like `name`, else the first ones: what a mistyped name was probably meant to be."""
    names = sorted(known)
    return ", ".join(difflib.get_close_matches(name, names, n=3, cutoff=0.5) or names[:8]) or "-"


def schema_misfit(error: ErrorDetails, model: type[BaseModel]) -> Misfit:
    """One error of pydantic, in our words."""
    # Not a place in the file: which member of a union pydantic tried.
    place: Place = tuple(step for step in error["loc"] if not str(step).startswith("#"))
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "missing":
            return Misfit(place, "key-missing", {"missing": str(place[-1])})
        case "extra_forbidden":
            known = nearest(str(place[-1]), _keys_at(model.model_json_schema(), place[:-1]))
            return Misfit(place, "key-unknown", {"known": known})
        case "enum" | "literal_error":
            return Misfit(
                place,
                "value-not-one-of",
                {"expected": str(context["expected"]).replace(" or ", ", ").replace("'", "")},
            )
        case "string_pattern_mismatch":
            return Misfit(place, "value-not-a-name", {})
        case "value_error":
            return Misfit(place, str(context["error"]), {})
        case "greater_than_equal" | "less_than_equal":
            bound = context["ge"] if "ge" in context else context["le"]
            return Misfit(place, f"value-{kind.replace('_', '-')}", {"bound": str(bound)})
        case "too_short" | "string_too_short":
            return Misfit(place, "value-empty", {})
        case "too_long" | "string_too_long":
            return Misfit(place, "value-too-long", {"most": str(context["max_length"])})
    return Misfit(place, "value-invalid", {"expected": _expected(kind)})


def _keys_at(schema: dict[str, Any], place: Place) -> list[str]:
    """The keys that the JSON schema allows in the mapping at `place`."""
    part = _resolved(schema, schema)
    for step in place:
        if isinstance(step, int):
            part = part.get("items", {})
        else:
            part = part.get("properties", {}).get(step) or part.get("additionalProperties") or {}
        part = _resolved(schema, part)
    return list(part.get("properties", {}))


def _resolved(schema: dict[str, Any], part: Any) -> dict[str, Any]:
    reference = part.get("$ref") if isinstance(part, dict) else None
    found = schema["$defs"][reference.rpartition("/")[2]] if reference else part
    return found if isinstance(found, dict) else {}


def _expected(kind: str) -> str:
    """A pydantic error type as one of the kinds our words know."""
    for expected in ("bool", "int", "float", "string"):
        if kind.startswith(expected):
            return expected
    return "list" if kind.startswith(("tuple", "list", "set", "frozen_set")) else "mapping"
