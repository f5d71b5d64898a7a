"""Kết quả: the board of a city, or of one office by officer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.periods import Period
from cases.roles import FIGURES, PRINT
from cases.rules import Refusal
from cases.views.session import SignedIn
from reports import published, seed
from reports.figures import statistics
from reports.figures.columns import printed_rate
from reports.figures.statistics import MEASURES, UNITS, Row, Statement
from reports.models import PublishedFigure
from reports.outlook import pace
from reports.paper import charts
from reports.views.chosen import choose, readable_offices

LEAST = Decimal(-1000)
UNIT_OF = {code: unit for unit, code in seed.UNITS.items()}


def _gap(measure: str) -> Callable[[Row], Any]:
    return lambda row: LEAST if (gap := row.gap(measure)) is None else gap


def _rate(measure: str) -> Callable[[Row], Any]:
    return lambda row: LEAST if (reached := row.rate(measure)) is None else reached


def _figure(measure: str, code: str) -> Callable[[Row], Any]:
    return lambda row: row.figures[measure][code] or 0


SORTS: dict[str, Callable[[Row], Any]] = {
    "c07": _figure("cases", "c07"),
    "c08": _figure("cases", "c08"),
    "c09": _figure("cases", "c09"),
    "rate": _rate("cases"),
    "gap": _gap("cases"),
    "money_c08": _figure("money", "c08"),
    "money_rate": _rate("money"),
    "money_gap": _gap("money"),
}
"""What the table can be sorted by; a minus in front turns it. By name is the catalogue's order."""


@dataclass(frozen=True)
class Side:
    """One of the two big rates."""

    measure: str
    title: str
    rate: Decimal | None
    target: Any
    gap: Decimal | None
    interim: Any
    interim_gap: Decimal | None
    pace: Decimal | None
    pace_gap: Decimal | None
    last_year: Decimal | None
    change: Decimal | None
    missing: int | None
    unit: str
    published: bool
    """Whether an authority or the press printed this rate."""
    curve: charts.Curve
    season: str


@require_safe
@permission_required(FIGURES, raise_exception=True)
def board(request: SignedIn) -> HttpResponse:
    now = request.GET.get("by") == "area_now"
    chosen = choose(request, dimension="area_now" if now else "area")
    made = chosen.statement
    context: dict[str, Any] = {"form": chosen.form, "refused": chosen.refused, "statement": made}
    if made is None:
        return render(request, "reports/board.html", context)
    if len(made.rows) == 1:
        made = statistics.statement(made.office, made.period, made.scope.kind, dimension="officer")
    paces = pace.of(made)
    context |= _figures(made, paces)
    rows, order, unknown = _sorted(made.rows, request.GET.get("sort", ""))
    readable = readable_offices(request.user)
    context |= {
        "statement": made,
        "rows": [_shown(made, row, paces, readable) for row in rows],
        "order": order,
        "unknown_sort": unknown,
        "tiles": charts.tiles(made, {row.key: paces[row.key, "cases"].rate for row in made.rows})
        if made.dimension != "officer"
        else (),
        "total": made.total,
        "total_readable": readable.issuperset(made.scope.ids),
        "may_print": request.user.may(PRINT),
        "inherited": any(
            goal and goal.inherited for row in made.rows for goal in (row.goals["cases"][0],)
        ),
    }
    return render(request, "reports/board.html", context)


def _figures(made: Statement, paces: pace.Paces) -> dict[str, Any]:
    """Both rates with their curves, and last year's where there is one."""
    before: Statement | None = None
    last_curve: dict[str, list[Decimal | None]] = {measure: [] for measure in MEASURES}
    try:
        before = statistics.statement(made.office, made.period.before, made.scope.kind)
        last_curve = statistics.curve(before.scope, Period(before.period.year, 12), before.columns)
    except Refusal:
        pass  # nothing is known of the year before
    rows = PublishedFigure.objects.filter(
        unit=UNIT_OF.get(made.office.code, ""), year=made.period.year, months=made.period.months
    )
    printed = {row.measure: row.rate_printed for row in rows if row.rate_printed}
    flow = any(
        (row.measure, row.enforceable, row.completed)
        == ("cases", made.total.figures["cases"]["c08"], made.total.figures["cases"]["c09"])
        for row in rows
    )
    through = statistics.curve(made.scope, made.period, made.columns)
    sides = []
    for measure, title in (("cases", "Về việc"), ("money", "Về tiền")):
        total = made.total
        reached = total.rate(measure)
        goal, interim = total.goals[measure]
        season = paces[None, measure]
        asked = season.rate
        last = before.total.rate(measure) if before else None
        sides.append(
            Side(
                measure=measure,
                title=title,
                rate=reached,
                target=goal,
                gap=total.gap(measure),
                interim=interim,
                interim_gap=total.gap(measure, interim=True),
                pace=asked,
                pace_gap=None if reached is None or asked is None else reached - asked,
                last_year=last,
                change=None if reached is None or last is None else reached - last,
                missing=total.missing(measure),
                unit=UNITS[measure],
                published=published.confirms(printed.get(measure, ""), reached),
                curve=charts.curve(through[measure], goal, last_curve[measure], season.months),
                season=season.season.words,
            )
        )
    cases = made.total.figures["cases"]
    return {
        "sides": sides,
        "flow_published": flow,
        "share": printed_rate(cases["c08"], cases["c07"]),
        "rest_share": printed_rate(cases["c18"], cases["c07"]),
        "left": sum(cases[code] or 0 for code in ("c04", "c05", "c06")),
    }


def _sorted(rows: tuple[Row, ...], asked: str) -> tuple[list[Row], str, bool]:
    """The rows as asked for; best rate first by default."""
    key = asked.removeprefix("-")
    if asked == "name":
        return list(rows), asked, False
    unknown = bool(asked) and key not in SORTS
    if key not in SORTS:
        asked, key = "-rate", "rate"
    return sorted(rows, key=SORTS[key], reverse=asked.startswith("-")), asked, unknown


def _shown(
    made: Statement, row: Row, paces: pace.Paces, readable: frozenset[int]
) -> dict[str, Any]:
    shown: dict[str, Any] = {"row": row, "readable": readable.issuperset(row.offices)}
    if made.dimension != "officer":
        shown["code"] = row.key
    for measure in MEASURES:
        reached, asked = row.rate(measure), paces[row.key, measure].rate
        goal = row.goals[measure][0] or made.total.goals[measure][0]
        shown[measure] = {
            "rate": reached,
            "target": goal.rate if goal else None,
            "gap": None if goal is None else goal.gap(reached),
            "pace": "ahead"
            if reached is not None and asked is not None and reached >= asked
            else "behind",
            "figures": row.figures[measure],
            "millions": (row.figures[measure]["c08"] or 0) // 10**6,
        }
    return shown
