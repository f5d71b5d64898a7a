"""What is done on a case besides acts, and the legal terms that acts and steps start and end."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import (
    CoercionResult,
    Conclusion,
    CoOwnerAnswer,
    MeasureOutcome,
    PersuasionOutcome,
    StepKind,
    VerificationSource,
)
from cases.models.administrative import AdministrativeJudgment
from cases.models.cases import Case, Obligation, Party
from cases.models.filings import Filing
from cases.models.ledger import Act
from cases.models.offices import Office, Officer, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_ONE_PARENT = (
    Q(case__isnull=False, filing=None, administrative=None)
    | Q(case=None, filing__isnull=False, administrative=None)
    | Q(case=None, filing=None, administrative__isnull=False)
)


class OfOfficeQuerySet(models.QuerySet):
    """Rows that carry the office they belong to."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class StepQuerySet(OfOfficeQuerySet):
    def standing(self) -> Self:
        """Neither cancelled nor a cancellation."""
        return self.filter(cancels=None, cancelled_by=None)


class Step(models.Model):
    """Bước tố tụng: a dated fact of procedure that moves no figure: served, sent, verified, seized.

    Append-only like an act; a wrong one is cancelled by another that points to it. `kind` is a
    code of `choices.StepKind`. `office` and `officer` are whose step it was; `booked_on` the day it
    counts from, under the same closings as the ledger. A step about an asset, a measure or a plan
    names it; `amount` is then a value or a price in đồng, `counterpart` the valuer, auctioneer,
    buyer or who took part, `outcome` how it went.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="steps")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, blank=True, related_name="steps")
    administrative = models.ForeignKey(
        AdministrativeJudgment, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="steps", verbose_name="văn bản"
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="đương sự"
    )
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, db_index=False, related_name="steps"
    )
    asset = models.ForeignKey(
        "Asset", models.PROTECT, null=True, blank=True, db_index=False, related_name="steps"
    )
    measure = models.ForeignKey(
        "Measure", models.PROTECT, null=True, blank=True, db_index=False, related_name="steps"
    )
    plan = models.ForeignKey(
        "CoercionPlan", models.PROTECT, null=True, blank=True, db_index=False, related_name="steps"
    )
    office = models.ForeignKey(Office, models.PROTECT, db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, db_index=False)
    kind = models.CharField("việc", max_length=30, db_collation="C")
    on = models.DateField("ngày")
    at = models.TimeField("giờ", null=True, blank=True)
    booked_on = models.DateField("ngày ghi sổ")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    until = models.DateField("đến hết ngày", null=True, blank=True)
    document_no = models.CharField("số văn bản", max_length=60, blank=True)
    amount = models.BigIntegerField("số tiền, đồng", null=True, blank=True)
    counterpart = models.CharField(
        "người, tổ chức liên quan", max_length=250, blank=True, db_default=""
    )
    outcome = models.CharField(
        "kết quả", max_length=20, blank=True, db_default="", db_collation="C"
    )
    note = models.CharField("nội dung", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, db_index=False)
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="cancelled_by"
    )
    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "bước tố tụng"
        ordering = ("on", "pk")
        indexes = [
            models.Index(fields=("office", "kind", "booked_on"), name="step_office_kind"),
            *(
                models.Index(fields=(name,), condition=~Q(**{name: None}), name=f"step_{name}")
                for name in ("asset", "measure", "plan")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=_ONE_PARENT, name="step_has_one_parent"),
            models.CheckConstraint(
                condition=Q(booked_on__gte=F("on")), name="step_booked_not_before_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.on:%d/%m/%Y}"

    @property
    def label(self) -> str:
        return StepKind(self.kind).label

    @property
    def outcome_label(self) -> str:
        """How it went, in the words of the list its kind takes the code from."""
        lists: tuple[type[models.TextChoices], ...] = (
            MeasureOutcome,
            PersuasionOutcome,
            CoOwnerAnswer,
        )
        if self.kind == StepKind.COERCED:
            lists = (CoercionResult,)
        return next((str(of(self.outcome).label) for of in lists if self.outcome in of.values), "")

    @property
    def is_late(self) -> bool:
        """Entered after its own day had been closed."""
        return self.booked_on > self.on


class Deadline(models.Model):
    """Thời hạn: a legal term that an act or a step started on a case, filing or administrative one.

    Or money that came and is nobody's yet: then it names the voucher. Derived, so it may be written
    anew, by `actions.deadlines`: from acts, steps, such money and the calendar.
    `term` is a key of `terms.TERMS`; the row in force on `since` gives length and article. Done
    late is `done_on` after `due_on`; `ended_on` says that it stopped mattering (the case ended).
    """

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="deadlines")
    filing = models.ForeignKey(Filing, models.CASCADE, null=True, related_name="deadlines")
    administrative = models.ForeignKey(
        AdministrativeJudgment, models.CASCADE, null=True, related_name="deadlines"
    )
    office = models.ForeignKey(Office, models.PROTECT, db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, db_index=False)
    term = models.CharField("thời hạn", max_length=30, db_collation="C")
    act = models.ForeignKey(Act, models.CASCADE, null=True, related_name="deadlines")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="deadlines")
    voucher = models.ForeignKey(
        "cases.Voucher", models.CASCADE, null=True, db_index=False, related_name="deadlines"
    )
    since = models.DateField("tính từ ngày")
    due_on = models.DateField("hết hạn ngày")
    due_at = models.DateTimeField("hết hạn lúc", null=True)
    done_on = models.DateField("đã làm ngày", null=True)
    ended_on = models.DateField("thôi tính từ ngày", null=True)
    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "thời hạn"
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(
                fields=("office", "officer", "due_on"),
                condition=Q(done_on=None, ended_on=None),
                name="deadline_running",
            ),
            models.Index(fields=("office", "due_on"), name="deadline_office_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=_ONE_PARENT, name="deadline_has_one_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.due_on:%d/%m/%Y}"


class CalendarDay(models.Model):
    """Ngày nghỉ, ngày làm bù: what the official calendar says differently from the computed one."""

    day = models.DateField("ngày", unique=True)
    working = models.BooleanField("là ngày làm việc")
    note = models.CharField("căn cứ, ghi chú", max_length=200)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "ngày trong lịch"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class Verification(models.Model):
    """Xác minh điều kiện thi hành án: source, place, result and conclusion of one verification.

    Law 26/2008/QH12, Article 44; Decree 62/2015/NĐ-CP, Article 9. Its day, party and officer are
    the step's; a cancelled step cancels it.
    """

    step = models.OneToOneField(Step, models.PROTECT, related_name="verification")
    source = models.CharField("nguồn", max_length=20, choices=VerificationSource)
    place = models.CharField("nơi xác minh", max_length=250, blank=True)
    result = models.CharField("kết quả", max_length=2000)
    conclusion = models.CharField("kết luận", max_length=20, choices=Conclusion, db_collation="C")

    class Meta:
        verbose_name = "xác minh"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=VerificationSource.values, conclusion__in=Conclusion.values),
                name="verification_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.get_conclusion_display()}"


class InterestPeriod(models.Model):
    """Kỳ tính lãi chậm thi hành án: one line of the calculation behind an `amend`. Append-only."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="interest_periods")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="interest_periods")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    days = models.PositiveIntegerField("số ngày")
    principal = models.BigIntegerField("tiền gốc, đồng")
    rate = models.DecimalField("lãi suất, %/năm", max_digits=6, decimal_places=3)
    amount = models.BigIntegerField("tiền lãi, đồng")
    basis = models.CharField("căn cứ", max_length=150)

    class Meta:
        verbose_name = "kỳ tính lãi"
        ordering = ("since", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="interest_period_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y} – {self.until:%d/%m/%Y}: {self.amount}"
