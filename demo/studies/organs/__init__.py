"""Radiographs of chests of nobody, each with the masks of its lungs and heart: to try and to teach with."""
