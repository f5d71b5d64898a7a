"""From facts to running terms: every row under its conditions, and before days off.

The due days in `ENDS` were counted on a wall calendar. Each counted row of `data/terms.csv` is
started by a fact on each of the days of its regime, ends on the day counted, and done a day late it
stays late.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cases.choices import ActKind, AssetKind, StepKind
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import Calendar
from cases.rules.running import CONDITIONS, Fact, Running, Subject, running_terms
from cases.terms import DERIVED, TERMS, Bond, Side, Term, _check, term_on

CALENDAR = Calendar()
NONE = "without_means"

OLD_DAYS = {
    "plain": date(2018, 3, 5),  # a Monday
    "tet": date(2018, 2, 12),  # 14 to 20 February are off
    "april": date(2018, 4, 26),  # 30 April and 1 May are a Monday and a Tuesday
    "september": date(2018, 8, 30),  # Monday 3 September is off in lieu
}
NEW_DAYS = {
    "plain": date(2026, 10, 5),  # a Monday
    "tet": date(2027, 2, 1),  # 4 to 10 February are off
    "april": date(2027, 4, 28),  # Friday 30 April and Monday 3 May are off
    "september": date(2026, 8, 27),  # 31 August to 2 September are off
}
# length and unit: the last day for a start on each of the days above, as day/month/year
ENDS: dict[str, tuple[tuple[str, str, str, str], tuple[str, str, str, str]]] = {
    "0 NOW": (("5/3/18", "12/2/18", "26/4/18", "30/8/18"),
              ("5/10/26", "1/2/27", "28/4/27", "27/8/26")),
    "24 H": (("6/3/18", "13/2/18", "27/4/18", "31/8/18"),
             ("6/10/26", "2/2/27", "29/4/27", "28/8/26")),
    "1 WD": (("6/3/18", "13/2/18", "27/4/18", "31/8/18"),
             ("6/10/26", "2/2/27", "29/4/27", "28/8/26")),
    "2 WD": (("7/3/18", "21/2/18", "2/5/18", "4/9/18"),
             ("7/10/26", "3/2/27", "4/5/27", "3/9/26")),
    "3 WD": (("8/3/18", "22/2/18", "3/5/18", "5/9/18"),
             ("8/10/26", "11/2/27", "5/5/27", "4/9/26")),
    "5 WD": (("12/3/18", "26/2/18", "7/5/18", "7/9/18"),
             ("12/10/26", "15/2/27", "7/5/27", "8/9/26")),
    "8 WD": (("15/3/18", "1/3/18", "10/5/18", "12/9/18"),
             ("15/10/26", "18/2/27", "12/5/27", "11/9/26")),
    "7 D": (("12/3/18", "21/2/18", "3/5/18", "6/9/18"),
            ("12/10/26", "11/2/27", "5/5/27", "3/9/26")),
    "10 D": (("15/3/18", "22/2/18", "7/5/18", "10/9/18"),
             ("15/10/26", "11/2/27", "10/5/27", "7/9/26")),
    "15 D": (("20/3/18", "27/2/18", "11/5/18", "14/9/18"),
             ("20/10/26", "16/2/27", "13/5/27", "11/9/26")),
    "20 D": (("26/3/18", "5/3/18", "16/5/18", "19/9/18"),
             ("26/10/26", "22/2/27", "18/5/27", "16/9/26")),
    "30 D": (("4/4/18", "14/3/18", "28/5/18", "1/10/18"),
             ("4/11/26", "3/3/27", "28/5/27", "28/9/26")),
    "45 D": (("19/4/18", "29/3/18", "11/6/18", "15/10/18"),
             ("19/11/26", "18/3/27", "14/6/27", "12/10/26")),
    "60 D": (("4/5/18", "13/4/18", "25/6/18", "29/10/18"),
             ("4/12/26", "2/4/27", "28/6/27", "26/10/26")),
    "1 M": (("5/4/18", "12/3/18", "28/5/18", "1/10/18"),
            ("5/11/26", "1/3/27", "28/5/27", "28/9/26")),
    "3 M": (("5/6/18", "14/5/18", "26/7/18", "30/11/18"),
            ("5/1/27", "4/5/27", "28/7/27", "27/11/26")),
    "6 M": (("5/9/18", "13/8/18", "26/10/18", "28/2/19"),
            ("5/4/27", "2/8/27", "28/10/27", "1/3/27")),
    "1 Y": (("5/3/19", "12/2/19", "26/4/19", "30/8/19"),
            ("5/10/27", "1/2/28", "28/4/28", "27/8/27")),
    "2 Y": (("5/3/20", "12/2/20", "27/4/20", "31/8/20"),
            ("5/10/28", "1/2/29", "2/5/29", "28/8/28")),
    "5 Y": (("6/3/23", "13/2/23", "26/4/23", "30/8/23"),
            ("6/10/31", "2/2/32", "28/4/32", "27/8/31")),
    # the end of the month after: 30/4 and 31/3, 31/5, 30/9 …
    "month_end": (("2/5/18", "2/4/18", "31/5/18", "1/10/18"),
                  ("30/11/26", "31/3/27", "31/5/27", "30/9/26")),
    # by the seventh of the month after: 7/4/18 and 7/11/26 are Saturdays, 7/3/27 a Sunday
    "month_day": (("9/4/18", "7/3/18", "7/5/18", "7/9/18"),
                  ("9/11/26", "8/3/27", "7/5/27", "7/9/26")),
    # at least so long before a coercion or an auction on the 25th day after the start
    "before 1 WD": (("29/3/18", "8/3/18", "18/5/18", "21/9/18"),
                    ("29/10/26", "25/2/27", "21/5/27", "18/9/26")),
    "before 5 WD": (("23/3/18", "2/3/18", "14/5/18", "17/9/18"),
                    ("23/10/26", "19/2/27", "17/5/27", "14/9/26")),
    "before 10 D": (("20/3/18", "27/2/18", "11/5/18", "14/9/18"),
                    ("20/10/26", "16/2/27", "13/5/27", "11/9/26")),
    "before_it 10 D": (("23/2/18", "2/2/18", "16/4/18", "20/8/18"),
                       ("25/9/26", "22/1/27", "16/4/27", "17/8/26")),
}  # fmt: skip


def parsed(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(2000 + year, month, day)


def counted(term: Term, regime: int, place: int) -> date:
    key = f"{term.length} {term.unit}"
    if term.side in (Side.MONTH_END, Side.MONTH_DAY):
        key = term.side
    elif term.side in (Side.BEFORE, Side.BEFORE_IT):
        key = f"{term.side} {key}"
    return parsed(ENDS[key][regime][place])


# ---------------------------------------------------------------- what makes each condition hold
BEFORE = timedelta(days=3)
SUBJECT: dict[str, dict[str, Any]] = {
    "judgment": {"filing_kind": "judgment"},
    "request": {"filing_kind": "request"},
    "delegation": {"filing_kind": "delegation"},
    "bankruptcy": {"judgment_kind": "bankruptcy"},
    "interim": {"interim": True},
    "delegated_asset": {"case_kind": "delegated_asset"},
    "real_estate": {"assets": {1: AssetKind.LAND}},
    "long": {"address_unknown": frozenset((9,))},
    "at_once": {"outcome": "e"},
    "complex_plan": {"complex_plans": frozenset((4,))},
}
TRIGGER: dict[str, dict[str, Any]] = {
    "postponed_by_request": {"detail": "2"},
    "second_without_means": {"detail": NONE},
    "complex_plan": {"plan": 4},
}
EARLIER: dict[str, Fact] = {
    "second_without_means": Fact(StepKind.VERIFIED, date.min, 1, detail=NONE),
    "published": Fact(StepKind.PUBLISHED, date.min, 1),
    "after_held": Fact(StepKind.HELD, date.min, 1),
    "after_registration_stopped": Fact(StepKind.REGISTRATION_STOPPED, date.min, 1),
    "common_ownership": Fact(StepKind.COMMON_NOTIFIED, date.min, 1),
    "money_held": Fact(ActKind.COLLECT, date.min, 1, is_act=True, amount=5),
    "security_only": Fact(StepKind.FROZEN, date.min, 1),
    "coercion": Fact(StepKind.SEIZED, date.min, 1),
    "after_coercion": Fact(StepKind.COERCED, date.min, 1),
    "reduction_asked": Fact(StepKind.REDUCTION_GROUND, date.min, 1),
    "reduction_at_procuracy": Fact(StepKind.REDUCTION_TO_PROCURACY, date.min, 1),
    "reduction_at_court": Fact(StepKind.REDUCTION_TO_COURT, date.min, 1),
    "reduction_granted": Fact(StepKind.REDUCTION_GRANTED, date.min, 1),
    "compelling_published": Fact(StepKind.COMPELLING_PUBLISHED, date.min, 1),
}
LATER = {"incomplete": StepKind.SUPPLEMENT_ASKED, "refusable": StepKind.REFUSED}


def world(term: Term, kind: str, on: date) -> tuple[Subject, Fact, list[Fact]]:
    """A subject, the fact that starts the term, and what must stand beside it."""
    fields: dict[str, Any] = {}
    if kind in ActKind.values:
        fields["is_act"] = True
    if kind == StepKind.VERIFIED:
        fields["detail"] = NONE
    if kind == ActKind.HANDOVER:
        fields["detail"] = "nobody"
    if "with_day" in term.when:
        fields["until"] = on + timedelta(days=25)
    if "still_without" in term.when and kind == ActKind.WITHOUT_MEANS:
        fields["detail"] = "a"
    subject = Subject(parent=term.parent)
    beside = []
    for name in term.when:
        subject = replace(subject, **SUBJECT.get(name, {}))
        fields |= TRIGGER.get(name, {})
        if name in EARLIER:
            beside.append(replace(EARLIER[name], on=on - BEFORE))
        if name in LATER:
            beside.append(Fact(LATER[name], on + timedelta(days=40), 90))
    return subject, Fact(kind, on, 50, amount=10, **fields), beside


def started(term: Term, kind: str, on: date, *more: Fact) -> Running | None:
    subject, fact, beside = world(term, kind, on)
    rows = running_terms(subject, [fact, *beside, *more], CALENDAR)
    found = [row for row in rows if row.term is term and row.fact.pk == fact.pk]
    return found[0] if found else None


def rows() -> Iterator[Any]:
    for term in TERMS:
        for kind in term.triggers:
            for regime, days in enumerate((OLD_DAYS, NEW_DAYS)):
                if term.in_force(days["plain"]):
                    name = ("old", "new")[regime]
                    yield pytest.param(term, kind, regime, id=f"{term.key}-{kind}-{name}")


ROWS = list(rows())


@pytest.mark.parametrize(("term", "kind", "regime"), ROWS)
def test_each_row_ends_on_the_day_counted(term, kind, regime):
    for place, on in enumerate((OLD_DAYS, NEW_DAYS)[regime].values()):
        row = started(term, kind, on)
        assert row is not None, "the fact starts the term"
        assert row.due_on == counted(term, regime, place), f"started on {on}"
        assert row.ended_on is None or term.when, "nothing ended it"


@pytest.mark.parametrize(("term", "kind", "regime"), ROWS)
def test_each_row_is_discharged_late_as_late(term, kind, regime):
    if not term.done_by or term.bond == Bond.EVER or term.key in ("REQ_SUPPLEMENT", "REQ_REFUSE"):
        return
    on = (OLD_DAYS, NEW_DAYS)[regime]["plain"]
    row = started(term, kind, on)
    assert row is not None
    late = row.due_on + timedelta(days=1)
    for done in term.done_by:
        is_act = done in ActKind.values
        about = 50 if term.bond == Bond.ACT else None
        fact = Fact(done, late, 99, is_act=is_act, about=about, amount=99, detail=NONE)
        again = started(term, kind, on, fact)
        assert again is not None and again.done_on == late, done


# ---------------------------------------------------------------- the table itself
def test_every_condition_is_known_and_used():
    used = {name for term in TERMS for name in term.when}
    assert used == set(CONDITIONS)
    assert {kind for term in TERMS for kind in term.triggers} >= DERIVED


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"triggers": ("no_such",)}, "unknown trigger"),
        ({"done_by": ("no_such",)}, "unknown kind"),
        ({"triggers": ()}, "a rule has no trigger"),
    ],
)
def test_a_table_that_names_what_is_not_stops_the_start(wrong, says):
    term = replace(term_on("QD_TO_VKS", NEW_LAW_ON), **wrong)
    with pytest.raises(ValueError, match=says):
        _check((term,))


# ---------------------------------------------------------------- stories
def facts_of(*told: tuple[str, date]) -> list[Fact]:
    return [
        Fact(
            kind.partition(":")[0],
            on,
            number,
            is_act=kind.partition(":")[0] in ActKind.values,
            detail=kind.partition(":")[2],
        )
        for number, (kind, on) in enumerate(told, start=1)
    ]


def run(*told: tuple[str, date], **subject: Any) -> dict[str, list[Running]]:
    found: dict[str, list[Running]] = {}
    for row in running_terms(Subject(**subject), facts_of(*told), CALENDAR):
        found.setdefault(row.term.key, []).append(row)
    return found


def test_the_verification_clock_runs_from_each_verification_to_the_next():
    found = run(
        ("without_means:a", date(2018, 1, 8)),
        ("verified:without_means", date(2018, 1, 5)),
        ("verified:without_means", date(2018, 7, 20)),
    )
    first, second = found["VERIFY_PERIODIC"]
    assert (first.due_on, first.done_on) == (date(2018, 7, 5), date(2018, 7, 20))  # late
    assert (second.due_on, second.done_on) == (date(2019, 1, 21), None)  # the 20th is a Sunday


def test_a_debtor_with_two_years_of_prison_left_is_verified_once_a_year():
    told = ("verified:without_means", date(2018, 3, 5))
    assert "VERIFY_PERIODIC_LONG" in run(told, prison_until={7: date(2020, 3, 5)})
    assert "VERIFY_PERIODIC" in run(told, prison_until={7: date(2020, 3, 4)})


def test_going_on_ends_the_clock_and_so_does_postponing():
    for act in ("resume", "postpone:a", "suspend:1"):
        found = run(("verified:without_means", date(2018, 3, 5)), (act, date(2018, 3, 8)))
        assert found["VERIFY_PERIODIC"][0].ended_on == date(2018, 3, 8)


def test_the_separate_book_asks_for_its_year_and_two_verifications():
    decided = ("without_means:a", date(2017, 3, 6))
    one = ("verified:without_means", date(2017, 3, 1))
    two = ("verified:without_means", date(2018, 4, 2))
    assert run(decided, one)["SEPARATE_BOOK"][0].due_on == date(2018, 3, 6)
    assert "SEPARATE_MOVE" not in run(decided, one)
    found = run(decided, one, two)
    assert found["SEPARATE_BOOK"][0].due_on == date(2018, 4, 2)
    assert found["SEPARATE_MOVE"][0].due_on == date(2018, 4, 5)
    moved = run(decided, one, two, ("separate_book", date(2018, 4, 10)))
    assert moved["SEPARATE_MOVE"][0].done_on == date(2018, 4, 10)
    told = run(decided, one, two, ("new_information", date(2018, 4, 1)))
    assert "SEPARATE_MOVE" not in told


def test_a_decision_before_the_change_waits_two_years_when_its_year_ends_after_it():
    """The next step follows the new law: Decree 152/2026, Article 115(1)."""
    found = run(("without_means:a", date(2026, 1, 12)))
    assert found["SEPARATE_BOOK"][0].due_on == date(2028, 1, 12)
    found = run(("without_means:a", date(2025, 6, 16)))
    assert found["SEPARATE_BOOK"][0].due_on == date(2026, 6, 16)


def test_voluntary_performance_ends_and_verification_begins():
    found = run(("intake", date(2018, 3, 5)), ("notified", date(2018, 3, 7)))
    assert found["VOLUNTARY"][0].due_on == date(2018, 3, 19)
    assert found["VERIFY_FIRST"][0].due_on == date(2018, 3, 29)
    paid = run(
        ("intake", date(2018, 3, 5)),
        ("notified", date(2018, 3, 7)),
        ("complete", date(2018, 3, 12)),
    )
    assert "VERIFY_FIRST" not in paid


def test_a_verification_already_made_counts_as_the_first():
    found = run(
        ("intake", date(2018, 3, 5)),
        ("notified", date(2018, 3, 7)),
        ("verified:with_means", date(2018, 3, 14)),
    )
    assert found["VERIFY_FIRST"][0].done_on == date(2018, 3, 14)


def test_queries_are_answered_in_turn():
    found = run(
        ("verify_query_sent", date(2018, 3, 5)),
        ("verify_query_sent", date(2018, 3, 6)),
        ("verify_query_answered", date(2018, 3, 9)),
    )
    assert [row.done_on for row in found["VERIFY_REPLY_BODY"]] == [date(2018, 3, 9), None]


def test_a_term_of_the_debtor_is_never_the_offices_duty():
    assert not term_on("VOLUNTARY", date(2018, 3, 5)).is_duty
    assert not term_on("SEPARATE_BOOK", date(2018, 3, 5)).is_duty
    assert term_on("PAY", date(2018, 3, 5)).is_duty
