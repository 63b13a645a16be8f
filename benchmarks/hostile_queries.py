"""Queries that try to leave what d2h.sql takes: hostile texts of their own, and allowed ones made hostile."""

from __future__ import annotations

import random

FORBIDDEN_COLUMNS = (
    *("person_source_value", "value_source_value_2", "birth_note", '"the person"', "pseudonym", "id"),
    *("rowid", "filename", "file_row_number", "columns(*)", "columns('.*')", "*", "#1", "s1.*"),
)
FORBIDDEN_TABLES = (
    *("death", "omop.death", '"data set omop".person', '"data set omop"."person pseudonyms"'),
    *(
        '"data set omop"."visit pseudonyms"',
        '"data set omop"."measurement as ids"',
        '"data set omop"."measurement with visits as ids"',
        '"measurement as ids"',
        "information_schema.tables",
        "duckdb_settings()",
        "duckdb_views()",
    ),
    *(
        "duckdb_secrets()",
        "sqlite_master",
        "pg_catalog.pg_tables",
        "'/etc/passwd'",
        "read_csv('/etc/passwd')",
    ),
    *(
        "read_parquet('*.parquet')",
        "glob('*')",
        "range(1000000000)",
        "generate_series(1, 9)",
        "query('select 1')",
    ),
    *("query_table('person')", "memory.main.person", "system.information_schema.columns", "person.person"),
    *(
        "pragma_storage_info('person')",
        "parquet_metadata('x')",
        "(VALUES (1)) v",
        "unnest([1, 2])",
        "sniff_csv('x')",
    ),
)
HOSTILE_CALLS = (
    *("getenv('HOME')", "error(unit_source_value)", "current_setting('memory_limit')", "version()", "now()"),
    *(
        "random()",
        "repeat('x', 4000000000)",
        "sleep_ms(60000)",
        "stats(unit_source_value)",
        "list(person_id)",
    ),
    *("json_execute_serialized_sql('x')", "pg_sleep(5)", "read_text('/etc/hostname')", "nextval('s')"),
    *("list_transform([1], x -> x)", "struct_pack(a := 1)", "md5(unit_source_value)", "typeof(person_id)"),
    *("regexp_extract(unit_source_value, '(', 1)", "regexp_matches(unit_source_value, '(a+)+$')", "chr(-1)"),
    *("strptime(unit_source_value, '%Y')", "CAST(unit_source_value AS INTEGER[])", "unit_source_value::ENUM"),
    *("string_agg(unit_source_value)", "any_value(person_id)", "format('{}', person_id)", "hash(person_id)"),
    *(
        "substring(unit_source_value, -1, -5)",
        "sqrt(-1)",
        "ln(0)",
        "1 / 0",
        "9223372036854775807 + person_id",
    ),
    *("year_of_birth % 0", "DATE '9999-12-31' + 9999999999", "lpad('x', 1000000000, 'y')", "exp(1e308)"),
)
STATEMENTS = (
    *("COPY person TO '/tmp/leak.csv'", "ATTACH '/tmp/x.db'", "ATTACH ':memory:' AS m", "INSTALL httpfs"),
    *(
        "LOAD httpfs",
        "PRAGMA database_list",
        "SET memory_limit = '99GB'",
        "RESET ALL",
        "EXPLAIN SELECT * FROM person",
    ),
    *(
        "CREATE TABLE t AS SELECT * FROM person",
        "CREATE OR REPLACE VIEW person AS SELECT 1",
        "DROP VIEW person",
    ),
    *(
        "INSERT INTO person VALUES (1)",
        "UPDATE person SET year_of_birth = 1",
        "DELETE FROM person",
        "DESCRIBE person",
    ),
    *(
        "CREATE MACRO lower(x) AS 1",
        "CREATE SECRET s (TYPE s3)",
        "EXPORT DATABASE '/tmp/x'",
        "IMPORT DATABASE '/tmp/x'",
    ),
    *(
        "CALL enable_logging(storage = 'file')",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "VACUUM",
        "CHECKPOINT",
        "SHOW TABLES",
    ),
    *(
        "SUMMARIZE person",
        "PIVOT person ON year_of_birth",
        "FROM person",
        "TABLE person",
        "VALUES (1)",
        "BEGIN; SELECT 1",
    ),
    *(
        "SELECT 1; SELECT * FROM person",
        "USE memory",
        "DETACH memory",
        "LIST person",
        "DECLARE x",
        ";",
        "",
        "SELECT",
    ),
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r, person",
    "SELECT * FROM person a, person b, person c, person d, person e",
    "SELECT * FROM person CROSS JOIN measurement CROSS JOIN person p",
    "SELECT * FROM person a JOIN person b ON true",
    "SELECT count(*) FROM person a JOIN person b ON a.person_id <> b.person_id",
    "SELECT * FROM person ORDER BY (SELECT person_source_value FROM person)",
    "SELECT * FROM measurement USING SAMPLE 10%",
    "SELECT * FROM person POSITIONAL JOIN measurement",
    "SELECT * EXCLUDE (person_id) FROM person",
    "SELECT * REPLACE (person_source_value AS person_id) FROM person",
    "SELECT person FROM person",
    "SELECT p FROM person AS p",
    "SELECT p.person_source_value FROM person AS p(a, b, person_source_value)",
    "SELECT (SELECT unit_source_value FROM measurement) FROM person",
    "SELECT x.* FROM (SELECT * FROM person) x JOIN LATERAL (SELECT x.person_id) y ON true",
    "SELECT value_source_value FROM measurement WHERE CASE WHEN value_source_value LIKE 'Q%'"
    " THEN CAST(value_source_value AS INTEGER) > 0 ELSE true END",
    "SELECT count(*) FROM measurement WHERE measurement_concept_id = 3",
    "SELECT count(*) FROM measurement WHERE measurement_concept_id / (value_as_number - value_as_number) > 0",
    "SELECT max(value_source_value) AS a, max(length(value_source_value)) AS b FROM measurement",
    "SELECT year_of_birth, count(*) AS n FROM person GROUP BY GROUPING SETS ((year_of_birth), ())",
    "SELECT min(COLUMNS(*)) FROM measurement",
    "SELECT UNNEST(struct_pack(a := person_id)) FROM person",
    'SELECT person_id FROM person WHERE person_id IN (SELECT id FROM "data set omop"."person pseudonyms")',
    "SELECT person_id FROM person AS OF TIMESTAMP '2020-01-01'",
    'SELECT person_id AS "a""; DROP VIEW person; --" FROM person',
    "SELECT ʻperson_idʼ FROM person",
    "SELECT person_id FROM ｐｅｒｓｏｎ",
    "SELECT/**/person_id/**/FROM/**/person--",
    "SELECT person_id FROM person /* unterminated",
    "SELECT $$x$$ AS x, person_id FROM person",
    "SELECT E'\\x41' AS x, person_id FROM person",
    "SELECT person_id FROM person WHERE 'a' = 'a' 'b'",
)


