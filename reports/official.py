"""Official forms: which statement a form asks for, by its number and the cut-off."""

from dataclasses import replace
from datetime import datetime

from cases.models import Office
from cases.periods import Period
from reports import statistics
from reports.models import OfficialForm
from reports.scopes import WITH_BELOW
from reports.statistics import Question, Statement

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
    return statistics.statement(office, period, scope, now=now, question=asked)


def question(number: str, period: Period) -> Question:
    form = OfficialForm.objects.numbered(number, period.cutoff)
    return Question(
        breakdown=form.asks["breakdown"],
        measures=tuple(form.asks["measures"]),
        flags=tuple(form.asks.get("flags", ())),
        form=form.number,
        title=form.name,
    )
