"""A review's figures: every year as its books were closed, in a constant number of queries a year.

Balances of all years come from the closings in two statements, one by office and one by class of
case; what was done besides the ledger in two more; goals and administrative judgments year by year.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases.models import Books, CaseClass, Office
from cases.periods import Period, year_end
from cases.rules import Refusal
from cases.today import today
from reports import seed
from reports.figures import administrative, breakdowns
from reports.figures.areas import areas
from reports.figures.balances import Found, RowKey, balances, between
from reports.figures.columns import Balances, Column, evaluate, parse
from reports.figures.goals import Goal, goals
from reports.figures.scopes import WITH_BELOW, Scope, check_books
from reports.models import Layout, PublishedFigure
from reports.review import events
from reports.review.kept import BOUNDARIES, CODES, LINES, MEASURES, Amount, By, Review, Row, Year

LONGEST = 12
UNITS = {code: unit for unit, code in seed.UNITS.items()}
PRINTED = {
    "docketed": "docketed", "enforceable": "enforceable", "completed": "completed",
    "rate_printed": "rate", "target": "target", "gap_points": "gap",
}  # fmt: skip


@dataclass(frozen=True)
class _Span:
    """What the years of a review share."""

    offices: tuple[Office, ...]
    lineage: frozenset[int]
    """The office itself and those it took over from."""
    books: Mapping[int, Books]

    def city(self, day: date) -> Office:
        """The city's office on a day."""
        own = [o for o in self.offices if o.pk in self.lineage and o.valid_from <= day]
        return max(own, key=lambda o: (o.valid_to is None or o.valid_to >= day, o.valid_from))


def review(office: Office, first: int, last: int, boundaries: str = "then") -> Review:
    """The figures of the years, as closed. Raises Refusal where there can be none."""
    if boundaries not in BOUNDARIES:
        raise Refusal("Chọn địa giới.", "boundaries")
    if not first <= last < first + LONGEST:
        raise Refusal(f"Chọn từ một đến {LONGEST} năm, năm đầu trước năm cuối.", "last")
    if year_end(last) >= today():
        raise Refusal(f"Năm thống kê {last} chưa hết.", "last")
    span = _span(office, first, last)
    ids = [o.pk for o in span.offices]
    days = [Period(first, 12).start - timedelta(days=1)]
    days += [year_end(year) for year in range(first, last + 1)]
    by_office = balances(ids, days, "office")
    by_class = balances(ids, days, "class")
    found = _Found(
        span, by_office, by_class, events.counted(ids, first, last),
        events.forces(ids, first, last), list(Layout.objects.issued().order_by("valid_from")),
        {c.pk: c for c in CaseClass.objects.all()}, _published(span, first, last),
    )  # fmt: skip
    years, by_row = [], defaultdict[int, dict[int, tuple[By, tuple[str, ...]]]](dict)
    for number, year in enumerate(range(first, last + 1), start=1):
        made, rows = found.year(year, number, today() if boundaries == "now" else year_end(year))
        years.append(made)
        for pk, row in rows.items():
            by_row[pk][year] = row
    return Review(
        office.code, office.name, first, last, boundaries, tuple(years), _rows(span, by_row)
    )


def _span(office: Office, first: int, last: int) -> _Span:
    whole = Scope.of(office, WITH_BELOW, Period(last, 12))
    began = Period(first, 12).start
    offices = tuple(o for o in whole.offices if o.valid_to is None or o.valid_to >= began)
    scope = Scope(office, WITH_BELOW, offices, whole.alive)
    books = check_books(scope, Period(first, 12))
    lineage = Office.objects.itself(office.pk).values_list("pk", flat=True)
    return _Span(offices, frozenset(lineage), books)


def _published(span: _Span, first: int, last: int) -> dict[int, dict[str, str]]:
    """What was printed of the city's whole years, by year and "measure.figure"."""
    units = [UNITS[o.code] for o in span.offices if o.pk in span.lineage and o.code in UNITS]
    printed: dict[int, dict[str, str]] = defaultdict(dict)
    rows = PublishedFigure.objects.filter(unit__in=units, months=12, year__range=(first, last))
    for row in rows.order_by("code"):
        for name, figure in PRINTED.items():
            value = getattr(row, name)
            if row.measure in MEASURES and value not in (None, ""):
                printed[row.year].setdefault(f"{row.measure}.{figure}", str(value))
    return printed


