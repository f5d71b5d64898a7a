"""Giải thích con số: what a cell is made of, and why one case counts in it or does not.

A line weighs in a column by the same terms that figures and lists are summed from, so what is told
of a case is what the statement counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from cases.choices import CONTRA, ActKind, Heading
from cases.models import Act, Case, CaseClass, Office, Officer
from cases.rules.grounds import ground_label
from reports.figures.balances import balances, between
from reports.figures.breakdowns import CLASS_BLOCKS, NOBODY, added, class_value
from reports.figures.columns import MOVEMENT, OPENING, TERM_LABELS, Balances, Column, Term
from reports.figures.statistics import Row, Statement, marks


# ---------------------------------------------------------------- what a cell is made of
class Detail(NamedTuple):
    """What of a term stands under one heading and ground."""

    words: str
    value: int


@dataclass(frozen=True)
class Part:
    """One of the parts that add up to a cell: another column, or a term over the ledger."""

    words: str
    sign: int
    value: int
    column: Column | None = None
    term: int | None = None
    """Which of the column's terms; its own lines are listed by this number."""
    details: tuple[Detail, ...] = ()


def parts(of: Statement, column: Column, measure: str, row: Row) -> list[Part]:
    """The parts of a cell, each with its sign in it; together they are the cell."""
    if column.sums:
        return [
            Part(found.full_label, sign, sign * (row.figures[measure][code] or 0), found)
            for code, sign in column.sums
            for found in (of.column(code),)
        ]
    standing = _standing(of, row)
    return [
        Part(
            f"{TERM_LABELS[term.of]} của {_headings(term)}",
            term.sign,
            term.value(standing, measure),
            term=number,
            details=tuple(_details(term, standing, measure)),
        )
        for number, term in enumerate(column.terms)
    ]


def _headings(term: Term) -> str:
    names = ", ".join(f"“{h.label}”" for h in Heading if h in term.headings)
    if term.grounds is None:
        return names
    grounds = sorted(ground_words(h, g) or "không ghi" for h in term.headings for g in term.grounds)
    return f"{names} (căn cứ: {'; '.join(grounds)})"


def _details(term: Term, standing: Balances, measure: str) -> Iterator[Detail]:
    for heading, ground in sorted(standing):
        if heading in term.headings and (term.grounds is None or ground in term.grounds):
            own = Term(term.of, frozenset((heading,)), frozenset((ground,)), term.sign)
            if value := own.value(standing, measure):
                words = Heading(heading).label
                why = ground_words(heading, ground)
                yield Detail(f"{words}, {why}" if why else words, value)


_DECIDED = {
    Heading.POSTPONED_BY_CONSENT: ActKind.POSTPONE,
    Heading.POSTPONED: ActKind.POSTPONE,
    Heading.SUSPENDED: ActKind.SUSPEND,
    Heading.WITHOUT_MEANS: ActKind.WITHOUT_MEANS,
    Heading.SEPARATE_BOOK: ActKind.WITHOUT_MEANS,
    Heading.TERMINATED: ActKind.TERMINATE,
    Heading.RECALLED: ActKind.RECALL,
    Heading.TAKEN_UP: ActKind.TAKE_UP,
}


def ground_words(heading: str, ground: str, on: date = date.max) -> str:
    """A line's ground in the statute's words; a correction names the heading it corrects."""
    if heading == Heading.CORRECTED and ground in Heading.values:
        return Heading(ground).label
    kind = _DECIDED.get(Heading(heading))
    return ground_label(kind, ground, on) if kind else ground


def _standing(of: Statement, row: Row) -> Balances:
    """What stands in one row, closings and open days together."""
    sieve = sieves(of, (row,))[row.key]
    by = "all" if sieve.officers is None else "officer"
    classes = None if sieve.classes is None else sorted(sieve.classes)
    found = balances(sorted(sieve.offices), marks(of.period), by, classes, of.clock)
    return added(
        {place: between(*standing) for place, standing in places.items()}
        for key, places in found.items()
        if sieve.officers is None or key in sieve.officers
    )


