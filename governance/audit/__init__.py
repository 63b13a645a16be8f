"""The audit of one trust zone: append-only, hash-chained, signed, anchored outside its database."""
