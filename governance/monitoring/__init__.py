"""What an operator sees of a running service: its log and its figures, neither of which names a person."""
