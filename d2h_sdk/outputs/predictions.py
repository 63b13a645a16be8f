"""How well a model predicts: ROC curve, area under it, calibration, confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.crosstabs import PersonIds, as_words, persons_of
from d2h_sdk.outputs.evidence.cells import Counting
from d2h_sdk.outputs.evidence.dimensions import Axis, Grid, Variable
from d2h_sdk.outputs.evidence.persons import Persons
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.wire import Measure, Support


def confusion_matrix(
    y_true: Any,
    y_pred: Any,
    *,
    labels: Any = None,
    normalize: str | None = None,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`sklearn.metrics.confusion_matrix` as a table: true classes down, predicted ones across."""
    from sklearn import metrics

    found = metrics.confusion_matrix(y_true, y_pred, labels=labels, normalize=normalize)
    true, predicted = np.asarray(y_true), np.asarray(y_pred)
    classes = np.unique(np.concatenate([true, predicted])) if labels is None else np.asarray(labels)
    table = pd.DataFrame(
        found, index=pd.Index(classes, name="true"), columns=pd.Index(classes, name="predicted")
    )
    who = persons_of(persons, None, len(true))
    down, across = (Axis.of([Variable.of(one)], len(true)) for one in (true, predicted))
    counting = Counting(Grid.of(down, across), who)
    counted = counting.cells(down.locate(table.index), across.locate(table.columns))
    statistic: Any = "count" if normalize is None else "share"
    return record(
        Recorded(
            frame=table,
            measures=(Measure(statistic=statistic, of="predicted"),) * len(classes),
            persons=counted.persons,
            rows=counted.rows,
            person_total=None if who is None else who.total(),
            filters=as_words(filters, y_true),
        )
    )


def roc_curve(
    y_true: Any,
    y_score: Any,
    *,
    pos_label: Any = None,
    step: int = 10,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`false_positive_rate` and `true_positive_rate` of `sklearn.metrics.roc_curve`, without its thresholds:
    they are patients' own scores.

    Points are left out until at least `step` positives and as many negatives lie between two that stay;
    `persons` and `rows` tell them. Raises UsageError `too-few-to-predict`.
    """
    from sklearn import metrics

    false, true, _ = metrics.roc_curve(y_true, y_score, pos_label=pos_label)
    outcome, who = _outcome(y_true, pos_label, persons)
    positives, negatives = int(outcome.sum()), int((~outcome).sum())
    if min(positives, negatives) < step:
        raise UsageError("too-few-to-predict", positives=positives, negatives=negatives, least=step)
    counts = np.rint(np.column_stack([false * negatives, true * positives])).astype(np.int64)
    kept = [0]
    for at, point in enumerate(counts):
        if ((point - counts[kept[-1]]) >= step).all() and ((counts[-1] - point) >= step).all():
            kept.append(at)
    kept.append(len(counts) - 1)
    table = pd.DataFrame({"false_positive_rate": false[kept], "true_positive_rate": true[kept]})
    steps = np.diff(counts[kept], axis=0, prepend=counts[:1])
    rows = steps.astype(float)
    rows[0] = (negatives, positives)
    known = who is not None and who.total() == len(outcome)
    sizes = np.broadcast_to(np.array([negatives, positives], dtype=float), rows.shape)
    return record(
        Recorded(
            frame=table,
            measures=(Measure(statistic="share", of="negatives"), Measure(statistic="share", of="positives")),
            persons=rows if known else None,
            rows=rows,
            base=sizes if known else None,
            person_total=None if who is None else who.total(),
            support=_support(outcome, who),
            filters=as_words(filters, y_true),
        )
    )


def roc_auc(
    y_true: Any,
    y_score: Any,
    *,
    pos_label: Any = None,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`sklearn.metrics.roc_auc_score` of two classes, as a table of one row with both classes' sizes."""
    from sklearn import metrics

    outcome, who = _outcome(y_true, pos_label, persons)
    table = pd.DataFrame(
        {
            "auc": [float(metrics.roc_auc_score(outcome, y_score))],
            "positives": [int(outcome.sum())],
            "negatives": [int((~outcome).sum())],
        },
        index=pd.Index(["AUC"], name="measure"),
    )
    support = _support(outcome, who)
    sizes = [one.persons for one in support]
    behind = None if who is None else np.array([[min(one or 0 for one in sizes), *sizes]], dtype=float)
    return record(
        Recorded(
            frame=table,
            measures=(Measure(statistic="estimate", of="auc"), *[Measure(statistic="count", of="y")] * 2),
            persons=behind,
            person_total=None if who is None else who.total(),
            degrees_of_freedom=len(outcome) - 2,
            support=support,
            filters=as_words(filters, y_true),
        )
    )


def calibration_curve(
    y_true: Any,
    y_prob: Any,
    *,
    pos_label: Any = None,
    n_bins: int = 5,
    strategy: str = "uniform",
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`sklearn.calibration.calibration_curve` as a table: `prob_true` and `prob_pred` per bin. Bins have
    numbers: the bounds of quantile bins are patients' own probabilities."""
    from sklearn import calibration

    true, predicted = calibration.calibration_curve(
        y_true, y_prob, pos_label=pos_label, n_bins=n_bins, strategy=strategy
    )
    outcome, who = _outcome(y_true, pos_label, persons)
    probabilities = np.asarray(y_prob, dtype=float)
    share = np.linspace(0, 1, n_bins + 1)
    edges = share if strategy == "uniform" else np.percentile(probabilities, share * 100)
    bins = np.searchsorted(edges[1:-1], probabilities)
    used = np.unique(bins)
    numbered = [f"bin {at}" for at in range(1, len(true) + 1)]
    table = pd.DataFrame({"prob_true": true, "prob_pred": predicted}, index=numbered)
    table.index.name = "bin"
    rows = np.array([[np.count_nonzero(outcome[bins == one]), np.count_nonzero(bins == one)] for one in used])
    behind = None
    if who is not None:
        parts = [(bins == one, (bins == one) & outcome) for one in used]
        behind = np.array([[who.where(yes).total(), who.where(every).total()] for every, yes in parts], float)
    base = None if behind is None else np.repeat(behind[:, 1:], 2, axis=1)
    return record(
        Recorded(
            frame=table,
            measures=(Measure(statistic="share", of="y"), Measure(statistic="mean", of="probability")),
            persons=behind,
            rows=rows.astype(float),
            base=base,
            person_total=None if who is None else who.total(),
            support=_support(outcome, who),
            filters=as_words(filters, y_true),
        )
    )


def _outcome(y_true: Any, pos_label: Any, persons: PersonIds) -> tuple[npt.NDArray[np.bool_], Persons | None]:
    """Who has the outcome. Without `pos_label` it is the larger of two values, as for scikit-learn."""
    values = np.asarray(y_true)
    positive = np.unique(values)[-1] if pos_label is None else pos_label
    return np.asarray(values == positive, dtype=bool), persons_of(persons, None, len(values))


def _support(outcome: npt.NDArray[np.bool_], persons: Persons | None) -> tuple[Support, ...]:
    if persons is None:
        return (Support(label="positives"), Support(label="negatives"))
    return (
        Support(label="positives", persons=persons.where(outcome).total()),
        Support(label="negatives", persons=persons.where(~outcome).total()),
    )
