"""Papers asked for, and statements issued."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Office, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class PrintKind(models.TextChoices):
    STATEMENT = "statement", "Báo cáo thống kê"
    LIST = "list", "Danh sách"
    BOOK = "book", "Sổ"


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PrintJobQuerySet":
        """Statements go with the figures; what names people is its asker's, while they may still
        read the cases of the office."""
        if not isinstance(user, User):
            return self.none()
        own = self.filter(requested_by=user, office__in=Office.objects.visible_to(user))
        figures = self.filter(
            kind=PrintKind.STATEMENT, office__in=Office.objects.figures_open_to(user)
        )
        return figures | own.exclude(kind=PrintKind.STATEMENT)

    def waiting(self) -> "PrintJobQuerySet":
        return self.filter(printed_at=None, refused="")


class PrintJob(models.Model):
    """Yêu cầu in: a statement, list or book to make in the background; its state is read off its
    columns. `form` is the form's number, the list's code or the book's number; a book is of the
    quarter that ends with its months.
    """

    kind = models.CharField("loại", max_length=10, choices=PrintKind, default=PrintKind.STATEMENT)
    office = models.ForeignKey(Office, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=12)
    form = models.CharField("biểu", max_length=10, blank=True)
    by = models.CharField("chia theo", max_length=20, default="office")
    title = models.CharField("tên", max_length=200, blank=True)
    paper = models.CharField("khổ giấy", max_length=4, default="a4")
    """a4, a3, or xlsx for a workbook."""
    total = models.PositiveIntegerField("số dòng", null=True)
    done = models.PositiveIntegerField("đã xử lý", default=0)
    requested_by = models.ForeignKey(User, models.PROTECT)
    requested_at = models.DateTimeField(default=timezone.now)
    printed_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="statements/%Y", blank=True)
    objects = PrintJobQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu in"
        ordering = ("-requested_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(printed_at=None) ^ ~Q(file=""), name="print_job_file_iff_printed"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PrintKind.values), name="print_job_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.year}/{self.months}"

    @property
    def state(self) -> str:
        if self.printed_at:
            return "printed"
        return "refused" if self.refused else "waiting"

    @property
    def period_words(self) -> str:
        if self.kind == PrintKind.BOOK:
            return f"quý {'I' * self.quarter if self.quarter < 4 else 'IV'} năm {self.year}"
        return f"{self.months} tháng năm {self.year}"

    @property
    def quarter(self) -> int:
        """Of the statistical year."""
        return self.months // 3

    @property
    def paper_words(self) -> str:
        return "bảng tính" if self.paper == "xlsx" else f"bản in {self.paper.upper()}"

    @property
    def share(self) -> int:
        """How far the worker is, in per cent."""
        return round(100 * self.done / self.total) if self.total else 0


class IssuedKind(models.TextChoices):
    STATEMENT = "statement", "Báo cáo thống kê"
    REVIEW = "review", "Báo cáo tổng kết nhiều năm"


class IssuedQuerySet(models.QuerySet["Issued"]):
    def visible_to(self, user: "User | AnonymousUser") -> "IssuedQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(office__in=Office.objects.figures_open_to(user))

    def waiting(self) -> "IssuedQuerySet":
        return self.filter(archived_at=None, refused="")


class Issued(models.Model):
    """Báo cáo đã phát hành: figures frozen under a number, with the paper that was made of them.

    `figures` is the canonical JSON, `sha256` its hash, which stands on the paper together with the
    `code` that finds this row again. The archived PDF has a hash of its own. Never edited: a later
    issue of the same statement stands beside it. A review over several years is of its last year.
    """

    kind = models.CharField(
        "loại", max_length=10, choices=IssuedKind, default=IssuedKind.STATEMENT,
        db_default=IssuedKind.STATEMENT,
    )  # fmt: skip
    office = models.ForeignKey(Office, models.PROTECT, related_name="issued", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm thống kê")
    months = models.PositiveSmallIntegerField("số tháng")
    scope = models.CharField("phạm vi", max_length=12)
    form = models.CharField("biểu", max_length=10, blank=True)
    by = models.CharField("chia theo", max_length=20)
    title = models.CharField("tên báo cáo", max_length=250)
    number = models.PositiveIntegerField("số")
    symbol = models.CharField("ký hiệu", max_length=40)
    issued_on = models.DateField("ngày ban hành")
    issued_at = models.DateTimeField("phát hành lúc", default=timezone.now)
    issued_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="người phát hành"
    )
    signer = models.CharField("người ký", max_length=100)
    code = models.CharField("mã kiểm tra", max_length=16, unique=True, db_collation="C")
    address = models.URLField("địa chỉ kiểm tra", max_length=200)
    figures = models.TextField("số liệu")
    sha256 = models.CharField("SHA-256 của số liệu", max_length=64)
    archived_at = models.DateTimeField("lưu bản in lúc", null=True)
    pdf = models.FileField(upload_to="issued/%Y", blank=True)
    pdf_sha256 = models.CharField("SHA-256 của bản in", max_length=64, blank=True)
    refused = models.CharField("không in được", max_length=500, blank=True)
    objects = IssuedQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo đã phát hành"
        ordering = ("-issued_at",)
        constraints = [
            models.UniqueConstraint(fields=("office", "year", "number"), name="issued_number_once"),
            models.CheckConstraint(
                condition=Q(archived_at=None, pdf="", pdf_sha256="")
                | (Q(archived_at__isnull=False) & ~Q(pdf="") & ~Q(pdf_sha256="")),
                name="issued_archived_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=IssuedKind.values), name="issued_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.symbol}"

    @property
    def state(self) -> str:
        if self.archived_at:
            return "archived"
        return "refused" if self.refused else "waiting"
