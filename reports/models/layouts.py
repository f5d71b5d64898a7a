"""How statements are laid out: editions of layouts and of the official forms."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models import User
from cases.rules import Refusal

if TYPE_CHECKING:
    pass


class LayoutQuerySet(models.QuerySet["Layout"]):
    def issued(self) -> "LayoutQuerySet":
        return self.exclude(issued_at=None)

    def at(self, day: date) -> "Layout":
        """The layout of the forms in force on a cut-off day."""
        valid = self.issued().filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        layout = valid.order_by("valid_from").last()
        if layout is None:
            raise Refusal(f"Chưa có bố cục biểu cho ngày {day:%d/%m/%Y}.", "year")
        return layout


class Layout(models.Model):
    """Bố cục biểu: which headings and grounds make up which column, and how columns are printed.

    A new circular is a new row, drawn up as a draft and kept once issued: only the day it ends is
    written later. One not checked against the official annex is provisional, says so wherever it
    is shown, and carries no official-looking code.
    """

    code = models.CharField("mã", max_length=30, unique=True, db_collation="C")
    name = models.CharField("tên", max_length=150)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=500)
    provisional = models.BooleanField("chưa đối chiếu phụ lục chính thức", default=True)
    columns = models.JSONField("cột")
    annex = models.CharField("phụ lục đã đối chiếu", max_length=200, blank=True)
    checked_by = models.CharField("người đối chiếu", max_length=100, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    issued_at = models.DateTimeField("ban hành lúc", null=True, default=timezone.now)
    """None: a draft, which no statement reads."""
    objects = LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "bố cục biểu"
        ordering = ("valid_from",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="layout_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(provisional=True) | (~Q(annex="") & ~Q(checked_by="")),
                name="layout_checked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficialFormQuerySet(models.QuerySet["OfficialForm"]):
    def at(self, day: date) -> "OfficialFormQuerySet":
        """The forms in force on a cut-off day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def numbered(self, number: str, day: date) -> "OfficialForm":
        form = self.at(day).filter(number=number).order_by("valid_from").last()
        if form is None:
            raise Refusal(f"Không có biểu {number} cho ngày {day:%d/%m/%Y}.", "form")
        return form


class OfficialForm(models.Model):
    """Biểu mẫu thống kê: a form an office must send, as versioned data.

    `source` says where its rows come from: the ledger, in the columns of the layout in force, or
    a register with columns of its own. `asks` is what it asks of that source.
    """

    number = models.CharField("biểu số", max_length=10, db_collation="C")
    name = models.CharField("tên biểu", max_length=200)
    source = models.CharField("nguồn", max_length=20, default="ledger", db_collation="C")
    asks = models.JSONField("nội dung", default=dict)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=500)
    provisional = models.BooleanField("chưa đối chiếu phụ lục chính thức", default=True)
    annex = models.CharField("phụ lục đã đối chiếu", max_length=200, blank=True)
    checked_by = models.CharField("người đối chiếu", max_length=100, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    objects = OfficialFormQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu mẫu"
        ordering = ("number", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("number", "valid_from"), name="form_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="form_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(provisional=True) | (~Q(annex="") & ~Q(checked_by="")),
                name="form_checked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"Biểu {self.number}: {self.name}"
