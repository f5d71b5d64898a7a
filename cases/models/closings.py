"""Closed months: the balances an office froze, and whether the closing still stands."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import Heading
from cases.models.cases import CaseClass
from cases.models.offices import Office, Officer, User


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> "ClosingQuerySet":
        """Closings not withdrawn by a reopening."""
        return self.filter(withdrawn_at=None)


class Closing(models.Model):
    """Khóa sổ: an office's books through a month's last day, with its balances frozen.

    A reopening withdraws the closing and all after it; the rows stay, so what was reported is
    still known.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="closings")
    cutoff = models.DateField("khóa đến hết ngày")
    closed_at = models.DateTimeField("khóa lúc", default=timezone.now)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khóa"
    )
    withdrawn_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người mở lại"
    )
    reason = models.CharField("lý do mở lại", max_length=300, blank=True)
    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa sổ"
        constraints = [
            models.UniqueConstraint(
                fields=("office", "cutoff"),
                condition=Q(withdrawn_at=None),
                name="closing_once_standing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) ^ ~Q(reason=""),
                name="closing_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} đến {self.cutoff:%d/%m/%Y}"


class ClosingBalance(models.Model):
    """Số dư khóa sổ: cumulative balance of every heading, contra headings included."""

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="balances")
    officer = models.ForeignKey(
        Officer, models.DO_NOTHING, null=True, db_constraint=False, db_index=False
    )
    case_class = models.ForeignKey(
        CaseClass, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    heading = models.CharField(max_length=20, choices=Heading, db_collation="C")
    ground = models.CharField(max_length=20, blank=True, db_collation="C")
    cases = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = "số dư khóa sổ"

    def __str__(self) -> str:
        return f"{self.heading} {self.cases} {self.amount}"
