"""Models fitted over several hospitals: what each adds, computed beside its rows, held back by rule."""