# ---------------------------------------------------------------- which lines a row holds
class Line(NamedTuple):
    """A line of a case with the day it counts from by the statement's clock."""

    id: int
    act: int
    office: int
    officer: int | None
    case_class: int
    heading: str
    ground: str
    cases: int
    amount: int
    booked_on: date

    def moved(self, measure: str) -> int:
        return self.cases if measure == "cases" else self.amount


@dataclass(frozen=True)
class Sieve:
    """Which lines a row holds; none means that all do."""

    offices: frozenset[int]
    officers: frozenset[int | None] | None = None
    classes: frozenset[int] | None = None

    def holds(self, line: Line) -> bool:
        return (
            line.office in self.offices
            and (self.officers is None or line.officer in self.officers)
            and (self.classes is None or line.case_class in self.classes)
        )


def sieves(of: Statement, rows: Iterable[Row]) -> dict[str | None, Sieve]:
    """By the keys of rows."""
    places = {row.key: row.place for row in rows}
    flags = of.question.flags
    codes = [p.value for p in places.values() if p.dimension == "officer" and p.value != NOBODY]
    officers = {o.code: o.pk for o in Officer.objects.filter(code__in=codes)} if codes else {}
    classed = flags or any(p.dimension in CLASS_BLOCKS for p in places.values())
    flagged = [
        c
        for c in (CaseClass.objects.all() if classed else ())
        if all(getattr(c, flag) for flag in flags)
    ]
    found = {}
    for key, place in places.items():
        held: frozenset[int | None] | None = None
        classes = frozenset(c.pk for c in flagged) if flags else None
        if place.dimension == "officer":
            held = frozenset((officers.get(place.value),))
        elif place.dimension in CLASS_BLOCKS:
            classes = frozenset(
                c.pk for c in flagged if class_value(c, place.dimension) == place.value
            )
        found[key] = Sieve(frozenset(place.offices), held, classes)
    return found


def weight(column: Column, line: Line, of: Statement) -> int:
    """How often a line counts in a column: the signs of the terms that it fits."""
    start, cutoff = of.period.start, of.period.cutoff
    total = 0
    for term in column.terms:
        if line.heading not in term.headings or line.booked_on > cutoff:
            continue
        if term.grounds is not None and line.ground not in term.grounds:
            continue
        if term.of == MOVEMENT and line.booked_on < start:
            continue
        if term.of == OPENING and line.booked_on >= start:
            continue
        total += term.sign
    return total


# ---------------------------------------------------------------- one case
class Counted(NamedTuple):
    """A column that a case counts in: how much in the whole statement, and in which rows."""

    column: Column
    measure: str
    value: int
    rows: tuple[tuple[Row, int], ...]


class Entered(NamedTuple):
    """What a line adds to a column that is no sum of others."""

    column: Column
    measure: str
    value: int


class LineTold(NamedTuple):
    line: Line
    heading: str
    ground: str
    office: Office
    officer: Officer | None
    entered: tuple[Entered, ...]


class ActTold(NamedTuple):
    act: Act
    booked_on: date
    reversed_by: Act | None
    lines: tuple[LineTold, ...]


class Stands(NamedTuple):
    """Where a case or a part of its money stood on a day."""

    heading: str
    ground: str
    office: Office
    officer: Officer | None
    case_class: CaseClass
    cases: int
    amount: int


