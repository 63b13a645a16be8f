"""A report that is filed: pages to read, and a document that names their digests, signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from governance import signatures
from governance.refusal import Refusal


class SignedReport(BaseModel):
    """`pages` holds the SHA-256 of each page that shows this report, by its file's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pages: dict[Annotated[str, StringConstraints(pattern=r"^[a-z.-]+$")], str] = {}


Kind = TypeVar("Kind", bound=SignedReport)


def render_page(template: Path, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(**values)


def write_signed(
    report: SignedReport, pages: Mapping[str, bytes], key: Ed25519PrivateKey, path: Path, *, kind: str
) -> None:
    """Write the pages beside `path`, and there the signed report that names their digests."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in pages.items()}
    signed = report.model_copy(update={"pages": digests}).model_dump(mode="json")
    document = {"report": signed, "signature": signatures.sign(rfc8785.dumps(signed), key, kind=kind)}
    for name, content in pages.items():
        path.with_name(name).write_bytes(content)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_signed(path: Path, key: Ed25519PublicKey, model: type[Kind], *, kind: str) -> Kind:
    """The report, once its signature and the pages that lie beside it are proved.

    Raises Refusal `report-unreadable`, `signature-invalid`, `report-altered` or `report-page-altered`.
    """
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        written, signature = document["report"], str(document["signature"])
        canonical = rfc8785.dumps(written)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refusal("report-unreadable", file=path.name) from fault
    if signatures.verify(signature, key, kind=kind) != canonical:
        raise Refusal("report-altered", file=path.name)
    try:
        report = model.model_validate(written)
    except ValidationError as fault:
        raise Refusal("report-unreadable", file=path.name) from fault
    for name, digest in report.pages.items():
        page = path.with_name(name)
        if page.exists() and hashlib.sha256(page.read_bytes()).hexdigest() != digest:
            raise Refusal("report-page-altered", file=name)
    return report
