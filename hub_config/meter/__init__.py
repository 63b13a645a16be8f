"""The display meter: every byte that a workspace shows its researcher passes here and is counted first."""
