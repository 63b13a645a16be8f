"""One batch of one site as OMOP tables. Identifiers count up within the site and mean nothing elsewhere."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.hospitals.cdm import arrow_table
from demo.hospitals.cohort import Integers, Persons, Stays, Times
from demo.hospitals.configuration import Site
from demo.hospitals.generating_model import ADVERSE_EVENTS, CONDITIONS, REASONS
from demo.hospitals.measuring import measure

MALE, FEMALE = 8507, 8532
INPATIENT, EMERGENCY_AND_INPATIENT = 9201, 262
EMERGENCY_ROOM, HOME, DIED = 8870, 8536, 4216643
PRIMARY_DIAGNOSIS, SECONDARY_DIAGNOSIS = 32902, 32908
RECORD = 32817  # type concept: from the electronic record
NO_CONCEPT = 0


class SiteTables:
    """Turns batches into rows; keeps the site's running identifiers."""

    def __init__(self, site: Site, index: int) -> None:
        self._site = site
        self._index = index
        self._next: Counter[str] = Counter()

    def batch(
        self, persons: Persons, stays: Stays, rng: np.random.Generator
    ) -> tuple[dict[str, pa.Table], Integers]:
        """The batch's rows by table, and the person_id of those opposed to reuse at this site."""
        here = stays.keep(stays.site == self._index)
        known, person_row = np.unique(here.person, return_inverse=True)
        person_id = self._identifiers("person", len(known))
        visit_id = self._identifiers("visit_occurrence", len(here.person))
        of_stay = person_id[person_row]
        tables = {
            "person": self._person(persons, known, person_id),
            "observation_period": self._observation_period(here, person_row, person_id),
            "visit_occurrence": self._visit(here, of_stay, visit_id),
            "condition_occurrence": self._conditions(persons, here, of_stay, visit_id),
            "measurement": self._measurements(here, of_stay, visit_id, rng),
            "observation": self._adverse_events(here, of_stay, visit_id),
            "death": self._death(persons, known, person_id),
        }
        return tables, person_id[persons.opposed[known, self._index]]

    def wards(self) -> pa.Table:
        names = list(self._site.wards)
        return arrow_table(
            "care_site",
            {
                "care_site_id": list(range(1, len(names) + 1)),
                "care_site_name": names,
                "care_site_source_value": names,
            },
        )

    def _identifiers(self, table: str, count: int) -> Integers:
        start = self._next[table] + 1
        self._next[table] += count
        return np.arange(start, start + count)

    def _person(self, persons: Persons, known: Integers, person_id: Integers) -> pa.Table:
        male, born = persons.male[known], persons.born[known]
        month = born.astype("datetime64[M]")
        codes = self._site.gender_codes
        return arrow_table(
            "person",
            {
                "person_id": person_id,
                "gender_concept_id": np.where(male, MALE, FEMALE),
                "year_of_birth": born.astype("datetime64[Y]").astype(np.int64) + 1970,
                "month_of_birth": month.astype(np.int64) % 12 + 1,
                "day_of_birth": (born - month).astype(np.int64) + 1,
                "birth_datetime": born.astype("datetime64[us]"),
                "race_concept_id": np.full(len(known), NO_CONCEPT),
                "ethnicity_concept_id": np.full(len(known), NO_CONCEPT),
                "person_source_value": _national_keys(persons.number[known]),
                "gender_source_value": np.where(male, codes.male, codes.female),
            },
        )

    def _observation_period(self, stays: Stays, person_row: Integers, person_id: Integers) -> pa.Table:
        first = np.searchsorted(person_row, np.arange(len(person_id)))
        last = np.searchsorted(person_row, np.arange(len(person_id)), side="right") - 1
        return arrow_table(
            "observation_period",
            {
                "observation_period_id": person_id,
                "person_id": person_id,
                "observation_period_start_date": _day(stays.start[first]),
                "observation_period_end_date": _day(_at(stays, last, stays.days[last] * 24.0)),
                "period_type_concept_id": np.full(len(person_id), RECORD),
            },
        )

    def _visit(self, stays: Stays, person_id: Integers, visit_id: Integers) -> pa.Table:
        end = _at(stays, np.arange(len(visit_id)), stays.days * 24.0)
        return arrow_table(
            "visit_occurrence",
            {
                "visit_occurrence_id": visit_id,
                "person_id": person_id,
                "visit_concept_id": np.where(stays.emergency, EMERGENCY_AND_INPATIENT, INPATIENT),
                "visit_start_date": _day(stays.start),
                "visit_start_datetime": stays.start.astype("datetime64[us]"),
                "visit_end_date": _day(end),
                "visit_end_datetime": end,
                "visit_type_concept_id": np.full(len(visit_id), RECORD),
                "care_site_id": stays.ward + 1,
                "admitted_from_concept_id": np.where(stays.emergency, EMERGENCY_ROOM, HOME),
                "admitted_from_source_value": np.where(stays.emergency, "URGENCES", "DOMICILE"),
                "discharged_to_concept_id": np.where(stays.died, DIED, HOME),
                "discharged_to_source_value": np.where(stays.died, "DECES", "DOMICILE"),
            },
        )

    def _conditions(
        self, persons: Persons, stays: Stays, person_id: Integers, visit_id: Integers
    ) -> pa.Table:
        """The reason for admission and the long-standing conditions, dated at admission."""
        reasons, conditions = list(REASONS.values()), list(CONDITIONS.values())
        stay, which = np.nonzero(persons.conditions[stays.person])
        row = np.concatenate([np.arange(len(visit_id)), stay])
        concept = np.concatenate(
            [
                np.array([each.concept_id for each in reasons])[stays.reason],
                np.array([each.concept_id for each in conditions])[which],
            ]
        )
        code = np.concatenate(
            [
                np.array([each.code for each in reasons])[stays.reason],
                np.array([each.code for each in conditions])[which],
            ]
        )
        primary = np.arange(len(row)) < len(visit_id)
        return arrow_table(
            "condition_occurrence",
            {
                "condition_occurrence_id": self._identifiers("condition_occurrence", len(row)),
                "person_id": person_id[row],
                "condition_concept_id": concept,
                "condition_start_date": _day(stays.start[row]),
                "condition_start_datetime": stays.start[row].astype("datetime64[us]"),
                "condition_type_concept_id": np.full(len(row), RECORD),
                "condition_status_concept_id": np.where(primary, PRIMARY_DIAGNOSIS, SECONDARY_DIAGNOSIS),
                "visit_occurrence_id": visit_id[row],
                "condition_source_value": code,
                "condition_status_source_value": np.where(primary, "DP", "DAS"),
            },
        )

    def _measurements(
        self, stays: Stays, person_id: Integers, visit_id: Integers, rng: np.random.Generator
    ) -> pa.Table:
        series = list(measure(self._site, stays, rng))
        sizes = [len(each.stay) for each in series]
        stay = np.concatenate([each.stay for each in series])
        when = _at(stays, stay, np.concatenate([each.hours for each in series]))
        return arrow_table(
            "measurement",
            {
                "measurement_id": self._identifiers("measurement", len(stay)),
                "person_id": person_id[stay],
                "measurement_concept_id": np.repeat(
                    [each.unit.measurement_concept_id for each in series], sizes
                ),
                "measurement_date": _day(when),
                "measurement_datetime": when,
                "measurement_type_concept_id": np.full(len(stay), RECORD),
                "value_as_number": np.concatenate([each.value for each in series]),
                "unit_concept_id": np.repeat([each.unit.concept_id for each in series], sizes),
                "visit_occurrence_id": visit_id[stay],
                "measurement_source_value": _repeated([each.local_code for each in series], sizes),
                "unit_source_value": _repeated([each.unit.text for each in series], sizes),
            },
        )

    def _adverse_events(self, stays: Stays, person_id: Integers, visit_id: Integers) -> pa.Table:
        row = np.flatnonzero(stays.event >= 0)
        kinds = list(ADVERSE_EVENTS.values())
        when = _at(stays, row, stays.event_day[row] * 24.0)
        return arrow_table(
            "observation",
            {
                "observation_id": self._identifiers("observation", len(row)),
                "person_id": person_id[row],
                "observation_concept_id": np.array([kind.concept_id for kind in kinds])[stays.event[row]],
                "observation_date": _day(when),
                "observation_datetime": when,
                "observation_type_concept_id": np.full(len(row), RECORD),
                "visit_occurrence_id": visit_id[row],
                "observation_source_value": np.array([kind.code for kind in kinds])[stays.event[row]],
            },
        )

    def _death(self, persons: Persons, known: Integers, person_id: Integers) -> pa.Table:
        died = ~np.isnat(persons.died[known])
        when = persons.died[known][died].astype("datetime64[us]")
        return arrow_table(
            "death",
            {
                "person_id": person_id[died],
                "death_date": _day(when),
                "death_datetime": when,
                "death_type_concept_id": np.full(int(died.sum()), RECORD),
            },
        )


def _national_keys(numbers: Integers) -> pa.Array:
    """One key per person, the same at every hospital and unlike any real number; it never leaves a site."""
    scrambled = (numbers * 7_368_787 + 104_729) % 10**9
    digits = pc.utf8_lpad(pc.cast(pa.array(scrambled), pa.string()), 9, padding="0")
    return pc.binary_join_element_wise("SYNTH", digits, "-")


def _repeated(texts: list[str], sizes: list[int]) -> pa.Array:
    which = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    return pa.DictionaryArray.from_arrays(which, texts)


def _at(stays: Stays, stay: Integers, hours: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Times:
    seconds = (hours * 3600.0).astype("timedelta64[s]")
    when: Times = (stays.start[stay] + seconds).astype("datetime64[us]")
    return when


def _day(times: Times) -> Times:
    return times.astype("datetime64[D]")
