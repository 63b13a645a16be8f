"""Two versions of one file compared by what they say: numbers within tolerance, pictures by their pixels."""
