"""Editions of a layout: what they differ in, and what keeps a wrong one from being issued."""

import copy
import json
from datetime import date

import pytest

from cases.rules import Refusal
from reports import seed
from reports.layouts.editions import check, differences, moves

OLD, NEW = (row["columns"] for row in json.loads((seed.DATA / "layouts.json").read_text("utf-8")))


def changed(code, **fields):
    columns = copy.deepcopy(NEW)
    next(c for c in columns if c["code"] == code).update(fields)
    return columns


def test_what_is_shipped_holds_together():
    """The old law knew no returned request: an edition that ends with it needs no place for one."""
    assert len(check(NEW)) == len(NEW)
    assert len(check(OLD, date(2026, 6, 30))) == len(OLD)
    with pytest.raises(Refusal, match="Gửi lại yêu cầu"):
        check(OLD, date(2026, 7, 1))


@pytest.mark.parametrize("code", [c["code"] for c in NEW if c.get("terms")])
def test_a_heading_lost_or_counted_twice_is_refused(code):
    """Each term of each column, left out or doubled, is found."""
    terms = next(c for c in NEW if c["code"] == code)["terms"]
    for number, term in enumerate(terms):
        if code == "correction":  # shown beside c02, proved by nothing
            continue
        for wrong in ([*terms[:number], *terms[number + 1 :]], [*terms, term]):
            with pytest.raises(Refusal):
                check(changed(code, terms=wrong))


def test_a_heading_in_two_columns_is_refused():
    both = [{"of": "stock", "headings": ["IN_PROGRESS", "POSTPONED"]}]
    with pytest.raises(Refusal, match="I3"):
        check(changed("c13", terms=both))


def test_moving_a_heading_to_another_column_is_allowed():
    """Other postponements counted with those by consent, whose column is then empty."""
    columns = changed("c16", terms=[])
    next(c for c in columns if c["code"] == "c14")["terms"] = [
        {"of": "stock", "headings": ["POSTPONED", "POSTPONED_BY_CONSENT"]}
    ]
    check(columns)
    (one, other) = differences(NEW, columns)
    assert (one.column, one.what, other.column, other.after) == ("c14", "Cách tính", "c16", "–")


def test_a_circle_an_unknown_column_and_a_doubled_number_are_refused():
    for fields, words in (
        ({"sum": {"c07": 1, "c20": -1}}, "tự gọi"),
        ({"sum": {"c99": 1}}, "không có: c99"),
        ({"number": 7}, "dùng cho hai cột"),
    ):
        with pytest.raises(Refusal, match=words):
            check(changed("c08", **fields))


def test_moves_are_balanced():
    for words, places in moves():
        assert sum(s.cases for s in places.values()) == 0, words
        assert sum(s.opening_cases for s in places.values()) == 0, words
