"""The legal terms as dated data: one row of `data/terms.csv` a term and regime.

Law 26/2008/QH12 with its decrees (`old`, to 30/06/2026), Decree 152/2026/NĐ-CP and its law (`new`,
from 01/07/2026). `=` is an old row that the new texts we could read do not restate: it goes on and
is provisional from the change. `both`: another law, untouched by it (administrative judgments).

A term starts with a fact of one of `triggers`: an act, a step, `over:KEY` (another term ran out) or
one of `DERIVED`. `when` are names of conditions in `rules.running`. The row in force on the day of
the trigger decides.
"""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from cases.choices import DUTIES, ActKind, Actor, StepKind
from cases.laws import LAW_2008_ON, OLD_LAW_ENDS, cited
from cases.periods import NEW_LAW_ON

PAYABLE, PROCEEDS, DISTRIBUTED = "payable", "proceeds", "distributed"
"""Money to be paid out, money to be distributed first, its distribution: read off the vouchers."""
DERIVED = frozenset((
    "effective", "debtor_received", "opened_without_means", "separable", "consent_over", PAYABLE,
    PROCEEDS,
))  # fmt: skip
"""Facts that are neither act nor step: read off the judgment, the opening entry, other facts."""


class Unit(StrEnum):
    WORKING_DAYS = "WD"
    DAYS = "D"
    MONTHS = "M"
    YEARS = "Y"
    HOURS = "H"
    AT_ONCE = "NOW"


class Side(StrEnum):
    """How a term is counted from its trigger."""

    BY = "by"  # to be done within
    BEFORE = "before"  # to be done so long before the day the trigger sets (`until`)
    BEFORE_IT = "before_it"  # to be done so long before the trigger itself
    FROM = "from"  # may be done once so long has passed
    MONTH_END = "month_end"  # to be done by the end of the month so many months later
    MONTH_DAY = "month_day"  # to be done by that day of the next month
    RULE = "rule"  # said, not counted


class Bond(StrEnum):
    """Which of the facts that can discharge a term does."""

    ANY = ""
    ACT = "act"  # about the act that started it, or about none in particular
    PARTY = "party"  # about the same party, or about none in particular
    FREE = "free"  # about no act
    FIFO = "fifo"  # the first asked is the first answered
    SUM = "sum"  # as much has gone on as had come
    EVERYONE = "everyone"  # about the act, and each party it concerns has been told
    EVER = "ever"  # whenever it was done, earlier too


@dataclass(frozen=True)
class Term:
    key: str
    parent: str
    triggers: tuple[str, ...]
    when: tuple[str, ...]
    side: Side
    length: int
    unit: Unit | None
    actor: Actor
    name: str
    article: str  # of the old law, where the row is provisional under the new one
    done_by: tuple[str, ...]
    bond: Bond
    ends: tuple[str, ...]
    keeps: bool  # goes on when the case has ended
    standing: bool  # a state, not a paper: counts also for what was loaded from a history
    valid_from: date
    valid_to: date | None
    provisional_from: date | None
    note: str

    @property
    def is_duty(self) -> bool:
        """The office's own to do: only such a term can be overdue of it."""
        return self.actor in DUTIES and self.side not in (Side.FROM, Side.RULE)

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_provisional(self, day: date) -> bool:
        return self.provisional_from is not None and day >= self.provisional_from

    def article_on(self, day: date) -> str:
        """The article for an event of the day; what was not read of the new law says so."""
        return cited(day, self.article) if self.is_provisional(day) else self.article


_REGIMES: dict[str, tuple[date, date | None, date | None]] = {
    "old": (LAW_2008_ON, OLD_LAW_ENDS, None),
    "new": (NEW_LAW_ON, None, None),
    "=": (LAW_2008_ON, None, NEW_LAW_ON),
    "both": (LAW_2008_ON, None, None),
}


def _read() -> tuple[Term, ...]:
    path = Path(__file__).parent / "data" / "terms.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_term(row) for row in csv.DictReader(file))


def _term(row: dict[str, str]) -> Term:
    since, until, provisional = _REGIMES[row["regime"]]
    return Term(
        key=row["key"],
        parent=row["parent"],
        triggers=tuple(row["trigger"].split()),
        when=tuple(row["when"].split()),
        side=Side(row["side"]),
        length=int(row["length"] or 0),
        unit=Unit(row["unit"]) if row["unit"] else None,
        actor=Actor(row["actor"]),
        name=row["name"],
        article=row["article"],
        done_by=tuple(row["done"].split()),
        bond=Bond(row["bond"]),
        ends=tuple(row["ends"].split()),
        keeps="keeps" in row["marks"],
        standing="standing" in row["marks"],
        valid_from=since,
        valid_to=until,
        provisional_from=provisional,
        note=row["note"],
    )


def _check(terms: tuple[Term, ...]) -> None:
    """Refuse to start with a table that names what does not exist or overlaps itself."""
    known = {*ActKind.values, *StepKind.values}
    if len(known) != len(ActKind) + len(StepKind):
        raise ValueError("An act and a step share a code.")
    keys = {term.key for term in terms}
    for term in terms:
        for kind in term.triggers:
            if kind not in known | DERIVED and kind.removeprefix("over:") not in keys:
                raise ValueError(f"{term.key}: unknown trigger {kind}")
        for kind in (*term.done_by, *term.ends):
            if kind not in known | {DISTRIBUTED}:
                raise ValueError(f"{term.key}: unknown kind {kind}")
        if (term.side == Side.RULE) != (not term.triggers):
            raise ValueError(f"{term.key}: a rule has no trigger, a term has one")
        if len([t for t in terms if t.key == term.key and t.in_force(term.valid_from)]) != 1:
            raise ValueError(f"{term.key}: two rows in force on one day")


TERMS = _read()
_check(TERMS)
DUTY_KEYS = tuple(sorted({term.key for term in TERMS if term.is_duty}))
NAMES = {term.key: term.name for term in TERMS}

_BY_TRIGGER: dict[tuple[str, str], tuple[Term, ...]] = {}
for _row in TERMS:
    for _kind in _row.triggers:
        _BY_TRIGGER[_row.parent, _kind] = (*_BY_TRIGGER.get((_row.parent, _kind), ()), _row)


def started_by(parent: str, kind: str, on: date) -> list[Term]:
    """The terms that a fact of this kind starts on the day, conditions aside."""
    return [term for term in _BY_TRIGGER.get((parent, kind), ()) if term.in_force(on)]


def term_on(key: str, day: date) -> Term:
    """The row of a term in force on the day; the nearest one when the key came later or is gone."""
    rows = [term for term in TERMS if term.key == key]
    return next((term for term in rows if term.in_force(day)), rows[-1])
