"""What a file is, by its bytes; its name must say the same."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

from output_checking.checks.encodings import UTF_8, is_printable, read_text
from output_checking.checks.registry import CheckedFile, Kind
from output_checking.findings import Finding, Severity

RULE = "file.type"
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# What zipfile raises over a broken zip; NotImplementedError: packed in a way that it does not know; a plain
# RuntimeError: encrypted.
ZIP_FAULTS = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError)

# What the airlock reads, by the name of the type: its kind, and the endings a file of it may have.
_READABLE: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "png": (Kind.PICTURE, ("png",)),
    "jpeg": (Kind.PICTURE, ("jpg", "jpeg")),
    "ipynb": (Kind.NOTEBOOK, ("ipynb",)),
    "xlsx": (Kind.WORKBOOK, ("xlsx",)),
    "docx": (Kind.DOCUMENT, ("docx",)),
    "pptx": (Kind.DOCUMENT, ("pptx",)),
    "parquet": (Kind.COLUMNAR, ("parquet", "pq")),
    "arrow": (Kind.COLUMNAR, ("arrow", "feather", "ipc")),
    "pdf": (Kind.PDF, ("pdf",)),
    "html": (Kind.MARKUP, ("html", "htm")),
    "svg": (Kind.MARKUP, ("svg",)),
    "zip": (Kind.ARCHIVE, ("zip",)),
    "tar": (Kind.ARCHIVE, ("tar",)),
    "gzip": (Kind.ARCHIVE, ("gz", "tgz")),
    "bzip2": (Kind.ARCHIVE, ("bz2", "tbz2")),
    "xz": (Kind.ARCHIVE, ("xz", "txz")),
    "pickle": (Kind.MODEL, ("pkl", "pickle", "joblib", "sav")),
    "skops": (Kind.MODEL, ("skops",)),
    "onnx": (Kind.MODEL, ("onnx",)),
}
_TABLES = ("csv", "tsv")
_CODE = ("py", "r", "sql", "jl", "sas", "do", "stan", "sh", "rmd", "qmd")
_TEXTS = ("txt", "md", "json", "log", "tex", "yaml", "yml", "toml", *_CODE)
_SIGNATURES = (
    (PNG, "png"),
    (JPEG, "jpeg"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "feather version 1"),
    (b"GIF8", "gif"),
    (b"\x89HDF", "hdf5"),
    (b"\x93NUMPY", "numpy"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3", "sqlite"),
    (b"RDX", "R data"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
# Word, Excel and PowerPoint before 2007, and the wrapper of an encrypted file of today.
_OLE = b"\xd0\xcf\x11\xe0"
_SCRIPT_STARTS = (
    "<svg",
    "<html",
    "<!doctype",
    "<?xml",
    "<script",
    "<body",
    "<table",
    "<div",
    "<head",
    "<!--",
)


def recognise(file: CheckedFile) -> tuple[Kind | None, str]:
    """(kind, name of the type). Kind None: nothing the airlock can read."""
    name = _by_bytes(file.content) or _by_text(file)
    if name == "text" and file.extension in _TABLES:
        return Kind.TABLE, file.extension
    if name == "text":
        return Kind.TEXT, file.extension if file.extension in _TEXTS else name
    return _READABLE[name][0] if name in _READABLE else None, name


def kinds_named(extension: str) -> set[Kind]:
    """What a file with this ending may turn out to be, if its name is honest."""
    return {kind for kind, endings in _READABLE.values() if extension in endings}


def check_type(file: CheckedFile) -> tuple[CheckedFile | None, list[Finding]]:
    """(the file with its kind, None when it may not be read further; what is to be said of its type)."""
    kind, found = recognise(file)
    words: dict[str, str | int | float] = {"found": found, "extension": file.extension}
    known = {*_TABLES, *_TEXTS, *(ending for _, endings in _READABLE.values() for ending in endings)}
    if kind is None or file.extension not in known:
        return None, [Finding(RULE, Severity.BLOCK, "file-type-unsupported", words, file.where())]
    fits = _READABLE[found][1] if found in _READABLE else (*_TABLES, *_TEXTS)
    if file.extension not in fits:
        return None, [Finding(RULE, Severity.BLOCK, "file-type-mismatch", words, file.where())]
    said = [Finding(RULE, Severity.PASS, "file-type-known", {"extension": file.extension}, file.where())]
    if kind in (Kind.TABLE, Kind.TEXT):
        encoding = read_text(file.content)[1]
        if encoding.partition("-sig")[0] != UTF_8:
            words = {"encoding": encoding}
            said.append(Finding(RULE, Severity.REVIEW, "file-encoding", words, file.where()))
    return replace(file, kind=kind), said


def _by_bytes(content: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    if content.startswith(_OLE):
        return "encrypted office file" if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P" in content else "old office file"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_name(content)
    if content[257:262] == b"ustar":
        return "tar"
    # Protocols 2 to 5; what joblib writes is a pickle too, plain or in gzip.
    if content[:1] == b"\x80" and content[1:2] in b"\x02\x03\x04\x05" and len(content) > 2:
        return "pickle"
    # An ONNX model begins with its version: field 1 of a protocol buffer, a small number.
    if content[:1] == b"\x08" and content[1:2] < b"\x20" and b"\x12" in content[2:4] + content[2:64]:
        return "onnx"
    return None


def _zip_name(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except ZIP_FAULTS:
        return "broken zip"
    if "[Content_Types].xml" in names:
        for folder, name in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
            if any(one.startswith(folder) for one in names):
                macros = any(one.endswith("vbaProject.bin") for one in names)
                binary = any(one.endswith("workbook.bin") for one in names)
                return "office file with macros" if macros else "xlsb" if binary else name
    if "schema.json" in names and all(
        one == "schema.json" or one.endswith((".npy", ".npz")) for one in names
    ):
        return "skops"
    if names and all(one.endswith(".npy") for one in names):
        return "numpy"
    if "mimetype" in names and "content.xml" in names:
        return "opendocument"
    return "zip"


def _by_text(file: CheckedFile) -> str:
    try:
        text = file.text
    except UnicodeDecodeError:
        return "binary"
    if not is_printable(text):
        return "binary"
    if _is_old_pickle(file.content):
        return "pickle"
    start = text.lstrip()[:4096].lower()
    if start.startswith(_SCRIPT_STARTS):
        return (
            "svg" if "<svg" in start and "<html" not in start else "html" if "<?xml" not in start else "xml"
        )
    return "ipynb" if _is_notebook(text) else "text"


def _is_old_pickle(content: bytes) -> bool:
    """Protocol 0 is text: it ends in a full stop and holds imports on lines of their own."""
    if not content.rstrip(b"\n").endswith(b".") or content[:1] not in b"(c]}lIVSF":
        return False
    import pickletools

    try:
        operations = sum(1 for _ in pickletools.genops(content))
    except Exception:
        return False
    return operations > 2


def _is_notebook(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and "nbformat" in content and "cells" in content
