"""Many readers may be the first ones: a catalogue is read once, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from governance.words import LOCALES, Words


def test_many_threads_ask_for_their_first_words_at_once() -> None:
    for _ in range(5):
        words, start = Words(LOCALES, "fr"), Barrier(16)

        def ask(code: str, words: Words = words, start: Barrier = start) -> bool:
            start.wait(10)
            return words.knows(code)

        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(ask, ["no-such-message"] * 16)) == [False] * 16
