"""The joint audit: all tables of a request and of earlier releases as linear systems over their cells.

`counted_table` is what a reading process says of one table; `subtables` cuts tables into cells broken down by
the same dimensions, counts and the sums of each variable apart; `relations` tells which tables are about the
same persons, `linkage` how all of them are tied; `system` writes the equations; `derived` and `derived_sums`
find what an intruder who has all the tables can work out, `differences`, `shares` and `ratios` what a line of
arithmetic does; `audit` asks all of them, `findings` says it.
"""
