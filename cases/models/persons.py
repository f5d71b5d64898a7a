"""People and organisations across cases: found again, merged, unmerged, and who looked them up."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import PersonKind
from cases.models.offices import User


@models.CharField.register_lookup
class PlainName(models.Transform):
    """A name without case and diacritics: "Nguyễn Đức" as "nguyen duc". Migration 0004 has it."""

    lookup_name = "plain"
    function = "plain_name"


class PersonQuerySet(models.QuerySet["Person"]):
    def like(self, name: str, birth_year: int) -> "PersonQuerySet":
        """The same name, however its marks were typed, and the same birth year."""
        return self.filter(name__plain=PlainName(models.Value(name)), birth_year=birth_year)

    def standing(self) -> "PersonQuerySet":
        """Not merged into another."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """Cá nhân, tổ chức: city-wide, without a list page; found only by number or name and year."""

    kind = models.CharField("loại", max_length=10, choices=PersonKind)
    name = models.CharField("họ và tên, tên tổ chức", max_length=200)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    identity_no = models.CharField("số định danh, mã số thuế", max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="đã gộp vào",
    )
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "người, tổ chức"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PersonKind.values), name="person_kind_known"
            ),
            models.UniqueConstraint(
                fields=("identity_no",),
                condition=~Q(identity_no=""),
                name="person_identity_once",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                name="person_not_merged_into_itself",
            ),
        ]
        indexes = [models.Index(PlainName("name"), "birth_year", name="person_name_year")]

    def __str__(self) -> str:
        return self.name


class PersonMerge(models.Model):
    """Gộp trùng: two rows are one person. The city's; undone by a second signature, never a Party's
    words changed: `Person.merged_into` follows the merges that stand.
    """

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merges_gone")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("gộp lúc", default=timezone.now)
    reason = models.CharField("lý do", max_length=300)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("tách lại lúc", null=True, blank=True)
    undone_reason = models.CharField("lý do tách lại", max_length=300, blank=True)

    class Meta:
        verbose_name = "gộp trùng"
        constraints = [
            models.UniqueConstraint(
                fields=("merged",), condition=Q(undone_at=None), name="merge_once_standing"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) ^ ~Q(undone_reason=""), name="merge_undone_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class PersonLookup(models.Model):
    """Nhật ký tra cứu: who looked for a person, by what, and how many were found. Append-only.

    What was sought is kept masked; the log shows use, it is no copy of the data.
    """

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=timezone.now)
    sought = models.CharField("tra theo", max_length=200)
    found = models.PositiveSmallIntegerField("số kết quả")

    class Meta:
        verbose_name = "tra cứu người"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.by} {self.at:%d/%m/%Y %H:%M}: {self.sought}"
