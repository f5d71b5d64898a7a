"""Attached documents, background work on tables, and the filters people keep."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import JobKind
from cases.models.administrative import AdministrativeJudgment
from cases.models.cases import Case
from cases.models.ledger import Act
from cases.models.offices import Office, User
from cases.models.procedure import Step
from cases.rules.files import INLINE, KINDS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DocumentQuerySet":
        judgments = AdministrativeJudgment.objects.visible_to(user)
        return self.filter(
            Q(case__in=Case.objects.visible_to(user)) | Q(administrative__in=judgments)
        )


class Document(models.Model):
    """Tài liệu trong hồ sơ: a file whose type was read from its content, kept with its hash.

    It belongs to a case or an administrative judgment, and there perhaps to one act or step.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="documents")
    administrative = models.ForeignKey(
        AdministrativeJudgment, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="documents", db_index=False
    )
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, blank=True, related_name="documents", db_index=False
    )
    title = models.CharField("tên tài liệu", max_length=200)
    file = models.FileField("tệp", upload_to="documents/%Y/%m")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveBigIntegerField("cỡ, byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    withdrawn_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField("lý do gỡ", max_length=300, blank=True)
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "tài liệu"
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) ^ Q(administrative=None), name="document_has_one_parent"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) ^ ~Q(withdrawn_reason=""),
                name="document_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def parent(self) -> Case | AdministrativeJudgment:
        parent = self.case or self.administrative
        assert parent is not None
        return parent

    @property
    def opens_inline(self) -> bool:
        return self.content_type in INLINE

    @property
    def kind_label(self) -> str:
        return next((k.label for k in KINDS if k.content_type == self.content_type), "")


class TableJobQuerySet(models.QuerySet["TableJob"]):
    def visible_to(self, user: "User | AnonymousUser") -> "TableJobQuerySet":
        """One's own: a table holds what its asker could see."""
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(requested_by=user)

    def waiting(self) -> "TableJobQuerySet":
        """Not done yet, and asked for: a table still being mended in the grid waits for nobody."""
        mended = Q(kind=JobKind.IMPORT, params__keep="")
        return self.filter(finished_at=None).exclude(mended)


class TableJob(models.Model):
    """Nhập, xuất bảng tính: work on a table in the background, its state read off its columns.

    The row is the job: a broker that is down or a killed worker delays it; beat queues it again.
    """

    kind = models.CharField("loại", max_length=6, choices=JobKind, db_collation="C")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="table_jobs")
    requested_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    params = models.JSONField("yêu cầu", default=dict)
    name = models.CharField("tên tệp", max_length=200)
    source = models.FileField("tệp vào", upload_to="tables/%Y/%m", blank=True)
    result = models.FileField("tệp ra", upload_to="tables/%Y/%m", blank=True)
    total = models.PositiveIntegerField("số dòng", null=True)
    done = models.PositiveIntegerField("đã xử lý", default=0)
    saved = models.PositiveIntegerField("đã lưu", default=0)
    refused = models.CharField("lý do từ chối", max_length=500, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True)
    objects = TableJobQuerySet.as_manager()

    class Meta:
        verbose_name = "việc với bảng tính"
        ordering = ("-requested_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=JobKind.values), name="table_job_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """Bộ lọc đã lưu: a name for the part of the list's address after the question mark."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    name = models.CharField("tên bộ lọc", max_length=80)
    query = models.CharField("điều kiện", max_length=2000)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("user", "name"), name="saved_filter_name_once")
        ]

    def __str__(self) -> str:
        return self.name
