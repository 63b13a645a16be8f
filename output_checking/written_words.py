"""Words that people write into a request: some, of a length somebody reads, of signs that can be kept."""

from __future__ import annotations

from governance.refusal import Refusal

TITLE = 200  # characters
GROUP = 120
TEXT = 10_000


def require_words(text: str, *, longest: int = TEXT) -> str:
    """The text without blanks around it. Raises Refusal `words-missing`, `words-too-long` or `words-unfit`.

    Control characters and halves of surrogate pairs are unfit: databases and readers disagree on them.
    """
    written = text.strip()
    if not written:
        raise Refusal("words-missing")
    if len(written) > longest:
        raise Refusal("words-too-long", limit=longest)
    if any((sign < " " and sign not in "\t\n\r") or "\ud800" <= sign <= "\udfff" for sign in written):
        raise Refusal("words-unfit")
    return written
