"""What a letter asks for soon: an act or an appointment that is urgent, near, or called for by a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d2h_sdk.text.marks import Kind, Mark
from d2h_sdk.text.phrases import phrases

_SAID = phrases("follow_ups")
_VISIT, _EXAMINATION = _SAID["visit"], _SAID["examination"]
_TERM = rf"{_SAID['within']} (?:les? |la |l')?(?:prochaine?s? |\d{{1,2}} ?(?:a|-|ou) ?)?{_SAID['span']}"
_SOON = rf"{_SAID['urgent']}|(?:{_TERM}|{_SAID['day']})"
_ACT = re.compile(rf"\b(?:{_VISIT}|(?P<examination>{_EXAMINATION}))\b")
_WHEN = re.compile(rf"\b(?<!il y )(?:{_SOON})\b")
_WHEN_SEEN = re.compile(rf"\b(?<!il y )(?:{_SOON}|{_SAID['quick']})\b")
_FIRST = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;•:-] )|(?<=\n- ))[-• ]{0,9}+"
    rf"(?:{_SAID['quick']}|{_SOON}) ?[:,]? (?:[a-z'-]+ ){{0,3}}?(?:{_VISIT}|{_EXAMINATION})\b"
)
_CONDITION = re.compile(rf"[^.;\n]{{0,40}}?\b{_SAID['condition']}[^.,;\n]{{2,60}}")
_CONDITION_FIRST = re.compile(
    rf"\b{_SAID['condition first']}\b [^.\n]{{3,80}}?,? {_SAID['then']}[^.\n]{{0,50}}"
)
_ALONE = re.compile(rf"\b{_SAID['alone']}\b")
_CALLED_FOR = re.compile(_SAID["called for"])
_DONE = re.compile(rf"\b{_SAID['done']}\b")
_TO_DO = re.compile(rf"\b{_SAID['to do']}\b")
_BEFORE_NOW = re.compile(rf"\b{_SAID['before now']}\b[^.;,\n]{{0,40}}$")
_DATED = re.compile(r",? (?:le|du|au) \d")
_LONG_AGO = re.compile(r",? (?:en (?:19|20)\d\d|il y a)\b")
_ENDS = re.compile(r"[.;\n](?=\s|$)|\n")
_BETWEEN, _QUICK_WITHIN, _AFTER = 60, 30, 70
_BREAKS = re.compile(
    r"[;:\n(]|\.(?=\s|$)|, (?:il|elle|avec|puis|sans)\b|\b(?:qui|montr\w+|depuis|il y a|pendant"
    r"|pour une duree)\b"
)


def follow_ups(text: str, folded: str) -> Iterator[Mark]:
    for start, end in _asked(folded):
        yield Mark(start, end, text[start:end], Kind.FOLLOW_UP)


def _asked(folded: str) -> Iterator[tuple[int, int]]:
    """In their order, none in another."""
    found = sorted(
        [
            *_acts(folded),
            *(match.span() for match in _FIRST.finditer(folded)),
            *(match.span() for match in _CONDITION_FIRST.finditer(folded)),
            *(match.span() for match in _ALONE.finditer(folded)),
        ]
    )
    last = 0
    for start, end in found:
        if start >= last:
            yield start, end
            last = end


def _acts(folded: str) -> Iterator[tuple[int, int]]:
    at = 0
    while act := _ACT.search(folded, at):
        at = act.end()
        end = _asked_until(folded, act)
        if end and not _was_done(folded, act, end):
            yield act.start(), end
            at = end


def _asked_until(folded: str, act: re.Match[str]) -> int:
    """Where the urgency, the term or the condition of an act ends; 0 for an act without one."""
    whens = _WHEN if act["examination"] else _WHEN_SEEN
    when = whens.search(folded, act.end(), act.end() + _BETWEEN)
    if when and not _BREAKS.search(folded, act.end(), when.start()):
        between = when.start() - act.end()
        if not when[0].endswith(("rapide", "rapidement", "rapides")) or between <= _QUICK_WITHIN:
            return when.end()
    if _CALLED_FOR.match(act[0]) and (condition := _CONDITION.match(folded, act.end())):
        return condition.end()
    return 0


def _was_done(folded: str, act: re.Match[str], end: int) -> bool:
    """Told as what happened: "un scanner réalisé en urgence a montré", "après hospitalisation en urgence"."""
    before = _ENDS.split(folded[max(0, act.start() - _AFTER) : act.start()])[-1]
    after = _ENDS.split(folded[end : end + _AFTER], maxsplit=1)[0]
    if _BEFORE_NOW.search(before) or _LONG_AGO.match(after):
        return True
    if act[0].startswith("hospi") and _DATED.match(after):
        return True
    told = f"{before} {folded[act.start() : end]} {after}"
    return _DONE.search(told) is not None and not _TO_DO.search(told)
