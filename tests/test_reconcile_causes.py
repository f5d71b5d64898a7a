"""Likely causes of a difference, one story each: who, amended, moved, rounded, the last days."""

from datetime import date

import pytest

from cases.choices import Role
from cases.models import Case
from reports.figures import official
from tests.history2018 import act, intake
from tests.test_reconcile import MAY, city, keep, load, table, told  # noqa: F401

pytestmark = pytest.mark.django_db
JANUARY = date(2018, 1, 5)


def case_of(key):
    return Case.objects.get(judgment__number=f"{key}/2017/DSST").pk


def cause(made, by, change, code, at=("", "c07"), of="cases", **how):
    """The cause told of one cell of a table changed there."""
    _, found = keep(made, by, table(made, of, change=change, **how), of=of)
    return told(made, found.pair(*at), found, of)[code]


def test_another_officer_has_it(ba_dinh, load, people):  # noqa: F811
    other = {"officer": "HN-BD-02"}
    load(
        [
            intake("A", JANUARY, "HN-BD", 5_000_000),
            intake("B", JANUARY, "HN-BD", 3_000_000),
            intake("C", JANUARY, "HN-BD", 2_000_000) | other,
            act("B", date(2018, 2, 5), "handover") | other,
        ]
    )
    made = official.make(ba_dinh, MAY, by="officer")
    first, second = (row.key for row in made.rows)
    change = {(first, "c07"): 1, (second, "c07"): -1}
    found = cause(made, people[Role.CLERK], change, "other_officer", (first, "c07"))
    assert found.exact and found.cases == (case_of("B"),)
    assert found.words.startswith("Chấp hành viên khác") and made.rows[1].label in found.words


def test_an_amended_sum_not_yet_known_there(ba_dinh, load, people):  # noqa: F811
    load(
        [
            intake("A", JANUARY, "HN-BD", 5_000_000),
            intake("B", JANUARY, "HN-BD", 3_000_000),
            act("B", date(2018, 2, 5), "amend", 2_000_000),
        ]
    )
    made = official.make(ba_dinh, MAY)
    change = {("", "c01"): -2_000_000}
    by = people[Role.CLERK]
    found = cause(made, by, change, "amend", ("", "c01"), of="money")
    assert found.exact and found.cases == (case_of("B"),)


@pytest.mark.parametrize(("kind", "more"), [("transfer", {"office": "HN-HK"}), ("take_up", {})])
def test_what_left_for_another_office_may_still_count_there(ba_dinh, load, people, kind, more):  # noqa: F811
    load(
        [
            intake("A", JANUARY, "HN-BD", 5_000_000),
            intake("B", JANUARY, "HN-BD", 3_000_000),
            act("B", date(2018, 2, 5), kind, **more),
        ]
    )
    made = official.make(ba_dinh, MAY)
    by = people[Role.CLERK]
    found = cause(made, by, {("", "c07"): 3_000_000}, kind, of="money")
    assert found.exact and found.cases == (case_of("B"),)


def test_the_sum_of_rounded_rows(ba_dinh, load, people):  # noqa: F811
    load([intake("A", JANUARY, "HN-BD", 5_000_000), intake("B", JANUARY, "HN-BD", 3_000_000)])
    made = official.make(ba_dinh, MAY)
    how = {"unit": 1000, "title": "Đơn vị tính: nghìn đồng"}
    by = people[Role.CLERK]
    found = cause(made, by, {("", "c07"): 1_000}, "rounding", of="money", **how)
    assert found.exact


def test_what_came_in_the_last_days(ba_dinh, load, people):  # noqa: F811
    load(
        [
            intake("A", JANUARY, "HN-BD", 5_000_000),
            intake("B", date(2018, 5, 29), "HN-BD", 3_000_000),
        ]
    )
    made = official.make(ba_dinh, MAY)
    found = cause(made, people[Role.CLERK], {("", "c07"): -1}, "missing_there")
    assert found.exact and found.cases == (case_of("B"),)
    assert "5 ngày cuối kỳ" in found.words
