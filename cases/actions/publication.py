"""Công khai: recording that cases were published, changed or taken down, one or many at once."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.books import lock_books
from cases.actions.steps import record_step
from cases.choices import ActKind, StepKind
from cases.models import Act, Case, Step, User
from cases.publication import state_now
from cases.roles import may_step
from cases.rules import Refusal
from cases.rules.publication import FOLLOWS, Publication


@transaction.atomic
def record_publication(
    cases: Iterable[int], kind: StepKind, *, on: date, by: User, document_no: str = ""
) -> tuple[list[Step], list[tuple[Case, str]]]:
    """A step on each case that may take it; answers with them, and with who was passed over why.

    A case of another office does not exist here. A page sent twice finds the cases already in
    their new state and passes them over.
    """
    if not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    seen = Case.objects.visible_to(by).filter(pk__in=set(cases))
    lock_books(set(seen.values_list("office", flat=True)))
    rows = Case.objects.select_for_update(no_key=True, of=("self",))
    done: list[Step] = []
    passed: list[tuple[Case, str]] = []
    for case in rows.filter(pk__in=seen.values("pk")).select_related("office").order_by("pk"):
        try:
            with transaction.atomic():
                done.append(_record(case, kind, on, by, document_no))
        except Refusal as refusal:
            passed.append((case, str(refusal)))
    return done, passed


def _record(case: Case, kind: StepKind, on: date, by: User, document_no: str) -> Step:
    state = state_now(case)
    if state is None or kind not in FOLLOWS[state]:
        where = Publication(state).label.lower() if state else "không thuộc diện công khai"
        raise Refusal(f"Việc này {where}.")
    decided = case.acts.filter(kind=ActKind.WITHOUT_MEANS, reversed_by=None).order_by("-pk").first()
    if decided is not None and on < decided.on:
        raise Refusal(f"Quyết định chưa có điều kiện ngày {decided.on:%d/%m/%Y}, sau ngày này.")
    last = case.steps.filter(cancelled_by=None).order_by("-pk").first()
    same = last is not None and (last.kind, last.on, last.document_no) == (kind, on, document_no)
    if same and kind == StepKind.PUBLICATION_CHANGED:
        raise Refusal("Đã ghi ở lần gửi trước.")
    act: Act | None = decided if kind == StepKind.PUBLISHED else None
    return record_step(case, kind=kind, on=on, by=by, act=act, document_no=document_no)
