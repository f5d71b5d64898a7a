"""What pace, forecast and the list that closes the gap cost at ten years of a large city."""

from collections.abc import Callable
from functools import partial

from django.core.cache import cache
from django.db import connection

from cases.actions.closings import close_month
from cases.actions.people import load_offices
from cases.benchmarks import own_database
from cases.models import Books, Office
from cases.periods import Period, period_of
from cases.search_benchmark import FIRST, LAST, generate
from reports.benchmarks.closing import write_books
from reports.benchmarks.statement import milliseconds
from reports.figures import statistics
from reports.figures.statistics import Statement
from reports.models import Target, TargetDecision
from reports.outlook import forecast, gap, pace

PERIOD = Period(2026, 8)


def outlook(cases: int = 40_000) -> list[str]:
    """With nothing counted yet, after an act, and as kept; for the city and for one office."""
    with own_database():
        load_offices()
        generate(cases)
        write_books()
        for year in range(period_of(FIRST).year, PERIOD.year):
            for books in Books.objects.select_related("office"):
                close_month(books.office, Period(year, 12).cutoff, by=None)
        for books in Books.objects.select_related("office"):
            close_month(books.office, PERIOD.cutoff, by=None)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        city, office = Office.objects.get(code="HN"), Office.objects.get(code="HN-BD")
        paper = TargetDecision.objects.create(office=None, year=PERIOD.year, number="bench")
        for measure in statistics.MEASURES:
            Target.objects.create(
                decision=paper, office=city, months=12, measure=measure, rate=99, strict=False
            )
        cache.clear()
        lines = [f"outlook: {cases:,} cases, eight months of {PERIOD.year}"]
        for name, of in (("city", city), ("one office", office)):
            lines += _measured(name, statistics.statement(of, PERIOD))
        return lines


def _measured(name: str, made: Statement) -> list[str]:
    def said(what: str, work: Callable[[], object], times: int = 5) -> str:
        return f"outlook: {name}, {what} {milliseconds(work, times=times):.0f} ms"

    def anew() -> None:
        """As after an act: the closed years are known, the forecast is not."""
        cache.delete_many([forecast.key_of(made)])
        forecast.of(made)

    lines = [
        said("pace with no year counted yet", partial(pace.of, made), 1),
        said("pace", partial(pace.of, made)),
        said("forecast with no year counted yet", partial(forecast.of, made), 1),
        said("forecast after an act", anew),
        said("forecast as kept", partial(forecast.of, made)),
    ]
    ahead = forecast.of(made)
    found = gap.of(made, ahead, gap.BOTH, LAST)
    lines.append(said("the list that closes the gap", partial(gap.of, made, ahead, gap.BOTH, LAST)))
    return [*lines, f"outlook: {name}, {len(found.chosen):,} cases listed"]
