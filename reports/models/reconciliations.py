"""A partner's table laid over ours: its row, kept beside the other models of reports."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Office, User
from cases.periods import Period

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ReconciliationQuerySet":
        """With the cases behind the figures: a partner's list names people."""
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class Reconciliation(models.Model):
    """Đối chiếu: a partner's table laid over ours, and what was agreed.

    `sheet` is the table as read, `ours` our figures as they were then; both stay. What is compared
    is computed from the two and from what a person `chose` of columns, rows and unit. Once the
    outcome is recorded nothing changes any more.
    """

    OF = (("cases", "Về việc"), ("money", "Về tiền"), ("list", "Danh sách việc"))

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm thống kê")
    months = models.PositiveSmallIntegerField("số tháng")
    scope = models.CharField("phạm vi", max_length=12)
    form = models.CharField("biểu", max_length=10, blank=True)
    by = models.CharField("chia theo", max_length=20)
    of = models.CharField("bảng về", max_length=5, choices=OF)
    partner = models.CharField("bên kia", max_length=150)
    name = models.CharField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to="reconcile/%Y")
    sha256 = models.CharField("SHA-256 của tệp", max_length=64)
    sheet = models.JSONField("bảng bên kia")
    ours = models.JSONField("số liệu của ta")
    ours_sha256 = models.CharField("SHA-256 số liệu của ta", max_length=64)
    chosen = models.JSONField("người chọn", default=dict)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    outcome = models.CharField("kết quả", max_length=1000, blank=True)
    agreed_with = models.CharField("thống nhất với", max_length=150, blank=True)
    agreed_on = models.DateField("ngày thống nhất", null=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người ghi kết quả"
    )
    closed_at = models.DateTimeField("ghi kết quả lúc", null=True)
    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = "đối chiếu"
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(of__in=("cases", "money", "list")), name="reconciliation_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="", agreed_with="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False, agreed_on__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(agreed_with="")
                ),
                name="reconciliation_agreed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_of_display().lower()} {self.months} tháng {self.year}"

    @property
    def period(self) -> Period:
        return Period(self.year, self.months)
