"""Then-boundaries and now-boundaries: what a division's past is made of."""

from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from cases.actions.journal import load_journal
from cases.actions.people import load_offices
from cases.choices import Role
from cases.models import Office, Succession, User
from cases.periods import Period
from cases.rules import Refusal
from reports import actions, seed
from reports.figures import statistics
from reports.figures.columns import printed_rate
from reports.figures.statistics import MEASURES
from reports.models import Layout
from reports.proof.cells import cell_lines
from tests.history2018 import act, write
from tests.reorganisation import CUT, START, lives

pytestmark = pytest.mark.django_db
JUNE, YEAR = Period(2025, 9), Period(2025, 12)


@pytest.fixture(autouse=True)
def year(settings, tmp_path):
    """Districts' cases until 30 June 2025, each handed over to its division on the day after."""
    settings.TODAY = date(2025, 10, 6)
    load_offices()
    seed.load_layouts(Layout)
    districts = sorted(Succession.objects.filter(on=CUT).values_list("old__code", flat=True))
    districts.remove("HN")
    rows = [row for row in lives(7, 120, districts) if row["on"] < CUT]
    ended = {"terminate", "delegate", "recall", "complete", "separate_book"}
    last = {row["case"]: row for row in rows if row["act"] != "pay_out"}
    for case, row in last.items():
        at = next(r for r in rows if r["case"] == case)
        if row["act"] not in ended and at["heading"] != "SEPARATE_BOOK":
            new = Succession.objects.get(old__code=at["office"]).new.code
            rows.append(act(case, CUT, "transfer") | {"office": new})
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)


def made(office, period, by):
    return statistics.statement(Office.objects.get(code=office), period, dimension=by)


def test_before_the_cut_districts_stand_alone_or_under_their_divisions():
    then, now = made("HN", JUNE, "area"), made("HN", JUNE, "area_now")
    assert len(then.rows) == 31
    assert [row.key for row in now.rows] == ["HN-TP", *(f"HN-KV{n:02}" for n in range(1, 13))]
    assert now.total.figures == then.total.figures
    own = {row.key: row for row in then.rows}
    for row in now.rows[1:]:
        below = Succession.objects.filter(new__code=row.key).values_list("old__code", flat=True)
        for measure in MEASURES:
            added = Counter()
            for code in below:
                added.update({c: v or 0 for c, v in own[code].figures[measure].items()})
            assert {c: v or 0 for c, v in row.figures[measure].items()} == dict(added)
        done, whole = (sum(own[c].figures["cases"][n] or 0 for c in below) for n in ("c09", "c08"))
        assert row.rate("cases") == printed_rate(done, whole)


def test_after_the_cut_a_division_holds_its_districts_results():
    """Both boundaries are then the same; nothing is counted at two places."""
    raw, then, now = (made("HN-TP", YEAR, by) for by in ("office", "area", "area_now"))
    assert len(then.rows) == 13
    assert [row.figures for row in then.rows] == [row.figures for row in now.rows]
    assert then.total.figures == raw.total.figures
    done = {row.key: row.figures["cases"]["c09"] for row in raw.rows}
    assert sum(done[code] for code in done if not code.startswith("HN-KV")) > 0
    for row in then.rows:
        below = Office.objects.filter(pk__in=row.offices).values_list("code", flat=True)
        assert row.figures["cases"]["c09"] == sum(done.get(code, 0) for code in below)


@pytest.mark.parametrize(("office", "period"), [("HN", JUNE), ("HN-TP", YEAR)])
def test_a_number_of_a_division_opens_the_cases_of_its_districts(office, period):
    now = made(office, period, "area_now")
    for row in now.rows:
        for column in ("c08", "c09"):
            assert cell_lines(now, column, "cases", row.key).totals()[1] == (
                row.figures["cases"][column] or 0
            )


def test_an_office_that_was_divided_stays_by_itself():
    Succession.objects.create(
        old=Office.objects.get(code="HN-CG"), new=Office.objects.get(code="HN-KV02"), on=CUT
    )
    rows = [row.key for row in made("HN", JUNE, "area_now").rows]
    assert len(rows) == 14
    assert "HN-CG" in rows


def test_last_year_of_an_office_that_did_not_stand_is_its_predecessors():
    division = Office.objects.get(code="HN-KV01")
    with pytest.raises(Refusal, match="hoạt động từ"):
        statistics.statement(division, JUNE)
    past = statistics.statement(division, JUNE, past=True)
    then = {row.key: row.figures["cases"]["c07"] for row in made("HN", JUNE, "office").rows}
    districts = ("HN-BD", "HN-HK", "HN-TH")
    assert past.total.figures["cases"]["c07"] == sum(then[code] for code in districts)


def test_what_is_gathered_by_todays_boundaries_is_not_issued():
    with pytest.raises(Refusal, match="Chỉ phát hành"):
        actions.check_issuable(made("HN", JUNE, "area_now"))


def test_the_board_says_which_boundaries(client):
    leader = User.objects.create_user(
        "lanh.dao.tp", role=Role.CITY_LEADER, name="L", office=Office.objects.get(code="HN-TP")
    )
    client.force_login(leader, backend="cases.views.session.AccountBackend")
    asked = {"office": "HN", "year": 2025, "months": 9}
    then = client.get(reverse("board"), asked)
    assert len(then.context["rows"]) == 31
    now = client.get(reverse("board"), asked | {"by": "area_now"})
    assert len(now.context["rows"]) == 13
    assert "by=area_now" in now.text  # the numbers open what they count
