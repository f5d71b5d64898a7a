"""Security and coercive measures, the plan of a coercion with forces, and who is asked for help."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.choices import SECURITY, Addressee, ForceBody, MeasureKind, PlanState, Role
from cases.models.assets import Asset
from cases.models.cases import Case, Party
from cases.models.offices import Agency, Office, Officer, User, agencies_of
from cases.models.procedure import Step
from cases.today import today

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: "User | AnonymousUser") -> "MeasureQuerySet":
        """A measure is seen with its case."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Measure(models.Model):
    """Biện pháp bảo đảm, cưỡng chế: one decision, with its article and what it is aimed at.

    The step that decides it and the one that ends it both name it, so that each freezing or
    seizure has its release. `is_open` and `decided_on` are read off its steps and written with
    them; no day stands for a decision that was cancelled.
    Law 26/2008/QH12, Articles 66 to 69 and 70 to 121.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    kind = models.CharField("biện pháp", max_length=20, choices=MeasureKind, db_collation="C")
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="measures",
        verbose_name="tài sản",
    )  # fmt: skip
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người bị áp dụng",
    )
    object = models.CharField("đối tượng", max_length=300)
    article = models.CharField("căn cứ", max_length=200)
    signer = models.CharField("người ký", max_length=100, blank=True)
    disproportion = models.CharField(
        "lý do áp dụng với tài sản lớn hơn nhiều nghĩa vụ", max_length=500, blank=True
    )
    is_open = models.BooleanField("đang áp dụng", default=True)
    decided_on = models.DateField("ngày quyết định", null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "biện pháp"
        ordering = ("pk",)
        indexes = [models.Index(fields=("-decided_on", "-id"), name="measure_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MeasureKind.values), name="measure_kind_known"
            ),
            models.UniqueConstraint(
                fields=("asset", "kind"),
                condition=Q(is_open=True, asset__isnull=False),
                name="measure_runs_once_on_an_asset",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.object}"

    @property
    def is_security(self) -> bool:
        return self.kind in SECURITY


class PlanQuerySet(models.QuerySet["CoercionPlan"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PlanQuerySet":
        """A plan is seen with its case."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def beyond(self, user: "User | AnonymousUser") -> "PlanQuerySet":
        """Plans out of the user's scope, of which that they are, whose and on which day may be
        said to an office that wants the same police on that day; nothing of what they are about.
        """
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        beyond = self.exclude(case__office__in=Office.objects.visible_to(user))
        shown = beyond.select_related("case__office").prefetch_related("officers")
        names = (f"case__office__{name}" for name in ("name", "kind", "parent"))
        return shown.only("on", "police_unit", *names)


