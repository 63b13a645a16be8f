"""Sets of tables, some with earlier releases, that give nothing away together."""

from __future__ import annotations

from collections.abc import Iterator

from tests.unit.output_checking.corpus.linked import BY_WARD, COSTS, COSTS_BY_SEX, ROUNDED


def ordinary_sets() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """(name, files, earlier) that must not be blocked."""
    yield "two tables that add up", {"sex.csv": "ward,F,M\nB,14,30\nC,33,30\nD,28,22\n", "w.csv": BY_WARD}, {}
    yield "the same table again", {"ward.csv": BY_WARD}, {"ward.csv": BY_WARD}
    yield (
        "two hospitals of one layout",
        {"lyon.csv": BY_WARD, "lille.csv": "ward,n\nB,49\nC,41\nD,77\n"},
        {},
    )
    yield (
        "a suppressed table and its margins",
        {
            "sex.csv": "ward,F,M,Total\nB,*,*,44\nC,*,*,63\nD,28,22,50\nTotal,99,58,157\n",
            "w.csv": BY_WARD,
        },
        {},
    )
    yield "a rounded table", {"sex.csv": ROUNDED}, {}
    yield (
        "cases and matched controls",
        {"cases.csv": "sex,n\nF,120\nM,130\n", "controls.csv": "sex,n\nF,120\nM,130\n"},
        {},
    )
    yield (
        "counts and percentages of the same",
        {"n.csv": "ward,n\nB,100\nC,200\n", "pct.csv": "ward,deaths_pct\nB,40.0\nC,20.0\n"},
        {},
    )
    yield (
        "a renewed release that grew by many",
        {"ward.csv": "ward,n\nB,74\nC,95\nD,80\n"},
        {"ward.csv": BY_WARD},
    )
    yield (
        "stays and patients",
        {"stays.csv": "ward,stays\nB,144\nC,163\n", "patients.csv": "ward,patients\nB,104\nC,123\n"},
        {},
    )
    yield (
        "years and months",
        {
            "year.csv": "year,n\n2023,500\n2024,600\n",
            "month.csv": "month,n\n2024-01,50\n2024-02,61\n",
        },
        {},
    )
    yield (
        "several illnesses of one person",
        {
            "all.csv": "ward,n\nB,144\nC,163\n",
            "illness.csv": "ward,illness,n\nB,asthma,90\nB,gout,100\nC,asthma,80\nC,gout,99\n",
        },
        {},
    )
    yield (
        "sums and means that add up",
        {"ward.csv": COSTS, "sex.csv": COSTS_BY_SEX.replace("*", "5100.0")},
        {"mean.csv": "ward,n,cost_mean\nB,44,1002.284\nC,63,1114.286\nD,50,1024.690\n"},
    )
    yield (
        "sums of which enough are hidden",
        {
            "ward.csv": COSTS,
            "sex.csv": "ward,sex,n,cost_sum\nB,F,24,*\nB,M,20,*\nC,F,33,*\nC,M,30,*\n"
            "D,F,28,30000.5\nD,M,22,21234.0\n",
        },
        {},
    )
    yield (
        "means of some and of all, whom many are not in",
        {
            "all.csv": "ward,n,age_mean\nB,144,61.5\nC,163,58.2\n",
            "women.csv": "ward,n,age_mean\nB,74,60.5\nC,80,57.2\n",
        },
        {},
    )
    yield (
        "means of two variables",
        {
            "age.csv": "ward,n,age_mean\nB,144,61.5\nC,163,58.2\n",
            "weight.csv": "ward,n,weight_mean\nB,144,81.5\nC,163,*\n",
        },
        {},
    )
    yield (
        "an odds ratio of a large table, and its margins",
        {
            "or.csv": "exposure,OR\nsmoking,2.1\n",
            "smoking.csv": "smoking,n\nyes,1200\nno,3000\n",
            "death.csv": "death,n\nyes,700\nno,3500\n",
        },
        {},
    )
