"""A project works on one machine, chosen at its first start; its files are there and nowhere else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from governance.refusal import Refusal
from hub_config.doors import DoorSets, WorkerDoorSets
from hub_config.machine import Machine
from hub_config.nodes.declared import declare_worker, forget_worker, workers_of
from hub_config.nodes.placement import Fit, Homes, Nodes

GIB = 1 << 30
HUB = ("10.0.0.1", 8444)


@dataclass
class Room:
    """A machine as far as its memory; `memory` below nothing: it does not answer."""

    name: str
    memory: int
    shares: bool = True
    works: tuple[str, ...] = ()

    def holders(self) -> tuple[str, ...]:
        return self.works

    def room(self) -> Machine:
        if self.memory < 0:
            raise Refusal("node-away", node=self.name)
        return Machine(self.memory, 1.0, 2)


def nodes(
    tmp_path: Path,
    here: int,
    drained: set[str] | None = None,
    shared: bool = False,
    files: bool = False,
    **workers: int | Room,
) -> Nodes:
    rooms = {name: one if isinstance(one, Room) else Room(name, one) for name, one in workers.items()}
    homes = Homes(tmp_path / "homes")
    hub = Room("hub", here)
    return Nodes(hub, rooms, homes, lambda: drained or set(), lambda _: shared, lambda _: files)  # type: ignore[arg-type]


def placed(nodes: Nodes, project: str = "beta") -> str:
    return nodes.for_start(project, 4 * GIB).name


def test_a_new_project_works_beside_the_hub_while_there_is_room_and_then_where_there_is_most(tmp_path):
    assert placed(nodes(tmp_path / "1", 8 * GIB, w1=64 * GIB)) == "hub"
    assert placed(nodes(tmp_path / "2", 2 * GIB, w1=8 * GIB, w2=16 * GIB)) == "w2"
    assert placed(nodes(tmp_path / "3", 2 * GIB, w1=8 * GIB, w2=-1)) == "w1"
    assert placed(nodes(tmp_path / "4", 8 * GIB, {"hub", "w2"}, w1=8 * GIB, w2=16 * GIB)) == "w1"
    assert placed(nodes(tmp_path / "5", 2 * GIB, w1=1 * GIB)) == "hub"


def test_it_stays_where_its_files_are(tmp_path):
    assert placed(nodes(tmp_path, 2 * GIB, w1=8 * GIB)) == "w1"
    assert placed(nodes(tmp_path, 64 * GIB, w1=1 * GIB)) == "w1"
    older = nodes(tmp_path, 2 * GIB, files=True, w1=8 * GIB)
    assert [node.name for node in older.of("older")] == ["hub"]  # nothing of w1 is offered before either
    assert placed(older, "older") == "hub"
    with pytest.raises(Refusal, match="node-away"):
        placed(nodes(tmp_path, 64 * GIB, w1=-1))
    with pytest.raises(Refusal, match="node-unknown"):
        placed(nodes(tmp_path, 64 * GIB, w2=64 * GIB))


def test_where_others_see_its_files_it_moves_from_a_machine_that_is_lost_or_drained_and_stays_there(tmp_path):
    assert placed(nodes(tmp_path, 2 * GIB, shared=True, w1=8 * GIB, w2=6 * GIB)) == "w1"
    lost = nodes(tmp_path, 2 * GIB, shared=True, w1=-1, w2=6 * GIB, w3=Room("w3", 99 * GIB, shares=False))
    assert placed(lost) == "w2"
    assert placed(nodes(tmp_path, 64 * GIB, shared=True, w1=8 * GIB, w2=6 * GIB)) == "w2"
    assert placed(nodes(tmp_path, 64 * GIB, {"w2"}, shared=True, w1=8 * GIB, w2=6 * GIB)) == "hub"
    assert placed(nodes(tmp_path, 64 * GIB, {"hub"}, shared=True, w1=8 * GIB)) == "w1"


def test_it_does_not_move_while_somebody_works_there_nor_where_there_is_no_room(tmp_path):
    placed(nodes(tmp_path, 2 * GIB, shared=True, w1=8 * GIB))
    workspace = Room("w1", -1, works=("hugo--beta",))
    job = Room("w1", -1, works=("--job-5--beta",))
    for others in (
        {"w1": workspace, "w2": 8 * GIB},
        {"w1": job, "w2": 8 * GIB},
        {"w1": -1, "w2": 1 * GIB},
        {"w1": -1},
    ):
        with pytest.raises(Refusal, match="node-away"):
            placed(nodes(tmp_path, 2 * GIB, shared=True, **others))
    with pytest.raises(Refusal, match="node-away"):
        placed(nodes(tmp_path, 64 * GIB, w1=-1, w2=8 * GIB))


def test_who_wants_a_gpu_begins_where_one_is_free_then_where_there_is_one_and_nowhere_else(tmp_path):
    def at(*names: str) -> Fit:
        return lambda node: node.name in names

    def begins(number: int, *fits: Fit) -> str:
        some = nodes(tmp_path / str(number), 64 * GIB, w1=8 * GIB, w2=16 * GIB, w3=1 * GIB)
        return some.for_start("beta", 4 * GIB, fits).name

    assert begins(1, at("w1"), at("hub", "w1")) == "w1"
    assert begins(2, at(), at("w1", "w2")) == "w2"
    with pytest.raises(Refusal, match="gpu-machines-full"):
        begins(3, at("w3"), at("w3"))
    assert begins(3) == "hub"


def test_two_starts_that_move_it_at_once_choose_one_machine(tmp_path):
    homes = Homes(tmp_path)
    homes.settle("beta", "lost")
    with ThreadPoolExecutor(8) as pool:
        chosen = set(
            pool.map(lambda name: homes.move("beta", "lost", name), [f"w{one}" for one in range(40)])
        )
    assert chosen == {homes.of("beta")}


def test_two_first_starts_at_once_choose_one_machine(tmp_path):
    homes = Homes(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        chosen = set(pool.map(lambda name: homes.settle("beta", name), [f"w{one}" for one in range(40)]))
    assert chosen == {homes.of("beta")}


def test_no_two_workers_have_a_set_of_doors_in_common_and_none_has_one_of_the_hubs(tmp_path):
    for name in ("w1", "w2"):
        declare_worker(tmp_path, name, "10.0.0.2", 8443, HUB)
    forget_worker(tmp_path, "w1")
    declare_worker(tmp_path, "w3", "10.0.0.3", 8443, HUB)
    sets = [number for worker in workers_of(tmp_path) for number in worker.numbers]

    assert len(sets) == len(set(sets)) == 128
    assert min(sets) > 64


@pytest.mark.parametrize(
    ("name", "hub", "code"),
    [
        ("w1", HUB, "worker-known"),
        ("w2", ("10.0.0.9", 8444), "worker-hub-elsewhere"),
        ("W2", HUB, "worker-unfit"),
        ("w2/../x", HUB, "worker-unfit"),
        ("w" * 21, HUB, "worker-unfit"),
    ],
)
def test_a_worker_that_cannot_be_declared_leaves_the_others_as_they_are(tmp_path, name, hub, code):
    declare_worker(tmp_path, "w1", "10.0.0.2", 8443, HUB)
    with pytest.raises(Refusal, match=code):
        declare_worker(tmp_path, name, "10.0.0.3", 8443, hub)
    assert [worker.name for worker in workers_of(tmp_path)] == ["w1"]


def test_whoever_asks_through_a_set_of_a_worker_is_known_by_its_number(tmp_path):
    (tmp_path / "doors" / "1").mkdir(parents=True)
    here = DoorSets(tmp_path, tmp_path / "workers")
    there = WorkerDoorSets(tmp_path / "workers", "w1", range(65, 66))

    assert (here.take("claire--alpha"), there.take("hugo--beta")) == (1, 65)
    assert (here.holder(1), here.holder(65), here.holder(66)) == ("claire--alpha", "hugo--beta", "")
    with pytest.raises(Refusal, match="doors-all-taken"):
        there.take("claire--beta")