@dataclass(frozen=True)
class Told:
    """One case in a statement: its lines, and what each of them adds where."""

    statement: Statement
    case: Case
    lines: tuple[Line, ...]
    acts: Mapping[int, Act]
    offices: Mapping[int, Office]
    officers: Mapping[int, Officer]
    classes: Mapping[int, CaseClass]

    @cached_property
    def sieves(self) -> dict[str | None, Sieve]:
        return sieves(self.statement, (self.statement.total, *self.statement.rows))

    @cached_property
    def known(self) -> tuple[Line, ...]:
        """Up to the cut-off."""
        return tuple(x for x in self.lines if x.booked_on <= self.statement.period.cutoff)

    def value(self, column: Column, measure: str, row: str | None = None) -> int:
        """What the case adds to a cell."""
        sieve = self.sieves[row]
        return sum(
            line.moved(measure) * weight(column, line, self.statement)
            for line in self.known
            if sieve.holds(line)
        )

    @cached_property
    def counted(self) -> list[Counted]:
        """Every column in which the case counts, in the order of print."""
        of, found = self.statement, []
        for measure in of.measures:
            for column in of.columns:
                if column.rate is not None or not column.prints(measure):
                    continue
                each = [(row, self.value(column, measure, row.key)) for row in of.rows]
                rows = tuple((row, value) for row, value in each if value)
                value = self.value(column, measure)
                if value or rows:
                    found.append(Counted(column, measure, value, rows))
        return found

    def stands(self, day: date) -> list[Stands]:
        """Where it stood at the end of a day, money that stands apart too."""
        sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
        for line in self.lines:
            if line.booked_on <= day and line.heading not in CONTRA:
                key = (line.heading, line.ground, line.office, line.officer, line.case_class)
                sums[key][0] += line.cases
                sums[key][1] += line.amount
        return [
            Stands(
                Heading(heading).label,
                ground_words(heading, ground, day),
                self.offices[office],
                self.officers.get(officer) if officer else None,
                self.classes[case_class],
                cases,
                amount,
            )
            for (heading, ground, office, officer, case_class), (cases, amount) in sums.items()
            if cases or amount
        ]

    @property
    def opening(self) -> list[Stands]:
        return self.stands(marks(self.statement.period)[0])

    @property
    def closing(self) -> list[Stands]:
        return self.stands(self.statement.period.cutoff)

    @property
    def story(self) -> list[ActTold]:
        """Its acts up to the cut-off in order, each line with the columns that it entered."""
        turned = {act.reverses_id: act for act in self.acts.values() if act.reverses_id}
        lines: dict[int, list[Line]] = defaultdict(list)
        for line in self.known:
            lines[line.act].append(line)
        return [
            ActTold(
                self.acts[act],
                own[0].booked_on,
                turned.get(act),
                tuple(self._line(line) for line in own),
            )
            for act, own in lines.items()
        ]

    def _line(self, line: Line) -> LineTold:
        of, entered = self.statement, []
        for measure in of.measures if self.sieves[None].holds(line) else ():
            for column in of.columns:
                if column.sums or column.rate is not None or not column.prints(measure):
                    continue
                if value := line.moved(measure) * weight(column, line, of):
                    entered.append(Entered(column, measure, value))
        return LineTold(
            line,
            Heading(line.heading).label,
            ground_words(line.heading, line.ground, line.booked_on),
            self.offices[line.office],
            self.officers.get(line.officer) if line.officer else None,
            tuple(entered),
        )


def tell(of: Statement, case: Case) -> Told:
    """A case in a statement. The caller has opened both."""
    source, clocked = of.clock.lines
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, act_id, office_id, officer_id, case_class_id, heading, ground, cases,"
            f" amount, booked_on FROM {source} k WHERE case_id = %s ORDER BY booked_on, act_id, id",
            [*clocked, case.pk],
        )
        lines = tuple(Line(*row) for row in cursor)
    return Told(
        of,
        case,
        lines,
        {act.pk: act for act in Act.objects.filter(case=case).order_by("booked_on", "pk")},
        Office.objects.in_bulk({line.office for line in lines}),
        Officer.objects.in_bulk({line.officer for line in lines if line.officer}),
        CaseClass.objects.in_bulk({line.case_class for line in lines}),
    )
