"""What an installation demands of its people: training, a second factor, a signed charter."""
