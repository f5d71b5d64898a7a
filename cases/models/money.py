"""Money in and out: receipts, orders to pay, vouchers and their lines, distributions, fees, banks.

The ledger says what became of an obligation; the vouchers say what is in the office's hands and
what it is held for. Both are written together: an act `collect` or `pay_out` never stands without
its voucher line, so `COLLECTED` and the money held for obligations agree case by case.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import Fund, PayMethod, Proceeds, VoucherKind
from cases.models.assets import Asset
from cases.models.cases import Case, Obligation, Party
from cases.models.ledger import Act
from cases.models.offices import Office, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class OfficeMoneyQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))


class ProposedQuerySet(OfficeMoneyQuerySet):
    """What one person prepares and another confirms by a voucher."""

    def waiting(self) -> Self:
        """Prepared, and neither confirmed nor withdrawn."""
        return self.filter(voucher=None, withdrawn_at=None)


class ReceiptBook(models.Model):
    """Quyển biên lai, phiếu thu: a printed or electronic series of numbers given in order."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="receipt_books")
    symbol = models.CharField("ký hiệu", max_length=30, db_collation="C")
    first_no = models.PositiveIntegerField("từ số")
    last_no = models.PositiveIntegerField("đến số")
    opened_on = models.DateField("ngày cấp")
    closed_on = models.DateField("ngày thu hồi", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    objects = OfficeMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "quyển biên lai"
        ordering = ("-opened_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("office", "symbol", "first_no"), name="receipt_book_once"
            ),
            models.CheckConstraint(
                condition=Q(first_no__gte=1, last_no__gte=F("first_no")),
                name="receipt_book_runs_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.first_no}–{self.last_no}"


class Voucher(models.Model):
    """Chứng từ thu, chi, phân phối: final when written; a wrong one is answered by its reversal.

    `number` is what stands on the paper; `number_no` its digits, given once per office, kind and
    symbol. `confirmed_by` is the checker of a payment or distribution, never its maker.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="vouchers", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="vouchers")
    kind = models.CharField("loại", max_length=12, choices=VoucherKind, db_collation="C")
    method = models.CharField("hình thức", max_length=8, choices=PayMethod, db_collation="C")
    symbol = models.CharField("ký hiệu", max_length=30, blank=True, db_collation="C")
    number = models.CharField("số chứng từ", max_length=60, blank=True)
    number_no = models.PositiveIntegerField("số", null=True, blank=True)
    on = models.DateField("ngày")
    booked_on = models.DateField("ngày ghi sổ")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    amount = models.BigIntegerField("số tiền, đồng")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, db_index=False)
    name = models.CharField("người nộp, người nhận", max_length=250, blank=True)
    account = models.CharField("tài khoản", max_length=100, blank=True)
    reason = models.CharField("nội dung", max_length=500, blank=True)
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, db_index=False, related_name="vouchers",
        verbose_name="tiền bán tài sản",
    )  # fmt: skip
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="người lập",
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="người duyệt",
    )  # fmt: skip
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    objects = OfficeMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "chứng từ"
        ordering = ("-on", "-pk")
        indexes = [models.Index(fields=("office", "booked_on"), name="voucher_office_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=VoucherKind.values, method__in=PayMethod.values),
                name="voucher_known",
            ),
            models.CheckConstraint(
                condition=Q(booked_on__gte=F("on")), name="voucher_booked_not_before_its_day"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("made_by")),
                name="voucher_checker_is_not_maker",
            ),
            models.CheckConstraint(
                condition=~Q(kind=VoucherKind.PAYMENT)
                | Q(made_by=None)
                | Q(confirmed_by__isnull=False)
                | Q(reverses__isnull=False),
                name="voucher_paid_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=("office", "kind", "symbol", "number_no"),
                condition=~Q(number_no=None) & ~Q(symbol="") & Q(reverses=None),
                name="voucher_number_once",
            ),
        ]

    def __str__(self) -> str:
        number = "/".join(filter(None, (self.number, self.symbol)))
        named = number or ("hủy" if self.reverses_id else "không số")
        return f"{self.get_kind_display()} {named} ngày {self.on:%d/%m/%Y}"


class VoucherLine(models.Model):
    """Dòng chứng từ: so much comes to be held for something (+), or no longer is (−).

    Lines of a receipt add up to what came in, of a payment to what went out, of a distribution to
    nothing. What is held for (case, fund, obligation) never falls below zero. `act` is the ledger's
    act this line agrees with. `office` is in whose books it stands.
    """

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="lines")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="money_lines")
    fund = models.CharField("tiền để", max_length=15, choices=Fund, db_collation="C")
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    amount = models.BigIntegerField("đồng, + vào, − ra")
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="money_lines")
    booked_on = models.DateField("ngày ghi sổ")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    objects = OfficeMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng chứng từ"
        ordering = ("pk",)
        indexes = [models.Index(fields=("office", "booked_on"), name="money_line_office_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fund__in=Fund.values) & ~Q(amount=0), name="money_line_known"
            ),
            models.CheckConstraint(
                condition=Q(obligation=None) | Q(fund=Fund.OBLIGATION), name="money_line_obligation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fund_display()}: {self.amount}"


class PayOrder(models.Model):
    """Đề nghị chi: prepared by one, paid by another's confirmation, or withdrawn.

    Its voucher is written when it is confirmed. The confirmation is refused to who prepared it.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="pay_orders", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="pay_orders")
    distribution = models.ForeignKey(
        "Distribution", models.PROTECT, null=True, blank=True, related_name="pay_orders"
    )
    method = models.CharField("hình thức", max_length=8, choices=PayMethod, db_collation="C")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhận"
    )
    name = models.CharField("người nhận", max_length=250)
    account = models.CharField("tài khoản nhận", max_length=100, blank=True)
    reason = models.CharField("nội dung chi", max_length=500, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("lập lúc", default=timezone.now)
    voucher = models.OneToOneField(
        Voucher, models.PROTECT, null=True, blank=True, related_name="pay_order"
    )
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    objects = ProposedQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị chi"
        ordering = ("prepared_at", "pk")
        indexes = [
            models.Index(
                fields=("office", "prepared_at"), condition=Q(voucher=None, withdrawn_at=None),
                name="pay_order_waiting",
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=PayMethod.values), name="pay_order_method_known"
            ),
            models.CheckConstraint(
                condition=Q(voucher=None) | Q(withdrawn_at=None), name="pay_order_paid_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"Đề nghị chi {self.pk}: {self.name}"


class PayOrderItem(models.Model):
    """What an order pays, out of what is held; `fee` of it is kept as the enforcement fee."""

    order = models.ForeignKey(PayOrder, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    fund = models.CharField("tiền để", max_length=15, choices=Fund, db_collation="C")
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    amount = models.BigIntegerField("số tiền, đồng")
    fee = models.BigIntegerField("phí thi hành án giữ lại, đồng", default=0)
    fee_ground = models.CharField("căn cứ miễn, giảm phí", max_length=20, blank=True)
    fee_basis = models.CharField("cách tính phí", max_length=500, blank=True)

    class Meta:
        verbose_name = "khoản chi"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(fund__in=Fund.values, amount__gt=0, fee__gte=0, fee__lte=F("amount")),
                name="pay_order_item_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_fund_display()}: {self.amount}"


class Distribution(models.Model):
    """Phân phối tiền thi hành án: by the legal order of payment, proposed, then confirmed.

    Law 26/2008/QH12, Article 47; Decree 62/2015/NĐ-CP, Article 49. Its rows keep the reasoning as
    it was shown; the confirmation writes one voucher that moves the money from undistributed.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="distributions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="distributions")
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="distributions"
    )
    kind = models.CharField(
        "nguồn tiền", max_length=12, choices=Proceeds, db_collation="C",
        default=Proceeds.COLLECTED,
    )  # fmt: skip
    on = models.DateField("ngày phân phối")
    received_on = models.DateField("ngày nhận tiền")
    cut_off = models.DateField("ngày quyết định cưỡng chế", null=True, blank=True)
    amount = models.BigIntegerField("số tiền phân phối, đồng")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("lập lúc", default=timezone.now)
    voucher = models.OneToOneField(
        Voucher, models.PROTECT, null=True, blank=True, related_name="distribution"
    )
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    objects = ProposedQuerySet.as_manager()

    class Meta:
        verbose_name = "phân phối tiền"
        ordering = ("-prepared_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="distribution_of_something"),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(voucher=None, withdrawn_at=None),
                name="distribution_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Phân phối ngày {self.on:%d/%m/%Y}"


class DistributionRow(models.Model):
    """One payee's part: the rank, what was claimed, what is given, and why."""

    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField("thứ tự")
    rank = models.PositiveSmallIntegerField("hàng ưu tiên")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    fund = models.CharField("tiền để", max_length=15, choices=Fund, db_collation="C")
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField("người nhận", max_length=250)
    claim = models.BigIntegerField("số được yêu cầu, đồng")
    amount = models.BigIntegerField("số được phân phối, đồng")
    reason = models.CharField("lý do", max_length=500)
    basis = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "dòng phân phối"
        ordering = ("position",)
        constraints = [
            models.CheckConstraint(
                condition=Q(fund__in=Fund.values, claim__gte=0, amount__gte=0),
                name="distribution_row_known",
            ),
            models.UniqueConstraint(
                fields=("distribution", "position"), name="distribution_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"


class FeeChargeQuerySet(models.QuerySet["FeeCharge"]):
    def visible_to(self, user: "User | AnonymousUser") -> "FeeChargeQuerySet":
        return self.filter(voucher__in=Voucher.objects.visible_to(user))

    def standing(self) -> "FeeChargeQuerySet":
        """Those whose payment was not reversed."""
        return self.filter(voucher__reversed_by=None)


class FeeCharge(models.Model):
    """Phí thi hành án kept of one payment: its calculation, exemption or reduction. Append-only.

    Circular 216/2016/TT-BTC, Articles 4 to 7. `received` and `assessed` (the fee in full, before a
    ground leaves less of it) add up over what a creditor receives of a case, so that the fee of
    instalments is the fee of the whole; a reversed payment no longer counts.
    """

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="fees")
    case = models.ForeignKey(Case, models.PROTECT, related_name="fees")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    received_before = models.BigIntegerField("đã nhận trước, đồng")
    received = models.BigIntegerField("nhận lần này, đồng")
    assessed_before = models.BigIntegerField("phí đã tính trước, đồng")
    assessed = models.BigIntegerField("phí đủ mức lần này, đồng")
    base_wage = models.BigIntegerField("lương cơ sở, đồng")
    amount = models.BigIntegerField("phí lần này, đồng")
    ground = models.CharField("căn cứ miễn, giảm", max_length=20, blank=True, db_collation="C")
    decision = models.CharField("số quyết định", max_length=60, blank=True)
    basis = models.CharField("cách tính", max_length=500)
    objects = FeeChargeQuerySet.as_manager()

    class Meta:
        verbose_name = "phí thi hành án"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=F("assessed")), name="fee_within_its_full"
            )
        ]

    def __str__(self) -> str:
        return f"Phí {self.amount}"


class BankStatement(models.Model):
    """Sao kê tài khoản, sổ phụ kho bạc: a table as the bank or the treasury sent it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="bank_statements")
    account = models.CharField("tài khoản", max_length=100)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    objects = OfficeMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = "sao kê"
        ordering = ("-until", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("office", "sha256"), name="bank_statement_once"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="bank_statement_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.since:%d/%m/%Y} – {self.until:%d/%m/%Y}"


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def visible_to(self, user: "User | AnonymousUser") -> "BankLineQuerySet":
        return self.filter(statement__in=BankStatement.objects.visible_to(user))


class BankLine(models.Model):
    """One movement on the account: the vouchers it is, and why there is none for the rest."""

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("dòng")
    on = models.DateField("ngày")
    amount = models.BigIntegerField("số tiền, + vào, − ra")
    reference = models.CharField("số giao dịch", max_length=100, blank=True)
    description = models.CharField("nội dung", max_length=500, blank=True)
    matched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    matched_at = models.DateTimeField("khớp lúc", null=True, blank=True)
    explained = models.CharField("giải thích", max_length=300, blank=True)
    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng sao kê"
        ordering = ("row",)
        constraints = [
            models.UniqueConstraint(fields=("statement", "row"), name="bank_line_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="bank_line_moves_money"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.amount}"


class BankMatch(models.Model):
    """So much of a line is so much of a voucher: one line may be several, one voucher come in
    several lines. Signed as the line is."""

    line = models.ForeignKey(BankLine, models.CASCADE, related_name="matches", db_index=False)
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="bank_matches")
    amount = models.BigIntegerField("số tiền khớp, + vào, − ra")

    class Meta:
        verbose_name = "khớp sao kê"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("line", "voucher"), name="bank_match_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="bank_match_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id}: {self.amount}"