class CoercionPlan(models.Model):
    """Kế hoạch cưỡng chế: where, when, how, with whom, at what cost and risk.

    Law 26/2008/QH12, Article 72; Decree 152/2026/NĐ-CP, Article 46, from 01/07/2026. A draft is
    edited; an issued one stands, and another day is another plan. `state` is read off the steps
    that name the plan and written with them.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="plans", verbose_name="biện pháp cưỡng chế"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField("ngày cưỡng chế")
    starts_at = models.TimeField("từ giờ")
    ends_at = models.TimeField("đến giờ")
    place = models.CharField("địa điểm", max_length=250)
    ward = models.CharField("phường, xã", max_length=100)
    method = models.CharField("phương án thực hiện", max_length=2000)
    with_forces = models.BooleanField("huy động lực lượng", default=True)
    is_complex = models.BooleanField("vụ phức tạp", default=False, db_default=False)
    police_unit = models.CharField("đơn vị Công an bảo vệ", max_length=150, blank=True)
    officers = models.ManyToManyField(
        Officer, related_name="plans", blank=True, verbose_name="Chấp hành viên tham gia"
    )
    equipment = models.CharField("phương tiện, trang thiết bị", max_length=1000, blank=True)
    cost_estimate = models.BigIntegerField("dự trù chi phí, đồng", default=0)
    area = models.CharField("tình hình địa bàn", max_length=1000, blank=True)
    attitude = models.CharField("thái độ của người bị cưỡng chế", max_length=1000, blank=True)
    children = models.PositiveSmallIntegerField("trẻ em", default=0)
    elderly = models.PositiveSmallIntegerField("người già, người ốm", default=0)
    weapons = models.CharField("vũ khí, chất cháy nổ, chó dữ", max_length=300, blank=True)
    contacts = models.CharField("đầu mối liên lạc", max_length=500, blank=True)
    identity_first = models.CharField("giấy tờ định danh thứ nhất", max_length=150, blank=True)
    identity_second = models.CharField("giấy tờ định danh thứ hai", max_length=150, blank=True)
    identity_decision = models.CharField(
        "quyết định khi không đủ hai giấy tờ", max_length=500, blank=True
    )
    special_day = models.CharField(
        "lý do tiến hành vào ngày của đối tượng chính sách", max_length=500, blank=True
    )
    state = models.CharField(
        "tình trạng", max_length=10, choices=PlanState, default=PlanState.DRAFT, db_collation="C"
    )
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    prepared_at = models.DateTimeField("lập lúc", default=timezone.now)
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch cưỡng chế"
        ordering = ("on", "starts_at", "pk")
        indexes = [models.Index(fields=("office", "on"), name="plan_office_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="plan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(cost_estimate__gte=0), name="plan_cost_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"Cưỡng chế {self.on:%d/%m/%Y}, {self.place}"


class PlanForce(models.Model):
    """Lực lượng tham gia: how many of which body, who leads them, what they bring and do."""

    plan = models.ForeignKey(CoercionPlan, models.CASCADE, related_name="forces")
    body = models.CharField("thành phần", max_length=12, choices=ForceBody)
    name = models.CharField("đơn vị", max_length=150, blank=True)
    head_count = models.PositiveIntegerField("số người")
    contact = models.CharField("người phụ trách, điện thoại", max_length=150, blank=True)
    task = models.CharField("nhiệm vụ", max_length=300, blank=True)

    class Meta:
        verbose_name = "lực lượng"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(body__in=ForceBody.values, head_count__gte=1), name="force_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}: {self.head_count}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ReferralQuerySet":
        """A referral is seen with its case; by a member of the steering committee, what was put
        to all of it or to the own agency, in the referral or on an agenda."""
        if not isinstance(user, User) or user.role != Role.COMMITTEE:
            return self.filter(case__in=Case.objects.visible_to(user))
        if not user.sits_on_committee(today()):
            return self.none()
        agencies, rows = agencies_of(user), Referral.objects.order_by()
        put = rows.filter(Q(put_to__isnull=False) | Q(agenda_items__put_to__isnull=False))
        own = Q(put_to__in=agencies) | Q(agenda_items__put_to__in=agencies)
        return self.to_committee().filter(
            ~Q(pk__in=put.values("pk")) | Q(pk__in=rows.filter(own).values("pk"))
        )

    def to_committee(self) -> "ReferralQuerySet":
        return self.standing().filter(addressee=Addressee.STEERING_COMMITTEE)

    def standing(self) -> "ReferralQuerySet":
        """But for those whose step was cancelled."""
        return self.filter(sent__cancelled_by=None)


class Referral(models.Model):
    """Báo cáo, xin ý kiến: a case put to the steering committee or the People's Committee.

    `put_to` names the committee's agencies it goes to; none: all of them.
    Law 26/2008/QH12, Articles 173(2) and 174(2); Decree 152/2026/NĐ-CP, Articles 47 and 106, from
    01/07/2026. What came of it is written once each: the conclusion, then what was done about it.
    Each part stands with its step; cancelling the step takes the part back.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    sent = models.OneToOneField(Step, models.PROTECT, related_name="+")
    concluded = models.OneToOneField(Step, models.PROTECT, null=True, related_name="+")
    followed = models.OneToOneField(Step, models.PROTECT, null=True, related_name="+")
    addressee = models.CharField("gửi", max_length=20, choices=Addressee, db_collation="C")
    reason = models.CharField("lý do", max_length=1000)
    asked = models.CharField("đề nghị", max_length=1000)
    put_to = models.ManyToManyField(
        Agency, related_name="+", blank=True, verbose_name="chỉ gửi cơ quan"
    )
    sent_on = models.DateField("ngày gửi")
    document_no = models.CharField("số văn bản", max_length=60, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField(default=timezone.now)
    concluded_on = models.DateField("ngày kết luận", null=True, blank=True)
    conclusion_no = models.CharField("số văn bản kết luận", max_length=60, blank=True)
    conclusion = models.CharField("kết luận", max_length=2000, blank=True)
    responsible = models.CharField("cơ quan thực hiện", max_length=200, blank=True)
    due_on = models.DateField("thời hạn thực hiện", null=True, blank=True)
    followed_on = models.DateField("thực hiện xong ngày", null=True, blank=True)
    follow_up = models.CharField("kết quả thực hiện", max_length=2000, blank=True)
    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo xin ý kiến"
        ordering = ("-sent_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(addressee__in=Addressee.values), name="referral_addressee_known"
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None) ^ ~Q(conclusion=""),
                name="referral_concluded_in_words",
            ),
            models.CheckConstraint(
                condition=Q(followed_on=None) | Q(concluded_on__isnull=False),
                name="referral_followed_after_conclusion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_addressee_display()} {self.sent_on:%d/%m/%Y}"
