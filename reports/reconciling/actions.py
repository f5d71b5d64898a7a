"""What a person writes of a reconciliation: the table kept, how it lies over ours, the outcome."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cases.models import Office, User
from cases.roles import CLOSE, READ
from cases.rules import Refusal
from cases.rules.tables import in_unicode
from cases.sheets import read_sheet
from cases.today import today
from reports.figures import official
from reports.figures.statistics import Statement
from reports.models import Reconciliation
from reports.reconciling import reconcile


def _reconciles(by: User, office: Office) -> None:
    if not by.may(READ) or not Office.objects.visible_to(by).filter(pk=office.pk).exists():
        raise PermissionDenied


@transaction.atomic
def keep(
    made: Statement, *, by: User, of: str, partner: str, name: str, data: bytes
) -> Reconciliation:
    """Đối chiếu: keep a partner's table and our figures as they stand now, side by side.

    The same file over the same figures is the reconciliation that is there.
    """
    _reconciles(by, made.office)
    if of != "list" and of not in made.measures:
        raise Refusal("Biểu này không có cách tính đó.", "of")
    sheet = read_sheet(data)
    grid = in_unicode(sheet.rows, sheet.fonts)[1]
    ours = reconcile.case_list(made) if of == "list" else reconcile.figures(made, of)
    digest, mine = sha256(data).hexdigest(), sha256(json.dumps(ours).encode()).hexdigest()
    Office.objects.select_for_update(no_key=True).get(pk=made.office.pk)
    kept = {**official.names(made), "of": of, "sha256": digest, "ours_sha256": mine}
    same = Reconciliation.objects.filter(**kept, closed_at=None).first()
    if same is not None:
        return same
    return Reconciliation.objects.create(
        **kept,
        partner=partner,
        name=name[:200],
        file=ContentFile(data, name=f"{digest[:16]}{Path(name).suffix.lower()[:6]}"),
        sheet=grid,
        ours=ours,
        made_by=by,
    )


def _open_reconciliation(pk: int, by: User) -> Reconciliation:
    row = Reconciliation.objects.select_for_update().get(pk=pk)
    _reconciles(by, row.office)
    if row.closed_at is not None:
        raise Refusal("Đối chiếu này đã ghi kết quả, không sửa được nữa.")
    return row


@transaction.atomic
def align(
    pk: int, *, by: User, columns: Mapping[int, str], rows: Mapping[int, str], unit: int
) -> Reconciliation:
    """Say which column or row of the partner's is which of ours, and the unit."""
    row = _open_reconciliation(pk, by)
    row.chosen = reconcile.corrected(row, columns, rows, unit)
    row.save(update_fields=["chosen"])
    return row


@transaction.atomic
def agree(pk: int, *, by: User, outcome: str, agreed_with: str, agreed_on: date) -> Reconciliation:
    """Ghi kết quả: who agreed, when, in which words. From then on it is kept as it is."""
    row = _open_reconciliation(pk, by)
    if not by.may(CLOSE):
        raise PermissionDenied
    if not row.period.cutoff.replace(day=1) <= agreed_on <= today():
        raise Refusal(
            "Ngày thống nhất không trước tháng cuối kỳ và không ở tương lai.", "agreed_on"
        )
    row.outcome, row.agreed_with, row.agreed_on = outcome, agreed_with, agreed_on
    row.closed_by, row.closed_at = by, timezone.now()
    row.save(update_fields=["outcome", "agreed_with", "agreed_on", "closed_by", "closed_at"])
    return row
