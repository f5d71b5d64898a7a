"""Fill the catalogues: offices, column layouts, targets, published figures.

Idempotent. Adds what is missing and leaves alone what is there, so nothing an administrator has
edited is overwritten.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cases.actions.people import load_offices
from cases.models import Office
from reports import seed
from reports.models import Layout, OfficialForm, PublishedFigure, Target, TargetDecision


class Command(BaseCommand):
    help = "Nạp danh mục: đơn vị, mẫu biểu, chỉ tiêu, số liệu đã công bố (chỉ thêm phần còn thiếu)."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        offices = load_offices()
        before = self._counts()
        seed.load_layouts(Layout)
        seed.load_forms(OfficialForm)
        seed.load_published(PublishedFigure)
        seed.load_targets(TargetDecision, Target, Office)
        layouts, forms, figures, targets = (
            now - then for now, then in zip(self._counts(), before, strict=True)
        )
        self.stdout.write(
            f"Danh mục: thêm {offices} đơn vị, {layouts} mẫu cột, {forms} biểu, "
            f"{targets} chỉ tiêu, {figures} dòng số liệu đã công bố."
        )

    def _counts(self) -> tuple[int, ...]:
        return tuple(
            model.objects.count() for model in (Layout, OfficialForm, PublishedFigure, Target)
        )
