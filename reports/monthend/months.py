"""A month of an office before it is closed and after: its figures, its officers, its past."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q

from cases.actions import closings
from cases.models import Closing, Office, Officer, Reopening, SignOff, User
from cases.periods import Period
from cases.rules import Refusal
from reports.figures import statistics
from reports.figures.scopes import OWN
from reports.figures.statistics import MEASURES, Row, Statement, figures_json


@dataclass(frozen=True)
class Month:
    """An office's month, as of a day."""

    office: Office
    period: Period
    today: date

    @property
    def start(self) -> date:
        return self.period.cutoff.replace(day=1)

    @property
    def is_over(self) -> bool:
        return self.period.cutoff < self.today

    @property
    def until(self) -> date:
        """The last day whose terms can be late: the cut-off, or yesterday."""
        return min(self.period.cutoff, self.today - timedelta(days=1))

    @cached_property
    def statement(self) -> Statement | None:
        """By officer; none where the year began before the books were opened."""
        try:
            return statistics.statement(self.office, self.period, OWN, dimension="officer")
        except Refusal:
            return None

    @cached_property
    def confirmations(self) -> list["Confirmation"]:
        """The officers of the statement, and whether each stands by the figures of now."""
        rows = {row.key: row for row in self.statement.rows} if self.statement else {}
        officers = Officer.objects.filter(
            Q(code__in=[key for key in rows if key]) | Q(user__is_active=True),
            Q(valid_to=None) | Q(valid_to__gte=self.start),
            office=self.office, valid_from__lte=self.period.cutoff,
        ).select_related("user").order_by("code")  # fmt: skip
        signed = SignOff.objects.standing().filter(
            office=self.office, cutoff=self.period.cutoff, officer__isnull=False
        )
        newest = {row.officer_id: row for row in signed}
        return [Confirmation(self, o, rows.get(o.code), newest.get(o.pk)) for o in officers]


@dataclass(frozen=True)
class Confirmation:
    """An officer's own line, and what was signed of it."""

    month: Month
    officer: Officer
    row: Row | None
    signed: SignOff | None

    @property
    def account(self) -> User | None:
        user = getattr(self.officer, "user", None)
        return user if user is not None and user.is_active else None

    @property
    def sha256(self) -> str:
        made = self.month.statement
        return line_sha(made, self.officer, self.row) if made else ""

    @property
    def is_current(self) -> bool:
        return self.signed is not None and self.signed.sha256 == self.sha256

    @property
    def figures(self) -> dict[str, tuple[int | None, int | None]]:
        """Enforceable and completed, by measure."""
        row = self.row
        return {m: (row.figures[m]["c08"], row.figures[m]["c09"]) for m in MEASURES} if row else {}


def line_sha(of: Statement, officer: Officer, row: Row | None) -> str:
    """The hash of an officer's own line; no row is a line of nothing."""
    said = {
        "officer": officer.code,
        "cutoff": of.period.cutoff.isoformat(),
        "layout": of.layout.code,
        "figures": {m: figures_json(row, m) for m in MEASURES} if row else {},
    }
    return hashlib.sha256(statistics.canonical(said).encode()).hexdigest()


# ---------------------------------------------------------------- what became of the month
@dataclass(frozen=True)
class Past:
    """What was closed, signed and reopened of a month; what was withdrawn stays to be seen."""

    closings: list[Closing]
    steps: list[SignOff]
    reopenings: list[Reopening]

    @property
    def log(self) -> list[tuple[str, Closing | SignOff | Reopening]]:
        """All of it in the order in which it was done."""
        told: list[tuple[datetime, str, Closing | SignOff | Reopening]] = []
        told += [(row.closed_at, "closing", row) for row in self.closings]
        told += [(row.at, "step", row) for row in self.steps]
        told += [(row.at, "reopening", row) for row in self.reopenings]
        return [(what, row) for _, what, row in sorted(told, key=lambda each: each[0])]


def past(month: Month) -> Past:
    at = {"office": month.office, "cutoff": month.period.cutoff}
    closed = list(Closing.objects.filter(**at).select_related("closed_by", "reopening"))
    steps = SignOff.objects.filter(**at).select_related("by", "officer", "reopening")
    withdrawn = {c.reopening_id for c in closed if c.reopening_id}
    reopenings = Reopening.objects.filter(pk__in=withdrawn).select_related("by", "office")
    return Past(closed, list(steps.order_by("pk")), list(reopenings))


def falls_with(month: Month) -> list[Closing]:
    """The standing closings that a reopening of the month would withdraw, the city's too."""
    offices = [month.office.pk, *closings.above(month.office)]
    rows = Closing.objects.standing().filter(office__in=offices, cutoff__gte=month.period.cutoff)
    return list(rows.select_related("office").order_by("office__parent", "office__code", "cutoff"))
