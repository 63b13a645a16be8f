"""The study notebooks of the demonstration, and the readable sources they are made from."""
