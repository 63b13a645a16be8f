"""Random SELECTs of the language that d2h.sql takes, typed so that most of them are allowed.

Seeded and self-contained: the same seed gives the same queries. Constants come from a small stock in which
no canary stands, so that an answer can hold a canary only by having read it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

Columns = dict[str, str]  # name -> N(umber) W(hole) T(ext) D(ay) M(oment) B(oolean)
UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
TYPE_NAMES = {"N": "DOUBLE", "W": "BIGINT", "T": "VARCHAR", "D": "DATE", "M": "TIMESTAMP", "B": "BOOLEAN"}
TEXTS = ("", "a", "mg/dL", "mmol/L", "%", "12", "1e3", "2026-01-31", "é", "it''s", "x" * 30)
WHOLES = ("0", "1", "2", "3", "7", "100", "8507", "2026", "9223372036854775807", "-1", "-40")
NUMBERS = ("0.0", "1.5", "-2.5", "1e10", "1e300", "0.001", "1e-300")
DAYS = ("0001-01-01", "1970-01-01", "2024-02-29", "2026-01-31", "9999-12-31")


@dataclass
class Grammar:
    """`tables` are those of the permit, with the columns that it opens."""

    chance: random.Random
    tables: dict[str, Columns]
    names: int = 0
    _common: dict[str, Columns] = field(default_factory=dict)

    def pick(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def fresh(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    # --- expressions ---

    def column(self, kind: str, columns: Columns) -> str | None:
        fitting = [name for name, type_ in columns.items() if type_ == kind]
        return self.chance.choice(fitting) if fitting else None

    def constant(self, kind: str) -> str:
        if self.chance.random() < 0.04:
            return f"CAST(NULL AS {TYPE_NAMES[kind]})"
        match kind:
            case "W":
                return self.pick(*WHOLES)
            case "N":
                return self.pick(*NUMBERS)
            case "T":
                return f"'{self.pick(*TEXTS)}'"
            case "D":
                return f"DATE '{self.pick(*DAYS)}'"
            case "M":
                return f"TIMESTAMP '{self.pick(*DAYS)} {self.chance.randrange(24):02}:30:00'"
        return self.pick("TRUE", "FALSE")

    def expression(self, kind: str, columns: Columns, depth: int) -> str:
        column = self.column(kind, columns)
        if depth <= 0 or self.chance.random() < 0.2:
            if column is not None and self.chance.random() < 0.8:
                return column
            return self.constant(kind)
        general = [self._case, self._coalesce, self._cast, self._nullif]
        own = {
            "W": self._whole,
            "N": self._number,
            "T": self._text,
            "D": self._day,
            "M": self._moment,
            "B": self.condition,
        }[kind]
        if kind != "B" and self.chance.random() < 0.2:
            return self.chance.choice(general)(kind, columns, depth)
        return own(columns, depth - 1)

    def _case(self, kind: str, columns: Columns, depth: int) -> str:
        one, two = (self.expression(kind, columns, depth - 1) for _ in range(2))
        return f"CASE WHEN {self.condition(columns, depth - 1)} THEN {one} ELSE {two} END"

    def _coalesce(self, kind: str, columns: Columns, depth: int) -> str:
        name = self.pick("coalesce", "greatest", "least", "ifnull") if kind != "B" else "coalesce"
        return f"{name}({', '.join(self.expression(kind, columns, depth - 1) for _ in range(2))})"

    def _nullif(self, kind: str, columns: Columns, depth: int) -> str:
        return f"nullif({self.expression(kind, columns, depth - 1)}, {self.constant(kind)})"

    def _cast(self, kind: str, columns: Columns, depth: int) -> str:
        sources = {"W": "TNB", "N": "TW", "T": "WDMB", "D": "TM", "M": "TD", "B": "B"}[kind]
        inner = self.expression(self.pick(*sources), columns, depth - 1)
        return self.pick(f"CAST({inner} AS {TYPE_NAMES[kind]})", f"TRY_CAST({inner} AS {TYPE_NAMES[kind]})")

    def _whole(self, columns: Columns, depth: int) -> str:
        one, two = (self.expression("W", columns, depth) for _ in range(2))
        text, moment = self.expression("T", columns, depth), self.expression("M", columns, depth)
        return self.pick(
            *(f"({one} {sign} {two})" for sign in "+-*%"),
            *(f"abs({one})", f"(-{one})", f"length({text})", f"strpos({text}, {self.constant('T')})"),
            *(f"{unit}({moment})" for unit in (*UNITS, "dayofweek", "isodow")),
            f"date_diff('{self.pick('year', 'month', 'day', 'hour')}', {moment}, {moment})",
            f"({self.expression('D', columns, depth)} - {self.expression('D', columns, 0)})",
            f"CAST({self.expression('N', columns, depth)} AS BIGINT)",
        )

    def _number(self, columns: Columns, depth: int) -> str:
        one, two = (self.expression(self.pick("N", "N", "W"), columns, depth) for _ in range(2))
        sign = self.pick("+", "-", "*", "/")
        pure = f"({self.expression('N', columns, depth)} {sign} {two})"
        name = self.pick("sqrt", "ln", "log10", "log2", "exp", "floor", "ceil")
        return self.pick(
            pure,
            f"({one} / {two})",
            f"{name}({one})",
            f"round({pure}, 2)",
            f"power({one}, {two})",
            f"abs({pure})",
        )

    def _text(self, columns: Columns, depth: int) -> str:
        one, two = (self.expression("T", columns, depth) for _ in range(2))
        whole = self.expression("W", columns, 0)
        name = self.pick("lower", "upper", "trim", "ltrim", "rtrim")
        return self.pick(
            *(f"{name}({one})", f"({one} || {two})", f"concat({one}, {two})", f"left({one}, {whole})"),
            *(f"right({one}, {whole})", f"substring({one}, {whole}, {self.pick(*WHOLES)})"),
            f"replace({one}, {self.constant('T')}, {self.constant('T')})".replace(
                "CAST(NULL AS VARCHAR)", "'z'"
            ),
        )

    def _day(self, columns: Columns, depth: int) -> str:
        return self.pick(
            f"CAST({self.expression('M', columns, depth)} AS DATE)",
            f"({self.expression('D', columns, depth)} + {self.expression('W', columns, 0)})",
            f"make_date({self.expression('W', columns, 0)}, {self.pick('1', '2', '13')}, 29)",
        )

    def _moment(self, columns: Columns, depth: int) -> str:
        one = self.expression("M", columns, depth)
        unit = self.pick(*UNITS)
        return self.pick(
            f"({one} {self.pick('+', '-')} INTERVAL {self.chance.randrange(400)} {unit})",
            f"({one} + {self.expression('W', columns, 0)} * INTERVAL '1' {unit})",
            f"date_trunc('{unit}', {one})",
        )

    def condition(self, columns: Columns, depth: int) -> str:
        kind = self.pick("W", "N", "T", "D", "M", "W", "T")
        one, two = (self.expression(kind, columns, depth) for _ in range(2))
        text = self.expression("T", columns, depth)
        plain = self.pick(
            *(f"({one} {sign} {two})" for sign in ("=", "<>", "<", "<=", ">", ">=")),
            *(f"({one} IS NULL)", f"({one} IS NOT NULL)", f"({one} IS NOT DISTINCT FROM {two})"),
            *(
                f"({one} BETWEEN {self.constant(kind)} AND {two})",
                f"({one} IN ({two}, {self.constant(kind)}))",
            ),
            *(
                f"({text} LIKE '%{self.pick('a', 'm', '1', '_')}%')",
                f"contains({text}, {self.constant('T')})",
            ),
            *(f"regexp_matches({text}, '^[a-z]+/')", f"({text} ILIKE 'M%')"),
        )
        if depth > 0 and self.chance.random() < 0.3:
            return f"({plain} {self.pick('AND', 'OR')} NOT {self.condition(columns, depth - 1)})"
        return plain

    # --- queries ---

    def aggregate(self, columns: Columns) -> tuple[str, str]:
        """An aggregate and its kind."""
        number, whole = self.expression("N", columns, 1), self.expression("W", columns, 1)
        any_kind = self.pick("W", "N", "T", "D", "M")
        name = self.pick("avg", "stddev_samp", "var_pop", "median", "sum")
        made = [
            (f"{name}({number})", "N"),
            (f"sum({whole})", "W"),
            ("count(*)", "W"),
            (f"count(DISTINCT {self.expression(any_kind, columns, 1)})", "W"),
            (f"{self.pick('min', 'max')}({self.expression(any_kind, columns, 1)})", any_kind),
            (f"quantile_cont({number}, 0.9)", "N"),
            (f"count(*) FILTER (WHERE {self.condition(columns, 1)})", "W"),
            (f"bool_or({self.condition(columns, 1)})", "B"),
        ]
        return self.chance.choice(made)

    def window(self, columns: Columns) -> tuple[str, str]:
        kind = self.pick("W", "N", "T")
        one = self.expression(kind, columns, 1)
        order = f"ORDER BY {self.expression('W', columns, 0)}, {self.expression('T', columns, 1)}"
        part = f"PARTITION BY {self.expression('T', columns, 1)} " if self.chance.random() < 0.6 else ""
        call, result = self.chance.choice(
            [
                (f"{self.pick('row_number', 'rank', 'dense_rank')}()", "W"),
                (f"{self.pick('lag', 'lead', 'first_value', 'last_value', 'min', 'max')}({one})", kind),
                (f"sum({self.expression('W', columns, 1)})", "W"),
                ("count(*)", "W"),
                ("ntile(4)", "W"),
            ]
        )
        frame = " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW" if self.chance.random() < 0.2 else ""
        return f"{call} OVER ({part}{order}{frame})", result

    def source(self, depth: int) -> tuple[str, Columns]:
        """One relation with its alias, and its columns as the query names them."""
        alias = self.fresh("s")
        if depth > 0 and self.chance.random() < 0.25:
            inner, columns = self.select(depth - 1)
            text = f"({inner})"
        else:
            known = {**self.tables, **self._common}
            text = self.chance.choice(sorted(known))
            columns = known[text]
        return f"{text} AS {alias}", {f"{alias}.{name}": kind for name, kind in columns.items()}

    def sources(self, depth: int) -> tuple[str, Columns]:
        text, columns = self.source(depth)
        if self.chance.random() < 0.3:
            other, more = self.source(depth)
            kinds = [kind for kind in ("W", "T") if self.column(kind, columns) and self.column(kind, more)]
            if kinds:
                kind = self.chance.choice(kinds)
                on = f"{self.column(kind, columns)} = {self.column(kind, more)}"
                if self.chance.random() < 0.3:
                    on += f" AND {self.condition({**columns, **more}, 1)}"
                side = (
                    self.pick("INNER", "LEFT", "RIGHT", "")
                    if " AND " in on
                    else self.pick("LEFT", "FULL", "")
                )
                return f"{text} {side} JOIN {other} ON {on}", {**columns, **more}
        return text, columns

    def where(self, columns: Columns, depth: int) -> str:
        if self.chance.random() < 0.55:
            return ""
        condition = self.condition(columns, depth)
        if depth > 1 and self.chance.random() < 0.25:
            inner, more = self.source(0)
            kind = self.pick("W", "T")
            one, two = self.column(kind, columns), self.column(kind, more)
            if one and two:
                negated = self.pick("", "NOT ")
                condition += self.pick(
                    f" AND {negated}EXISTS (SELECT 1 AS one FROM {inner} WHERE {one} = {two})",
                    f" AND {one} {negated}IN (SELECT {two} FROM {inner} WHERE {self.condition(more, 1)})",
                )
                if kind == "W":
                    condition += f" OR {one} > (SELECT max({two}) FROM {inner})"
        return f" WHERE {condition}"

    def select(self, depth: int) -> tuple[str, Columns]:
        """A SELECT and its output columns."""
        text, columns = self.sources(depth)
        where = self.where(columns, depth)
        if self.chance.random() < 0.35:
            return self._grouped(text, columns, where)
        output: Columns = {}
        listed = []
        for _ in range(self.chance.randint(1, 4)):
            name, kind = self.fresh("c"), self.pick("W", "N", "T", "D", "M", "B")
            expression = self.expression(kind, columns, self.chance.randint(0, 3))
            if self.chance.random() < 0.15:
                expression, kind = self.window(columns)
            listed.append(f"{expression} AS {name}")
            output[name] = kind
        distinct = "DISTINCT " if self.chance.random() < 0.1 else ""
        tail = f" ORDER BY {self.pick(*output)}" if self.chance.random() < 0.3 else ""
        if self.chance.random() < 0.1 and not distinct:
            tail = f" QUALIFY row_number() OVER (ORDER BY {next(iter(columns))}) <= 5"
        elif self.chance.random() < 0.2:
            tail += f" LIMIT {self.chance.randint(0, 50)}"
        return f"SELECT {distinct}{', '.join(listed)} FROM {text}{where}{tail}", output

    def _grouped(self, text: str, columns: Columns, where: str) -> tuple[str, Columns]:
        output: Columns = {}
        listed, keys = [], []
        for _ in range(self.chance.randint(0, 2)):
            name, kind = self.fresh("k"), self.pick("W", "T", "D", "M")
            key = self.column(kind, columns) or next(iter(columns))
            expression = {"T": f"lower({key})", "M": f"date_trunc('month', {key})"}.get(columns[key], key)
            listed.append(f"{expression} AS {name}")
            output[name] = columns[key]
            keys.append(self.pick(expression, name, str(len(listed))))
        for _ in range(self.chance.randint(1, 3)):
            name = self.fresh("a")
            expression, kind = self.aggregate(columns)
            listed.append(f"{expression} AS {name}")
            output[name] = kind
        grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
        having = f" HAVING count(*) > {self.pick('0', '1', '5')}" if self.chance.random() < 0.2 else ""
        return f"SELECT {', '.join(listed)} FROM {text}{where}{grouped}{having}", output

    def query(self) -> str:
        self._common = {}
        prefix = ""
        if self.chance.random() < 0.2:
            inner, columns = self.select(1)
            name = self.fresh("q")
            self._common = {name: columns}
            prefix = f"WITH {name} AS ({inner}) "
        text, _ = self.select(2)
        if self.chance.random() < 0.1:
            kind = self.pick("W", "T")
            halves = []
            for _ in range(2):
                source, columns = self.source(0)
                halves.append(f"SELECT {self.expression(kind, columns, 1)} AS u FROM {source}")
            return f"{prefix}{halves[0]} {self.pick('UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT')} {halves[1]}"
        return prefix + text
