"""Evidence: who stands behind each cell of a result, recorded while the result is made.

Nothing is judged here. The numbers go with the file; the airlock reads the file itself.
"""
