"""Entering what came in into its book: number, year and first step, for every kind of book."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied

from cases.actions.books import lock_books, next_entry_no
from cases.actions.steps import hold, write_step
from cases.choices import Register, StepKind
from cases.models import AdministrativeJudgment, Filing, Office, User
from cases.periods import statistical_year
from cases.roles import may_step
from cases.rules.posting import booking_day

Received = TypeVar("Received", Filing, AdministrativeJudgment)


def receiving_office(by: User) -> Office:
    """The office whose book it is; two sends of one form then wait for each other."""
    if by.office is None or not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    hold(by)
    return by.office


def enter(
    model: type[Received], said: dict[str, Any], register: Register, *, by: User, numbered: bool
) -> Received:
    """A row of the book with the step of its receipt. One not `numbered` waits for its number."""
    office, on = said["office"], said["received_on"]
    open_from = lock_books([office.pk])
    year = statistical_year(booking_day(on, open_from.values(), None))
    number = next_entry_no(office.pk, register, year) if numbered else None
    numbers: dict[str, Any] = {"register_year": year, "entry_no": number}
    row = model._default_manager.create(**said, **numbers)
    write_step(row, StepKind.RECEIVED, on, by)
    return row
