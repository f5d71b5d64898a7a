"""Closed months: the balances an office froze, who answered for them, how they were reopened."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import Heading
from cases.models.cases import CaseClass
from cases.models.offices import Office, Officer, User


class Ended(models.TextChoices):
    """How a reopening came to its end."""

    CLOSED = "closed", "Đơn vị đã khóa lại"
    EXPIRED = "expired", "Hết hạn, hệ thống đã khóa lại"


class SignStep(models.TextChoices):
    """Who answers for the figures of a month, in the order of the sending terms."""

    OFFICER = "officer", "Chấp hành viên xác nhận"
    OFFICE = "office", "Thủ trưởng ký, gửi"
    RETURNED = "returned", "Thành phố trả lại"
    ACCEPTED = "accepted", "Thành phố nhận"
    CITY = "city", "Thành phố ký, gửi"


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def running(self) -> "ReopeningQuerySet":
        return self.filter(ended_at=None)


class Reopening(models.Model):
    """Mở lại sổ: the city lets an office book into closed months again, until a day.

    `cutoff` is the first month opened; the closings it withdrew name the others. It ends when the
    office has closed them again, or by itself once `expires_on` is over.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="reopenings")
    cutoff = models.DateField("mở lại từ kỳ")
    reason = models.CharField("lý do mở lại", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người mở lại")
    at = models.DateTimeField("mở lại lúc", default=timezone.now)
    expires_on = models.DateField("mở đến hết ngày")
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    ended_how = models.CharField("kết thúc", max_length=10, choices=Ended, blank=True)
    objects = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = "mở lại sổ"
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("office",), condition=Q(ended_at=None), name="reopening_one_running"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=Ended.values),
                name="reopening_ended_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} từ {self.cutoff:%d/%m/%Y} đến hết {self.expires_on:%d/%m/%Y}"


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> "ClosingQuerySet":
        """Closings not withdrawn by a reopening."""
        return self.filter(withdrawn_at=None)


class Closing(models.Model):
    """Khóa sổ: an office's books through a month's last day, with its balances frozen.

    The city accepts what an office closed and sent; its own closing needs all of them accepted. A
    reopening withdraws the closing and all after it, with their acceptance; the rows stay, so what
    was reported is still known.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="closings")
    cutoff = models.DateField("khóa đến hết ngày")
    closed_on = models.DateField("ngày khóa")
    closed_at = models.DateTimeField("khóa lúc", default=timezone.now)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khóa"
    )
    accepted_at = models.DateTimeField("thành phố nhận lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhận"
    )
    withdrawn_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reopening = models.ForeignKey(
        Reopening, models.PROTECT, null=True, blank=True, related_name="closings"
    )
    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa sổ"
        constraints = [
            models.UniqueConstraint(
                fields=("office", "cutoff"),
                condition=Q(withdrawn_at=None),
                name="closing_once_standing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) ^ Q(reopening__isnull=False),
                name="closing_withdrawn_by_reopening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} đến {self.cutoff:%d/%m/%Y}"


class ClosingBalance(models.Model):
    """Số dư khóa sổ: cumulative balance of every heading, contra headings included."""

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="balances")
    officer = models.ForeignKey(
        Officer, models.DO_NOTHING, null=True, db_constraint=False, db_index=False
    )
    case_class = models.ForeignKey(
        CaseClass, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    heading = models.CharField(max_length=20, choices=Heading, db_collation="C")
    ground = models.CharField(max_length=20, blank=True, db_collation="C")
    cases = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = "số dư khóa sổ"

    def __str__(self) -> str:
        return f"{self.heading} {self.cases} {self.amount}"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def standing(self) -> "SignOffQuerySet":
        """What was signed and not withdrawn by a reopening."""
        return self.filter(reopening=None)


class SignOff(models.Model):
    """Ký xác nhận: who answered for which figures of a month. Never edited; a reopening withdraws.

    `sha256` is the hash of the figures as signed: of an officer's own line, of the office's or the
    city's statement (the one its paper prints).
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="signoffs")
    cutoff = models.DateField("kỳ đến hết ngày")
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="signoffs"
    )
    step = models.CharField("bước", max_length=10, choices=SignStep, db_collation="C")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người ký")
    on = models.DateField("ngày")
    at = models.DateTimeField("lúc", default=timezone.now)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    sha256 = models.CharField("SHA-256 của số liệu", max_length=64)
    reopening = models.ForeignKey(
        Reopening, models.PROTECT, null=True, blank=True, related_name="signoffs"
    )
    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = "ký xác nhận số liệu"
        ordering = ("pk",)
        indexes = [models.Index(fields=("cutoff", "office"), name="signoff_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=SignStep.values), name="signoff_step_known"
            ),
            models.CheckConstraint(
                condition=Q(step=SignStep.OFFICER) ^ Q(officer=None),
                name="signoff_officer_iff_officers",
            ),
            models.CheckConstraint(
                condition=~Q(step=SignStep.RETURNED, note=""), name="signoff_returned_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.cutoff:%d/%m/%Y}"


class ClosingRemark(models.Model):
    """Giải trình: what an office says about something a check found before it closes.

    `count` is how many there were when it was written: more of them ask for words again.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="closing_remarks")
    cutoff = models.DateField("kỳ đến hết ngày")
    check_code = models.CharField("mục kiểm tra", max_length=30, db_collation="C")
    count = models.PositiveIntegerField("số trường hợp")
    words = models.CharField("giải trình", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "giải trình khi khóa sổ"
        ordering = ("pk",)
        indexes = [models.Index(fields=("cutoff", "office"), name="closing_remark_month")]

    def __str__(self) -> str:
        return self.words
