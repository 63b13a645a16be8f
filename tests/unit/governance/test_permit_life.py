"""What becomes of a permit when its project changes, and whom it lets read."""

from __future__ import annotations

from datetime import date

from governance.permits.document import DatasetPermit, Documents, Mode, PermitDocument, TablePermit
from governance.permits.life import Permit, PermitMove, PermitState, in_force, move_towards

PROPOSED, SIGNED = PermitState.PROPOSED, PermitState.SIGNED
SUPERSEDED, WITHDRAWN = PermitState.SUPERSEDED, PermitState.WITHDRAWN


def document(
    version: int = 1,
    members: tuple[str, ...] = ("claire", "hugo"),
    columns: tuple[str, ...] = ("person_id", "year_of_birth"),
    valid_until: date = date(2026, 12, 31),
) -> PermitDocument:
    return PermitDocument(
        project="sepsis",
        site="lyon",
        version=version,
        purpose="Study of sepsis",
        members=members,
        valid_from=date(2026, 1, 1),
        valid_until=valid_until,
        datasets={"omop": DatasetPermit(mode=Mode.RECORDS, tables={"person": TablePermit(columns=columns)})},
    )


def test_a_site_asked_for_the_first_time_gets_version_1() -> None:
    assert move_towards(document(), []) == PermitMove(proposes=document(1))


def test_a_permit_signed_before_a_term_was_known_keeps_its_digest() -> None:
    assert document().digest() == "80d17a63227a861869a03e62d8911d66434182303ea3577d1f215023645e76f3"
    for term, value in {"shared_times": True, "documents": Documents.SURROGATES}.items():
        unusual = {"omop": document().datasets["omop"].model_copy(update={term: value})}
        assert term.encode() in document().model_copy(update={"datasets": unusual}).canonical()


def test_the_same_wish_again_changes_nothing() -> None:
    for state in (PROPOSED, SIGNED):
        held = Permit(document(3), state)
        move = move_towards(document(), [held])
        assert (move.ends, move.proposes) == ((), None)


def test_another_order_of_columns_and_members_is_the_same_wish() -> None:
    held = Permit(document(), SIGNED)
    wish = document(members=("hugo", "claire"), columns=("year_of_birth", "person_id"))
    assert move_towards(wish, [held]) == PermitMove(keeps=held)


def test_a_change_of_members_keeps_the_signed_permit_until_the_new_one_is_signed() -> None:
    held = Permit(document(1), SIGNED)
    wish = document(members=("claire",))
    assert move_towards(wish, [held]) == PermitMove(proposes=document(2, members=("claire",)), keeps=held)


def test_any_other_change_ends_the_signed_permit_at_once() -> None:
    held = Permit(document(1), SIGNED)
    for wish in (document(columns=("person_id",)), document(valid_until=date(2027, 12, 31))):
        move = move_towards(wish, [held])
        assert move.ends == (held,)
        assert move.keeps is None
        assert move.proposes == wish.model_copy(update={"version": 2})


def test_a_new_proposal_replaces_the_unsigned_one() -> None:
    held = Permit(document(1), PROPOSED)
    move = move_towards(document(columns=("person_id",)), [held])
    assert move.ends == (held,)
    assert move.proposes is not None and move.proposes.version == 2


def test_going_back_to_what_was_signed_drops_the_proposal_and_asks_nothing() -> None:
    signed, proposed = Permit(document(1), SIGNED), Permit(document(2, members=("claire",)), PROPOSED)
    assert move_towards(document(), [signed, proposed]) == PermitMove(ends=(proposed,), keeps=signed)


def test_a_waiting_change_of_members_is_not_asked_twice() -> None:
    signed, proposed = Permit(document(1), SIGNED), Permit(document(2, members=("claire",)), PROPOSED)
    assert move_towards(document(members=("claire",)), [signed, proposed]) == PermitMove(keeps=signed)


def test_a_site_no_longer_asked_loses_everything_live() -> None:
    old = Permit(document(1), SUPERSEDED)
    signed, proposed = Permit(document(2), SIGNED), Permit(document(3, members=("claire",)), PROPOSED)
    assert move_towards(None, [old, signed, proposed]) == PermitMove(ends=(signed, proposed))


def test_a_withdrawn_permit_is_asked_again_as_a_new_version() -> None:
    assert move_towards(document(), [Permit(document(1), WITHDRAWN)]).proposes == document(2)


def test_versions_never_repeat_even_when_the_last_one_was_dropped() -> None:
    signed, dropped = Permit(document(1), SIGNED), Permit(document(2, members=("claire",)), SUPERSEDED)
    move = move_towards(document(members=("claire", "zoe")), [dropped, signed])
    assert move.proposes is not None and move.proposes.version == 3


def test_only_a_signed_permit_that_names_the_person_and_the_day_lets_read() -> None:
    signed = Permit(document(), SIGNED)
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    assert in_force([signed], "claire", first) == in_force([signed], "claire", last) == [signed]
    assert in_force([signed], "zoe", first) == []
    assert in_force([signed], "claire", date(2025, 12, 31)) == []
    assert in_force([signed], "claire", date(2027, 1, 1)) == []
    for state in (PROPOSED, SUPERSEDED, WITHDRAWN):
        assert in_force([Permit(document(), state)], "claire", first) == []
