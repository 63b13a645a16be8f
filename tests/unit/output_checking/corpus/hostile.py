"""Files made to mislead, flood, run or hide."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.unit.output_checking.corpus.carriers import CARRIERS, SAFE, VALUES, drawn, png
from tests.unit.output_checking.corpus.columnar import cases_beside_columns
from tests.unit.output_checking.corpus.containers import (
    csv,
    display,
    excel,
    notebook,
    parquet,
    tarred,
    with_part,
    word,
    zipped,
)
from tests.unit.output_checking.corpus.hidden_cells import UNSEEN
from tests.unit.output_checking.corpus.office_parts import cases_behind_pages, cases_between_cells
from tests.unit.output_checking.corpus.planted import NIR, SEED, Planted, planted

OTHERS = np.random.default_rng(SEED + 1).normal(25, 4, 60).round(2)


def _archives() -> Iterator[Planted]:
    bomb = zipped({f"{n}.csv": bytes(30 << 20) for n in range(12)})
    yield planted("a zip bomb", {"bomb.zip": bomb}, "archive-bomb")
    yield planted("a gzip bomb", {"bomb.csv.gz": gzip.compress(bytes(300 << 20), 9)}, "archive-bomb")
    yield planted("a path outside", {"a.zip": zipped({"../../etc/cron.d/x.csv": csv(SAFE)})}, "archive-path")
    yield planted("an absolute path", {"a.tar": tarred({"/etc/x.csv": csv(SAFE)})}, "archive-path")
    linked = io.BytesIO()
    with tarfile.open(fileobj=linked, mode="w") as archive:
        entry = tarfile.TarInfo("link.csv")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    yield planted("a link in a tar", {"a.tar": linked.getvalue()}, "archive-path")
    nested = csv(SAFE)
    for level in range(5):
        nested = zipped({"table.csv" if level == 0 else "inner.zip": nested})
    yield planted("archives in archives", {"a.zip": nested}, "archive-deep")
    many = zipped({f"{n}.csv": b"a,b\n1,2\n" for n in range(600)})
    yield planted("too many members", {"a.zip": many}, "archive-many")
    yield planted(
        "a version history", {"a.zip": zipped({".git/config": b"x", "t.csv": csv(SAFE)})}, "version-history"
    )
    yield planted(
        "rows behind an archive", {"a.zip": zipped({"t.csv": csv(SAFE)}) + b"17,44"}, "archive-extra-bytes"
    )
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as doubled:
        doubled.writestr("t.csv", csv(SAFE))
        doubled.writestr("u.csv", NIR)
    yield planted(
        "two members of one name",
        {"a.zip": twice.getvalue().replace(b"u.csv", b"t.csv")},
        "archive-member-twice",
    )
    locked = bytearray(zipped({"t.csv": csv(SAFE)}))
    locked[6] |= 1
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    yield planted("an encrypted zip", {"a.zip": bytes(locked)}, "archive-encrypted")
    yield planted("a broken zip", {"a.zip": zipped({"t.csv": csv(SAFE)})[:-30]}, "file-type-unsupported")
    yield planted("a zip under another name", {"a.csv": zipped({"t.csv": csv(SAFE)})}, "file-type-mismatch")


def _workbooks() -> Iterator[Planted]:
    for case, (change, explanation) in UNSEEN.items():
        yield planted(case, {"t.xlsx": excel(SAFE, change)}, explanation)
    whole = excel(SAFE)
    for part in (
        "xl/pivotCache/pivotCacheRecords1.xml",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "customXml/item1.xml",
    ):
        yield planted(f"the part {part}", {"t.xlsx": with_part(whole, part, b"<a/>")}, "workbook-hidden-part")
    macro = with_part(whole, "xl/vbaProject.bin", b"x")
    yield planted("macros", {"t.xlsx": macro}, "file-type-unsupported")
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    yield planted(
        "a billion laughs", {"t.xlsx": with_part(whole, "docProps/custom.xml", laughs)}, "xml-entities"
    )
    kept = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>17, 44</t></si></sst>'
    )
    strings = with_part(whole, "xl/sharedStrings.xml", kept)
    yield planted("texts that no cell shows", {"t.xlsx": strings}, "workbook-unseen-strings")
    yield planted("encrypted office", {"t.xlsx": b"\xd0\xcf\x11\xe0" + bytes(600)}, "file-type-unsupported")


def _documents() -> Iterator[Planted]:
    def hidden_text(document: Any) -> None:
        document.add_paragraph().add_run("17, 44").font.hidden = True

    yield planted("hidden text", {"r.docx": word(SAFE, hidden_text)}, "document-hidden-text")
    whole = word(SAFE)
    deleted = b"<w:p><w:del><w:r><w:delText>17</w:delText></w:r></w:del></w:p><w:sectPr"
    changed = _replaced(whole, "word/document.xml", b"<w:sectPr", deleted)
    yield planted("a tracked deletion", {"r.docx": changed}, "document-changes")
    for part in ("word/comments.xml", "word/embeddings/book.xlsx"):
        yield planted(f"the part {part}", {"r.docx": with_part(whole, part, b"<a/>")}, "document-hidden-part")
    picture = with_part(whole, "word/media/image1.png", png())
    yield planted("a picture without numbers", {"r.docx": picture}, "document-picture")
    yield planted(
        "metadata nobody sees", {"t.parquet": parquet(SAFE, {"rows": "17,44"})}, "document-hidden-metadata"
    )
    yield planted("a broken parquet", {"t.parquet": parquet(SAFE)[:-40]}, "columnar-unreadable")


def _pdfs() -> Iterator[Planted]:
    from pypdf import PdfReader, PdfWriter
    from pypdf.actions import JavaScript

    plain = pdf("Results of the study. " * 30)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.add_open_action(JavaScript("app.alert(1)"))
    yield planted("a PDF with JavaScript", {"r.pdf": _written(writer)}, "pdf-active")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.add_attachment("rows.csv", b"17,44")
    yield planted("a PDF with an attachment", {"r.pdf": _written(writer)}, "pdf-active")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.encrypt("secret", algorithm="RC4-128")
    yield planted("an encrypted PDF", {"r.pdf": _written(writer)}, "archive-encrypted", "pdf-unreadable")
    yield planted(
        "an old version in a PDF", {"r.pdf": plain + b"\n" + plain}, "pdf-versions", "pdf-unreadable"
    )
    yield planted("rows behind a PDF", {"r.pdf": plain + b"\n17,44"}, "picture-extra-bytes")
    yield planted("an identifier in a PDF", {"r.pdf": pdf(f"Patient {NIR}")}, "identifier-nir")
    yield planted("points in a PDF", {"f.pdf": drawn("pdf"), "f.csv": csv(SAFE)}, "figure-points")


def _texts() -> Iterator[Planted]:
    rows = ", ".join(str(value) for value in VALUES)
    yield planted("an identifier in code", {"study.py": f"nir = '{NIR}'\n".encode()}, "identifier-nir")
    yield planted("an identifier in a log", {"run.log": f"INFO ok\nWARN {NIR}\n".encode()}, "identifier-nir")
    yield planted("a telephone in a text", {"n.md": b"Call 06 12 34 56 78"}, "identifier-phone")
    yield planted(
        "a date of birth in a text", {"n.txt": "Née le 12 mai 1985.".encode()}, "identifier-birth-date"
    )
    yield planted("a stay number in a text", {"n.txt": b"NDA : 240012345"}, "identifier-hospital-number")
    typed = {"study.py": f"ages = [{rows}]\n".encode()}
    yield Planted("data typed into code", typed, frozenset({"source-literals"}), by_review=True)
    yield planted(
        "values in a text", {"n.txt": f"values: {rows.replace(',', '')}".encode()}, "records-values"
    )
    yield planted("values in JSON", {"n.json": f'{{"x": [{rows}]}}'.encode()}, "records-values")
    levels = b",age,age\n,count,max\nward,,\nA,412,103\nB,388,101\n"
    yield planted("an extreme below two headings", {"t.csv": levels}, "statistic-extreme")
    summary = b"OLS Regression Results\nNo. Observations:   12\nDf Residuals:   4\nR-squared:  1.000\n"
    yield planted("a model of few", {"m.txt": summary}, "model-degrees-of-freedom-too-few")
    yield planted(
        "a model of few events", {"m.txt": b"number of events observed = 3\n"}, "model-events-too-few"
    )
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"rows": [17, 44]}}}}
    yield planted("the state of a widget", {"n.ipynb": notebook(widgets=state)}, "notebook-hidden-metadata")
    output = display(**{"application__vnd.jupyter.widget-view+json": {"model_id": "a"}})
    yield planted("a widget", {"n.ipynb": notebook(output)}, "notebook-output-unreadable")
    figure = display(image__png=base64.b64encode(png()).decode())
    yield planted("a figure in a notebook", {"n.ipynb": notebook(figure)}, "notebook-picture")
    yield planted("a table under another name", {"t.png": csv(SAFE)}, "file-type-mismatch")
    synthetic = "x,y\n" + "".join(f"{value},{value + 1}\n" for value in VALUES)
    yield planted("synthetic data", {"synthetic_patients.csv": synthetic.encode()}, "records-synthetic")
    yield planted("a program", {"t.csv": b"\x7fELF" + bytes(200)}, "file-type-unsupported")
    yield planted("no text at all", {"t.csv": bytes(range(256))}, "file-type-unsupported")
    yield planted("lines of different length", {"t.csv": b"a,b\n1,2\n3\n"}, "table-unreadable")
    wide = ",".join(f"c{n}" for n in range(1_000_000)) + "\n" + ",".join(["12"] * 1_000_000)
    yield planted("a million columns", {"t.csv": wide.encode()}, "table-too-wide")
    yield planted("a formula in a table", {"t.csv": b"ward,n\n=cmd|' /C calc'!A0,412\n"}, "table-formula")
    yield planted("a formula in a heading", {"t.csv": b"ward,=cmd|' /C calc'!A0\nA,412\n"}, "table-formula")
    wide_sign = "ward,n\n＝cmd|' /C calc'!A0,412\n".encode()
    yield planted("a formula of wide signs", {"t.csv": wide_sign}, "table-formula")


def _encodings() -> Iterator[Planted]:
    table = f"ward,note\ncardiologie,{NIR}\nréanimation,-\n"
    for encoding in ("cp1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
        said = ("identifier-nir", "file-type-unsupported", "table-unreadable")
        yield planted(f"an identifier in {encoding}", {"t.csv": table.encode(encoding)}, *said)
    mixed = table.encode() + table.encode("utf-16-le")
    yield planted("two encodings in one file", {"t.csv": mixed}, "file-type-unsupported", "identifier-nir")
    fullwidth = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)})
    yield planted("fullwidth digits", {"t.csv": table.translate(fullwidth).encode()}, "identifier-nir")


def pdf(text: str) -> bytes:
    """One page of words."""
    lines = [text[at : at + 80] for at in range(0, len(text), 80)]
    shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
    stream = f"BT /F1 10 Tf 14 TL 40 780 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    written = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(written)


def _written(writer: Any) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _replaced(whole: bytes, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        content = archive.read(name)
    assert old in content
    return with_part(whole, name, content.replace(old, new, 1))


HOSTILE: dict[str, Callable[[], Iterator[Planted]]] = {
    "archives": _archives,
    "workbooks": _workbooks,
    "documents": _documents,
    "parts behind the pages of office files": cases_behind_pages,
    "the XML between the cells of a worksheet": cases_between_cells,
    "bytes beside the columns of a columnar file": lambda: cases_beside_columns(SAFE),
    "PDF": _pdfs,
    "texts, code and notebooks": _texts,
    "wrong encodings": _encodings,
    **CARRIERS,
}


def hostile_cases() -> Iterator[Planted]:
    for group in HOSTILE.values():
        yield from group()
