"""What the tagger sees of a token: its letters, its shape, the lists that have it, its rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from data_gateway.documents.gazetteers import commune_words, entries
from data_gateway.documents.spans import Span
from data_gateway.documents.tokens import Token

_WINDOW = (-3, -2, -1, 1, 2, 3)
_CACHED = 60_000


def features_of(tokens: Sequence[Token], ruled: Sequence[Span]) -> list[list[str]]:
    """For each token the names of its binary features; `ruled` are the spans that the rules found."""
    rules = _rule_of_each(tokens, ruled)
    shapes = [_shape(token.text) for token in tokens]
    classes = [_word_class(token.folded, shape) for token, shape in zip(tokens, shapes, strict=True)]
    gaps = [token.gap or "none" for token in tokens]
    last = len(tokens)
    found = []
    for index, token in enumerate(tokens):
        features = [*_own(token.text, token.folded), f"gap={gaps[index]}", f"rule={rules[index]}"]
        for step in _WINDOW:
            place = index + step
            if 0 <= place < last:
                near = tokens[place]
                features += _near(step, near.text, near.folded)
                features.append(f"rule{step}={rules[place]}")
            else:
                features.append(f"edge{step}")
        if index:
            features.append(f"c-1,0={classes[index - 1]}|{classes[index]}|{gaps[index]}")
            if index > 1:
                features.append(f"c-2..0={classes[index - 2]}|{classes[index - 1]}|{classes[index]}")
        if index + 1 < last:
            features.append(f"c0,1={classes[index]}|{classes[index + 1]}|{gaps[index + 1]}")
            features.append(f"gap+1={gaps[index + 1]}")
            if index:
                features.append(f"c-1..1={classes[index - 1]}|{classes[index]}|{classes[index + 1]}")
            if index + 2 < last:
                features.append(f"c0..2={classes[index]}|{classes[index + 1]}|{classes[index + 2]}")
        found.append(features)
    return found


def _rule_of_each(tokens: Sequence[Token], ruled: Sequence[Span]) -> list[str]:
    rules = ["-"] * len(tokens)
    index = 0
    for span in ruled:
        while index < len(tokens) and tokens[index].end <= span.start:
            index += 1
        place = index
        while place < len(tokens) and tokens[place].start < span.end:
            rules[place] = span.label.value
            place += 1
    return rules


@lru_cache(_CACHED)
def _own(text: str, folded: str) -> tuple[str, ...]:
    shape = _shape(text)
    listed = _lists(folded)
    features = [f"w={folded if text[0].isalpha() or len(text) < 3 else shape}", f"s={shape}", f"l={listed}"]
    if text[0].isalpha():
        features += [f"e3={folded[-3:]}", f"e2={folded[-2:]}", f"b3={folded[:3]}", f"sl={shape}|{listed}"]
    return tuple(features)


@lru_cache(_CACHED)
def _near(step: int, text: str, folded: str) -> tuple[str, ...]:
    shape = _shape(text)
    word = folded if text[0].isalpha() or len(text) < 3 else shape
    return (f"w{step}={word}", f"s{step}={shape}", f"l{step}={_lists(folded)}")


@lru_cache(_CACHED)
def _shape(text: str) -> str:
    if text[0].isdigit():
        return f"d{min(len(text), 11)}"
    if not text[0].isalpha():
        return text[0]
    if len(text) == 1:
        return "X" if text.isupper() else "x"
    if text.isupper():
        return "XX" if len(text) < 4 else "XXXX"
    if text[0].isupper():
        return "Xx" if text[1:].islower() else "XxX"
    return "xx" if text.islower() else "xX"


@lru_cache(_CACHED)
def _lists(folded: str) -> str:
    if not folded[0].isalpha():
        return "-"
    marks = (
        "f" if folded in entries("first_names") else "",
        "s" if folded in entries("surnames") else "",
        "c" if folded in entries("communes") else "k" if folded in commune_words() else "",
        "w" if folded in entries("words") else "",
    )
    return "".join(marks) or "-"


@lru_cache(_CACHED)
def _word_class(folded: str, shape: str) -> str:
    """Short words and signs by themselves, others by shape and whether a list of words holds them."""
    if len(folded) <= 3 and not folded.isdigit():
        return folded
    return (
        f"{shape}{'w' if folded in entries('words') else ''}{'f' if folded in entries('first_names') else ''}"
    )
