"""Numbers about groups of persons: computed, held back by rule, compared with all that was told before."""
