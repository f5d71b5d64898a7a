"""A small city's years 2018–2022 whose closings give exactly the rates that were published."""

from datetime import date

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.models import Books
from cases.periods import year_end, year_start
from tests import factories
from tests.history2018 import act, intake, write

PUBLISHED = {2018: ("4.54", "-12.66"), 2021: ("-12.00", "-16.19"), 2022: ("0.16", "2.20")}
"""Points from the target, by cases and by money: published-figures.csv."""
RATES = {
    # year: cases completed of enforceable, money collected of enforceable, both targets
    2018: ((62, 81), (1934, 10_000), (72, 32)),
    2019: ((40, 50), (3000, 10_000), ("78.5", 30)),
    2020: ((41, 50), (3500, 10_000), (80, 35)),
    2021: ((17, 25), (2381, 10_000), (80, 40)),
    2022: ((101, 126), (4020, 10_000), (80, 38)),
}
FLAGS = ("", "credit", "corruption", "budget")
OFFICES = ("HN-BD", "HN-HK", "HN")


def year_rows(year: int) -> list[dict]:
    """As many cases as enforceable: those completed share the money collected, one holds the rest;
    what is open is recalled as the next year begins, so that no year weighs on another."""
    (done, whole), (collected, money), _ = RATES[year]
    start, rows = year_start(year), list[dict]()
    for number in range(whole):
        case, office = f"{year}-{number}", OFFICES[number % 3]
        is_done, is_last = number < done, number == whole - 1
        amount = 1_000_000
        if is_done:
            amount *= collected - (done - 1) if number == 0 else 1
        else:
            amount *= money - collected - (whole - done - 1) if is_last else 1
        on = date(start.year, 10, 3 + number % 20)
        rows.append(intake(case, on, office, amount, flags=FLAGS[number % 4]))
        if is_done:
            rows.append(act(case, date(year, 3, 5), "collect", amount))
            rows.append(act(case, date(year, 3, 6), "complete"))
        elif year < max(RATES):
            rows.append(act(case, date(year, 10, 2), "recall"))
    return rows


def keep_books(tmp_path, hanoi, closed=True) -> None:
    """The journal of all years loaded, the targets set, every year closed."""
    rows = [row for year in RATES for row in year_rows(year)]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=year_start(min(RATES)))
    for year, (*_, targets) in RATES.items():
        for measure, rate in zip(("cases", "money"), targets, strict=True):
            factories.target(hanoi, year, measure, rate, strict=year == 2018)
    for year in RATES if closed else ():
        for books in Books.objects.select_related("office"):
            close_month(books.office, year_end(year), by=None)
