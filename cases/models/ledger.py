"""Acts and their lines. Append-only; the invariants stand in the database (migration 0002)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import ActKind, Heading, Register
from cases.models.cases import Case, CaseClass, Obligation
from cases.models.offices import Office, Officer, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Act(models.Model):
    """Việc ghi sổ: one dated, numbered, signed thing that happened to a case.

    Never edited or deleted: a wrong one is reversed by another. `on` is the legal day,
    `booked_on` the day it counts from, `written_at` the moment it became known here.
    `entry_no` runs without gaps per issuing office, register and statistical year; the decision's
    own number is what stands on the paper, and `until` the end day it names. `together` is the
    first act of those written in one go: interest charged, then the collection that pays it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    kind = models.CharField("việc ghi sổ", max_length=20, choices=ActKind, db_collation="C")
    on = models.DateField("ngày")
    booked_on = models.DateField("ngày ghi sổ")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    issuing_office = models.ForeignKey(
        Office, models.PROTECT, related_name="acts_issued", db_index=False
    )
    register = models.CharField("sổ", max_length=2, choices=Register, db_collation="C")
    register_year = models.PositiveSmallIntegerField("năm sổ")
    entry_no = models.PositiveIntegerField("số thứ tự vào sổ")
    decision = models.CharField("số văn bản", max_length=60, blank=True)
    decision_no = models.PositiveIntegerField("số", null=True, blank=True)
    decision_suffix = models.CharField("ký hiệu", max_length=50, blank=True, db_collation="C")
    decision_year = models.PositiveSmallIntegerField("năm văn bản", null=True, blank=True)
    entered_again = models.PositiveSmallIntegerField(
        "lần ghi lại", default=0, help_text="Số văn bản đã ghi, đã hủy bút toán, nay ghi lại."
    )
    decided_on = models.DateField("ngày văn bản", null=True, blank=True)
    signer = models.CharField("người ký", max_length=100, blank=True)
    until = models.DateField("đến hết ngày", null=True, blank=True)
    prepared_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="người lập",
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="người ghi"
    )
    amount = models.BigIntegerField("số tiền", null=True, blank=True)
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, db_index=False
    )
    ground = models.CharField("căn cứ", max_length=20, blank=True, db_collation="C")
    opening = models.BooleanField("số dư mở sổ", default=False)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    together = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False,
        related_name="companions", verbose_name="ghi cùng lúc với",
    )  # fmt: skip
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "việc ghi sổ"
        indexes = [
            # The few acts by which the two clocks differ.
            models.Index(
                fields=("booked_on",),
                condition=Q(booked_on__gt=models.F("on"), opening=False),
                name="act_late",
            ),
            models.Index(
                fields=("booked_on",), condition=Q(kind=ActKind.REVERSE), name="act_reversal"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("issuing_office", "register", "register_year", "entry_no"),
                name="act_entry_once",
            ),
            models.UniqueConstraint(
                fields=(
                    "issuing_office",
                    "register",
                    "decision_year",
                    "decision_no",
                    "decision_suffix",
                    "entered_again",
                ),
                condition=Q(decision_no__isnull=False),
                name="act_decision_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=ActKind.values), name="act_kind_known"),
            models.CheckConstraint(
                condition=Q(register__in=Register.values), name="act_register_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=ActKind.REVERSE) ^ Q(reverses__isnull=True),
                name="act_reverses_iff_reverse",
            ),
            models.CheckConstraint(
                condition=Q(opening=True) | Q(booked_on__gte=models.F("on")),
                name="act_booked_not_before_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"

    @property
    def is_late(self) -> bool:
        """Entered after its own day had been closed."""
        return not self.opening and self.booked_on > self.on


class LedgerLineQuerySet(models.QuerySet["LedgerLine"]):
    def visible_to(self, user: "User | AnonymousUser") -> "LedgerLineQuerySet":
        """Lines of the offices in the user's scope; the case behind one is a link only if open."""
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class LedgerLine(models.Model):
    """Dòng sổ: so many cases or so much money at a key under a heading.

    Lines of an act come in pairs at one key; the two lines of a pair carry the same `pair` number
    and opposite signs. References are checked by statement-level triggers, not by row keys.
    """

    act = models.ForeignKey(
        Act, models.DO_NOTHING, related_name="lines", db_constraint=False, db_index=False
    )
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="lines", db_constraint=False)
    obligation = models.ForeignKey(
        Obligation, models.DO_NOTHING, null=True, db_constraint=False, db_index=False
    )
    office = models.ForeignKey(Office, models.DO_NOTHING, db_constraint=False, db_index=False)
    officer = models.ForeignKey(
        Officer, models.DO_NOTHING, null=True, db_constraint=False, db_index=False
    )
    case_class = models.ForeignKey(
        CaseClass, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    pair = models.PositiveSmallIntegerField("cặp")
    heading = models.CharField("tài khoản", max_length=20, choices=Heading, db_collation="C")
    ground = models.CharField("căn cứ", max_length=20, blank=True, db_collation="C")
    cases = models.SmallIntegerField("việc", default=0)
    amount = models.BigIntegerField("đồng", default=0)
    booked_on = models.DateField("ngày ghi sổ")
    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng sổ"
        indexes = [models.Index(fields=("office", "booked_on"), name="line_office_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(heading__in=Heading.values), name="line_heading_known"
            ),
            models.CheckConstraint(
                # A case line carries no obligation, a money line carries no case.
                condition=Q(obligation=None, amount=0, cases__in=(-1, 1))
                | (Q(obligation__isnull=False, cases=0) & ~Q(amount=0)),
                name="line_case_or_money",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} {self.cases} {self.amount}"


class Balance(models.Model):
    """Số dư: what stands at (case, obligation, key, place) now. Written by the ledger's trigger.

    Obligation 0 is the case itself, officer 0 is nobody: never null, so that a MERGE finds its
    row by the index. Contra headings have no row.
    """

    case = models.ForeignKey(
        Case, models.DO_NOTHING, related_name="balances", db_constraint=False, db_index=False
    )
    obligation_id = models.BigIntegerField(default=0)
    office = models.ForeignKey(Office, models.DO_NOTHING, db_constraint=False, db_index=False)
    officer_id = models.BigIntegerField(default=0)
    case_class = models.ForeignKey(
        CaseClass, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    heading = models.CharField(max_length=20, choices=Heading, db_collation="C")
    ground = models.CharField(max_length=20, blank=True, db_collation="C")
    cases = models.SmallIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    last_on = models.DateField()

    class Meta:
        verbose_name = "số dư"
        constraints = [
            models.UniqueConstraint(
                fields=(
                    "case",
                    "obligation_id",
                    "heading",
                    "ground",
                    "office",
                    "officer_id",
                    "case_class",
                ),
                name="balance_once",
            ),
            models.CheckConstraint(
                condition=Q(cases__gte=0, amount__gte=0), name="balance_not_below_zero"
            ),
            models.CheckConstraint(condition=Q(cases__lte=1), name="balance_one_case"),
        ]

    def __str__(self) -> str:
        return f"{self.heading} {self.cases} {self.amount}"


class Series(models.Model):
    """Dãy số vào sổ: the last `entry_no` given, per office, register and statistical year.

    `register` is a code of `choices.Register`, or a simple register's name. Locked FOR NO KEY
    UPDATE by who takes numbers; the trigger of what is numbered checks and moves it.
    """

    office = models.ForeignKey(Office, models.PROTECT)
    register = models.CharField(max_length=20, db_collation="C")
    year = models.PositiveSmallIntegerField()
    last_no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("office", "register", "year"), name="series_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.register}/{self.year}: {self.last_no}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DraftQuerySet":
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class Draft(models.Model):
    """Dự thảo: a form an officer has prepared and nobody has signed. It touches no figure.

    `fields` is the form as typed, so that signing goes through the same form again.
    """

    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="drafts")
    office = models.ForeignKey(Office, models.PROTECT)
    kind = models.CharField("việc ghi sổ", max_length=20, choices=ActKind)
    fields = models.JSONField(default=dict)
    summary = models.CharField("nội dung", max_length=300, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, verbose_name="người lập")
    prepared_at = models.DateTimeField("lập lúc", auto_now=True)
    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "dự thảo"
        ordering = ("prepared_at",)

    def __str__(self) -> str:
        return self.summary or self.get_kind_display()
