"""The signed package that leaves: the approved files byte for byte, the release record, its signature."""
