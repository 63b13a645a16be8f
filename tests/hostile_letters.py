"""One patient, and every way we know of writing her name or number so that a machine overlooks it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

PATIENT: dict[str, Any] = {
    "person": 7,
    "nom": "Péchinot",
    "prenom": ["Hélène", "Marie"],
    "date_naissance": "1956-03-12",
    "adresse": "12 rue des Lilas, 38000 Grenoble",
    "tel": "06 12 34 56 78",
    "mail": "helene.pechinot@orange.fr",
    "ipp": "N801234",
    "nir": "256033818512345",
    "relatives": [{"nom": "Zoubiri", "prenom": "Karim"}],
}
HOSTILE = (
    unicodedata.normalize("NFD", "Péchinot"),
    *("P\u200bé\u200bchinot", "Péchi\u00adnot", "Péchi\u200fnot", "Pé\ufe0fchi\u2060not", "Péch\x00inot"),
    *("\u202etonihcéP\u202c", "\u2066Péchinot\u2069", "P\u0336e\u0336chinot", "Pe \u0301chinot"),
    *("Ｐéｃｈｉｎｏｔ", "𝐩𝐞𝐜𝐡𝐢𝐧𝐨𝐭", "ⓅⒺⒸⒽⒾⓃⓄⓉ", "🅿🅴🅲🅷🅸🅽🅾🆃", "ᴘᴇᴄʜɪɴᴏᴛ", "ᵖᵉᶜʰⁱⁿᵒᵗ", "Péchınot"),
    *("Рéсhinоt", "ΡΕCΗΙΝΟΤ", "РЕСНINОТ"),
    *("P&eacute;chinot", "P&#233;chinot", "P%C3%A9chinot", "PÃ©chinot", "P\ufffdchinot", "P?chinot"),
    *("Péchi-\nnot", "PÉCHI-\r\n    NOT", "péchi\nnot", "P E C H I N O T", "P.E.C.H.I.N.O.T."),
    *("p_é_c_h_i_n_o_t", "MmePECHINOT", "HélènePéchinot", "helenepechinot", "PECHINOT_Helene.pdf"),
    *("pech1not", "P3CH1N0T", "péch!not", "H3l3n3.PECH1N0T", "tonihceP", "TONIHCEP ENELEH", "iribuoZ"),
    *("P€CHINOT", "pé¢h|n0t", "M@r1€", "1956-III-12"),
    *("０６ １２ ３４ ５６ ７８", "⓪⑥ ①② ③④ ⑤⑥ ⑦⑧", "06_12_34_56_78", "06 12 34\n56 78"),
    *("06\u200b12\u200b34\u200b56\u200b78", "１２/０３/１９５６", "12⁄03⁄1956", "12 · 03 · 1956"),
    *("12-III-1956", "12.iii.56", "12 III 1956", "12 / iii / 1956", "12 mrs 1956"),
    *("12\u200b/03/1956", "N80\n1234", "12 rue des Li\u200blas", "Gre-\nnoble", "Ｇｒｅｎｏｂｌｅ"),
    *("2 56 03 38\n185 123 45", "２５６０３３８１８５１２３４５", "2|56|03|38|185|123|45"),
    *("helene.pechinot＠orange.fr", "helene.pechinot@\u200borange.fr"),
)
_BEFORE, _AFTER = "La patiente ", " va bien."


def letter(form: str) -> str:
    return f"{_BEFORE}{form}{_AFTER}"


def left_of(masked: str) -> str:
    """What a masked letter still tells of the form that it was written with: nothing, where all went well."""
    inside = masked.removeprefix(_BEFORE).removesuffix(_AFTER)
    return "".join(re.findall(r"\w", re.sub(r"\[[A-Z_]+\]|^Mme|\.pdf$|_", "", inside)))
