"""An obligation besides its money: how it bears interest, its instalments, that it was done."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.rights import is_city_on, is_own
from cases.actions.steps import write_step
from cases.choices import ActKind, StepKind
from cases.models import Case, Obligation, Step, User
from cases.roles import may_step
from cases.rules import Refusal
from cases.rules.grounds import INSTALMENT
from cases.rules.interest import Instalments, Terms, check_terms
from cases.rules.refusal import written
from cases.today import today


def columns_of(interest: Terms | None, instalments: Instalments | None) -> dict[str, Any]:
    """The terms as columns of an obligation; refuses what cannot be calculated."""
    check_terms(interest, instalments)
    return {
        "interest_basis": interest.basis if interest else "",
        "interest_from": interest.since if interest else None,
        "interest_rate": interest.rate if interest else None,
        "instalment": instalments.amount if instalments else None,
        "instalment_months": instalments.months if instalments else None,
        "instalments_from": instalments.since if instalments else None,
        "instalments_until": instalments.until if instalments else None,
    }


def in_words(obligation: Obligation) -> str:
    """The terms as the page and the record of a change say them."""
    said: list[str] = []
    if obligation.interest_basis:
        rate = obligation.interest_rate
        own = f" {rate.normalize():f} %/năm".replace(".", ",") if rate else ""
        basis = obligation.get_interest_basis_display().lower()
        said.append(f"lãi {basis}{own} từ {obligation.interest_from:%d/%m/%Y}")
    if obligation.instalment:
        ends = obligation.instalments_until
        until = f" đến {ends:%d/%m/%Y}" if ends else ""
        months = obligation.instalment_months
        every = "mỗi tháng" if months == 1 else f"mỗi {months} tháng"
        said.append(
            f"{written(obligation.instalment)} đồng {every}"
            f" từ {obligation.instalments_from:%d/%m/%Y}{until}"
        )
    return "; ".join(said)


@transaction.atomic
def set_terms(
    obligation: Obligation, *, interest: Terms | None, instalments: Instalments | None, by: User
) -> bool:
    """Put down how an obligation bears interest and falls due; what stood before stays on record.

    Moves no figure: charges are calculated from the terms when they are entered.
    """
    case = _case_to_write(obligation, by)
    kept = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    before = in_words(kept)
    columns = columns_of(interest, instalments)
    if kept.instalment and kept.instalment != columns["instalment"]:
        entered = case.acts.filter(
            kind=ActKind.AMEND, ground=INSTALMENT, obligation=kept, reversed_by=None
        )
        if entered.exists():
            raise Refusal("Đã ghi kỳ đến hạn theo số cũ: hủy các bút toán ấy trước.", "instalment")
    for name, value in columns.items():
        setattr(kept, name, value)
    after = in_words(kept)
    if after == before:
        return False
    kept.save(update_fields=list(columns))
    note = f"{kept}: {after or 'không tính lãi, không có kỳ'} (trước: {before or 'không có'})"
    write_step(case, StepKind.NOTED, today(), by, obligation=kept, note=note[:1000])
    return True


@transaction.atomic
def fulfil(
    obligation: Obligation, *, on: date, by: User, document_no: str = "", note: str = ""
) -> Step:
    """Đã giao, đã làm: an obligation that is no money, or not only, was performed on the day."""
    case = _case_to_write(obligation, by)
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if not document_no and not note:
        raise Refusal("Ghi biên bản hoặc nội dung đã thực hiện.", "document_no")
    Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    done = obligation.steps.filter(kind=StepKind.FULFILLED, cancelled_by=None).first()
    if done is not None:
        raise Refusal(f"Đã ghi thực hiện ngày {done.on:%d/%m/%Y}: hủy bước ấy trước.")
    return write_step(
        case, StepKind.FULFILLED, on, by, obligation=obligation, document_no=document_no, note=note
    )


def may_write(case: Case, by: User) -> bool:
    return may_step(by.role) and by.is_active and is_own(case, by) and not is_city_on(case, by)


def _case_to_write(obligation: Obligation, by: User) -> Case:
    case = Case.objects.visible_to(by).filter(pk=obligation.case_id).first()
    if case is None or not may_write(case, by):
        raise PermissionDenied
    if not case.is_open:
        raise Refusal("Việc đã kết thúc.")
    return case
