"""A second look at SQL that the door wrote, with the parser of the engine that will run it.

The door reads with another parser than DuckDB's. Should the two ever understand a text differently, what
counts is what DuckDB is about to do: read views of the permit, call functions of the whitelist, nothing else.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator
from typing import Any

import duckdb

from data_gateway.queries.conditions import quoted
from governance.refusal import Refusal

log = logging.getLogger(__name__)
_FUNCTIONS = frozenset(
    [
        *("+", "-", "*", "/", "%", "||", "~~", "!~~", "abs", "round", "floor", "ceil", "sqrt", "ln", "log10"),
        *("log2", "exp", "power", "isnan", "lower", "upper", "trim", "ltrim", "rtrim", "length", "left"),
        *("right", "substring", "strpos", "replace", "concat_ws", "contains", "starts_with", "ends_with"),
        *("regexp_matches", "regexp_extract", "greatest", "least", "lpad", "date_part", "date_trunc"),
        *(
            "date_diff",
            "to_years",
            "to_months",
            "to_weeks",
            "to_days",
            "to_hours",
            "to_minutes",
            "to_seconds",
        ),
        *("count", "count_star", "sum", "avg", "min", "max", "bool_or", "bool_and", "quantile_cont"),
        *("stddev_samp", "stddev_pop", "var_samp", "var_pop", "row_number", "rank", "dense_rank"),
        *("percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value"),
    ]
)
_NODES = frozenset(
    [
        *("SELECT_NODE", "SET_OPERATION_NODE", "BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY"),
        *("ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "ASCENDING", "DESCENDING"),
        *("COLUMN_REF", "VALUE_CONSTANT", "FUNCTION", "CASE_EXPR", "OPERATOR_CAST", "TYPE"),
        *("COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_LESSTHAN", "COMPARE_LESSTHANOREQUALTO"),
        *("COMPARE_GREATERTHAN", "COMPARE_GREATERTHANOREQUALTO", "COMPARE_BETWEEN", "COMPARE_IN"),
        *("COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM", "CONJUNCTION_AND", "CONJUNCTION_OR"),
        *("OPERATOR_NOT", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "OPERATOR_COALESCE"),
        *("WINDOW_AGGREGATE", "WINDOW_ROW_NUMBER", "WINDOW_RANK", "WINDOW_RANK_DENSE", "WINDOW_NTILE"),
        *("WINDOW_PERCENT_RANK", "WINDOW_CUME_DIST", "WINDOW_LEAD", "WINDOW_LAG", "WINDOW_FIRST_VALUE"),
        "WINDOW_LAST_VALUE",
    ]
)
_TYPES = frozenset(
    ["BIGINT", "HUGEINT", "INTEGER", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "BOOLEAN"],
)
_JOINS = frozenset(["INNER", "LEFT", "RIGHT", "FULL"])


def check_statement(connection: duckdb.DuckDBPyConnection, sql: str, views: Collection[str]) -> None:
    """`views`: the names that may be read, as `view_name` writes them.

    Raises Refusal `sql-engine-disagrees`.
    """
    try:
        (text,) = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()[0]
        read = json.loads(text)
        whole = not read["error"] and len(read["statements"]) == 1
        fault = None if whole else "not one statement"
        if fault is None:
            common = frozenset(entry for node in _nodes(read) for entry in _common_tables(node))
            fault = next((fault for node in _nodes(read) if (fault := _fault(node, views, common))), None)
    except (duckdb.Error, ValueError, KeyError, TypeError, RecursionError):
        fault = "not understood"
    if fault is not None:
        log.error("DuckDB reads a checked query differently: %s", fault)
        raise Refusal("sql-engine-disagrees")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _common_tables(node: dict[str, Any]) -> Iterator[str]:
    if "cte_map" in node:
        yield from (entry["key"] for entry in node["cte_map"]["map"])


def _fault(node: dict[str, Any], views: Collection[str], common: Collection[str]) -> str | None:
    """What is not allowed about one node: a kind or a name of the engine's own, never a value."""
    kind = node.get("type")
    if kind is not None and kind not in _NODES:
        return f"node {kind}"
    if kind == "BASE_TABLE":
        path = node["qualified_name"]["path"]
        named = ".".join(quoted(part) for part in path)
        if node.get("at_clause") or not (named in views or (len(path) == 1 and path[0] in common)):
            return "a table"
    if "function_name" in node:
        if node["function_name"] not in _FUNCTIONS or node["schema"] or node["catalog"]:
            return f"function {node['function_name']}"
        if len(node["qualified_name"]["path"]) != 1:
            return "a function of a schema"
    if kind == "TYPE" and node["type_name"].upper() not in _TYPES:
        return f"type {node['type_name']}"
    if kind == "JOIN" and (node["join_type"] not in _JOINS or node["ref_type"] != "REGULAR"):
        return f"join {node['join_type']}"
    if node.get("sample") or node.get("qualify") or node.get("group_sets") not in (None, [], [[]]):
        return _grouping_fault(node)
    return None


def _grouping_fault(node: dict[str, Any]) -> str | None:
    """One plain GROUP BY is one grouping set that holds all its keys."""
    whole = [list(range(len(node.get("group_expressions", []))))]
    plain = not node.get("sample") and not node.get("qualify") and node.get("group_sets") == whole
    return None if plain else "grouping or sampling"
