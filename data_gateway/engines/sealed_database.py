"""A permit's DuckDB database is made and sealed: secure views over Parquet, nothing else that can be named.

A row a permit hides must not show through errors or statistics either: plain views leak both ways, because
the optimiser moves a reader's filter below the policy. SECURE VIEW keeps it above.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import duckdb

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.engine import Maps
from data_gateway.engines.person_sets import make_sets
from data_gateway.engines.policy_view import PolicyView
from data_gateway.engines.pseudonyms_in_place import PseudonymTable
from data_gateway.engines.surrogates.asking import SurrogateAsker
from data_gateway.engines.view_names import map_name, opposed_name, schema_name, view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import literal
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.settings import Limits
from governance.permits.document import DatasetPermit

log = logging.getLogger(__name__)
LARGEST_ID = 2**63 - 1
Pseudonyms = dict[tuple[str, ColumnRole], PseudonymTable | None]


def make_sealed(
    connection: duckdb.DuckDBPyConnection,
    scope: PermitScope,
    maps: Maps,
    *,
    limits: Limits,
    spill: Path,
    surrogates: SurrogateAsker | None,
) -> Pseudonyms:
    """The pseudonyms of each data set and role, None where they are better joined."""
    tables = [(dataset, name, granted) for dataset, name, granted in scope.usable() if not dataset.source]
    nobody: dict[str, dict[ColumnRole, int]] = {}
    pseudonyms: Pseudonyms = {}
    for owner in {dataset.id for dataset, _, _ in tables}:
        connection.execute(f"CREATE SCHEMA {schema_name(owner)}")
        nobody[owner] = {}
        for role, path in maps.get(owner, {}).items():
            held = pseudonyms[owner, role] = PseudonymTable.of(path)
            if held is not None and role is ColumnRole.PERSON:
                make_sets(connection, owner, held)
            missing = _hold_map(connection, owner, path, role)
            if missing is not None:
                nobody[owner][role] = missing
    files = [path for dataset, name, _ in tables for path in dataset.paths(name)]
    if surrogates:
        surrogates.make_function(connection)
    _seal(connection, files, limits, spill)
    for dataset, name, opened in tables:
        granted = scope.permit.datasets[dataset.id]
        kinds = [{"visits": False}, {"visits": False, "ids": True}]
        if dataset.tables[name].reads_visits(opened.columns):
            kinds += [{"visits": True}, {"visits": True, "ids": True}]
        try:
            for kind in kinds:
                connection.execute(_view(dataset, name, granted, nobody[dataset.id], **kind))
        except duckdb.Error as fault:  # a damaged file: the others are read all the same
            log.error("%s.%s cannot be opened: %s", dataset.id, name, type(fault).__name__)
    return pseudonyms


def _seal(connection: duckdb.DuckDBPyConnection, files: list[str], limits: Limits, spill: Path) -> None:
    """No file but the permit's own, no network, no extension, bounded memory; none of it changes again."""
    allowed = ", ".join(literal(path) for path in sorted(set(files)))
    for setting in (
        f"memory_limit = '{limits.memory}'",
        f"threads = {limits.threads}",
        f"temp_directory = {literal(str(spill))}",
        f"max_temp_directory_size = '{limits.spill}'",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "allow_persistent_secrets = false",
        "parquet_metadata_cache = true",
        # Else the engine's threads stop while a batch is on its way.
        "streaming_buffer_size = '16MB'",
        # Policy joins are always a big table with a small map: a wrong estimate must not swap the sides.
        # And what a file tells of its values, hidden ones among them, must decide nothing above the policy.
        "disabled_optimizers = 'join_order,build_side_probe_side,statistics_propagation'",
        f"allowed_paths = [{allowed}]",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")


def _hold_map(
    connection: duckdb.DuckDBPyConnection, dataset: str, path: Path, role: ColumnRole
) -> int | None:
    """The id that stands for a missing one, where the map has room for it."""
    name, held = map_name(dataset, role), f"read_parquet({literal(str(path))})"
    highest = connection.execute(f"SELECT max(id) FROM {held}").fetchall()[0][0]  # noqa: S608
    nobody = highest + 1 if isinstance(highest, int) and highest < LARGEST_ID else None
    if role is ColumnRole.PERSON:
        for table, told in ((name, "IS NOT NULL"), (opposed_name(dataset), "IS NULL")):
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {held} WHERE pseudonym {told}")  # noqa: S608
        return None
    missing = f" UNION ALL SELECT {nobody}::BIGINT, NULL" if nobody is not None else ""
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {held}{missing}")  # noqa: S608
    return nobody


def _view(
    dataset: Dataset,
    name: str,
    granted: DatasetPermit,
    nobody: Mapping[ColumnRole, int],
    *,
    visits: bool,
    ids: bool = False,
) -> str:
    files = ", ".join(literal(path) for path in dataset.paths(name))
    view = PolicyView(
        table=dataset.tables[name],
        name=name,
        granted=granted,
        scan=f"read_parquet([{files}])",
        map_of=partial(map_name, dataset.id),
        nobody=nobody,
        visits=visits,
        opposed=opposed_name(dataset.id) if ids else "",
        dataset=dataset.id,
    )
    named = view_name(Engine.DUCKDB, dataset.id, name, visits=visits, ids=ids)
    return f"CREATE SECURE VIEW {named} AS {view.sql()}"
