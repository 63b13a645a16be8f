"""What is said of a file that wants in: type, secrets, malware. Nothing of it is ever run or opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.findings import Finding, Severity
from output_checking.imports.malware import Scanner

# Ending -> largest size in bytes. Text, but for the formats of models that hold numbers and no code.
_MEBIBYTE = 1 << 20
_TEXTS = {
    **dict.fromkeys(
        ("py", "r", "rmd", "sql", "sh", "txt", "md", "yaml", "yml", "toml", "ipynb", "json"), 2 * _MEBIBYTE
    ),
    **dict.fromkeys(("csv", "tsv"), 5 * _MEBIBYTE),
}
_MODELS = {"safetensors": 15 * _MEBIBYTE, "onnx": 15 * _MEBIBYTE}
ENDINGS = tuple(sorted({*_TEXTS, *_MODELS}))
# As the services write them: each begins with a mark of its own, so ordinary text is not taken for one.
_SECRETS = {
    "private-key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}|glpat-[A-Za-z0-9_-]{20}|hf_[A-Za-z0-9]{30,}"
        r"|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|sk-[A-Za-z0-9_-]{32,}"
        r"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"
    ),
    "password": re.compile(
        r"(?i)\b(?:password|passwd|pwd|secret|api_?key|mot_?de_?passe)\b[\"']?\s*[:=]\s*[\"'][^\"'\s]{6,}[\"']"
    ),
    "address": re.compile(r"\b[a-z][a-z0-9+]{1,20}://[^\s/:@\"']{1,100}:[^\s/@\"']{3,100}@"),
}
# They turn the direction of text: what the reviewer sees is then not what runs.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MOST = 20


def scan(name: str, content: bytes, scanner: Scanner) -> tuple[Finding, ...]:
    """At least one finding, whatever the file."""
    return (*_type(name, content), *_secrets(name, content), *_malware(name, content, scanner))


def _type(name: str, content: bytes) -> Iterator[Finding]:
    ending = name.rpartition(".")[2].lower()
    where = {"file": name}
    limit = _TEXTS.get(ending, _MODELS.get(ending))
    if limit is None:
        words = {"allowed": ", ".join(ENDINGS)}
        yield Finding("import.type", Severity.BLOCK, "import-type-unknown", words, where)
    elif len(content) > limit:
        yield Finding("import.size", Severity.BLOCK, "import-too-large", {"limit": limit}, where)
    elif ending in _TEXTS and not _is_text(content):
        yield Finding("import.type", Severity.BLOCK, "import-not-text", {}, where)
    elif ending in _TEXTS and _TURNING.search(content.decode("utf-8")):
        yield Finding("import.type", Severity.BLOCK, "import-text-turned", {}, where)
    elif ending in _MODELS and not _is_model(ending, content):
        yield Finding("import.type", Severity.BLOCK, "import-not-model", {"ending": ending}, where)
    else:
        yield Finding("import.type", Severity.PASS, "import-type-known", {"ending": ending}, where)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(sign < " " and sign not in "\t\n\r\f" for sign in text)


def _is_model(ending: str, content: bytes) -> bool:
    """By its first bytes. A pickle or an archive in disguise could run code where it is loaded."""
    if ending == "safetensors":
        length = int.from_bytes(content[:8], "little")
        return 2 <= length <= len(content) - 8 and content[8:9] == b"{"
    return content[:1] == b"\x08" and not content.startswith((b"PK", b"\x80"))


def _secrets(name: str, content: bytes) -> Iterator[Finding]:
    """The place, never what stands there."""
    found = 0
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        for kind, pattern in _SECRETS.items():
            if pattern.search(line[:100_000]):
                found += 1
                if found <= _MOST:
                    where = {"file": name, "line": str(number)}
                    yield Finding("import.secret", Severity.BLOCK, f"import-secret-{kind}", {}, where)
    if not found:
        yield Finding("import.secret", Severity.PASS, "import-secret-none", {}, {"file": name})


def _malware(name: str, content: bytes, scanner: Scanner) -> Iterator[Finding]:
    where = {"file": name}
    verdict = scanner.scan(content)
    if verdict.found:
        words = {"malware": verdict.found}
        yield Finding("import.malware", Severity.BLOCK, "import-malware-found", words, where)
    elif verdict.asked:
        yield Finding("import.malware", Severity.PASS, "import-malware-none", {"by": verdict.asked}, where)
    else:
        yield Finding("import.malware", Severity.REVIEW, "import-malware-not-sought", {}, where)
