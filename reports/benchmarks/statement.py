"""What statements cost with ten closed years behind them, from closings and from raw lines."""

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter

from django.db import connection

from cases.actions.closings import close_month
from cases.actions.people import load_offices
from cases.benchmarks import own_database
from cases.models import Books, Office
from cases.periods import Period, period_of
from cases.search_benchmark import FIRST, generate
from reports.benchmarks.closing import write_books
from reports.figures import official, scopes
from reports.paper import pdf

SIZES = (100_000, 1_000_000)
PERIOD = Period(2026, 12)
RAW = """
SELECT office_id, heading, ground,
       sum(cases) FILTER (WHERE booked_on < %(start)s), sum(cases),
       sum(amount) FILTER (WHERE booked_on < %(start)s), sum(amount)
FROM cases_ledgerline
WHERE office_id = ANY(%(offices)s) AND booked_on <= %(cutoff)s
GROUP BY 1, 2, 3
"""


def statement(sizes: tuple[int, ...] = SIZES) -> list[str]:
    """The same statements at two sizes: what they cost must hang on open days, not on history."""
    lines, whole = list[str](), list[float]()
    for cases in sizes:
        with own_database():
            load_offices()
            generate(cases)
            write_books()
            closed = _close_every_month()
            taken, told = _measured()
        whole.append(taken)
        lines += [f"statement: {cases:,} cases, {closed:,} closings", *told]
    return [*lines, f"statement: {whole[-1] / whole[0]:.2f} x as long with ten times the cases"]


def _measured() -> tuple[float, list[str]]:
    city, office = Office.objects.get(code="HN"), Office.objects.get(code="HN-BD")
    raw = milliseconds(lambda: _from_raw_lines(city), times=3)
    whole = milliseconds(lambda: official.make(city, PERIOD))
    one = milliseconds(lambda: official.make(office, PERIOD))
    return whole, [
        f"statement: city {whole:.0f} ms, {whole / raw:.3f} x hand-written SQL over the raw lines"
        f" ({raw:.0f} ms)",
        f"statement: one office {one:.0f} ms",
        *_forms(city),
    ]


def _close_every_month() -> int:
    count = 0
    for year in range(period_of(FIRST).year, PERIOD.year + 1):
        for months in range(1, 13):
            for books in Books.objects.select_related("office"):
                close_month(books.office, Period(year, months).cutoff, by=None)
                count += 1
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_closing, cases_closingbalance")
    return count


def _forms(city: Office) -> Iterator[str]:
    """The forms of the ledger, and the longest of the city's on paper."""
    for number in ("01", "02", "03", "04", "05"):
        taken = milliseconds(partial(official.make, city, PERIOD, form=number), times=3)
        yield f"statement: form {number} of the city {taken:.0f} ms"
    for number in ("01", "04"):
        made = official.make(city, PERIOD, form=number)
        started = perf_counter()
        paper = pdf.statement_pdf(made, pdf.moment())
        taken = perf_counter() - started
        yield (
            f"statement: form {number} of the city on paper {taken:.1f} s,"
            f" {len(made.rows)} rows, {len(paper) / 1024:.0f} KB"
        )


def _from_raw_lines(city: Office) -> list[tuple]:
    ids = scopes.Scope.of(city, scopes.WITH_BELOW, PERIOD).ids
    with connection.cursor() as cursor:
        cursor.execute(RAW, {"start": PERIOD.start, "cutoff": PERIOD.cutoff, "offices": ids})
        return cursor.fetchall()


def milliseconds(work: Callable[[], object], times: int = 9) -> float:
    taken = []
    for _ in range(times):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return 1000 * median(taken)
