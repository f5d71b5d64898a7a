"""Targets: decisions over time, and what each sets."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Office, Officer, User
from cases.periods import year_start

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Measure(models.TextChoices):
    """Cách tính: by cases or by money."""

    CASES = "cases", "Về việc"
    MONEY = "money", "Về tiền"


class TargetDecisionQuerySet(models.QuerySet["TargetDecision"]):
    def visible_to(self, user: "User | AnonymousUser") -> "TargetDecisionQuerySet":
        """A decision is seen by whoever sees one of its targets; of it, by row, what is theirs."""
        return self.filter(pk__in=Target.objects.visible_to(user).values("decision"))

    def standing(self, known: datetime | None = None) -> "TargetDecisionQuerySet":
        return self.filter(_standing("", known))


class TargetDecision(models.Model):
    """Quyết định giao chỉ tiêu: one paper that sets targets of many offices, or of many officers.

    An amendment is another decision: nothing is edited. What was entered wrongly is cancelled
    with a reason and stays to be seen. `office` is who divides its target, or records what it was
    given from above; published targets of elsewhere have none. `shortfall` is why targets that do
    not reach the one above were set all the same.
    """

    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    issuer = models.CharField("cơ quan ban hành", max_length=150, blank=True)
    year = models.PositiveSmallIntegerField("năm thống kê")
    number = models.CharField("quyết định số", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="sửa đổi quyết định"
    )
    source = models.CharField("nguồn", max_length=120, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    basis = models.CharField("căn cứ số có điều kiện", max_length=200, blank=True)
    sums = models.JSONField("phép cộng khi giao", default=dict, blank=True)
    shortfall = models.CharField("lý do giao chưa đủ", max_length=300, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField("ghi lúc", default=timezone.now)
    cancelled_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hủy"
    )
    cancel_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    objects = TargetDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định giao chỉ tiêu"
        ordering = ("-year", "-decided_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("office", "year", "number", "decided_on"),
                condition=Q(cancelled_at=None, set_by__isnull=False),
                name="target_decision_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (
                    Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")
                ),
                name="target_decision_cancelled_whole",
            ),
        ]

    def __str__(self) -> str:
        said = f"số {self.number}" if self.number else "không rõ số"
        return f"{said} ngày {self.decided_on:%d/%m/%Y}" if self.decided_on else said


def _standing(path: str, known: datetime | None) -> Q:
    """Decisions not cancelled; or those entered, and not yet cancelled, at a moment.

    What came with the system was public before anybody entered anything.
    """
    if known is None:
        return Q(**{f"{path}cancelled_at": None})
    entered = Q(**{f"{path}set_by": None}) | Q(**{f"{path}set_at__lte": known})
    return entered & (Q(**{f"{path}cancelled_at": None}) | Q(**{f"{path}cancelled_at__gt": known}))


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: "User | AnonymousUser") -> "TargetQuerySet":
        """National and provincial targets are public; an office's go with its figures."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(Q(office=None) | Q(office__in=Office.objects.figures_open_to(user)))

    def in_force(self, year: int, day: date, known: datetime | None = None) -> "TargetQuerySet":
        """Newest decision up to the day first; without a day it holds since the year began.

        Of each bound, months and measure the first row is the one in force.
        """
        return (
            self.filter(_standing("decision__", known), decision__year=year)
            .annotate(
                since=models.functions.Coalesce(
                    "decision__decided_on", models.Value(year_start(year))
                )
            )
            .filter(since__lte=day)
            .order_by("-since", "-decision")
        )


class Target(models.Model):
    """Chỉ tiêu: the minimum rate an office, or an officer, must reach on what is enforceable.

    Twelve months is the annual target, fewer an interim one. The one in force at a day is that of
    the newest decision made on or before it. `unit` names who is bound where that is no office of
    ours (the country, another province). `expected` is how much is taken to become enforceable:
    what the target weighs in the sum of its decision.
    """

    decision = models.ForeignKey(TargetDecision, models.PROTECT, related_name="targets")
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, verbose_name="đơn vị", related_name="targets"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name="Chấp hành viên"
    )
    unit = models.CharField("nơi được giao", max_length=40, blank=True, db_collation="C")
    months = models.PositiveSmallIntegerField("số tháng", default=12)
    measure = models.CharField("chỉ tiêu", max_length=5, choices=Measure)
    rate = models.DecimalField("tỷ lệ (%)", max_digits=5, decimal_places=2)
    strict = models.BooleanField("“trên” mức này mới đạt", default=False)
    expected = models.BigIntegerField("có điều kiện dự kiến", null=True, blank=True)
    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu"
        ordering = ("-decision", "office", "officer", "-months", "measure")
        constraints = [
            models.UniqueConstraint(
                fields=("decision", "office", "officer", "unit", "months", "measure"),
                nulls_distinct=False,
                name="target_once",
            ),
            models.CheckConstraint(
                condition=Q(office=None) ^ Q(unit=""), name="target_of_office_or_unit"
            ),
            models.CheckConstraint(
                condition=Q(officer=None) | Q(office__isnull=False),
                name="target_officer_in_an_office",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=100), name="target_rate_is_a_rate"
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=12), name="target_months_known"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=Measure.values), name="target_measure_known"
            ),
            models.CheckConstraint(
                condition=Q(expected=None) | Q(expected__gte=0), name="target_expects_something"
            ),
        ]

    def __str__(self) -> str:
        sign = "trên " if self.strict else ""
        whose = self.officer or self.office or self.unit
        return f"{whose}: {sign}{self.rate} %"
