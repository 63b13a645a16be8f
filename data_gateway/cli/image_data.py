"""`site load-images`, `site withheld-images`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from data_gateway.catalogue.image_samples import ImageSamples
from data_gateway.catalogue.site_data import SiteData
from data_gateway.cli.session import (
    HELP,
    Language,
    Site,
    TitleEn,
    TitleFr,
    new_group,
    telling_refusals,
    titles,
)
from data_gateway.images.samples import LEAST, MOST, Projections
from data_gateway.site.folder import SiteFolder, find_site
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal
from governance.words import Words

app = new_group()
_Numbers = list[int] | None


@app.command("load-images", help=HELP.say("help-load-images"))
def load_images_command(
    site: Site,
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help=HELP.say("help-images-in"))],
    dataset: Annotated[str, typer.Option(help=HELP.say("help-dataset"))],
    persons: Annotated[Path | None, typer.Option(help=HELP.say("help-images-persons"))] = None,
    title_fr: TitleFr = None,
    title_en: TitleEn = None,
    faces: Annotated[bool, typer.Option("--faces", help=HELP.say("help-images-faces"))] = False,
    headers_only: Annotated[
        bool, typer.Option("--headers-only", help=HELP.say("help-images-headers"))
    ] = False,
    projections: Annotated[
        Projections, typer.Option(help=HELP.say("help-images-projections"))
    ] = Projections.SAMPLE,
    sample: Annotated[int, typer.Option(min=LEAST, max=MOST, help=HELP.say("help-images-sample"))] = LEAST,
    language: Language = None,
) -> None:
    # The libraries of images take a second to load, which no other command of a site waits for.
    from data_gateway.catalogue.image_intake import ImageFolder
    from data_gateway.images.cleaning import ImagePolicy
    from data_gateway.images.patient_list import read_patient_list
    from data_gateway.images.reading_text import READER, can_read

    with telling_refusals(language) as words:
        policy = ImagePolicy(faces=faces, read_text=not headers_only)
        if policy.read_text and not can_read():
            raise Refusal("images-reader-missing", program=READER)
        known = read_patient_list(persons) if persons else None
        title = titles(title_fr, title_en, dataset) if title_fr or title_en else {}
        folder = find_site(site)
        data = SiteData(folder)
        report = data.load_images(ImageFolder(source, policy, known, projections, sample), dataset, title)
        typer.echo(
            words.say(
                "load-images-done",
                dataset=dataset,
                images=report.images,
                persons=report.persons,
                painted=report.painted,
            )
        )
        for reason, count in sorted(report.withheld.items(), key=lambda item: (-item[1], item[0])):
            typer.echo(
                words.say("images-withheld", count=count, reason=words.say(f"withheld-{reason.value}"))
            )
        if report.waiting:
            typer.echo(words.say("load-images-waiting", count=report.waiting, site=site))
        if report.unseen:
            url = load_settings(folder.settings).owner_page_url
            typer.echo(
                words.say(
                    "load-images-sample", unseen=report.unseen, sample=report.sample, site=site, url=url
                )
            )
        if report.listing:
            typer.echo(words.say("images-list", listing=str(report.listing)))


@app.command("withheld-images", help=HELP.say("help-withheld-images"))
def withheld_images(
    site: Site,
    release: Annotated[_Numbers, typer.Option(help=HELP.say("help-images-release"))] = None,
    refuse: Annotated[_Numbers, typer.Option(help=HELP.say("help-images-refuse"))] = None,
    language: Language = None,
) -> None:
    with telling_refusals(language) as words:
        folder = find_site(site)
        data = SiteData(folder)
        twice = set(release or ()) & set(refuse or ())
        if twice:
            raise Refusal("images-decided-twice", number=min(twice))
        decisions = dict.fromkeys(release or (), True) | dict.fromkeys(refuse or (), False)
        if decisions:
            data.decide_images(decisions)
            typer.echo(words.say("images-decided", released=len(release or ()), refused=len(refuse or ())))
        waiting = data.images_waiting()
        samples = list(_samples(folder, data, words))
        for line in samples:
            typer.echo(line)
        if not waiting and not samples:
            typer.echo(words.say("images-none-waiting"))
        for image in waiting:
            typer.echo(
                words.say(
                    "image-waiting",
                    number=str(image.id),
                    dataset=image.dataset,
                    file=image.file,
                    reason=words.say(f"withheld-{image.reason.value}"),
                )
            )


def _samples(folder: SiteFolder, data: SiteData, words: Words) -> Iterator[str]:
    """A line per version whose projections wait."""
    samples, url = ImageSamples(folder, data), load_settings(folder.settings).owner_page_url
    try:
        for one in samples.waiting():
            code = "sample-waiting-failed" if one.outcome else "sample-waiting"
            yield words.say(
                code if one.images else "sample-waiting-old",
                dataset=one.dataset,
                version=one.version,
                among=one.among,
                sample=len(one.images),
                marked=len(one.marks),
                url=url,
            )
    finally:
        samples.close()
