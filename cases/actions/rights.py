"""On which cases a person may write: asked by every action, whatever page it came from."""

from collections.abc import Iterable

from cases.choices import ActKind, Role
from cases.models import AdministrativeJudgment, Case, Office, User
from cases.roles import SEES_BELOW
from cases.rules import Refusal

BY_THE_CITY = frozenset((ActKind.TAKE_UP, ActKind.TRANSFER))
"""What the city's leader decides of a case that an office below holds."""


def is_city_on(case: Case, by: User) -> bool:
    """Whether somebody of the city looks at a case that an office below holds."""
    if by.role not in SEES_BELOW or case.office_id == by.office_id:
        return False
    offices = Office.objects.visible_to(by).itself(by.office_id or 0)
    return not offices.filter(pk=case.office_id).exists()


def check_still_held(cases: Iterable[int], by: User, paper: str) -> None:
    """Refuse to confirm a paper on cases that left since it was drawn up, naming who has them."""
    rows = Case.objects.filter(pk__in=cases)
    seen = set(rows.visible_to(by).values_list("pk", flat=True))
    for case in rows.select_related("office").order_by("pk"):
        if case.pk not in seen or is_city_on(case, by):
            raise Refusal(
                f"Hồ sơ {case} nay do {case.office} thụ lý. Rút {paper} này; {case.office} lập"
                f" {paper} mới."
            )


def carries_on(office: Office, by: User) -> bool:
    """Whether an office is the person's own, or has ended and theirs is its successor."""
    if office.pk == by.office_id or office.valid_to is None:
        return office.pk == by.office_id
    return Office.objects.visible_to(by).itself(by.office_id or 0).filter(pk=office.pk).exists()


def is_own(case: Case | AdministrativeJudgment, by: User) -> bool:
    """Officers write their own cases, and those nobody has been given yet."""
    return by.role != Role.OFFICER or case.officer_id in (None, by.officer_id)


def may_act_on(case: Case, kind: str, by: User) -> bool:
    """Whether the person's place lets them record the act on the case."""
    if by.role == Role.CITY_LEADER and kind not in BY_THE_CITY and is_city_on(case, by):
        return False
    return is_own(case, by)
