"""The model the synthetic stays are drawn from: every coefficient an analysis of them should find again.

In-hospital death follows a logistic model: log odds = DEATH_INTERCEPT + site + the `death` of each covariate.
Adverse events follow a proportional hazards model whose constant baseline begins 48 h after admission:
log hazard = log(ADVERSE_EVENT_HAZARD) + site + the `event` of each covariate. The time to the first event is
censored by discharge or death; given the covariates, neither depends on it.

Covariates: decades of age above 65 (year of admission less year of birth), male, admission through the
emergency room, the long-standing conditions (0 or 1), and for death the first value of each measurement, in
units of `spread` from `centre` on its `scale` (`standardise` gives it back from a value).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LANDMARK_HOURS = 48.0  # nothing that tells the outcome is in a value measured before
DEATH_INTERCEPT = -6.75
ADVERSE_EVENT_HAZARD = 0.0114  # per day, for a woman of 65 without any condition, planned admission


@dataclass(frozen=True)
class Covariate:
    """Log odds ratio of in-hospital death, log hazard ratio of a first adverse event."""

    death: float
    event: float


AGE_DECADE = Covariate(death=0.55, event=0.16)
MALE = Covariate(death=0.15, event=0.10)
EMERGENCY = Covariate(death=1.50, event=0.40)


@dataclass(frozen=True)
class Condition:
    """A long-standing condition, coded at every stay; `age` is the log odds ratio per decade of having it."""

    concept_id: int
    code: str  # ICD-10
    covariate: Covariate
    age: float


CONDITIONS: dict[str, Condition] = {
    "diabetes": Condition(201826, "E11", Covariate(death=0.10, event=0.20), age=0.25),
    "heart_failure": Condition(316139, "I50", Covariate(death=0.50, event=0.25), age=0.50),
    "chronic_kidney_disease": Condition(46271022, "N18", Covariate(death=0.25, event=0.30), age=0.40),
    "copd": Condition(255573, "J44", Covariate(death=0.30, event=0.10), age=0.20),
    "cancer": Condition(443392, "C80", Covariate(death=1.10, event=0.35), age=0.25),
    "dementia": Condition(4182210, "F03", Covariate(death=0.45, event=0.45), age=0.90),
}


@dataclass(frozen=True)
class Diagnosis:
    """A reason for admission; it changes neither outcome."""

    concept_id: int
    code: str  # ICD-10


REASONS: dict[str, Diagnosis] = {
    "pneumonia": Diagnosis(255848, "J18"),
    "sepsis": Diagnosis(132797, "A41"),
    "stroke": Diagnosis(443454, "I63"),
    "myocardial_infarction": Diagnosis(4329847, "I21"),
    "femur_fracture": Diagnosis(4230399, "S72"),
    "copd_exacerbation": Diagnosis(257004, "J44.1"),
    "osteoarthritis": Diagnosis(80180, "M16"),
    "inguinal_hernia": Diagnosis(4288544, "K40"),
    "cancer_care": Diagnosis(443392, "C80"),
}

# Adverse events of care, with ICD-10 codes at the source. They stand in `observation`, as what was declared
# and when; `condition_occurrence` holds what the patient came with, so that nothing there tells the outcome.
ADVERSE_EVENTS: dict[str, Diagnosis] = {
    "infection": Diagnosis(2000000101, "Y95"),
    "thromboembolism": Diagnosis(2000000102, "I82"),
    "fall": Diagnosis(2000000103, "W19"),
    "pressure_ulcer": Diagnosis(2000000104, "L89"),
    "haemorrhage": Diagnosis(2000000105, "T81.0"),
    "transfusion_reaction": Diagnosis(2000000106, "T80"),
}


@dataclass(frozen=True)
class Unit:
    """`factor` multiplies a value in the measurement's first unit."""

    text: str  # UCUM
    concept_id: int  # of the unit
    measurement_concept_id: int
    factor: float
    decimals: int


@dataclass(frozen=True)
class Measurement:
    """`given` adds spreads when a condition is present."""

    laboratory: bool
    scale: Literal["linear", "log", "deficit"]  # deficit: logarithm of what is missing to 100
    centre: float
    spread: float
    death: float
    units: tuple[Unit, ...]  # the model's own unit first
    given: dict[str, float] = field(default_factory=dict)

    def value(self, standardised: Numbers) -> Numbers:
        """Values in the first unit."""
        scaled = self.centre + self.spread * standardised
        if self.scale == "linear":
            return scaled
        return np.exp(scaled) if self.scale == "log" else 100.0 - np.exp(scaled)

    def standardise(self, value: Numbers) -> Numbers:
        """Spreads from the centre, of values in the first unit."""
        if self.scale == "deficit":
            value = np.log(np.maximum(100.0 - value, 0.05))
        elif self.scale == "log":
            value = np.log(value)
        return (value - self.centre) / self.spread


MEASUREMENTS: dict[str, Measurement] = {
    "heart_rate": Measurement(False, "linear", 84, 14, 0.38, (Unit("/min", 8541, 3027018, 1, 0),)),
    "systolic_pressure": Measurement(False, "linear", 130, 19, -0.55, (Unit("mm[Hg]", 8876, 3004249, 1, 0),)),
    "respiratory_rate": Measurement(False, "log", 2.92, 0.19, 0.55, (Unit("/min", 8541, 3024171, 1, 0),)),
    "temperature": Measurement(False, "linear", 37.1, 0.6, -0.10, (Unit("Cel", 586323, 3020891, 1, 1),)),
    "oxygen_saturation": Measurement(
        False, "deficit", 1.35, 0.45, 0.45, (Unit("%", 8554, 40762499, 1, 1),), {"copd": 0.7}
    ),
    "weight": Measurement(False, "linear", 74, 14, 0.0, (Unit("kg", 9529, 3025315, 1, 0),)),
    "creatinine": Measurement(
        True,
        "log",
        4.38,
        0.34,
        0.30,
        (Unit("umol/L", 8749, 3020564, 1, 0), Unit("mg/L", 8751, 3016723, 0.1131, 1)),
        {"chronic_kidney_disease": 1.8},
    ),
    "haemoglobin": Measurement(
        True,
        "linear",
        12.6,
        1.9,
        -0.20,
        (Unit("g/dL", 8713, 3000963, 1, 1), Unit("g/L", 8636, 3000963, 10, 0)),
        {"cancer": -0.6},
    ),
    "leucocytes": Measurement(True, "log", 2.12, 0.36, 0.18, (Unit("10*9/L", 9444, 3000905, 1, 1),)),
    "sodium": Measurement(True, "linear", 138, 3.8, -0.10, (Unit("mmol/L", 8753, 3019550, 1, 0),)),
    "potassium": Measurement(True, "linear", 4.1, 0.5, 0.10, (Unit("mmol/L", 8753, 3023103, 1, 1),)),
    "crp": Measurement(True, "log", 3.0, 1.2, 0.22, (Unit("mg/L", 8751, 3020460, 1, 1),)),
    "lactate": Measurement(True, "log", 0.35, 0.45, 0.70, (Unit("mmol/L", 8753, 3014111, 1, 2),)),
    "albumin": Measurement(True, "linear", 36, 5.2, -0.60, (Unit("g/L", 8636, 3024561, 1, 0),)),
}
