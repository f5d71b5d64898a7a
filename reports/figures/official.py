"""Official forms: which statement a form asks for, by its number and the cut-off."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from cases.models import Office
from cases.periods import Period
from reports.figures import counted, statistics
from reports.figures.scopes import WITH_BELOW
from reports.figures.statistics import REGISTER, Question, Statement
from reports.models import OfficialForm

LEDGER = "ledger"


def make(
    office: Office,
    period: Period,
    scope: str = WITH_BELOW,
    *,
    form: str = "",
    by: str = "office",
    now: bool = False,
    clock: str = "booked",
    known: datetime | None = None,
) -> Statement:
    """The statement that a form asks for; without a form, divided as one likes.

    Raises Refusal where there is no such form at the cut-off, or no statement.
    """
    asked = question(form, period) if form else Question(breakdown=by)
    asked = replace(asked, clock=clock, known=known)
    if asked.measures == (REGISTER,):
        found = OfficialForm.objects.numbered(form, period.cutoff)
        return counted.statement(found, office, period, scope, now=now, asked=asked)
    return statistics.statement(office, period, scope, now=now, question=asked)


class Kept(Protocol):
    """A row that keeps which statement it is of."""

    office: Office
    year: int
    months: int
    scope: str
    form: str
    by: str


def names(of: Statement) -> dict[str, Any]:
    """What a row keeps so that `again` makes the same statement of it."""
    return {
        "office": of.office,
        "year": of.period.year,
        "months": of.period.months,
        "scope": of.scope.kind,
        "form": of.question.form,
        "by": of.dimension,
    }


def again(kept: Kept, *, clock: str = "booked", known: datetime | None = None) -> Statement:
    """The statement that a row is of, as the books have it now. Raises Refusal as `make` does."""
    return make(
        kept.office, Period(kept.year, kept.months), kept.scope, form=kept.form, by=kept.by,
        clock=clock, known=known,
    )  # fmt: skip


def question(number: str, period: Period) -> Question:
    form = OfficialForm.objects.numbered(number, period.cutoff)
    return Question(
        breakdown=form.asks.get("breakdown", "office"),
        measures=tuple(form.asks["measures"]) if form.source == LEDGER else (REGISTER,),
        flags=tuple(form.asks.get("flags", ())),
        form=form.number,
        title=form.name,
    )
