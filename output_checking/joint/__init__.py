"""The joint audit: all tables of a request and of earlier releases as one linear system over their cells.

`counted_table` is what a reading process says of one table; `subtables` cuts tables into cells broken down by
the same dimensions; `relations` tells which tables are about the same persons; `system` writes the equations;
`disclosures` finds what an intruder who has all the tables can work out; `findings` says it.
"""
