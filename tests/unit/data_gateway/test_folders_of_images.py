"""Which files of a folder are read as images, and what of it nobody may open."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_gateway.images.folder import files_in

NOBODY = 65_534


@contextmanager
def without_privileges() -> Iterator[None]:
    """The superuser is refused nothing."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_pipes_links_and_folders_named_like_images_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "folder.dcm").mkdir()
    (tmp_path / "folder.dcm" / "inner").touch()
    os.mkfifo(tmp_path / "pipe.dcm")
    (tmp_path / "link.dcm").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [path.name for path in files_in(tmp_path)] == ["inner"]


def test_what_is_closed_to_the_site_is_named_and_stops_nothing() -> None:
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        place.chmod(0o755)
        for name, mode in (("open", 0o755), ("unlisted", 0o300), ("listed-only", 0o644)):
            (place / name).mkdir()
            (place / name / "image").touch()
            (place / name).chmod(mode)
            if not os.geteuid():
                os.chown(place / name, NOBODY, NOBODY)
        try:
            with without_privileges():
                found = {str(path.relative_to(place)) for path in files_in(place)}
        finally:
            for path in place.iterdir():
                path.chmod(0o755)
    assert found == {"open/image", "unlisted", "listed-only/image"}
