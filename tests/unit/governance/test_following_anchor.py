"""An anchor behind its trail comes to the trail's end, and a disk that does not take it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.audit.anchor import create_mark, read_mark
from governance.audit.chain import Mark
from governance.audit.following_anchor import FollowingAnchor

KEY = Ed25519PrivateKey.generate()


def mark(sequence: int) -> Mark:
    return Mark(sequence, f"{sequence:064x}", "")


def test_whatever_the_order_of_marks_the_last_of_the_trail_is_anchored(tmp_path: Path) -> None:
    anchor = tmp_path / "anchor"
    create_mark(anchor, KEY)
    following = FollowingAnchor()
    for sequence in [*range(1, 50), 51, 50]:
        following.advance(anchor, mark(sequence), KEY)
    following.close()
    assert read_mark(anchor, KEY.public_key()).sequence == 51


def test_an_anchor_that_could_not_be_written_is_told_at_the_next_mark_and_written_then(
    tmp_path: Path,
) -> None:
    anchor = tmp_path / "anchor"
    create_mark(anchor, KEY)
    in_the_way = tmp_path / "anchor.new"
    in_the_way.mkdir()
    following = FollowingAnchor()
    following.advance(anchor, mark(1), KEY)
    following.settle()
    in_the_way.rmdir()
    with pytest.raises(OSError, match="anchor"):
        following.advance(anchor, mark(2), KEY)
    following.close()
    assert read_mark(anchor, KEY.public_key()).sequence == 2
