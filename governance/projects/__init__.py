"""Studies: members, purpose, dates, and the permits they ask of the sites. Planned, then applied."""
