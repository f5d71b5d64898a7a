"""Bàn giao: one signed document with its inventory owns one act for each case it hands over."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import HandoverKind
from cases.models.cases import Case
from cases.models.ledger import Act
from cases.models.offices import Office, Officer, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: "User | AnonymousUser") -> "HandoverQuerySet":
        """What one's offices hand over or receive."""
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        offices = Office.objects.visible_to(user)
        return self.filter(Q(from_office__in=offices) | Q(to_office__in=offices))


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


class HandoverItem(models.Model):
    """Một dòng kiểm kê: the case as it stood when the document was signed, and the act it got."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="handover_items")
    to_officer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    act = models.OneToOneField(
        Act, models.PROTECT, null=True, blank=True, related_name="handover_item"
    )
    heading = models.CharField("tình trạng", max_length=20, blank=True, db_collation="C")
    rest = models.BigIntegerField("còn phải thi hành, đồng", default=0)
    held = models.BigIntegerField("đã thu chưa chi, đồng", default=0)
    deadlines = models.PositiveSmallIntegerField("thời hạn đang chạy", default=0)
    overdue = models.PositiveSmallIntegerField("đã quá hạn", default=0)

    class Meta:
        verbose_name = "dòng bàn giao"
        constraints = [
            models.UniqueConstraint(fields=("handover", "case"), name="handover_item_once")
        ]

    def __str__(self) -> str:
        return str(self.case)