def mutated(chance: random.Random, query: str) -> str:
    """An allowed query with one hostile change."""
    words = query.split(" ")
    place = chance.randrange(len(words))
    kind = chance.randrange(9)
    if kind == 0:
        words[place] = chance.choice(FORBIDDEN_COLUMNS)
    elif kind == 1 and "FROM" in words:
        words[words.index("FROM") + 1] = chance.choice(FORBIDDEN_TABLES)
    elif kind == 2 and "SELECT" in words:
        words[words.index("SELECT") + 1] = chance.choice(HOSTILE_CALLS)
    elif kind == 3 and "SELECT" in words:
        after = words.index("SELECT") + 1
        words[after:after] = [chance.choice((*FORBIDDEN_COLUMNS, *HOSTILE_CALLS)) + ","]
    elif kind == 4:
        words.append(chance.choice(("; ", "UNION ALL ", "UNION ")) + chance.choice(STATEMENTS))
    elif kind == 5:
        del words[place]
    elif kind == 6:
        other = chance.randrange(len(words))
        words[place], words[other] = words[other], words[place]
    elif kind == 7:
        words.insert(
            place,
            chance.choice(("/* */", "--\n", "\u00a0", "\u200b", "\x00", ";", "''", "(", ")", "$1", "?")),
        )
    else:
        words.append(f"AND {chance.choice(FORBIDDEN_COLUMNS)} LIKE '{chance.choice('QZXJ')}%'")
    return " ".join(words)


def hostile(chance: random.Random) -> str:
    """A query that has no allowed part to begin with."""
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice(STATEMENTS)
    if kind == 1:
        return (
            f"SELECT {chance.choice(FORBIDDEN_COLUMNS)} AS x FROM {chance.choice(('person', 'measurement'))}"
        )
    if kind == 2:
        return f"SELECT * FROM {chance.choice(FORBIDDEN_TABLES)}"
    return f"SELECT {chance.choice(HOSTILE_CALLS)} AS x FROM {chance.choice(('person', 'measurement'))}"
