"""The law's rules, clause by clause, and what each act of the design's table moves. No database."""

from datetime import date
from itertools import count

import pytest

from cases.choices import OPEN_PLACES, ActKind, Heading
from cases.rules import Refusal
from cases.rules.moves import BASES, FROM, REGISTER, target_of
from cases.rules.position import Entry, Key, Place, Position
from cases.rules.posting import post

A, B = Key(1, 11, 7), Key(2, None, 7)
ON = date(2018, 1, 15)
ACTS = count(2)


def test_consent_has_its_own_heading():
    """Article 48(1)(c): counted among the enforceable in a column of its own."""
    assert target_of(ActKind.POSTPONE, "c") == Heading.POSTPONED_BY_CONSENT
    assert target_of(ActKind.POSTPONE, "a") == Heading.POSTPONED


# ---------------------------------------------------------------- moves
NOWHERE = {ActKind.INTAKE, ActKind.REVERSE}


def test_every_act_has_a_register_and_every_decision_an_article():
    assert set(REGISTER) == set(ActKind)
    assert set(FROM) == set(ActKind) - NOWHERE
    assert {basis.act for basis in BASES} <= set(ActKind)


# ---------------------------------------------------------------- what each act moves
def standing(place: Place = Place("IN_PROGRESS"), year_before: bool = False) -> Position:  # noqa: B008
    """One case of 100 đồng at key A, docketed this year or carried in."""
    on = date(2017, 9, 30) if year_before else date(2017, 11, 1)
    position = Position()
    intake = {5: 100, None: 1}
    post(
        position,
        Entry("intake", on, on, key=A, place=place, intake=intake, opening=year_before, act=1),
    )
    return position


def moved(position: Position, kind: str, amount: int | None = None, **fields) -> set[tuple]:
    pairs = post(position, Entry(kind, ON, ON, amount, act=next(ACTS), **fields))
    return {
        (p.key, "case" if p.obligation is None else "money", p.source, p.target, p.amount)
        for p in pairs
    }


def both(source: Place, target: Place, key: Key = A) -> set[tuple]:
    return {(key, "case", source, target, 1), (key, "money", source, target, 100)}


IP = Place("IN_PROGRESS")


@pytest.mark.parametrize(
    ("kind", "ground", "target"),
    [
        ("postpone", "c", Place("POSTPONED_BY_CONSENT", "c")),
        ("postpone", "dd", Place("POSTPONED", "dd")),
        ("suspend", "1", Place("SUSPENDED", "1")),
        ("without_means", "b", Place("WITHOUT_MEANS", "b")),
        ("terminate", "e", Place("TERMINATED", "e")),
        ("delegate", "", Place("DELEGATED")),
        ("take_up", "", Place("TAKEN_UP")),
        ("recall", "", Place("RECALLED")),
    ],
)
def test_case_and_rest_move_together(kind, ground, target):
    assert moved(standing(), kind, ground=ground) == both(IP, target)


@pytest.mark.parametrize("kind", ["postpone", "suspend", "without_means", "terminate"])
def test_a_part_moves_money_only(kind):
    position = standing()
    ground = "1" if kind == "suspend" else "a"
    ((key, what, source, _, amount),) = moved(position, kind, 30, ground=ground)
    assert (key, what, source, amount) == (A, "money", IP, 30)
    assert position.place == IP


def test_departures_repeat_the_ground_of_the_arrival():
    place = Place("WITHOUT_MEANS", "b")
    assert moved(standing(place), "resume") == both(place, IP)


def test_money_leaves_from_where_it_stands():
    position = standing(Place("POSTPONED", "d"))
    assert moved(position, "collect", 40) == {
        (A, "money", Place("POSTPONED", "d"), Place("COLLECTED"), 40)
    }
    assert moved(position, "reduce", 10) == {
        (A, "money", Place("POSTPONED", "d"), Place("REDUCED"), 10)
    }
    assert moved(position, "pay_out", 40) == {
        (A, "money", Place("COLLECTED"), Place("COMPLETED"), 40)
    }


def test_completion_needs_empty_stock_and_names_what_is_parked():
    position = standing()
    moved(position, "postpone", 30, ground="a")
    moved(position, "collect", 70)
    with pytest.raises(Refusal, match="Hoãn thi hành án: 30 đồng"):
        moved(position, "complete")
    moved(position, "resume", 30)
    moved(position, "collect", 30)
    assert moved(position, "complete") == {(A, "case", IP, Place("COMPLETED"), 1)}


