"""Closed years: what the rates of every office were made of at each month's end.

A closed year does not change, so it is counted once and kept in the cache under the state of its
closings: after a reopening, or under another layout, it is counted anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from cases.models import Books, Closing, Office, Succession
from cases.periods import Period, period_of, statistical_year, year_end, year_start
from reports.figures.balances import balances, between
from reports.figures.columns import evaluate, parse
from reports.models import Layout, Measure

MEASURES = (Measure.CASES.value, Measure.MONEY.value)
YEARS = 5
"""How many closed years are looked back on, at most."""
KEPT = "outlook:1"
"""Before the key of all that is kept; another number when the code counts otherwise."""

Made = tuple[int, int]
"""What a rate is made of: completed, and enforceable."""
Table = dict[int, dict[str, tuple[Made, ...]]]
"""By office and measure: the twelve months' ends of a year."""


@dataclass(frozen=True)
class Catalogue:
    """The offices, whom they took over from, and how far their books reach and are closed."""

    offices: Mapping[int, Office]
    books: Mapping[int, Books]
    before: Mapping[int, frozenset[int]]
    states: Mapping[int, str]
    """By statistical year: tells one state of its closings from every other."""
    layouts: tuple[Layout, ...]

    @classmethod
    def now(cls) -> "Catalogue":
        before: dict[int, set[int]] = {}
        for old, new in Succession.objects.values_list("old", "new"):
            before.setdefault(new, set()).add(old)
        states: dict[int, list[Any]] = {}
        rows = Closing.objects.values("cutoff").order_by("cutoff")
        rows = rows.annotate(n=Count("pk"), closed=Max("closed_at"), opened=Max("withdrawn_at"))
        for row in rows:
            states.setdefault(statistical_year(row["cutoff"]), []).append(tuple(row.values()))
        return cls(
            Office.objects.in_bulk(),
            Books.objects.in_bulk(),
            {new: frozenset(olds) for new, olds in before.items()},
            {y: sha256(repr(state).encode()).hexdigest()[:16] for y, state in states.items()},
            tuple(Layout.objects.issued().order_by("valid_from").defer("columns")),
        )

    @cached_property
    def state(self) -> str:
        """Tells one state of all this from every other."""
        held = (
            [(o.pk, o.parent_id, o.valid_from, o.valid_to) for o in self.offices.values()],
            [(b.pk, b.open_on, b.closed_through) for b in self.books.values()],
            [(new, sorted(olds)) for new, olds in self.before.items()],
            self.states,
            [layout.pk for layout in self.layouts],
        )
        return sha256(repr([sorted(part) for part in held[:3]] + [*held[3:]]).encode()).hexdigest()

    def with_before(self, offices: Iterable[int]) -> frozenset[int]:
        """The offices and all they took over from."""
        found: set[int] = set()
        waiting = list(offices)
        while waiting:
            if (office := waiting.pop()) not in found:
                found.add(office)
                waiting += self.before.get(office, ())
        return frozenset(found)

    @cached_property
    def cities(self) -> tuple[frozenset[int], ...]:
        """The offices of each city: all that a parent or a succession ties together."""
        groups: list[set[int]] = []
        for pk, office in self.offices.items():
            tied = {pk, *self.before.get(pk, ())} | (
                {office.parent_id} if office.parent_id else set()
            )
            for group in [g for g in groups if g & tied]:
                groups.remove(group)
                tied |= group
            groups.append(tied)
        return tuple(frozenset(group) for group in groups)

    def city_of(self, offices: Iterable[int]) -> frozenset[int]:
        """All offices of the cities of these."""
        wanted = set(offices)
        return frozenset().union(*(city for city in self.cities if city & wanted))

    def is_closed(self, offices: Iterable[int], year: int) -> bool:
        """Whether the books of all these offices hold the whole year and are closed through it."""
        start, end = year_start(year), year_end(year)
        there = [o for pk in offices if (o := self.offices[pk]).valid_from <= end]
        kept = [o for o in there if not (o.valid_to and o.valid_to < start) and o.pk in self.books]
        held = all(self.books[o.pk].open_on <= max(start, o.valid_from) for o in kept)
        return bool(kept) and held and all(self._closed_to(o, end) for o in kept)

    def open_at(self, offices: Iterable[int], day: date) -> list[int]:
        """Those of the offices whose books are not closed through a day."""
        return [pk for pk in offices if not self._closed_to(self.offices[pk], day)]

    def _closed_to(self, office: Office, day: date) -> bool:
        """A book ends with the month in which its office did."""
        books, gone = self.books.get(office.pk), office.valid_to
        last = period_of(gone).cutoff if gone and gone < day else day
        closed = books.closed_through if books else None
        return closed is not None and closed >= last

    def layout(self, day: date) -> Layout | None:
        valid = [o for o in self.layouts if o.valid_from <= day and (o.valid_to or day) >= day]
        return valid[-1] if valid else None


def tables(catalogue: Catalogue, years: Iterable[int]) -> dict[int, Table]:
    """These years' tables for all offices, from the cache or counted."""
    keys = {}
    for year in years:
        layout = catalogue.layout(year_end(year))
        if layout is not None and year in catalogue.states:
            keys[f"{KEPT}:rates:{year}:{catalogue.states[year]}:{layout.pk}"] = (year, layout)
    found: dict[int, Table] = {keys[k][0]: table for k, table in cache.get_many(keys).items()}
    missing = {key: keys[key] for key in keys if keys[key][0] not in found}
    for key, (year, layout) in missing.items():
        found[year] = _counted(list(catalogue.books), year, layout)
        cache.set(key, found[year], timeout=None)
    return found


def _counted(offices: list[int], year: int, layout: Layout) -> Table:
    columns = [column for column in parse(layout.columns) if column.code in ("c08", "c09")]
    days = [year_start(year) - timedelta(days=1)]
    days += [Period(year, months).cutoff for months in range(1, 13)]
    table: Table = {}
    for office, places in balances(offices, days, "office").items():
        assert isinstance(office, int)
        months: dict[str, list[Made]] = {measure: [] for measure in MEASURES}
        for mark in range(1, 13):
            standing = {place: between(s[0], s[mark]) for place, s in places.items()}
            for measure in MEASURES:
                figures = evaluate(columns, standing, measure)
                months[measure].append((figures["c09"] or 0, figures["c08"] or 0))
        table[office] = {measure: tuple(made) for measure, made in months.items()}
    return table


def added(table: Table, offices: Iterable[int], measure: str) -> list[Made]:
    """What the rate of some offices together was made of, month by month."""
    rows = [table[pk][measure] for pk in offices if pk in table]
    return [(sum(row[n][0] for row in rows), sum(row[n][1] for row in rows)) for n in range(12)]
