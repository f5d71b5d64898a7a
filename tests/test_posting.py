"""The ledger's rules on random histories: what must hold whatever happens to a case."""

from collections import Counter
from datetime import date

from hypothesis import HealthCheck, given, settings

from cases.choices import CONTRA, STOCK, ActKind, Heading
from cases.periods import statistical_year, year_end
from cases.rules.position import OPEN_HEADINGS, Entry
from cases.rules.posting import post
from tests.histories import History, histories, keys

CONTRAS = {h.value for h in CONTRA}
STOCKS = {h.value for h in STOCK}
ENFORCEABLE_STOCK = STOCKS - {"WITHOUT_MEANS"}


def lines(history: History):
    for act, case, (key, obligation, source, target, amount), booked_on in history.pairs:
        yield act, case, key, obligation, source, -amount, booked_on
        yield act, case, key, obligation, target, amount, booked_on


@given(histories())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_history_balances(history):
    zero = Counter()
    balances = Counter()
    by_day = sorted(lines(history), key=lambda line: line[-1])
    for act, _, key, obligation, _, amount, _ in by_day:
        zero[act, key, obligation is None] += amount
    assert not any(zero.values())
    for day in sorted({line[-1] for line in by_day}):
        for _, case, key, obligation, place, amount, booked_on in by_day:
            if booked_on == day and place.heading not in CONTRAS:
                balances[case, key, obligation, place] += amount
        assert not [b for b in balances.values() if b < 0]
    for case, position in history.positions.items():
        kept = {(case, k, o, p): v for (k, o, p), v in position.balances.items() if v}
        booked = {b: v for b, v in balances.items() if v and b[0] == case}
        assert kept == booked
        standing = [p for (k, o, p) in position.balances if o is None]
        assert standing == ([position.place] if position.place else [])


def movement(rows, headings, since: date, until: date, correcting=()):
    return sum(
        amount
        for *_, place, amount, day in rows
        if since < day <= until
        and (
            place.heading in headings
            or (place.heading == "CORRECTED" and place.ground in correcting)
        )
    )


def stock(rows, headings, until: date):
    return sum(
        amount for *_, place, amount, day in rows if place.heading in headings and day <= until
    )


def columns(rows, year: int, until: date) -> dict[str, int]:
    """The statement of one set of lines, written straight from the definitions."""
    start = year_end(year - 1)

    def moved(*headings, correcting=()):
        return movement(rows, headings, start, until, correcting)

    c = {}
    c["c02"] = stock(rows, STOCKS, start) - moved("TRANSFERRED", correcting=("",))
    c["c03"] = -moved("INTAKE", "REOPENED", correcting=("INTAKE",))
    c["c04"] = moved("DELEGATED", correcting=("DELEGATED",))
    c["c05"] = moved("TAKEN_UP", correcting=("TAKEN_UP",))
    c["c06"] = moved("RECALLED", "RETURNED", correcting=("RECALLED", "RETURNED"))
    c["c07"] = c["c02"] + c["c03"] - c["c04"] - c["c05"] - c["c06"]
    results = ("COLLECTED", "COMPLETED", "TERMINATED", "REDUCED")
    c["c09"] = moved(*results, correcting=results)
    c["c08"] = c["c09"] + stock(rows, ENFORCEABLE_STOCK, until)
    c["moved_to_book"] = moved("SEPARATE_BOOK", "SEPARATE_ENDED", correcting=("SEPARATE_BOOK",))
    c["c18"] = stock(rows, {"WITHOUT_MEANS"}, until) + c["moved_to_book"]
    c["c19"] = c["c07"] - c["c09"]
    return c


@given(histories())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_identities_hold_at_every_key_and_in_both_years(history):
    everything = list(lines(history))
    for money in (False, True):
        rows = [line for line in everything if (line[3] is not None) == money]
        for key in {line[2] for line in rows}:
            own = [line for line in rows if line[2] == key]
            for year, until in ((2018, date(2018, 9, 30)), (2019, date(2019, 3, 31))):
                c = columns(own, year, until)
                assert c["c07"] == c["c08"] + c["c18"], (key, year)
            this_year = columns(own, 2018, date(2018, 9, 30))
            opening_stock = stock(own, STOCKS, date(2018, 9, 30))
            assert opening_stock == this_year["c19"] - this_year["moved_to_book"]


@given(histories(), keys())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_handing_everything_over_changes_no_sum_of_the_city(history, receiver):
    """Whatever happened before: every column stays, and each open case stands at the receiver."""
    last = max(booked_on for *_, booked_on in history.pairs)
    before, cutoff = list(lines(history)), max(last, *history.open_from.values())
    year = statistical_year(cutoff)
    for case, position in history.positions.items():
        if position.place is None or position.place.heading not in OPEN_HEADINGS:
            continue
        key = receiver._replace(case_class=position.key.case_class)
        if key == position.key:
            continue
        kind = ActKind.HANDOVER if key.office == position.key.office else ActKind.TRANSFER
        entry = Entry(kind, cutoff, cutoff, key=key, act=10_000 + case)
        history.pairs += [(entry.act, case, pair, cutoff) for pair in post(position, entry)]
        assert {k for (k, _, p) in position.balances if p.heading in OPEN_HEADINGS} == {key}
    after = list(lines(history))
    for money in (False, True):
        was, now = (
            columns([row for row in rows if (row[3] is not None) == money], year, cutoff)
            for rows in (before, after)
        )
        assert was == now


@given(histories())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_fact_of_an_earlier_year_becomes_a_result_of_this_one(history):
    """Whatever is learned late, the results of a year hold only acts of that year."""
    for position in history.positions.values():
        for act in position.history:
            year = act.booked_on.year + (act.booked_on.month >= 10)
            if act.reference_year < year:
                results = Counter()
                for key, o, source, target, amount in act.pairs:
                    for place, value in ((source, -amount), (target, amount)):
                        if place.heading in ("COLLECTED", "COMPLETED") or (
                            place.heading == "CORRECTED"
                            and place.ground in ("COLLECTED", "COMPLETED")
                        ):
                            results[key, o] += value
                assert not any(results.values())


def test_headings_are_grouped_without_gap():
    assert {h.value for h in Heading} >= STOCKS | CONTRAS
