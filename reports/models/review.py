"""A report over several years while it is written: what it is of, and its blocks of text."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import Role
from cases.models import Office, User
from reports.models.issued import Issued

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class BlockCode(models.TextChoices):
    """The parts of the text, in the order of print."""

    SITUATION = "situation", "I. Tình hình"
    RESULTS = "results", "II. Kết quả"
    LIMITS = "limits", "III. Hạn chế, nguyên nhân"
    TASKS = "tasks", "IV. Nhiệm vụ, giải pháp"
    PROPOSALS = "proposals", "V. Kiến nghị"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ReviewQuerySet":
        """With the office's figures; the committee sees what was issued, not what is written."""
        if not isinstance(user, User):
            return self.none()
        rows = self.filter(office__in=Office.objects.figures_open_to(user))
        return rows.exclude(issued=None) if user.role == Role.COMMITTEE else rows


class Review(models.Model):
    """Báo cáo tổng kết nhiều năm. Its figures come from the closed books until it is issued; then
    the issued row holds figures and text for ever, and nothing here changes any more."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="đơn vị")
    title = models.CharField("trích yếu", max_length=250)
    first_year = models.PositiveSmallIntegerField("từ năm thống kê")
    last_year = models.PositiveSmallIntegerField("đến năm thống kê")
    boundaries = models.CharField("địa giới", max_length=4, default="then")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    issued = models.OneToOneField(
        Issued, models.PROTECT, null=True, related_name="review", verbose_name="bản phát hành"
    )
    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng kết"
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(boundaries__in=("then", "now")), name="review_boundaries_known"
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="review_years_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def span(self) -> str:
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"


class ReviewBlock(models.Model):
    """One part of the text. `version` grows with every change, so that of two who write at once
    the second is told instead of overwriting the first."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="blocks")
    code = models.CharField("phần", max_length=20, choices=BlockCode, db_collation="C")
    words = models.TextField("nội dung", blank=True)
    version = models.PositiveIntegerField("bản", default=1)
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người sửa")
    edited_at = models.DateTimeField("sửa lúc", default=timezone.now)

    class Meta:
        verbose_name = "phần báo cáo"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("review", "code"), name="review_block_once"),
            models.CheckConstraint(
                condition=Q(code__in=BlockCode.values), name="review_block_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.title}"

    @property
    def title(self) -> str:
        return BlockCode(self.code).label
