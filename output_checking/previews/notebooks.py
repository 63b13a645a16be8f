"""A notebook as nbconvert draws it, with everything taken away that could run, reach out or pretend."""

from __future__ import annotations

import nbformat
import nh3
from nbconvert.exporters import HTMLExporter

from output_checking.previews.parts import Form, Part
from output_checking.previews.whole_png import data_address

# Text, tables and pictures; no link, no form, no style, no script, no drawing that could carry one.
_TAGS = {
    *(
        "a",
        "p",
        "br",
        "hr",
        "div",
        "span",
        "pre",
        "code",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "sub",
        "sup",
        "small",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "kbd",
        "samp",
        "var",
    ),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "img", "del", "ins", "abbr", "figure"),
}
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "img": {"src", "alt"}}
_EMPTIED = {
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "template",
    "noscript",
    "head",
    "title",
}
# Made before the process is confined: it reads its templates.
_EXPORTER = HTMLExporter(  # type: ignore[no-untyped-call]
    template_name="basic",
    sanitize_html=False,
    exclude_input_prompt=True,
    exclude_output_prompt=True,
    exclude_anchor_links=True,
)
_EXPORTER.environment.get_template("index.html.j2")


def parts(name: str, content: bytes) -> list[Part]:
    notebook = nbformat.reads(content.decode("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    drawn, _ = _EXPORTER.from_notebook_node(notebook)
    return [Part(Form.HTML, content=inert(drawn))]


def inert(html: str) -> str:
    """`html` of text, tables and whole PNG pictures; classes of our own highlighting stay."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_EMPTIED,
        attributes={**_ATTRIBUTES, "*": {"class"}},
        attribute_filter=_kept,
        url_schemes={"data"},
        link_rel=None,
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        head, _, encoded = value.partition("base64,")
        return data_address(encoded) if head == "data:image/png;" else None
    return value
