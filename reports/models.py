"""Targets, layouts and official forms, published figures, print jobs and issued statements."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models import Office, Officer, User
from cases.periods import year_start
from cases.rules import Refusal
from reports.reconciliations import Reconciliation as Reconciliation

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


class LayoutQuerySet(models.QuerySet["Layout"]):
    def issued(self) -> "LayoutQuerySet":
        return self.exclude(issued_at=None)

    def at(self, day: date) -> "Layout":
        """The layout of the forms in force on a cut-off day."""
        valid = self.issued().filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        layout = valid.order_by("valid_from").last()
        if layout is None:
            raise Refusal(f"Chưa có bố cục biểu cho ngày {day:%d/%m/%Y}.", "year")
        return layout


class Layout(models.Model):
    """Bố cục biểu: which headings and grounds make up which column, and how columns are printed.

    A new circular is a new row, drawn up as a draft and kept once issued: only the day it ends is
    written later. One not checked against the official annex is provisional, says so wherever it
    is shown, and carries no official-looking code.
    """

    code = models.CharField("mã", max_length=30, unique=True, db_collation="C")
    name = models.CharField("tên", max_length=150)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=500)
    provisional = models.BooleanField("chưa đối chiếu phụ lục chính thức", default=True)
    columns = models.JSONField("cột")
    annex = models.CharField("phụ lục đã đối chiếu", max_length=200, blank=True)
    checked_by = models.CharField("người đối chiếu", max_length=100, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    issued_at = models.DateTimeField("ban hành lúc", null=True, default=timezone.now)
    """None: a draft, which no statement reads."""
    objects = LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "bố cục biểu"
        ordering = ("valid_from",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="layout_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(provisional=True) | (~Q(annex="") & ~Q(checked_by="")),
                name="layout_checked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficialFormQuerySet(models.QuerySet["OfficialForm"]):
    def at(self, day: date) -> "OfficialFormQuerySet":
        """The forms in force on a cut-off day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def numbered(self, number: str, day: date) -> "OfficialForm":
        form = self.at(day).filter(number=number).order_by("valid_from").last()
        if form is None:
            raise Refusal(f"Không có biểu {number} cho ngày {day:%d/%m/%Y}.", "form")
        return form


class OfficialForm(models.Model):
    """Biểu mẫu thống kê: a form an office must send, as versioned data.

    `source` says where its rows come from: the ledger, in the columns of the layout in force, or
    a register with columns of its own. `asks` is what it asks of that source.
    """

    number = models.CharField("biểu số", max_length=10, db_collation="C")
    name = models.CharField("tên biểu", max_length=200)
    source = models.CharField("nguồn", max_length=20, default="ledger", db_collation="C")
    asks = models.JSONField("nội dung", default=dict)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=500)
    provisional = models.BooleanField("chưa đối chiếu phụ lục chính thức", default=True)
    annex = models.CharField("phụ lục đã đối chiếu", max_length=200, blank=True)
    checked_by = models.CharField("người đối chiếu", max_length=100, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    objects = OfficialFormQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu mẫu"
        ordering = ("number", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("number", "valid_from"), name="form_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="form_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(provisional=True) | (~Q(annex="") & ~Q(checked_by="")),
                name="form_checked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"Biểu {self.number}: {self.name}"


class PublishedFigure(models.Model):
    """Số liệu đã công bố: one row that an authority or the press printed, with its source.

    Money is in thousands of đồng, as printed; rates are per cent; empty was not published.
    """

    code = models.CharField("mã", max_length=20, unique=True, db_collation="C")
    unit = models.CharField("nơi", max_length=40, db_collation="C")
    year = models.PositiveSmallIntegerField("năm thống kê")
    months = models.PositiveSmallIntegerField("số tháng")
    as_of = models.DateField("tính đến ngày", null=True, blank=True)
    measure = models.CharField("cách tính", max_length=20)
    carried_in = models.BigIntegerField("năm trước chuyển sang", null=True)
    new_intake = models.BigIntegerField("thụ lý mới", null=True)
    docketed = models.BigIntegerField("tổng số thụ lý", null=True)
    delegated = models.BigIntegerField("ủy thác", null=True)
    taken_up = models.BigIntegerField("rút lên", null=True)
    recalled = models.BigIntegerField("thu hồi, hủy", null=True)
    to_enforce = models.BigIntegerField("phải thi hành", null=True)
    enforceable = models.BigIntegerField("có điều kiện", null=True)
    not_yet_enforceable = models.BigIntegerField("chưa có điều kiện", null=True)
    completed = models.BigIntegerField("thi hành xong", null=True)
    rate_printed = models.CharField("tỷ lệ in", max_length=10, blank=True)
    target = models.CharField("chỉ tiêu in", max_length=10, blank=True)
    gap_points = models.CharField("chênh lệch in", max_length=10, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    source = models.CharField("nguồn", max_length=150, blank=True)

    class Meta:
        verbose_name = "số liệu đã công bố"
        ordering = ("-year", "-months", "unit", "code")

    def __str__(self) -> str:
        return f"{self.code}: {self.unit} {self.year}/{self.months}"


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
    issue of the same statement stands beside it.
    """

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
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.symbol}"

    @property
    def state(self) -> str:
        if self.archived_at:
            return "archived"
        return "refused" if self.refused else "waiting"
