"""Thi hành án hành chính: judgments the office tracks and does not enforce. Not ledger cases."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import AdministrativeOutcome
from cases.models.filings import Judgment
from cases.models.offices import Office, Officer, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class PublicBody(models.Model):
    """Cơ quan phải thi hành án hành chính: dated, with who took its duties over.

    From 01/07/2025 the duties of abolished district People's Committees are the province's or the
    commune's (official letter 4323/BTP-CQLTHADS of 18/07/2025).
    """

    name = models.CharField("tên cơ quan", max_length=200)
    valid_from = models.DateField("hoạt động từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="cơ quan kế thừa nghĩa vụ"
    )

    class Meta:
        verbose_name = "cơ quan phải thi hành án"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("name",), name="public_body_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="public_body_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AdministrativeQuerySet(models.QuerySet["AdministrativeJudgment"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AdministrativeQuerySet":
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class AdministrativeJudgment(models.Model):
    """Việc theo dõi thi hành án hành chính: book 19, Circular 04/2023/TT-BTP, Article 30.

    Its state and its timeline are its steps (voluntary notice, compelling decision, done …), so it
    is known as of any day. Decree 71/2016/NĐ-CP, Article 14(7) lists what the file holds.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="administrative_judgments")
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name="chấp hành viên"
    )
    register_year = models.PositiveSmallIntegerField("năm sổ")
    entry_no = models.PositiveIntegerField("số thứ tự vào sổ")
    judgment = models.ForeignKey(Judgment, models.PROTECT, related_name="administrative")
    outcome = models.CharField(
        "nội dung tuyên", max_length=2, choices=AdministrativeOutcome, db_collation="C"
    )
    content = models.CharField("nội dung phải thi hành", max_length=1000)
    field = models.CharField("lĩnh vực", max_length=100, blank=True)
    creditor = models.CharField("người được thi hành án", max_length=200)
    debtor = models.ForeignKey(PublicBody, models.PROTECT, verbose_name="cơ quan phải thi hành án")
    head = models.CharField("người đứng đầu cơ quan", max_length=150, blank=True)
    received_on = models.DateField("ngày nhận bản án")
    debtor_received_on = models.DateField("ngày cơ quan phải thi hành nhận bản án", null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    objects = AdministrativeQuerySet.as_manager()

    class Meta:
        verbose_name = "việc thi hành án hành chính"
        ordering = ("-received_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("office", "register_year", "entry_no"), name="administrative_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=AdministrativeOutcome.values),
                name="administrative_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judgment.number} ({self.debtor})"
