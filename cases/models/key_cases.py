"""Key cases: why, what blocks them, what is asked of whom; and who may read the brief of a case."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import Role
from cases.models.cases import Case, CaseQuerySet
from cases.models.coercion import Referral
from cases.models.offices import Agency, User, agencies_of
from cases.rules.key_reasons import reason_label

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def briefed_to(user: "User | AnonymousUser") -> CaseQuerySet:
    """The cases whose brief the user may read.

    Everybody else those of the own scope; a member of the steering committee those referred to
    it, put to all or to the own agency, or of which something is asked of that agency. The pages
    of a case stay closed to members.
    """
    if not isinstance(user, User) or user.role != Role.COMMITTEE:
        return Case.objects.visible_to(user)
    asked = KeyAsk.objects.filter(agency__in=agencies_of(user), mark__ended_on=None)
    referred = Referral.objects.to_committee()
    return Case.objects.filter(
        Q(pk__in=Referral.objects.visible_to(user).values("case"))
        | Q(pk__in=asked.values("mark__case")) & Q(pk__in=referred.values("case"))
    )


class KeyCaseQuerySet(models.QuerySet["KeyCase"]):
    def visible_to(self, user: "User | AnonymousUser") -> "KeyCaseQuerySet":
        """A mark is seen with the brief of its case."""
        return self.filter(case__in=briefed_to(user))

    def standing(self) -> "KeyCaseQuerySet":
        return self.filter(ended_on=None)


class KeyCase(models.Model):
    """Án trọng điểm, phức tạp: the mark on a case, from a day until it is taken off.

    `reason` … `obstacles` are read off its newest entry and written with it. `Case.is_key` says
    whether a mark stands; the database refuses that the two disagree.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="key_marks")
    since = models.DateField("từ ngày")
    reason = models.CharField("lý do", max_length=20, db_collation="C")
    words = models.CharField("nói rõ lý do", max_length=500, blank=True)
    obstacles = models.CharField("vướng mắc", max_length=1000, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    ended_on = models.DateField("thôi theo dõi từ ngày", null=True, blank=True)
    end_reason = models.CharField("lý do thôi theo dõi", max_length=500, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    objects = KeyCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "án trọng điểm, phức tạp"
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("case",), condition=Q(ended_on=None), name="key_case_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")) & ~Q(end_reason=""),
                name="key_case_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Trọng điểm từ {self.since:%d/%m/%Y}"

    @property
    def reason_label(self) -> str:
        return reason_label(self.reason)


class KeyEntry(models.Model):
    """What was said of a key case at a moment; append-only, the newest one holds."""

    mark = models.ForeignKey(KeyCase, models.PROTECT, related_name="entries")
    reason = models.CharField("lý do", max_length=20, db_collation="C")
    words = models.CharField("nói rõ lý do", max_length=500, blank=True)
    obstacles = models.CharField("vướng mắc", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "nội dung án trọng điểm"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.reason_label

    @property
    def reason_label(self) -> str:
        return reason_label(self.reason)


class KeyAsk(models.Model):
    """Đề nghị: what is asked of an agency, or of the whole committee, and by when.

    Written once; what came of it is written once too.
    """

    mark = models.ForeignKey(KeyCase, models.PROTECT, related_name="asks")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="key_asks",
        verbose_name="đề nghị với",
    )  # fmt: skip
    words = models.CharField("nội dung đề nghị", max_length=500)
    due_on = models.DateField("trước ngày", null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    settled_on = models.DateField("xong ngày", null=True, blank=True)
    result = models.CharField("kết quả", max_length=500, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "đề nghị về án trọng điểm"
        ordering = (F("settled_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on=None) ^ ~Q(result=""), name="key_ask_settled_in_words"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.words}"

    @property
    def body(self) -> str:
        return str(self.agency) if self.agency else "Ban Chỉ đạo"
