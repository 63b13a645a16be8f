"""`d2h release …`: what can be done with a released package anywhere, without the airlock."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.words import preferred_language
from output_checking.package.verification import verify_package
from output_checking.protection.cli import sdc
from output_checking.words import airlock_words

app = typer.Typer(no_args_is_help=True)
release = typer.Typer(no_args_is_help=True, help="Released packages.")
app.add_typer(release, name="release")
app.add_typer(sdc, name="sdc")


@release.callback()
def releases() -> None:
    """Released packages."""


@release.command()
def verify(
    package: Annotated[Path, typer.Argument(help="The released zip.", exists=True, dir_okay=False)],
    key: Annotated[Path, typer.Option(help="The airlock's public key (PEM).", exists=True, dir_okay=False)],
    language: Annotated[str | None, typer.Option(help="fr or en.")] = None,
) -> None:
    """Prove that a package is what the airlock released: exit 0 when it is, 1 when it is not."""
    words = airlock_words(preferred_language(language))
    try:
        verified = verify_package(package, load_public_pem(_pem(key)))
    except Refusal as refusal:
        typer.echo(words.say("verify-failed", package=package.name), err=True)
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal
    typer.echo(
        words.say(
            "verify-held",
            package=package.name,
            request=verified.request,
            project=verified.project,
            title=verified.title,
            approved=verified.approved_at,
            files=len(verified.files),
        )
    )
    for name in verified.files:
        typer.echo(f"  {name}")


def _pem(key: Path) -> str:
    try:
        return key.read_text("ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("key-unreadable", path=key.name) from fault
