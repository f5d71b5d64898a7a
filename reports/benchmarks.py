"""What a city's statement costs, from closings and from raw lines."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from django.db import connection

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.benchmarks import START, rolled_back, write_history
from cases.models import Books, Office
from cases.periods import Period
from reports import scopes, statistics

ACTS = 180_000
RAW = """
SELECT office_id, heading, ground,
       sum(cases) FILTER (WHERE booked_on < %(start)s), sum(cases),
       sum(amount) FILTER (WHERE booked_on < %(start)s), sum(amount)
FROM cases_ledgerline
WHERE office_id = ANY(%(offices)s) AND booked_on <= %(cutoff)s
GROUP BY 1, 2, 3
"""


def statement(acts: int = ACTS) -> list[str]:
    """A city's year at true scale with twelve closed months; everything is rolled back."""
    with rolled_back():
        with TemporaryDirectory() as folder:
            path = Path(folder) / "journal.csv"
            write_history(path, acts)
            load_journal(path, books_open=START)
        lines = _measured(acts)
    return lines


def _measured(acts: int) -> list[str]:
    city = Office.objects.get(code="HN")
    period = Period(2018, 12)
    raw = _milliseconds(lambda: _from_raw_lines(city, period))
    for months in range(1, 13):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_closing, cases_closingbalance, cases_ledgerline")
    made = statistics.statement(city, period)
    whole = _milliseconds(lambda: statistics.statement(city, period))
    offices = len(made.rows)
    return [
        f"statement: {whole:.0f} ms ({acts:,} acts, {offices} offices, 12 closed months)",
        f"statement: {whole / raw:.2f} x hand-written SQL over the raw lines ({raw:.0f} ms)",
    ]


def _from_raw_lines(city: Office, period: Period) -> list[tuple]:
    ids = scopes.Scope.of(city, scopes.WITH_BELOW, period).ids
    with connection.cursor() as cursor:
        cursor.execute(RAW, {"start": period.start, "cutoff": period.cutoff, "offices": ids})
        return cursor.fetchall()


def _milliseconds(work: Callable[[], object], times: int = 9) -> float:
    taken = []
    for _ in range(times):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return 1000 * median(taken)
