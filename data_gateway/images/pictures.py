"""Pictures of stored images for a page, made by a confined reader: what it decodes came from outside once."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.reader import Reader, Shown, Task
from governance.refusal import Refusal

SIDE = 1024  # pixels of a picture on the sheet, at most
_IDLE = 60.0  # seconds after which the reader ends
_SECONDS = 60.0  # a picture


class Pictures:
    """One at a time. `readable`: where the images are; `scratch`: where the reader may write."""

    def __init__(self, readable: Path, scratch: Path) -> None:
        self._readable, self._scratch = readable, scratch
        self._lock = threading.Lock()
        self._place: TemporaryDirectory[str] | None = None
        self._reader: Reader | None = None
        self._ending: threading.Timer | None = None

    def png(self, image: Path, shown: Shown, *, whole: bool) -> bytes:
        """`whole`: every pixel of it. Raises Refusal `image-not-shown`, `image-reader-walls-missing`."""
        with self._lock:
            if self._ending:
                self._ending.cancel()
            if self._reader is None or self._place is None:
                self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._place = TemporaryDirectory(dir=self._scratch)
                self._reader = Reader(self._readable, Path(self._place.name), seconds=_SECONDS)
            target = Path(self._place.name) / "picture.png"
            task = Task(
                source=image,
                target=target,
                policy=ImagePolicy(),
                shown=shown,
                side=0 if whole else SIDE,
            )
            try:
                answer = self._reader.read(task)
                if answer.withheld:
                    raise Refusal("image-not-shown")
                # A reader that was taken over could leave a link in its place.
                with os.fdopen(os.open(target, os.O_RDONLY | os.O_NOFOLLOW), "rb") as made:
                    return made.read()
            except OSError as fault:
                raise Refusal("image-not-shown") from fault
            finally:
                target.unlink(missing_ok=True)
                self._ending = threading.Timer(_IDLE, self.close)
                self._ending.daemon = True
                self._ending.start()

    def close(self) -> None:
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            if self._place is not None:
                self._place.cleanup()
            self._reader = self._place = None
