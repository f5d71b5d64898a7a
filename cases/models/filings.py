"""Judgments, and what came in before a decision exists: the receipt books (sổ 01, 02, 06)."""

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from cases.choices import Channel, ExclusionReason, FilingKind, JudgmentKind, Register
from cases.models.offices import Office, Officer, User
from cases.models.persons import PlainName

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Judgment(models.Model):
    """Bản án, quyết định: the title under which cases are opened."""

    court = models.CharField("Tòa án, cơ quan ban hành", max_length=150)
    number = models.CharField("số bản án, quyết định", max_length=60)
    on = models.DateField("ngày bản án, quyết định", null=True)
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    kind = models.CharField("loại án", max_length=20, choices=JudgmentKind, db_collation="C")

    class Meta:
        verbose_name = "bản án, quyết định"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=JudgmentKind.values), name="judgment_kind_known"
            )
        ]
        indexes = [models.Index(fields=("number", "court"), name="judgment_number")]

    def __str__(self) -> str:
        return f"{self.number} ({self.court})"


FILING_WORDS = PlainName(
    Concat("sender", Value("; "), "creditor", Value("; "), "debtor", output_field=TextField())
)
"""What a filing is found by, besides the judgment's number."""


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, user: "User | AnonymousUser") -> "FilingQuerySet":
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class Filing(models.Model):
    """Văn bản đã nhận: a judgment, request or delegation received; not yet a việc.

    Circular 04/2023/TT-BTP, Article 30, books 01, 02 and 06. What became of it (supplement asked,
    refused, decided) is read off its steps and cases. `filed_on` is the legal day of filing (Law
    26/2008, Article 31(1)): the postmark's, or the day of the successful electronic filing.
    From 01/07/2026 a request has no `entry_no` before it is complete (Decree 152/2026, Article
    9(4)). `due_on` and the instalments are set where the judgment sets a time for the duty: the
    limitation runs from there.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="filings")
    kind = models.CharField("loại văn bản", max_length=12, choices=FilingKind)
    register = models.CharField("sổ", max_length=2, choices=Register, db_collation="C")
    register_year = models.PositiveSmallIntegerField("năm sổ")
    entry_no = models.PositiveIntegerField("số thứ tự vào sổ", null=True)
    channel = models.CharField("cách nhận", max_length=12, choices=Channel)
    received_on = models.DateField("ngày nhận")
    filed_on = models.DateField("ngày nộp (dấu bưu chính)")
    judgment = models.ForeignKey(Judgment, models.PROTECT, related_name="filings")
    sender = models.CharField("cơ quan, người gửi", max_length=200)
    creditor = models.CharField("người được thi hành án", max_length=200, blank=True)
    debtor = models.CharField("người phải thi hành án", max_length=200, blank=True)
    content = models.CharField("nội dung yêu cầu", max_length=1000, blank=True)
    due_on = models.DateField("ngày nghĩa vụ đến hạn", null=True, blank=True)
    instalment_months = models.PositiveSmallIntegerField("mỗi kỳ, tháng", null=True, blank=True)
    instalments_until = models.DateField("kỳ cuối đến hạn", null=True, blank=True)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name="chấp hành viên"
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đã nhận"
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=("office", "-received_on", "-id"), name="filing_newest_of_office"),
            GinIndex(OpClass(FILING_WORDS, name="gin_trgm_ops"), name="filing_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("office", "register", "register_year", "entry_no"), name="filing_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(filed_on__lte=F("received_on")), name="filing_filed_before_received"
            ),
            models.CheckConstraint(
                condition=Q(entry_no__isnull=False) | Q(kind=FilingKind.REQUEST),
                name="filing_numbered_at_once",
            ),
            models.CheckConstraint(
                condition=Q(instalment_months=None)
                | Q(instalment_months__gt=0, due_on__isnull=False),
                name="filing_instalments_whole",
            ),
        ]

    def __str__(self) -> str:
        number = f"số {self.entry_no}" if self.entry_no else "chưa vào sổ"
        return f"{self.get_kind_display()} {number} ({self.received_on:%d/%m/%Y})"


class ExcludedPeriodQuerySet(models.QuerySet["ExcludedPeriod"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ExcludedPeriodQuerySet":
        return self.filter(filing__in=Filing.objects.visible_to(user))


class ExcludedPeriod(models.Model):
    """Thời gian không tính vào thời hiệu yêu cầu: force majeure, objective obstacle, postponement.

    Law 26/2008/QH12, Article 30(2) and (3); Decree 62/2015/NĐ-CP, Article 4.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="excluded_periods")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=20, choices=ExclusionReason)
    proof = models.CharField("tài liệu chứng minh", max_length=300)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = ExcludedPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "thời gian không tính vào thời hiệu"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="excluded_period_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y} – {self.until:%d/%m/%Y}"
