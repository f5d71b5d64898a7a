"""Assets that can be enforced against, and what weighs on them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import AssetKind, AssetState, EncumbranceKind
from cases.models.cases import Case, Party
from cases.models.offices import User
from cases.models.procedure import Verification
from cases.rules.assets import REAL_ESTATE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@models.CharField.register_lookup
class BareNumber(models.Transform):
    """A number without case, spaces, dots and dashes: "30A-123.45" as "30a12345"."""

    lookup_name = "bare"
    template = r"lower(regexp_replace(%(expressions)s, '[[:space:].–-]', '', 'g'))"


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AssetQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self) -> "AssetQuerySet":
        """But for those of a verification that was cancelled, and those struck out."""
        return self.filter(verification__step__cancelled_by=None, struck_out_at=None)

    def numbered(self, kind: str, identifier: str) -> "AssetQuerySet":
        """With the same number, however it was typed; a house and its land share their book."""
        alike = REAL_ESTATE if kind in REAL_ESTATE else (kind,)
        rows = self.exclude(identifier="").filter(kind__in=alike)
        return rows.filter(identifier__bare=BareNumber(models.Value(identifier)))


class Asset(models.Model):
    """Tài sản: what may be enforced against, of a debtor (Law 26/2008/QH12, Articles 84 to 116).

    What happens to it are steps that name it: frozen, seized, valued, auctioned, sold, handed over.
    `state` and `value` are read off those steps and written with them, so a list can filter on
    them; nothing else writes them. The share is the debtor's, of the whole.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="assets")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name="của"
    )
    verification = models.ForeignKey(
        Verification, models.PROTECT, null=True, blank=True, related_name="assets"
    )
    kind = models.CharField("loại", max_length=12, choices=AssetKind)
    description = models.CharField("mô tả", max_length=300)
    identifier = models.CharField(
        "số giấy chứng nhận, biển số, số tài khoản", max_length=60, blank=True
    )
    holder = models.CharField(
        "nơi đăng ký, gửi giữ, trả thu nhập", max_length=200, blank=True, db_default=""
    )
    place = models.CharField("nơi có tài sản", max_length=250, blank=True, db_default="")
    ward = models.CharField("phường, xã", max_length=100, blank=True, db_default="")
    share_part = models.PositiveIntegerField("phần của người phải thi hành án", db_default=1)
    share_of = models.PositiveIntegerField("trên tổng số phần", db_default=1)
    co_owners = models.CharField("chủ sở hữu chung", max_length=300, blank=True, db_default="")
    only_home = models.BooleanField("nhà ở duy nhất", db_default=False)
    costs = models.BigIntegerField("chi phí xử lý ước tính, đồng", db_default=0)
    set_aside = models.BigIntegerField("tiền thuê nhà để lại, đồng", db_default=0)
    state = models.CharField(
        "tình trạng", max_length=12, choices=AssetState, db_default=AssetState.FREE,
        db_collation="C",
    )  # fmt: skip
    value = models.BigIntegerField("giá trị gần nhất, đồng", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    struck_out_at = models.DateTimeField("xóa lúc", null=True, blank=True)
    struck_out_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    struck_out_reason = models.CharField("lý do xóa", max_length=300, blank=True, db_default="")
    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = "tài sản"
        indexes = [
            models.Index(
                BareNumber("identifier"), name="asset_bare_number", condition=~Q(identifier="")
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AssetKind.values), name="asset_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=AssetState.values), name="asset_state_known"
            ),
            models.CheckConstraint(
                condition=Q(share_part__gte=1, share_of__gte=F("share_part")),
                name="asset_share_of_the_whole",
            ),
            models.CheckConstraint(
                condition=Q(costs__gte=0, set_aside__gte=0) & (Q(value=None) | Q(value__gte=0)),
                name="asset_sums_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def share(self) -> str:
        """ "1/2", or nothing when the whole is the debtor's."""
        return "" if self.share_part == self.share_of else f"{self.share_part}/{self.share_of}"


class EncumbranceQuerySet(models.QuerySet["Encumbrance"]):
    def visible_to(self, user: "User | AnonymousUser") -> "EncumbranceQuerySet":
        return self.filter(asset__in=Asset.objects.visible_to(user))

    def standing(self) -> "EncumbranceQuerySet":
        return self.filter(ended_on=None)


class Encumbrance(models.Model):
    """Hạn chế quyền đối với tài sản: mortgage, pledge, dispute, lease.

    `party` is set when who holds it is the creditor of the case, so that it is not counted twice.
    Law 26/2008/QH12, Articles 47(3) and 90.
    """

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="encumbrances")
    kind = models.CharField("loại", max_length=10, choices=EncumbranceKind)
    holder = models.CharField("bên nhận bảo đảm, người có quyền", max_length=200)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    secured = models.BigIntegerField("nghĩa vụ được bảo đảm, đồng", default=0)
    since = models.DateField("từ ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    ended_on = models.DateField("hết từ ngày", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    objects = EncumbranceQuerySet.as_manager()

    class Meta:
        verbose_name = "hạn chế quyền"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EncumbranceKind.values, secured__gte=0),
                name="encumbrance_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.holder}"
