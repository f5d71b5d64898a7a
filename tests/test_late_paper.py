"""The late entries printed with a statement."""

from datetime import date

import pytest

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.models import Books
from cases.periods import Period
from reports import seed
from reports.figures import clocks, official, statistics
from reports.models import Layout
from reports.paper import pdf
from reports.paper.late import late_of
from tests.history2018 import HAND, START, intake, write

pytestmark = pytest.mark.django_db
AUGUST = Period(2018, 11)


def test_the_list_of_the_clocks_is_printed_with_its_total(
    ba_dinh, hoan_kiem, hanoi, settings, tmp_path
):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    load_journal(write(tmp_path / "a.csv", HAND), books_open=START)
    for months in range(1, 12):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    before = official.make(ba_dinh, AUGUST)
    assert late_of(before) is None
    assert "ghi sổ muộn" not in pdf.html(before, pdf.moment())
    late = [intake(key, date(2018, 8, 20), "HN-BD", 2_500_000) for key in ("X", "Y")]
    load_journal(write(tmp_path / "b.csv", late), books_open=START)
    made = official.make(ba_dinh, AUGUST)
    assert made.canonical == before.canonical
    found = late_of(made)
    days = statistics.marks(AUGUST)
    entries = clocks.late_entries(made.scope.ids, days, clocks.known_today(days))
    assert [row["act"].pk for row in found.rows] == [entry.act for entry in entries]
    assert found.count == 2
    page = pdf.html(made, pdf.moment())
    assert "dòng 1–2 trên tổng số 2" in page
    assert "Tổng số kiểm tra: 2 việc ghi sổ" in page
