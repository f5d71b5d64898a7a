"""Writing the legal terms: what acts and steps started, as rows of `Deadline`.

Derived, so written anew whenever a fact came: only rows that differ are touched. The parents are
locked first, so two who record at once leave the terms of both facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from cases.actions.facts import Known, administrative_facts, case_facts, filing_facts
from cases.models import AdministrativeJudgment, CalendarDay, Case, Deadline, Filing, User
from cases.rules import Refusal
from cases.rules.calendar import Calendar
from cases.rules.running import Fact, Running, running_terms
from cases.terms import term_on

Parent = Case | Filing | AdministrativeJudgment
WRITTEN = ("office_id", "officer_id", "since", "due_on", "due_at", "done_on", "ended_on")
_FACTS = {
    Case: ("case", case_facts),
    Filing: ("filing", filing_facts),
    AdministrativeJudgment: ("administrative", administrative_facts),
}
_SPAN = timedelta(days=30)
"""A changed day moves only ends near it: no term in working days is longer."""


def calendar_now() -> Calendar:
    """The working days as they are held to be now."""
    return Calendar(dict(CalendarDay.objects.values_list("day", "working")))


_together: ContextVar[dict[type[Parent], set[int]] | None] = ContextVar("terms", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is recorded within one transaction has its terms written once, at the end."""
    waiting: dict[type[Parent], set[int]] = defaultdict(set)
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    for model, pks in waiting.items():
        sync_many(model, sorted(pks))


def sync(parent: Parent) -> int:
    """Bring the terms of one case, filing or administrative judgment up to its facts."""
    if (waiting := _together.get()) is not None:
        waiting[type(parent)].add(parent.pk)
        return 0
    return sync_many(type(parent), [parent.pk])


@transaction.atomic
def sync_many(model: type[Parent], pks: Sequence[int], calendar: Calendar | None = None) -> int:
    """The same for many, in a fixed number of queries. Answers with the rows changed."""
    place, facts_of = _FACTS[model]
    rows: type[Model] = model
    locked = rows._default_manager.filter(pk__in=pks).order_by("pk")
    list(locked.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    calendar = calendar or calendar_now()
    held: dict[int, list[Deadline]] = defaultdict(list)
    for row in Deadline.objects.filter(**{f"{place}__in": pks}):
        held[getattr(row, f"{place}_id")].append(row)
    changes = _Changes()
    for known in facts_of(pks):
        wanted = _wanted(place, known, running_terms(known.subject, known.facts, calendar))
        changes.compare(held[known.pk], wanted)
    return changes.write()


def sync_in_batches(model: type[Parent], pks: Iterable[int], size: int = 2000) -> int:
    """All of a load, a handover or a changed calendar, so many at a time."""
    calendar, wanted = calendar_now(), list(pks)
    return sum(
        sync_many(model, wanted[start : start + size], calendar)
        for start in range(0, len(wanted), size)
    )


def _wanted(place: str, known: Known, running: Iterable[Running]) -> dict[tuple, Deadline]:
    """The rows there ought to be. One term may start twice from one fact; the first stands."""
    wanted: dict[tuple, Deadline] = {}
    for row in running:
        deadline = Deadline(
            **{f"{place}_id": known.pk},
            office_id=known.office,
            officer_id=known.officer,
            term=row.term.key,
            act_id=row.fact.pk if row.fact.is_act else None,
            step_id=_step(row.fact),
            voucher_id=row.fact.voucher,
            since=row.fact.on,
            due_on=row.due_on,
            due_at=timezone.make_aware(row.due_at) if row.due_at else None,
            done_on=row.done_on,
            ended_on=row.ended_on,
        )
        wanted.setdefault(_key(deadline), deadline)
    return wanted


def _step(fact: Fact) -> int | None:
    return fact.pk if fact.pk and not fact.is_act and not fact.voucher else None


def _key(row: Deadline) -> tuple:
    return row.term, row.act_id, row.step_id, row.voucher_id


class _Changes:
    """What must be written to make the rows what they ought to be."""

    def __init__(self) -> None:
        self.new: list[Deadline] = []
        self.changed: list[Deadline] = []
        self.gone: list[int] = []

    def compare(self, held: Iterable[Deadline], wanted: dict[tuple, Deadline]) -> None:
        for row in held:
            now = wanted.pop(_key(row), None)
            if now is None:
                self.gone.append(row.pk)
            elif any(getattr(row, name) != getattr(now, name) for name in WRITTEN):
                now.pk = row.pk
                self.changed.append(now)
        self.new += wanted.values()

    def write(self) -> int:
        if self.gone:
            Deadline.objects.filter(pk__in=self.gone).delete()
        if self.new:
            Deadline.objects.bulk_create(self.new, batch_size=5000)
        if self.changed:
            fields = [name.removesuffix("_id") for name in WRITTEN]
            Deadline.objects.bulk_update(self.changed, fields, batch_size=1000)
        return len(self.gone) + len(self.new) + len(self.changed)


# ---------------------------------------------------------------- the calendar
@transaction.atomic
def set_day(day: date, working: bool, note: str, *, by: User) -> int:
    """Say that a day is worked or off, against what is computed. Answers with the terms moved."""
    if not note.strip():
        raise Refusal("Nhập căn cứ: văn bản nào cho nghỉ, làm bù.", "note")
    if Calendar().is_working(day) == working:
        raise Refusal("Lịch tính sẵn đã đúng như vậy, không cần ghi.", "day")
    CalendarDay.objects.update_or_create(
        day=day,
        defaults={
            "working": working,
            "note": note.strip(),
            "set_by": by,
            "set_at": timezone.now(),
        },
    )
    return recount_around(day)


@transaction.atomic
def clear_day(row: CalendarDay) -> int:
    """Back to what is computed."""
    row.delete()
    return recount_around(row.day)


def recount_around(day: date) -> int:
    """Recompute the terms that end near a day whose working was changed. Answers with how many
    truly did: what is read off paper may differ from what the calendar alone says."""
    calendar = calendar_now()
    near = Deadline.objects.filter(due_on__range=(day - _SPAN, day + _SPAN))
    near_of: dict[type[Parent], set[int]] = defaultdict(set)
    for row in near.select_related("step").only(
        "term", "since", "due_on", "case", "filing", "administrative", "step__until"
    ):
        until = row.step.until if row.step else None
        term = term_on(row.term, row.since)
        if calendar.due_on(term, row.since, until) != row.due_on:
            places: tuple[tuple[type[Parent], int | None], ...] = (
                (Case, row.case_id),
                (Filing, row.filing_id),
                (AdministrativeJudgment, row.administrative_id),
            )
            for model, pk in places:
                if pk:
                    near_of[model].add(pk)
    return sum(sync_in_batches(model, sorted(pks)) for model, pks in near_of.items())
