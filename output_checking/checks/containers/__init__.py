"""Files that hold other things: each is opened with limits, and every part is judged as a file of its own."""
