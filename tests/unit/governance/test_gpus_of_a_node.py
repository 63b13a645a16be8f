"""What a node lists and an installation declares, and whose turn it is."""

from __future__ import annotations

import pytest

from governance.gpus.declared import declare, declared_devices
from governance.gpus.device import GpuDevice, GpuWish, Pool, listed
from governance.gpus.queue import Place, position, turns
from governance.projects.flavour import declared_flavours, offered
from governance.source_file import SourceRefusal

# As nvidia-smi -L prints them: one whole, one cut in two.
LISTING = """\
GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-8932f937-d72c-4106-c12f-20bd9faed9f6)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f)
  MIG 1g.5gb      Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
  MIG 1g.5gb      Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)
"""


def test_a_gpu_that_is_cut_into_slices_is_offered_by_its_slices_alone():
    found = list(listed(LISTING, "node-a"))

    assert [(one.id[:8], one.kind) for one in found] == [
        ("GPU-8932", "h100-80gb-hbm3"),
        ("MIG-c6d4", "a100-sxm4-40gb-mig-1g.5gb"),
        ("MIG-cba6", "a100-sxm4-40gb-mig-1g.5gb"),
    ]
    assert {one.node for one in found} == {"node-a"}


def test_a_listing_without_gpus_declares_nothing():
    assert list(listed("No devices found.\n", "node-a")) == []


def test_declaring_twice_adds_nothing_and_keeps_what_was_written_by_hand(tmp_path):
    by_hand = GpuDevice(id="card0", node="node-b", kind="mi210", files=("/dev/kfd", "/dev/dri/renderD128"))
    declare(tmp_path, [by_hand])

    first = declare(tmp_path, listed(LISTING, "node-a"))
    second = declare(tmp_path, listed(LISTING, "node-a"))

    assert (len(first), second) == (3, [])
    assert declared_devices(tmp_path)[0] == by_hand
    assert len(declared_devices(tmp_path, "node-a")) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("gpus:\n  - {id: a, node: n, kind: k}\n  - {id: a, node: n, kind: k}\n", 3),
        ("gpus:\n  - {id: a, node: n, kind: k, files: [/etc/shadow]}\n", 2),
        ("gpus:\n  - {id: '--privileged', node: n, kind: k}\n", 2),
    ],
)
def test_a_declaration_that_is_wrong_is_told_with_its_line(tmp_path, text, line):
    (tmp_path / "gpus.yaml").write_text(text)

    with pytest.raises(SourceRefusal) as refused:
        declared_devices(tmp_path)

    assert refused.value.faults[0].line == line


def place(holder: str, kind: str = "a", count: int = 1, node: str = "n") -> Place:
    return Place(holder, GpuWish(kind=kind, count=count), node)


def test_who_wants_many_is_not_overtaken_by_those_who_want_few():
    queue = [place("first", count=2), place("second"), place("third", kind="b")]
    a, b = Pool("n", "a"), Pool("n", "b")

    assert turns(queue, {a: 1, b: 1}) == ("third",)
    assert turns(queue, {a: 2}) == ("first",)
    assert turns(queue, {a: 3, b: 1}) == ("first", "second", "third")


def test_who_waits_for_devices_of_one_machine_waits_for_nobody_of_another():
    queue = [place("first"), place("there", node="m")]

    assert turns(queue, {Pool("m", "a"): 1}) == ("there",)
    assert [position(queue, who) for who in ("first", "there")] == [1, 1]


def test_a_position_counts_those_who_wait_for_the_same_kind():
    queue = [place("first"), place("other", kind="b"), place("second")]

    assert [position(queue, who) for who in ("first", "second", "other", "nobody")] == [1, 2, 1, None]


FLAVOURS = """\
flavours:
  - {id: small, title: {en: Small, fr: Petit}, cpus: 1, memory: 1G}
  - {id: large, title: {en: Large, fr: Grand}, cpus: 8, memory: 32G}
  - {id: one-gpu, title: {en: One GPU, fr: Un GPU}, cpus: 1, memory: 1G, gpu: {kind: a}}
"""


def test_a_project_is_offered_what_fits_its_limits_and_what_the_node_has(tmp_path):
    (tmp_path / "flavours.yaml").write_text(FLAVOURS)
    flavours = declared_flavours(tmp_path)
    device = GpuDevice(id="x", node="n", kind="a")

    def names(devices, **limits):
        return [one.id for one in offered(flavours, [devices], **limits)]

    assert names([device], memory=2 << 30, cpus=2, gpus=1) == ["small", "one-gpu"]
    assert names([], memory=2 << 30, cpus=2, gpus=1) == ["small"]
    assert names([device], memory=64 << 30, cpus=8, gpus=0) == ["small", "large"]


def test_no_flavour_takes_the_name_of_the_usual_one(tmp_path):
    (tmp_path / "flavours.yaml").write_text(FLAVOURS.replace("large", "usual"))

    with pytest.raises(SourceRefusal, match="files-wrong") as refused:
        declared_flavours(tmp_path)

    assert (refused.value.faults[0].code, refused.value.faults[0].line) == ("flavour-twice", 3)
