"""How a year's figures are spread over its months: the season of 2018 on that year's own days.

What 2018 did on each worked day of a month is the shape; every year bends it a little, and a
published cut-off within the year is met by what lies before it.
"""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from cases.demo.days import MONTHS, months_of
from cases.demo.figures import (
    BILLION,
    FIRST_YEAR,
    INVENTED,
    LAST_YEAR,
    MONTH_COUNT,
    PUBLISHED,
    Invented,
)
from cases.demo.years import YEARS, YearFigures

MILLION = 10**6


def apportion(total: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `shares` that sum to `total`: largest remainder."""
    scale = total / sum(shares)
    exact = [share * scale for share in shares]
    given = [int(value) for value in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: given[i] - exact[i])
    for i in by_remainder[: total - sum(given)]:
        given[i] += 1
    return given


def plans() -> dict[int, Invented]:
    """The monthly paths of every year."""
    found = {FIRST_YEAR: INVENTED}
    poor = INVENTED.without_means[-1] - sum(INVENTED.moved_to_separate_book)
    able = _carried_on(INVENTED.without_means[-1])
    for figures in YEARS:
        carried_in = poor + able
        found[figures.year] = plan = _plan(figures, poor, carried_in)
        poor = plan.without_means[-1] - figures.separated
        able = figures.enforceable - figures.finished
    return found


def _carried_on(poor: int) -> int:
    """Enforceable cases carried on from 2018: those to enforce without the poor and finished."""
    docketed = PUBLISHED.five_months.carried_in + sum(INVENTED.new)
    return docketed - sum(INVENTED.left) - sum(INVENTED.finished) - poor


def _plan(figures: YearFigures, poor: int, carried_in: int) -> Invented:
    rng = Random(figures.year)
    new = _monthly(rng, figures, INVENTED.new, figures.new, "new")
    left = apportion(figures.left, _bent(rng, figures, INVENTED.left))
    finished = _monthly(rng, figures, INVENTED.finished, figures.finished, "finished")
    done = _money(rng, figures)
    scale = figures.finished / sum(INVENTED.finished)

    def scaled(path: Sequence[int], by: float = scale) -> tuple[int, ...]:
        return tuple(apportion(round(sum(path) * by), _bent(rng, figures, path)))

    return Invented(
        new=tuple(new),
        left=tuple(left),
        finished=tuple(finished),
        without_means_carried_in=poor,
        without_means=_poor(figures, poor, carried_in, new, left),
        money_done=tuple(done),
        resumed_from_without_means=scaled(INVENTED.resumed_from_without_means),
        terminated_without_means=scaled(INVENTED.terminated_without_means),
        reopened_from_separate_book=scaled(INVENTED.reopened_from_separate_book),
        moved_to_separate_book=tuple(
            apportion(figures.separated, _bent(rng, figures, INVENTED.moved_to_separate_book))
        ),
        postponed=scaled(INVENTED.postponed, 0.5 * scale),
        suspended=scaled(INVENTED.suspended, 0.5 * scale),
        credit_completed=scaled(
            INVENTED.credit_completed, figures.credit_completed / sum(INVENTED.credit_completed)
        ),
        credit_part_payments=scaled(INVENTED.credit_part_payments, 0.65),
        part_payments=scaled(
            INVENTED.part_payments, figures.part_payments / sum(INVENTED.part_payments)
        ),
        reduced=scaled(INVENTED.reduced),
        supplemented=scaled(INVENTED.supplemented),
        credit_entering=0.5 if figures.year < LAST_YEAR else 0.55,
        lean=figures.lean,
    )


def _bent(rng: Random, figures: YearFigures, path: Sequence[float]) -> list[float]:
    """What 2018 did a worked day, on this year's days, bent a little and by the year's shock."""
    then = [len(MONTHS[n][0]) for n in months_of(FIRST_YEAR)]
    now = [len(MONTHS[n][0]) for n in months_of(figures.year)]
    return [
        value / before * after * rng.uniform(0.95, 1.05) * hit
        for value, before, after, hit in zip(path, then, now, figures.shock, strict=True)
    ]


def _spans(figures: YearFigures) -> list[tuple[int, int]]:
    return list(pairwise([0, *figures.earlier, MONTH_COUNT]))


def _monthly(
    rng: Random, figures: YearFigures, path: Sequence[int], total: int, name: str
) -> list[int]:
    """Counts of the months, with the published sums at their cut-offs."""
    bent = _bent(rng, figures, path)
    months: list[int] = []
    for start, end in _spans(figures):
        until = getattr(figures.earlier[end], name) if end in figures.earlier else total
        months += apportion(until - sum(months), bent[start:end])
    return months


def _money(rng: Random, figures: YearFigures) -> list[float]:
    """Billions of đồng done in each month."""
    bent = _bent(rng, figures, INVENTED.money_done)
    months: list[float] = []
    for start, end in _spans(figures):
        point = figures.earlier.get(end)
        until = (point.money_done if point else figures.money_done) * MILLION / BILLION
        whole = sum(bent[start:end])
        rest = until - sum(months)
        months += [value * rest / whole for value in bent[start:end]]
    return months


def _poor(
    figures: YearFigures, poor: int, carried_in: int, new: Sequence[int], left: Sequence[int]
) -> tuple[int, ...]:
    """Cases without means at each month's end: in even steps to what each cut-off leaves them."""
    path: list[int] = []
    at = poor
    for start, end in _spans(figures):
        point = figures.earlier.get(end)
        able = point.enforceable if point else figures.enforceable
        until = carried_in + sum(new[:end]) - sum(left[:end]) - able
        path += [
            round(at + (until - at) * (n - start) / (end - start))
            for n in range(start + 1, end + 1)
        ]
        at = until
    return tuple(path)
