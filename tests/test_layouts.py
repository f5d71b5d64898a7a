"""Layouts as data: columns, their heads, and thousands that add up."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import seed
from reports.figures.columns import (
    Sums,
    evaluate,
    half_up,
    heads,
    in_thousands,
    parse,
    rate,
    thousands,
)
from reports.models import Layout

LAYOUTS = {
    row["code"]: parse(row["columns"])
    for row in json.loads((seed.DATA / "layouts.json").read_text("utf-8"))
}
COLUMNS = LAYOUTS["tam-thoi-1"]


@pytest.mark.django_db
def test_layout_is_chosen_by_the_cut_off():
    seed.load_layouts(Layout)
    assert Layout.objects.at(date(2018, 2, 28)).code == "tam-thoi-1"
    assert Layout.objects.at(date(2026, 6, 30)).code == "tam-thoi-1"
    assert Layout.objects.at(date(2026, 7, 31)).code == "tam-thoi-2"
    assert all(layout.provisional for layout in Layout.objects.all())


def test_returned_requests_stand_with_recalled_ones_from_the_new_law_on():
    old, new = (
        {h for t in c.terms for h in t.headings}
        for columns in LAYOUTS.values()
        for c in columns
        if c.code == "c06"
    )
    assert ("RETURNED" in old, "RETURNED" in new) == (False, True)


def test_columns_are_numbered_in_order_and_explained():
    assert [c.number for c in COLUMNS] == list(range(1, 25))
    assert [c.code for c in COLUMNS][:21] == [f"c{n:02}" for n in range(1, 22)]
    assert all(c.definition for c in COLUMNS)


def test_every_heading_lands_in_a_column_or_cancels():
    """One case under each heading: what is to be enforced is what is left plus what is done."""
    stock = ["IN_PROGRESS", "POSTPONED", "POSTPONED_BY_CONSENT", "SUSPENDED", "WITHOUT_MEANS"]
    places = {(h, ""): Sums(0, 1, 0, 10) for h in (*stock, "COMPLETED", "TERMINATED", "DELEGATED")}
    places["INTAKE", ""] = Sums(0, -len(places), 0, -10 * len(places))
    figures = evaluate(COLUMNS, places, "cases")
    assert figures["c01"] == 8
    assert figures["c07"] == figures["c08"] + figures["c18"] == 7
    assert figures["c17"] is None
    assert figures["c12"] is None
    assert evaluate(COLUMNS, places, "money")["c12"] == 0


def test_a_circle_of_columns_is_refused():
    base = {"label": "", "group": [], "definition": "", "basis": "", "number": 1}
    with pytest.raises(ValueError, match="tự gọi"):
        parse([{**base, "code": "a", "sum": {"b": 1}}, {**base, "code": "b", "sum": {"a": 1}}])


def test_heads_cover_every_column_once_at_every_level():
    rows = heads(COLUMNS)
    depth = len(rows)
    covered = [0] * depth
    for level, row in enumerate(rows):
        for head in row:
            for below in range(level, level + head.rows):
                covered[below] += head.columns
    assert covered == [len(COLUMNS)] * depth


def test_rounding_is_half_up_as_published():
    published = [
        (369_372, 579_413, "63.75"),
        (267_165, 482_175, "55.41"),
        (148_814, 728_227, "20.44"),
        (9_925, 31_453, "31.56"),
        (21_528, 31_453, "68.44"),
        (1, 8, "12.50"),
        (1, 800, "0.13"),
    ]
    assert [str(half_up(rate(a, b))) for a, b, _ in published] == [text for *_, text in published]
    assert rate(0, 0) is None


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=12))
def test_thousands_add_up_to_the_rounded_total(values):
    rounded = thousands(values)
    assert sum(rounded) == (2 * sum(values) + 1000) // 2000
    assert all(abs(1000 * r - v) < 1000 for r, v in zip(rounded, values, strict=True))


LEAVES = ("c02", "c04", "c05", "c06", "c10", "c11", "c12", "c13", "c14", "c15", "c16", "c18")


@given(
    st.lists(
        st.fixed_dictionaries({code: st.integers(0, 10**12) for code in LEAVES}),
        min_size=1,
        max_size=6,
    )
)
def test_money_in_thousands_adds_up_both_ways(rows):
    sums = {c.code: c.sums for c in COLUMNS}

    def complete(row):
        out = sum(row[c] for c in LEAVES if c != "c02")
        row |= {"c03": out - row["c02"], "m01": 1499, "m02": 501, "correction": 0, "c17": None}

        def value(code):
            if code not in row:
                row[code] = sum(sign * value(part) for part, sign in sums[code])
            return row[code] or 0

        for column in COLUMNS:
            if column.rate is None:
                value(column.code)
        return row

    rows = [complete(dict(row)) for row in rows]
    total = {code: sum(row[code] or 0 for row in rows) for code in rows[0]}
    top, printed = in_thousands(COLUMNS, total, rows)
    for row in (top, *printed):
        for column in COLUMNS:
            if column.sums:
                parts = sum(sign * (row[part] or 0) for part, sign in column.sums)
                assert row[column.code] == parts
    for column in COLUMNS:
        if column.rate is None and not column.empty:
            assert top[column.code] == sum(row[column.code] for row in printed)
    assert top["c01"] == (2 * total["c01"] + 1000) // 2000
