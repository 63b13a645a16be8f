"""`d2h gpu` and `d2h announce` as an admin types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Typed = Callable[..., Result]
PEOPLE = """\
people:
  - {user: nadia, name: Nadia, roles: [admin]}
  - {user: hugo, name: Hugo, roles: [researcher]}
"""


def test_gpus_are_declared_from_a_listing_and_listed_with_their_holders(d2h: Typed) -> None:
    listing = "GPU 0: NVIDIA L4 (UUID: GPU-8932f937-d72c-4106-c12f-20bd9faed9f6)\n"
    Path("listing.txt").write_text(listing, encoding="utf-8")

    declared = d2h("gpu", "declare", "--listing", "listing.txt", "--node", "node-a")
    by_hand = d2h("gpu", "declare", "--id", "card0", "--kind", "mi210", "--file", "/dev/kfd")
    told = json.loads(d2h("gpu", "list", "--json").stdout)

    assert declared.stdout.startswith(
        "Declared: GPU-8932f937-d72c-4106-c12f-20bd9faed9f6, kind l4, on node-a."
    )
    assert by_hand.exit_code == 0
    assert [(one["id"], one["holder"]) for one in told["gpus"]] == [
        ("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6", None),
        ("card0", None),
    ]


def test_a_device_that_a_container_must_not_get_is_not_declared(d2h: Typed) -> None:
    refused = d2h("gpu", "declare", "--id", "sda", "--kind", "disk", "--file", "/etc/shadow")

    assert refused.exit_code == 1
    assert "files of the device" in refused.stderr


def test_an_announcement_is_made_and_withdrawn_by_an_admin(d2h: Typed) -> None:
    Path("people.yaml").write_text(PEOPLE, encoding="utf-8")
    d2h("people", "apply", "people.yaml")

    made = d2h_as_nadia(d2h, "--en", "We stop at 18:00", "--minutes", "30")
    withdrawn = d2h_as_nadia(d2h, "--withdraw")

    assert made.stdout.startswith("Every open workspace shows it within a minute")
    assert withdrawn.stdout.strip() == "The announcement is withdrawn."
    assert d2h("announce", "--en", "No", "--as", "hugo").exit_code == 1


def d2h_as_nadia(d2h: Typed, *words: str) -> Result:
    return d2h("announce", *words, "--as", "nadia")
