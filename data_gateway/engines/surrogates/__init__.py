"""The process that puts other names, dates and numbers in the place of a document's tags.

It alone holds the keys for that, and what a document named. The worker, where a researcher's questions run,
sends it tagged texts with what stands sealed beside them, and gets texts back.
"""
