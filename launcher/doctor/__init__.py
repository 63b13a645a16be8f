"""`./d2h doctor`: what this machine has and lacks, in words. Standard library alone, any Python from 3.11."""