def test_amendments_up_and_down():
    new, old = standing(), standing(year_before=True)
    assert moved(new, "amend", 20) == {(A, "money", Place("INTAKE"), IP, 20)}
    assert moved(new, "amend", -30) == {(A, "money", IP, Place("INTAKE"), 30)}
    moved(old, "amend", 20)
    assert moved(old, "amend", -30) == {
        (A, "money", IP, Place("INTAKE"), 20),
        (A, "money", IP, Place("CORRECTED"), 10),
    }


@pytest.mark.parametrize(("year_before", "contra"), [(False, "INTAKE"), (True, "TRANSFERRED")])
def test_transfer_of_a_new_and_of_a_carried_in_case(year_before, contra):
    position = standing(year_before=year_before)
    assert moved(position, "transfer", key=B) == both(IP, Place(contra)) | both(
        Place(contra), IP, B
    )
    assert position.key == B


def test_separate_book_entered_this_year_simply_returns():
    position = standing(Place("WITHOUT_MEANS", "a"))
    moved(position, "separate_book")
    assert moved(position, "resume") == both(Place("SEPARATE_BOOK"), IP)


def test_separate_book_of_an_earlier_year_is_newly_docketed():
    position = standing(Place("SEPARATE_BOOK"), year_before=True)
    book, ended, reopened = Place("SEPARATE_BOOK"), Place("SEPARATE_ENDED"), Place("REOPENED")
    assert moved(position, "resume") == both(book, ended) | both(reopened, IP)


def test_separate_book_is_left_before_any_other_act():
    position = standing(Place("SEPARATE_BOOK"), year_before=True)
    pairs = moved(position, "terminate", ground="a")
    assert both(IP, Place("TERMINATED", "a")) < pairs
    assert len(pairs) == 6


def test_separate_book_carried_to_another_office():
    position = standing(Place("SEPARATE_BOOK"), year_before=True)
    book, ended = Place("SEPARATE_BOOK"), Place("SEPARATE_ENDED")
    assert moved(position, "transfer", key=B) == both(book, ended) | both(ended, book, B)


# ---------------------------------------------------------------- reversal
def turned(position: Position, newest: int = -1) -> set[tuple]:
    return moved(position, "reverse", reversed=position.history[newest])


def test_a_turned_collection_returns_to_where_the_case_stands_now():
    position = standing()
    moved(position, "collect", 40)
    moved(position, "postpone", ground="a")
    assert turned(position, 1) == {(A, "money", Place("COLLECTED"), Place("POSTPONED", "a"), 40)}


def test_a_turned_collection_follows_the_case_to_another_office():
    position = standing()
    moved(position, "collect", 40)
    moved(position, "transfer", key=B)
    assert turned(position, 1) == {
        (A, "money", Place("COLLECTED"), IP, 40),
        (A, "money", IP, Place("INTAKE"), 40),
        (B, "money", Place("INTAKE"), IP, 40),
    }


def test_a_paid_out_collection_is_turned_after_its_payout():
    position = standing()
    moved(position, "collect", 40)
    moved(position, "pay_out", 40)
    with pytest.raises(Refusal, match="Đã thu, chưa chi trả"):
        turned(position, 1)
    turned(position)
    turned(position)
    assert position.balances == {(A, 5, IP): 100, (A, None, IP): 1}


def test_a_turned_postponement_leaves_what_was_collected_meanwhile():
    position = standing()
    moved(position, "postpone", ground="a")
    moved(position, "collect", 40)
    moved(position, "amend", 15)
    assert turned(position, 1) == {
        (A, "case", Place("POSTPONED", "a"), IP, 1),
        (A, "money", Place("POSTPONED", "a"), IP, 75),
    }


def test_an_intake_with_money_collected_is_not_turned():
    position = standing()
    moved(position, "collect", 40)
    with pytest.raises(Refusal, match="đã thu"):
        turned(position, 0)
    turned(position)
    turned(position)
    assert (position.place, position.balances) == (None, {})


def test_a_reversal_across_the_year_corrects_and_is_no_result():
    position = standing()
    moved(position, "collect", 40)
    later = date(2018, 11, 5)
    pairs = post(position, Entry("reverse", later, later, reversed=position.history[-1], act=10))
    assert [(p.source, p.target, p.amount) for p in pairs] == [
        (Place("COLLECTED"), IP, 40),
        (Place("CORRECTED"), Place("CORRECTED", "COLLECTED"), 40),
    ]


@pytest.mark.parametrize("heading", OPEN_PLACES)
def test_refusals_change_nothing(heading):
    position = standing(Place(heading.value))
    before = (dict(position.balances), position.place, list(position.history))
    for kind, amount in (("collect", 500), ("collect", 0), ("collect", None), ("complete", None)):
        with pytest.raises(Refusal):
            moved(position, kind, amount)
    assert (position.balances, position.place, position.history) == before
