"""Which unit of a variable counts. Sites bring theirs to the common ones; what they did not is not mixed."""

from __future__ import annotations

import pandas as pd

from d2h_sdk import api, words
from d2h_sdk.api import Sites
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.features.variables import Variable

NO_UNIT = 0
EMPTY = pd.DataFrame(columns=["variable", "site", "unit", "unit_name", "stays", "values", "used"]).astype(
    {"used": bool}
)


def of(variable: Variable, rows: pd.DataFrame) -> pd.DataFrame:
    """Stays and values of each unit at each site, and whether it is the one used: the one asked for, else the
    one of most values. Values without a unit are used only when asked for."""
    grouped = rows.astype({"counted": "int64", "unit": "int64"}).groupby(["site", "unit"])["counted"]
    told = grouped.agg(stays="size", values="sum").reset_index()
    used = variable.unit
    if used is None:
        by_unit = told[told["unit"] != NO_UNIT].groupby("unit")["values"].sum()
        used = None if by_unit.empty else by_unit.index[int(by_unit.argmax())]
    told.insert(0, "variable", variable.name)
    return told.assign(used=told["unit"] == used)


def named(report: pd.DataFrame, permitted: Permitted, sites: Sites) -> pd.DataFrame:
    """With the name of each unit, where the permits let read the vocabulary; else its concept id."""
    names = {NO_UNIT: words.say("features-no-unit")}
    wanted = sorted(set(report["unit"]) - {NO_UNIT})
    if wanted and all(permitted.everywhere("concept", name) for name in ("concept_id", "concept_name")):
        listed = ", ".join(map(str, wanted))
        text = f"SELECT concept_id, concept_name FROM concept WHERE concept_id IN ({listed})"  # noqa: S608
        found = api.sql(text, sites, progress=False)
        names |= dict(zip(found["concept_id"].astype(int), found["concept_name"].astype(str), strict=True))
    report = report.assign(unit_name=[names.get(one, str(one)) for one in report["unit"]])
    return report[list(EMPTY.columns)]


def left_out(report: pd.DataFrame) -> list[str]:
    """A sentence for each unit of a site whose values do not count."""
    used = report[report["used"]].drop_duplicates("variable").set_index("variable")["unit_name"]
    return [
        words.say(
            "features-unit-left-out",
            variable=row["variable"],
            site=row["site"],
            values=row["values"],
            unit=row["unit_name"],
            used=used.get(row["variable"], "–"),
        )
        for row in report[~report["used"]].to_dict("records")
    ]
