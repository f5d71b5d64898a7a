"""Cases, parties and obligations: what an act is about. Amounts live in the ledger."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from cases.choices import (
    OPEN_PLACES,
    CaseKind,
    Heading,
    InterestBasis,
    JudgmentKind,
    ObligationKind,
    Origin,
    PartyRole,
    PersonKind,
)
from cases.models.filings import Filing, Judgment
from cases.models.offices import Office, Officer, User
from cases.models.persons import Person
from cases.rules import asset_files

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CaseClass(models.Model):
    """Phân loại thống kê: way of opening, kind of judgment, and one boolean per flag."""

    origin = models.CharField("cách ra quyết định", max_length=12, choices=Origin)
    judgment_kind = models.CharField("loại án", max_length=20, choices=JudgmentKind)
    budget = models.BooleanField("thu cho ngân sách nhà nước", default=False)
    credit = models.BooleanField("tín dụng, ngân hàng", default=False)
    corruption = models.BooleanField("tham nhũng, kinh tế", default=False)

    FLAGS = ("budget", "credit", "corruption")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("origin", "judgment_kind", "budget", "credit", "corruption"),
                name="case_class_once",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values, judgment_kind__in=JudgmentKind.values),
                name="case_class_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_origin_display()} · {self.get_judgment_kind_display()}"

    @property
    def flag_labels(self) -> list[str]:
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in self.FLAGS
            if getattr(self, name)
        ]


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CaseQuerySet":
        """Cases held by the offices in the user's scope; a row that is not yours does not exist."""
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))

    def open(self) -> "CaseQuerySet":
        return self.filter(heading__in=OPEN_PLACES)


class Case(models.Model):
    """Việc thi hành án: one enforcement decision is one case (Law 26/2008, Article 3(9)).

    Where it stands (`office` … `ground`, `last_booked_on`) is written by the ledger's trigger
    from the balances, so a list can filter on it; it can never disagree with the books.
    """

    kind = models.CharField(
        "loại hồ sơ", max_length=20, choices=CaseKind, default=CaseKind.ENFORCEMENT
    )
    judgment = models.ForeignKey(Judgment, models.PROTECT, verbose_name="bản án, quyết định")
    filing = models.ForeignKey(
        Filing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="văn bản đã nhận",
    )
    decision = models.CharField(
        "quyết định thi hành án số", max_length=60, blank=True, db_collation="C"
    )
    decided_on = models.DateField("ngày quyết định thi hành án")
    is_key = models.BooleanField("trọng điểm, phức tạp", default=False)
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="tiếp nối việc",
        db_index=False,
    )
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="đơn vị")
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name="chấp hành viên"
    )
    case_class = models.ForeignKey(
        CaseClass, models.PROTECT, verbose_name="phân loại", db_index=False
    )
    heading = models.CharField(
        "tình trạng",
        max_length=20,
        choices=Heading,
        default=Heading.INTAKE,
        db_collation="C",
    )
    ground = models.CharField("căn cứ", max_length=20, blank=True, db_collation="C")
    last_booked_on = models.DateField("ghi sổ gần nhất", null=True)
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "việc thi hành án"
        indexes = [
            models.Index(fields=("office", "heading", "-decided_on"), name="case_office_heading"),
            models.Index(fields=("decision",), name="case_decision"),
            models.Index(fields=("-decided_on", "-id"), name="case_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(heading__in=Heading.values), name="case_heading_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="case_kind_known"),
        ]

    def __str__(self) -> str:
        return self.decision or f"Việc số {self.pk}"

    @property
    def is_open(self) -> bool:
        if self.is_asset_file:
            return not self.money_sent
        return self.heading in OPEN_PLACES

    @property
    def is_asset_file(self) -> bool:
        return self.kind == CaseKind.DELEGATED_ASSET

    @cached_property
    def money_sent(self) -> bool:
        """Whether a delegated asset's money went back; lists read it with their rows."""
        standing = self.steps.standing()  # type: ignore[attr-defined]
        return not asset_files.is_open(standing.values_list("kind", flat=True))

    def get_heading_display(self) -> str:  # type: ignore[no-redef]
        """Where it stands, in words; a delegated asset is in no heading of the ledger."""
        if self.is_asset_file:
            return asset_files.ENDED if self.money_sent else asset_files.OPEN
        return str(Heading(self.heading).label)

    def kin(self) -> CaseQuerySet:
        """The case this one carries on, and those that carry it on; of any office."""
        return Case.objects.filter(Q(continues=self.pk) | Q(pk=self.continues_id or 0))


class PartyQuerySet(models.QuerySet["Party"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PartyQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))


class Party(models.Model):
    """Đương sự: name, address and number as the judgment gives them; scoped by its case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="parties"
    )
    role = models.CharField("tư cách", max_length=10, choices=PartyRole)
    kind = models.CharField("loại", max_length=10, choices=PersonKind, default=PersonKind.NATURAL)
    name = models.CharField("họ và tên, tên tổ chức", max_length=200)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    identity_no = models.CharField("số định danh, mã số thuế", max_length=20, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    in_prison = models.BooleanField("đang chấp hành án phạt tù", null=True, blank=True)
    prison_until = models.DateField("chấp hành án phạt tù đến ngày", null=True, blank=True)
    address_unknown = models.BooleanField(
        "chưa rõ địa chỉ, nơi cư trú", default=False, db_default=False
    )
    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "đương sự"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=PartyRole.values), name="party_role_known")
        ]
        indexes = [
            models.Index(
                fields=("identity_no",), condition=~Q(identity_no=""), name="party_identity"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Obligation(models.Model):
    """Nghĩa vụ: one sum, thing or act between a creditor side and a debtor side.

    Its amounts are ledger lines; joint debtors are links.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="obligations")
    kind = models.CharField("loại nghĩa vụ", max_length=20, choices=ObligationKind)
    description = models.CharField("nội dung", max_length=250, blank=True)
    creditor = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="claims", db_index=False
    )
    debtors = models.ManyToManyField(Party, through="ObligationDebtor", related_name="debts")
    joint = models.BooleanField("liên đới", default=False)
    interest_basis = models.CharField(
        "lãi chậm thi hành án",
        max_length=10,
        choices=InterestBasis,
        blank=True,
        default="",
        db_default="",
    )
    interest_from = models.DateField("tính lãi từ ngày", null=True, blank=True)
    interest_rate = models.DecimalField(
        "lãi suất bản án ấn định, %/năm", max_digits=6, decimal_places=3, null=True, blank=True
    )
    instalment = models.BigIntegerField("mỗi kỳ, đồng", null=True, blank=True)
    instalment_months = models.PositiveSmallIntegerField("kỳ, tháng", null=True, blank=True)
    instalments_from = models.DateField("kỳ đầu từ ngày", null=True, blank=True)
    instalments_until = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "nghĩa vụ"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ObligationKind.values), name="obligation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(instalment=None)
                | Q(instalment__gt=0, instalment_months__gt=0, instalments_from__isnull=False),
                name="obligation_instalments_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.get_kind_display()


class ObligationDebtor(models.Model):
    """Người phải thực hiện nghĩa vụ: a debtor of an obligation."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="debtor_links")
    party = models.ForeignKey(Party, models.PROTECT, related_name="debt_links", db_index=False)
    share = models.BigIntegerField("phần phải thi hành, đồng", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("obligation", "party"), name="obligation_debtor_once")
        ]

    def __str__(self) -> str:
        return str(self.party)
