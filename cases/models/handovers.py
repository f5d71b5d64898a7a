"""Bàn giao: one signed document with its inventory owns one act for each case it hands over."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import OPEN_PLACES, CaseKind, HandoverKind, StepKind
from cases.models.cases import Case
from cases.models.ledger import Act
from cases.models.offices import Office, Officer, User
from cases.models.procedure import Step

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


BLOCKS = {
    "moved": "hồ sơ không còn ở đơn vị giao",
    "ended": "việc đã kết thúc",
    "holder": "hồ sơ không còn do người giao giữ",
    "nobody": "chưa chọn người nhận",
    "stranger": "người nhận không thuộc đơn vị nhận",
    "absent": "người nhận không làm việc vào ngày bàn giao",
    "same": "người nhận đang giữ hồ sơ này",
}
"""Why a case cannot be handed over, in the order in which they are looked at."""


def at_work(path: str = "") -> Q:
    """Open cases, and the files of delegated assets whose money did not go back yet.

    `path` leads to the case, with its two underscores.
    """
    sent = Step.objects.standing().filter(kind=StepKind.ASSET_MONEY_SENT)
    of_it = sent.filter(case=models.OuterRef(f"{path}pk"))
    files = Q(**{f"{path}kind": CaseKind.DELEGATED_ASSET})
    return Q(**{f"{path}heading__in": OPEN_PLACES}) | files & ~Q(models.Exists(of_it))


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: "User | AnonymousUser") -> "HandoverQuerySet":
        """What one's offices hand over or receive."""
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        offices = Office.objects.visible_to(user)
        return self.filter(Q(from_office__in=offices) | Q(to_office__in=offices))

    def posting(self) -> "HandoverQuerySet":
        """Signed, and not yet wholly in the books."""
        waiting = HandoverItem.objects.waiting().filter(handover=models.OuterRef("pk"))
        return self.filter(models.Exists(waiting), signed_at__isnull=False)


class Handover(models.Model):
    """Biên bản bàn giao: prepared as a list of cases, signed once; then each case has its act.

    Between officers of one office (acts `handover`), or from an office to its successor (acts
    `transfer`); each item names its receiver.
    """

    kind = models.CharField("loại", max_length=8, choices=HandoverKind, db_collation="C")
    from_office = models.ForeignKey(Office, models.PROTECT, related_name="handovers_from")
    from_officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="handovers_from"
    )
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="handovers_to")
    on = models.DateField("ngày bàn giao")
    number = models.CharField("số biên bản", max_length=60, blank=True)
    reason = models.CharField("lý do, căn cứ", max_length=300)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("lập lúc", default=timezone.now)
    signer = models.CharField("người ký", max_length=100, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    withdrawn_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "biên bản bàn giao"
        ordering = ("-on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(withdrawn_at=None), name="handover_signed_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or self.on.strftime('%d/%m/%Y')}"

    @property
    def is_waiting(self) -> bool:
        """Prepared, and neither signed nor withdrawn."""
        return self.signed_at is None and self.withdrawn_at is None


WAITING = Q(act=None, step=None, refused="")
"""Signed for, neither in the books nor refused."""


class HandoverItemQuerySet(models.QuerySet["HandoverItem"]):
    def waiting(self) -> "HandoverItemQuerySet":
        return self.filter(WAITING)

    def with_block(self, handover: Handover) -> "HandoverItemQuerySet":
        """With `block`, the key of what keeps the case from being handed over, or empty."""
        between_officers = handover.kind == HandoverKind.OFFICER
        absent = Q(to_officer__valid_from__gt=handover.on) | Q(to_officer__valid_to__lt=handover.on)
        found = [
            models.When(~Q(case__office=handover.from_office_id), then=models.Value("moved")),
            models.When(~at_work("case__"), then=models.Value("ended")),
        ]
        if handover.from_officer_id:
            kept = Q(case__officer=handover.from_officer_id)
            found.append(models.When(~kept, then=models.Value("holder")))
        if between_officers:
            found.append(models.When(to_officer=None, then=models.Value("nobody")))
        found += [
            models.When(
                Q(to_officer__isnull=False) & ~Q(to_officer__office=handover.to_office_id),
                then=models.Value("stranger"),
            ),
            models.When(absent, then=models.Value("absent")),
        ]
        if between_officers:
            found.append(
                models.When(to_officer=models.F("case__officer"), then=models.Value("same"))
            )
        return self.annotate(block=models.Case(*found, default=models.Value("")))

    def blocked(self, handover: Handover) -> "HandoverItemQuerySet":
        return self.with_block(handover).filter(~Q(block=""))


class HandoverItem(models.Model):
    """Một dòng kiểm kê: the case as it stood when it was handed over, and the act it got.

    The file of a delegated asset is in no ledger and no heading: it gets a step.
    `refused` says why a case of a long document was left behind: it changed after the signature.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="handover_items")
    to_officer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    act = models.OneToOneField(
        Act, models.PROTECT, null=True, blank=True, related_name="handover_item"
    )
    step = models.OneToOneField(
        Step, models.PROTECT, null=True, blank=True, related_name="handover_item"
    )
    heading = models.CharField("tình trạng", max_length=20, blank=True, db_collation="C")
    rest = models.BigIntegerField("còn phải thi hành, đồng", default=0)
    held = models.BigIntegerField("đã thu chưa chi, đồng", default=0)
    deadlines = models.PositiveSmallIntegerField("thời hạn đang chạy", default=0)
    overdue = models.PositiveSmallIntegerField("đã quá hạn", default=0)
    refused = models.CharField("không bàn giao được", max_length=200, blank=True, default="")
    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng bàn giao"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("handover", "case"), name="handover_item_once")
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def is_done(self) -> bool:
        return self.act_id is not None or self.step_id is not None
