"""Disclosures that no table makes alone: by subtraction, by a base in another file, by an earlier release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BY_WARD = "ward,n\nB,44\nC,63\nD,50\n"
BY_SEX = "ward,F,M\nB,40,*\nC,33,30\nD,28,22\n"
ROUNDED = "ward,F,M,Total\nB,10,10,20\nC,30,30,60\nD,50,20,75\nE,40,20,60\nTotal,130,80,210\n"
COSTS = "ward,n,cost_sum\nB,44,44100.5\nC,63,70200.0\nD,50,51234.5\n"
COSTS_BY_SEX = (
    "ward,sex,n,cost_sum\nB,F,24,39000.5\nB,M,20,*\nC,F,33,36000.0\nC,M,30,34200.0\n"
    "D,F,28,30000.5\nD,M,22,21234.0\n"
)


@dataclass(frozen=True)
class Linked:
    """`files` of one request, `earlier` those that left before. `explanation` must be said, as a
    question where nobody can know (`asks`)."""

    name: str
    files: dict[str, str]
    explanation: str
    earlier: dict[str, str]
    asks: bool = False


def planted_links() -> Iterator[Linked]:
    def case(
        name: str, files: dict[str, str], explanation: str, earlier: dict[str, str] | None = None
    ) -> Linked:
        return Linked(name, files, explanation, earlier or {}, explanation.startswith("linked-ask"))

    yield case(
        "a hidden cell that the margin of another table gives back",
        {"sex.csv": BY_SEX, "ward.csv": BY_WARD},
        "linked-exact",
    )
    yield case(
        "a hidden cell that an earlier release gives back",
        {"sex.csv": BY_SEX},
        "linked-exact",
        {"ward.csv": BY_WARD},
    )
    yield case(
        "a hidden cell that was printed before",
        {"ward.csv": "ward,n\nB,*\nC,63\nD,50\n"},
        "linked-exact",
        {"old.csv": "ward,n\nB,4\nC,63\nD,50\n"},
    )
    yield case(
        "a hidden cell between two breakdowns of what nobody printed",
        {"sex.csv": BY_SEX, "age.csv": "ward,young,old\nB,14,30\nC,43,20\nD,20,30\n"},
        "linked-exact",
    )
    yield case(
        "a table in length whose columns another has in breadth",
        {"sex.csv": BY_SEX, "long.csv": "sex,ward,n\nF,B,40\nM,B,4\nF,C,33\nM,C,30\n"},
        "linked-exact",
    )
    yield case(
        "a dimension named otherwise",
        {"sex.csv": BY_SEX, "service.csv": BY_WARD.replace("ward", "service")},
        "linked-exact",
    )
    yield case(
        "two hidden cells that less-than marks and a total pin down",
        {"sex.csv": "ward,F,M,Total\nB,<10,<10,18\nC,33,30,63\nTotal,42,39,81\n"},
        "linked-exact",
    )
    yield case(
        "a hidden cell known but for one",
        {"sex.csv": "ward,F,M,Total\nB,<10,<10,17\nC,33,30,63\n"},
        "linked-narrow",
    )
    yield case(
        "a table of part of the persons, ordered by the data",
        {"all.csv": BY_WARD, "treated.csv": "ward,n\nB,40\nC,31\nD,22\n"},
        "linked-ask-part",
    )
    yield case(
        "a renewed release that grew by a few persons",
        {"ward.csv": "ward,n\nB,47\nC,75\nD,50\n"},
        "linked-difference",
        {"ward.csv": BY_WARD},
    )
    yield case(
        "a renewed release with a new number in its name",
        {"ward-2.csv": "ward,n\nB,47\nC,75\nD,50\n"},
        "linked-difference",
        {"ward-1.csv": BY_WARD},
    )
    yield case(
        "a percentage whose base is in another table",
        {"ward.csv": "ward,n\nB,100\nC,200\n", "deaths.csv": "ward,deaths_pct\nB,4.0\nC,20.0\n"},
        "linked-ask-same",
    )
    yield case(
        "a percentage of nearly all",
        {"ward.csv": "ward,n\nB,100\nC,200\n", "deaths.csv": "ward,deaths_pct\nB,97.0\nC,20.0\n"},
        "linked-ask-same",
    )
    yield case(
        "all but a few of a group that stands in another table",
        {"ward.csv": "ward,n\nB,100\nC,200\n", "deaths.csv": "ward,deaths\nB,96\nC,100\n"},
        "linked-ask-part",
    )
    yield case(
        "parts that leave out a few persons of the total",
        {"sex.csv": "ward,F,M,Total\nB,40,41,85\nC,33,30,70\nTotal,73,71,155\n"},
        "linked-difference",
    )
    yield case(
        "an odds ratio whose margins are in two other tables",
        {
            "or.csv": "exposure,OR\nsmoking,2.58\n",
            "smoking.csv": "smoking,n\nyes,120\nno,300\n",
            "death.csv": "death,n\nyes,12\nno,408\n",
        },
        "linked-ask-same",
    )
    yield case(
        "a risk ratio whose margins are in an earlier release",
        {"rr.csv": "factor,RR\nsmoking,2.50\n"},
        "linked-ask-same",
        {"margins.csv": "factor,exposed,unexposed,cases\nsmoking,120,300,16\n"},
    )
    yield case(
        "a hidden cell that all but the others give back",
        {
            "all.csv": BY_WARD,
            "treated.csv": "ward,n\nB,40\nC,31\nD,22\n",
            "untreated.csv": "ward,n\nB,*\nC,32\nD,28\n",
        },
        "linked-exact",
    )
    yield case(
        "a hidden sum that all but the others of an earlier release give back",
        {"untreated.csv": "ward,cost_sum\nB,*\nC,36000.4\nD,28000.1\n"},
        "linked-sum-exact",
        {
            "all.csv": "ward,cost_sum\nB,44100.5\nC,70200.8\nD,51234.5\n",
            "treated.csv": "ward,cost_sum\nB,40000.5\nC,34200.4\nD,23234.4\n",
        },
    )
    yield case(
        "one of two columns, and their total",
        {"dead.csv": "ward,1,All\nB,56,60\nC,59,130\nAll,115,190\n"},
        "linked-difference",
    )
    yield case(
        "a hidden cell, and a margin of one line only",
        {"sex.csv": "ward,sex,n\nB,F,40\nB,M,*\n", "ward.csv": "ward,n\nB,44\n"},
        "linked-ask-same",
    )
    yield case(
        "a hierarchy of three tables",
        {
            "fine.csv": "region,ward,n\nN,B,*\nN,C,63\nS,D,50\nS,E,31\n",
            "region.csv": "region,n\nN,68\nS,81\n",
        },
        "linked-exact",
    )
    yield case(
        "a hidden sum that the margin of another table gives back",
        {"sex.csv": COSTS_BY_SEX, "ward.csv": COSTS},
        "linked-sum-exact",
    )
    yield case(
        "a hidden sum that the mean and number of an earlier release give back",
        {"sex.csv": COSTS_BY_SEX},
        "linked-sum-exact",
        {"ward.csv": "ward,n,cost_mean\nB,44,1002.284\nC,63,1114.286\nD,50,1024.690\n"},
    )
    yield case(
        "a hidden mean that the means of a coarser table give back",
        {
            "sex.csv": "ward,sex,n,age_mean\nB,F,24,61.5\nB,M,20,*\nC,F,33,58.2\nC,M,30,71.4\n",
            "ward.csv": "ward,n,age_mean\nB,44,65.1\nC,63,64.5\n",
        },
        "linked-sum-exact",
    )
    yield case(
        "a hidden mean of a table that other tables count",
        {
            "n.csv": "ward,sex,n\nB,F,24\nB,M,20\nC,F,33\nC,M,30\n",
            "age.csv": "ward,sex,age_mean\nB,F,61.5\nB,M,*\nC,F,58.2\nC,M,71.4\n",
            "ward.csv": "ward,n,age_mean\nB,44,65.1\nC,63,64.5\n",
        },
        "linked-ask-sum",
    )
    yield case(
        "a hidden sum between two breakdowns of what nobody printed",
        {
            "sex.csv": "ward,sex,cost_sum\nB,F,24000.5\nB,M,*\nC,F,33000.0\nC,M,30100.0\n",
            "age.csv": "ward,age,cost_sum\nB,young,14000.5\nB,old,15100.0\nC,young,43000.0\nC,old,20100.0\n",
        },
        "linked-sum-exact",
    )
    yield case(
        "sums of all and of all but a few",
        {
            "all.csv": "ward,n,cost_sum\nB,44,44100.5\nC,63,70200.0\n",
            "some.csv": "ward,n,cost_sum\nB,40,39000.5\nC,31,36000.0\n",
        },
        "linked-ask-part",
    )
    yield case(
        "a sum and the mean of few in two tables",
        {
            "sums.csv": "ward,cost_sum\nB,44100\nC,4100\nD,51200\n",
            "means.csv": "ward,cost_mean\nB,900\nC,1025\nD,800\n",
        },
        "linked-ask-same",
    )