def _rows(
    span: _Span, by_row: Mapping[int, Mapping[int, tuple[By, tuple[str, ...]]]]
) -> tuple[Row, ...]:
    """Offices in the order of catalogues: the city's own first, then those below it."""
    offices = {o.pk: o for o in Office.objects.filter(pk__in=by_row)}
    order = {pk: (o.parent_id is not None, o.valid_from, pk) for pk, o in offices.items()}
    return tuple(
        Row(
            offices[pk].code,
            offices[pk].short_name,
            {year: by for year, (by, _) in years.items()},
            {year: codes for year, (_, codes) in years.items()},
        )
        for pk, years in sorted(by_row.items(), key=lambda row: order[row[0]])
    )


@dataclass(frozen=True)
class _Found:
    """What was read of all the years at once, and each year of it."""

    span: _Span
    by_office: Found
    by_class: Found
    events: Mapping[int, Mapping[str, int]]
    forces: Mapping[int, Mapping[str, tuple[int, int]]]
    layouts: Sequence[Layout]
    classes: Mapping[int, CaseClass]
    published: Mapping[int, Mapping[str, str]]

    def year(
        self, year: int, number: int, day: date
    ) -> tuple[Year, dict[int, tuple[By, tuple[str, ...]]]]:
        """The city's year and its rows, by the offices that stand on the day."""
        cutoff, period = year_end(year), Period(year, 12)
        layout = self._layout(cutoff)
        columns = [c for c in parse(layout.columns) if c.code in CODES]
        standing = [o for o in self.span.offices if o.valid_from <= cutoff]
        aims = goals(self.span.offices, period)
        city = self.span.city(cutoff)
        ancestors = [o for o in self.span.offices if o.pk in self.span.lineage]

        def goal(of: Office | None, measure: str) -> Goal | None:
            """The target of an office, or the city's, which binds who has none of its own."""
            known = [aims.get((o.pk, measure), (None, None))[0] for o in (city, *ancestors)]
            whole = next((g for g in known if g is not None), None)
            own = aims.get((of.pk, measure), (None, None))[0] if of else None
            if of is None or own is not None or whole is None:
                return own if of else whole
            return replace(whole, inherited=True)

        def amounts(found: Balances, of: Office | None = None) -> By:
            return {m: _amount(columns, found, m, goal(of, m)) for m in MEASURES}

        whole = {key: _between(places, number) for key, places in self.by_office.items()}
        rows: dict[int, tuple[By, tuple[str, ...]]] = {}
        for holder, members in areas(standing, day):
            found = breakdowns.added(whole.get(o.pk, {}) for o in members)
            by = amounts(found, holder)
            alive = [o for o in members if o.valid_to is None or o.valid_to >= period.start]
            if alive or any(a.columns[c] for a in by.values() for c in CODES):
                rows[holder.pk] = (by, tuple(o.code for o in members))
        owing = [o for o in standing if o.valid_to is None or o.valid_to >= period.start]
        of_class = {key: _between(places, number) for key, places in self.by_class.items()}
        made = Year(
            year=year,
            office=city.code,
            layout=layout.name,
            provisional=layout.provisional,
            closed=sum(self._has_closed(o, cutoff) for o in owing),
            owing=len(owing),
            city=amounts(breakdowns.added(whole.values())),
            lines={
                name: {m: _amount(columns, self._of(name, of_class), m, None) for m in MEASURES}
                for name in LINES
            },
            events=self.events[year],
            forces=self.forces.get(year, {}),
            administrative=administrative.table(standing, period).total.figures,
            published=self.published.get(year, {}),
        )
        return made, rows

    def _of(self, line: str, of_class: Mapping[RowKey, Balances]) -> Balances:
        return breakdowns.added(
            found
            for key, found in of_class.items()
            if isinstance(key, int) and getattr(self.classes[key], line)
        )

    def _layout(self, day: date) -> Layout:
        for layout in reversed(self.layouts):
            if layout.valid_from <= day and (layout.valid_to is None or layout.valid_to >= day):
                return layout
        raise Refusal(f"Chưa có bố cục biểu cho ngày {day:%d/%m/%Y}.", "first")

    def _has_closed(self, office: Office, cutoff: date) -> bool:
        books = self.span.books.get(office.pk)
        through = min(cutoff, office.valid_to) if office.valid_to else cutoff
        return bool(books and books.closed_through and books.closed_through >= through)


def _between(places: Mapping[tuple[str, str], list], number: int) -> Balances:
    """What moved in the year of this number, and what stood at its ends."""
    return {place: between(days[number - 1], days[number]) for place, days in places.items()}


def _amount(columns: Sequence[Column], found: Balances, measure: str, goal: Goal | None) -> Amount:
    figures = {code: value or 0 for code, value in evaluate(columns, found, measure).items()}
    if goal is None:
        return Amount(figures)
    return Amount(figures, goal.rate, goal.strict, goal.inherited)
