"""`d2h images deidentify`: a folder of real files, some hostile, through confined readers."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian
from typer.testing import CliRunner, Result

from data_gateway.cli.images import app
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.export import deidentify_folder
from data_gateway.images.reader import Answer, Reader, Task
from data_gateway.images.reading_text import READER
from data_gateway.images.withheld import Reason

from ...unit.data_gateway.planted_images import (
    CANARIES,
    NAME,
    PLANTS,
    ct,
    dx,
    put_pixels,
    radiograph,
    written,
)
from .test_workers import FORBID, NO_NAMESPACES

COMMAND = (
    "import sys; from data_gateway.cli.images import app; "
    "app(['images', 'deidentify', *sys.argv[1:], '--headers-only'])"
)


def images(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["images", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "pacs" / NAME
    place.mkdir(parents=True)
    for number in range(3):
        made = ct()
        PLANTS["private group"](made)
        made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"1.2.250.1.99.7.3.{number}"
        made.save_as(place / f"IM{number}", enforce_file_format=True)
    return tmp_path / "pacs"


def listed(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        return {Path(row["file"]).name: row["withheld"] for row in csv.DictReader(file)}


def hostile(folder: Path) -> Iterator[tuple[str, Reason]]:
    whole = (folder / NAME / "IM0").read_bytes()
    (folder / "truncated").write_bytes(whole[: len(whole) // 2])
    yield "truncated", Reason.PIXELS_UNREADABLE
    (folder / "empty").write_bytes(b"")
    yield "empty", Reason.UNREADABLE
    (folder / "notes.txt").write_text(f"{NAME} came today")
    yield "notes.txt", Reason.UNREADABLE
    (folder / "half-a-header").write_bytes(whole[:150])
    yield "half-a-header", Reason.KIND
    head = whole[: whole.index(b"\x10\x00\x10\x00")]
    (folder / "nested").write_bytes(
        head + (b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff") * 50_000
    )
    yield "nested", Reason.UNREADABLE
    bomb = ct()
    bomb.PixelData = bytes(64 * 1024 * 1024)
    bomb.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    bomb.save_as(folder / "deflated", enforce_file_format=True)
    yield "deflated", Reason.KIND
    wrong = ct()
    wrong.save_as(folder / "wrong-type", enforce_file_format=True)
    content = (folder / "wrong-type").read_bytes()
    (folder / "wrong-type").write_bytes(
        content.replace(b"\x28\x00\x10\x00US\x02\x00", b"\x28\x00\x10\x00LT\x02\x00")
    )
    yield "wrong-type", Reason.UNREADABLE
    document = ct()
    document.SOPClassUID = "1.2.840.10008.5.1.4.1.1.104.1"
    document.EncapsulatedDocument = b"%PDF-1.7"
    document.save_as(folder / "document", enforce_file_format=True)
    yield "document", Reason.KIND
    shutil.copy(folder / NAME / "IM1", folder / "again")
    yield "again", Reason.DUPLICATE


def test_a_folder_leaves_whole_without_what_is_hostile_and_the_list_tells_of_each(
    folder: Path, tmp_path: Path
) -> None:
    wanted = dict(hostile(folder))
    (folder / "link").symlink_to("/etc/hostname")
    latin = os.fsdecode("écho.dcm".encode("latin-1"))
    (folder / NAME / "IM2").rename(folder / latin)
    out, listing = tmp_path / "out", tmp_path / "list.csv"
    report = deidentify_folder(
        folder, out, b"k" * 32, ImagePolicy(read_text=False), listing=listing, readers=1
    )
    told = listed(listing)
    assert {name: told[name] for name in wanted if name != "again"} == {
        name: reason.value for name, reason in wanted.items() if name != "again"
    }
    assert sorted((told["again"], told["IM1"])) == ["", Reason.DUPLICATE.value]
    assert "link" not in told and told[latin] == ""
    made = list(out.rglob("*.dcm"))
    assert len(made) == report.images == 3
    for path in made:
        content = path.read_bytes()
        assert [canary for canary in CANARIES if canary.encode() in content + str(path).encode()] == []
        assert pydicom.dcmread(path).pixel_array.shape == (384, 384)


def test_a_reader_that_hangs_or_dies_costs_one_file_and_no_more(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "made"
    target.mkdir()
    task = Task(
        source=folder / NAME / "IM0",
        target=target / "a.dcm",
        key="00" * 32,
        policy=ImagePolicy(read_text=False),
    )
    late = Reader(folder, target, seconds=0.001)
    assert late.read(task) == Answer(withheld=Reason.TOO_SLOW)
    late.close()
    reader = Reader(folder, target)
    assert reader.read(task).withheld is None
    started = reader._started()
    started.kill()
    started.wait()
    assert reader.read(task) == Answer(withheld=Reason.READER_ENDED)
    assert reader.read(task).withheld is None
    reader.close()


def test_a_full_disk_is_no_reason_to_withhold_an_image(folder: Path) -> None:
    full = Reader(folder, Path("/dev"))
    task = Task(
        source=folder / NAME / "IM0",
        target=Path("/dev/full"),
        key="00" * 32,
        policy=ImagePolicy(read_text=False),
    )
    with pytest.raises(OSError, match="No space left"):
        full.read(task)
    full.close()


def test_a_reader_sees_nothing_but_its_two_folders(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.dcm"
    shutil.copy(folder / NAME / "IM0", secret)
    target = tmp_path / "made"
    target.mkdir()
    reader = Reader(folder, target)
    policy = ImagePolicy(read_text=False)
    outside = Task(source=secret, target=target / "a.dcm", key="00" * 32, policy=policy)
    assert reader.read(outside).withheld is Reason.UNREADABLE
    beside = Task(source=folder / NAME / "IM0", target=tmp_path / "b.dcm", key="00" * 32, policy=policy)
    assert reader.read(beside).withheld is Reason.READER_ENDED
    assert not (tmp_path / "b.dcm").exists()
    reader.close()


def test_no_image_is_opened_where_its_reader_cannot_be_confined(folder: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [*NO_NAMESPACES, FORBID, sys.executable, "-c", COMMAND, str(folder), str(tmp_path / "out")],
        env=os.environ | {"LANG": "en_GB.UTF-8", "LC_ALL": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 1
    assert "cannot confine the process that opens images" in told.stderr, told.stderr
    assert "Traceback" not in told.stderr
    assert list((tmp_path / "out").rglob("*.dcm")) == []


def test_the_command_says_what_left_and_what_stays(folder: Path, tmp_path: Path) -> None:
    if shutil.which(READER) is None:
        pytest.skip("needs the reader of text in pixels")
    made = dx(number=9)
    put_pixels(made, written(radiograph(), f"{NAME} MARYVONNE", at=(20, 12), size=14, grey=4095))
    made.save_as(folder / "radiograph", enforce_file_format=True)
    (folder / "notes.txt").write_text("not an image")
    told = images("deidentify", folder, tmp_path / "out", "--language", "fr")
    assert told.exit_code == 0, told.output
    assert "Désidentifié" in told.stdout
    assert "retenu : 1 · pas du DICOM" in told.stdout
    assert listed(tmp_path / "out-files.csv")["radiograph"] == ""
    assert len(list((tmp_path / "out").rglob("*.dcm"))) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere", "out"), "There is no folder"),
        (("pacs", "pacs"), "exists already"),
        (("pacs", "pacs/out"), "among the files that are read"),
        (("pacs", "out", "--list", "out/list.csv"), "among the images that leave"),
        (("pacs", "out", "--site", "lyon"), "both --site and --project"),
    ],
)
def test_a_wrong_command_says_what_to_do_and_makes_nothing(
    arguments: tuple[str, ...], said: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = images("deidentify", *arguments, "--headers-only", "--language", "en")
    assert told.exit_code == 1
    assert said in told.stderr
    assert not (tmp_path / "out").exists()
