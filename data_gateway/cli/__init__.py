"""`d2h site …`: what a hospital's staff types at the hospital, in French or English."""

from data_gateway.cli import (
    answers,
    audit,
    catalogue,
    certificate,
    connect,
    data,
    image_data,
    keys,
    owner_page,
    patient,
    permits,
    setup,
)
from data_gateway.cli.session import HELP, new_group

__all__ = ["app"]

app = new_group(HELP.say("help-site"))
for group in (
    setup,
    data,
    patient,
    image_data,
    connect,
    catalogue,
    permits,
    owner_page,
    keys,
    answers,
    audit,
    certificate,
):
    app.registered_commands += group.app.registered_commands
