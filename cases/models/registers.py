"""Simple registers: matters that are no case of the ledger, under the same closings as it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from cases.models.cases import Case
from cases.models.offices import Office, User
from cases.register_kinds import SHAPES, Book, EntryKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_ENDS = [kind for shape in SHAPES.values() for kind in shape.ends]


class RegisterQuerySet(models.QuerySet["RegisterEntry"]):
    def visible_to(self, user: "User | AnonymousUser") -> "RegisterQuerySet":
        if not isinstance(user, User) or not user.may("read"):
            return self.none()
        return self.filter(office__in=Office.objects.visible_to(user))

    def standing(self) -> "RegisterQuerySet":
        return self.filter(cancels=None, cancelled_by=None)

    def matters(self) -> models.QuerySet[Any]:
        """The entries that open a matter, each with the kind and day of the entry that ends it."""
        ends = RegisterEntry.objects.filter(
            refers_to=OuterRef("pk"), kind__in=_ENDS, cancelled_by=None
        ).order_by("-pk")
        return self.filter(entry_no__isnull=False).annotate(
            ended_as=Subquery(ends.values("kind")[:1]), ended_on=Subquery(ends.values("on")[:1])
        )


class RegisterEntry(models.Model):
    """Mục sổ: what came in, and what became of it; append-only.

    One that opens a matter has a number, without gaps by office, register and statistical year.
    `refers_to` is the opening entry that this one answers or ends; a wrong one is cancelled by
    another. `on` is the day it happened, `booked_on` the day it counts from.
    """

    register = models.CharField("sổ", max_length=20, choices=Book, db_collation="C")
    office = models.ForeignKey(Office, models.PROTECT, related_name="register_entries")
    register_year = models.PositiveSmallIntegerField("năm sổ")
    entry_no = models.PositiveIntegerField("số thứ tự vào sổ", null=True)
    kind = models.CharField("loại", max_length=20, choices=EntryKind, db_collation="C")
    on = models.DateField("ngày")
    booked_on = models.DateField("ngày ghi sổ")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    document_no = models.CharField("văn bản số", max_length=60, blank=True)
    person = models.CharField("người, cơ quan", max_length=200, blank=True)
    people = models.PositiveIntegerField("số người", null=True)
    content = models.CharField("nội dung", max_length=1000, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="register_entries"
    )
    amount = models.BigIntegerField("số tiền, đồng", null=True)
    refers_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    cancels = models.OneToOneField("self", models.PROTECT, null=True, related_name="cancelled_by")
    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = "mục sổ"
        ordering = ("-on", "-pk")
        indexes = [
            models.Index(fields=("office", "register", "booked_on"), name="register_office_day")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("office", "register", "register_year", "entry_no"),
                name="register_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values, register__in=Book.values),
                name="register_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(refers_to=None, cancels=None, entry_no__isnull=False)
                | (Q(entry_no=None) & (Q(refers_to=None) ^ Q(cancels=None))),
                name="register_opens_answers_or_cancels",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.CANCELLED) ^ Q(cancels=None),
                name="register_cancels_iff_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="register_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(booked_on__gte=F("on")), name="register_booked_not_before_its_day"
            ),
        ]

    def __str__(self) -> str:
        if self.entry_no is None:
            return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"
        return f"{self.get_kind_display()} số {self.entry_no}/{self.register_year}"

    @property
    def is_late(self) -> bool:
        """Entered after its own day had been closed."""
        return self.booked_on > self.on
