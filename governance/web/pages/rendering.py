"""From a template to a page. Whatever is shown is escaped, and signs nobody can see are spelled out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from governance.web.pages.static_files import StaticFiles

_TEMPLATES = Path(__file__).parent / "templates"


def visible(value: object) -> object:
    """`value` with control and format characters spelled as ⟨U+202E⟩.

    A name that reads otherwise than it is written must fool nobody who decides.
    """
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(
        f"⟨U+{ord(sign):04X}⟩"
        if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") and sign not in "\n\t"
        else sign
        for sign in value.replace("\r\n", "\n")
    )


class Templates:
    """Templates of `folder`, which extend `frame.html` of this package; `tests` for their `is`."""

    def __init__(
        self, folder: Path, files: StaticFiles, tests: Mapping[str, Callable[[str], bool]] | None = None
    ) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([folder, _TEMPLATES]),
            autoescape=True,
            finalize=visible,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = files.address
        self._environment.tests.update(tests or {})

    def render(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)
