"""What a letter asks for soon: an act or an appointment that is urgent, near, or called for by a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d2h_sdk.text.marks import Kind, Mark

_VISIT = (
    r"(?:a revoir|revoir|(?:la|le|les) voir|(?:re)?verr(?:a|ai|ons|ont)|(?:sera|seront) (?:re)?vue?s?"
    r"|(?:re)?convo(?:quer|cation)|(?:sera|seront) (?:re)?convoquee?s?|readmission"
    r"|retour (?:aux urgences|en consultation|dans le service)|(?:re)?consult(?:er|era|ation)s?"
    r"|rendez[- ]vous"
    r"|rdv|revenir"
    r"|(?:re)?contacter|rappeler|appeler|adresser|se presenter|(?:re)?hospitalis(?:er|ation)"
    r"|transfer(?:er|t)"
    r"|reevalu(?:er|ation)|surveill(?:er|ance)|suivi|(?<!mal )(?<!bien )controler?s?|avis|prise en charge"
    r"|prevoir|programmer|organiser|demander|realiser|refaire|recontroler|prendre contact)"
)
_EXAMINATION = (
    r"(?:bilan|biologie|prise de sang|nfs|ionogramme|kaliemie|creatinine|inr|hemocultures?|ecbu|dosage"
    r"|(?:angio-?|echo-?|uro-?|arthro-?)?(?:scanner|tdm|irm)|angioscan|(?:echo-?)?doppler"
    r"|(?:echo|radio|mammo|coronaro|angio|arterio|phlebo|cholangio|scinti|electrocardio"
    r"|electroencephalo)graphie"
    r"|echo|radio|ecg|eeg|tep(?:scan)?|[a-z]{3,}(?:scopie|ectomie|tomie|plastie)|pose|biopsie"
    r"|ponction"
    r"|intervention|chirurgie|reprise chirurgicale|drainage|dialyse|transfusion|embolisation|thrombolyse"
    r"|thrombectomie|derivation|cesarienne|revascularisation|angioplastie|pansement|ablation)"
)
_ACT = re.compile(rf"\b(?:{_VISIT}|(?P<examination>{_EXAMINATION}))\b")
_COUNT = r"(?:[12]?\d|3[01]|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|quinze|vingt)"
_NEAR = (
    r"(?:(?:dans|sous|d'ici|d'ici a|avant|a|au bout de|tou(?:te)?s les) (?:les? |la |l')?"
    r"(?:prochaine?s? |\d{1,2} ?(?:a|-|ou) ?)?"
    r"(?:(?:12|24|36|48|72|96) ?h(?:eures?)?|\d{1,2} ?h(?:eures?)|heures|jours"
    rf"|(?:{_COUNT}) ?(?:j|jours?)|(?:[1-4]|une|deux|trois|quatre) ?sem(?:aines?)?"
    rf"|semaine(?: prochaine)?|quinzaine"
    r"|(?:1|un|le) ?mois)"
    r"|(?:a |au |des )?j ?\+? ?\d{1,2}|demain|apres-demain|(?:la|cette) semaine(?: prochaine)?"
    r"|le mois prochain|des demain)"
)
_URGENT = (
    r"(?:en (?:semi-?|grande |extreme )?urgence|(?:tres )?urgemment|urgente?s?"
    r"|sans (?:delai|attendre|tarder)|dans les (?:plus brefs|meilleurs) delais|des que possible"
    r"|au plus (?:vite|tot)|immediate?s?(?:ment)?|rapproche(?:e|s|es)?|prioritaires?"
    r"|precoces?)"
)
_QUICK = r"(?:(?:tres |assez )?rapide(?:s|ment)?)"
_WHEN = re.compile(rf"\b(?<!il y )(?:{_URGENT}|{_NEAR})\b")
_WHEN_SEEN = re.compile(rf"\b(?<!il y )(?:{_URGENT}|{_NEAR}|{_QUICK})\b")
_FIRST = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.;•:-] )|(?<=\n- ))[-• ]*(?:{_URGENT}|{_QUICK}"
    rf"|{_NEAR}) ?[:,]? (?:[a-z'-]+ ){{0,3}}?(?:{_VISIT}|{_EXAMINATION})\b"
)
_CONDITION = re.compile(
    r"[^.;\n]{0,40}?\b(?:si (?!besoin|necessaire|possible|bien)|s'il |s'ils |en cas d[e'] ?|au moindre "
    r"|devant tout|a la moindre )"
    r"[^.,;\n]{2,60}"
)
_CONDITION_FIRST = re.compile(
    r"\b(?:en cas de|en cas d'|si|au moindre|a la moindre)\b [^.\n]{3,80}?,? (?:(?:re)?consulter"
    r"|(?:re)?appeler|rappeler"
    r"|(?:re)?contacter|revenir|reconvoquer|revoir|se presenter|(?:re)?hospitalis)[^.\n]{0,50}"
)
_ALONE = re.compile(r"\b(?:prise en charge urgente|urgence (?:vitale|chirurgicale|therapeutique))\b")
_CALLED_FOR = re.compile(
    r"(?:a revoir|revoir|readmi|retour|sera|seront|(?:re)?convo|(?:re)?consult|revenir|(?:re)?contacter"
    r"|rappeler|appeler|adresser"
    r"|se pres"
    r"|(?:re)?hospi|transfer|rendez|rdv|avis)"
)
_DONE = re.compile(
    r"\b(?:(?:realise|effectue|pratique|obtenu|subi|opere)e?s?|faite?s?"
    r"|montr\w+|retrouv\w+|revel\w+|objectiv\w+|not(?:e|ait|ant)|permis|mis en evidence|pris(?:e"
    r"|es)? (?!de sang|en charge)|pris$|a (?:ete|eu)|ont (?:ete|eu)"
    r"|avai(?:t|ent)|etai(?:t|ent)|satisfaisante?s?|normale?s?|normaux|rassurante?s?|negati\w+"
    r"|sans particularite"
    r"|benefici\w+|confirm(?:e|ait|ant)|conclu\w*)\b"
)
_TO_DO = re.compile(
    r"\b(?:sera|seront|devra|devront|doi(?:t|vent)|devrait|faudra|faut|a (?:faire|prevoir|realiser"
    r"|revoir|controler"
    r"|programmer|refaire|demander|organiser)|prevue?s?|prevoir|demand\w+"
    r"|rendez[- ]vous (?:est )?(?:pris|fixe)|rdv (?:pris|fixe)|souhait\w+|merci|conseill\w+"
    r"|recommand\w+|indique\w*|necessit\w+|propos\w+|justifi\w+|impos\w+|je vous)\b"
)
_BEFORE_NOW = re.compile(
    r"\b(?:apres|lors|suite a|depuis|motif|antecedents?|atcd|au decours|des suites|il y a"
    r"|a l'issue)\b[^.;,\n]{0,40}$"
)
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
