"""Offices, their successions and books; people with an account and officers without one."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cases.choices import OfficeKind, Role
from cases.roles import FIGURES, MANAGE, READ, RIGHTS, SEES_BELOW
from cases.today import today

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class OfficeQuerySet(models.QuerySet["Office"]):
    def with_below(self, office_id: int) -> "OfficeQuerySet":
        """The office and those below it, with all they have taken over from.

        A successor answers for its predecessors' rows, so both are "the office" in every scope.
        """
        return self.filter(pk__in=_closure(office_id, below=True))

    def itself(self, office_id: int) -> "OfficeQuerySet":
        """The office and its predecessors."""
        return self.filter(pk__in=_closure(office_id, below=False))

    def valid_on(self, day: date) -> "OfficeQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def reporting_to(self, office_id: int, cutoff: date) -> "OfficeQuerySet":
        """The offices below that stood in the month of the cut-off: who owes the city figures."""
        stood = Q(valid_to=None) | Q(valid_to__gte=cutoff.replace(day=1))
        below = self.with_below(office_id).exclude(pk=office_id)
        return below.filter(stood, valid_from__lte=cutoff, parent__isnull=False)

    def visible_to(self, user: "User | AnonymousUser") -> "OfficeQuerySet":
        """The offices whose rows the user may see."""
        if not isinstance(user, User) or user.office_id is None or not user.may(READ):
            return self.none()
        if user.role in SEES_BELOW:
            return self.with_below(user.office_id)
        return self.itself(user.office_id)

    def figures_open_to(self, user: "User | AnonymousUser") -> "OfficeQuerySet":
        """The offices whose aggregates the user may see.

        A member of the committee sees every office's figures while the membership runs, everybody
        else those of the offices whose rows are open. Figures are sums; they open no case.
        """
        if not isinstance(user, User) or not user.may(FIGURES):
            return self.none()
        if user.role == Role.COMMITTEE:
            return self.all() if user.sits_on_committee(today()) else self.none()
        return self.visible_to(user)

    def managed_by(self, user: "User | AnonymousUser") -> "OfficeQuerySet":
        """The catalogue, all of it, for who keeps it. It opens neither cases nor figures."""
        return self.all() if user.has_perm(MANAGE) else self.none()


def _closure(office_id: int, *, below: bool) -> models.expressions.RawSQL:
    """Ids of an office, its predecessors and (if asked) all offices below them."""
    return models.expressions.RawSQL(
        """
        WITH RECURSIVE known(id) AS (
            SELECT %s::bigint
            UNION
            SELECT edge.to_id FROM known JOIN (
                SELECT new_id AS from_id, old_id AS to_id FROM cases_succession
                UNION ALL
                SELECT parent_id, id FROM cases_office WHERE parent_id IS NOT NULL AND %s
            ) edge ON edge.from_id = known.id
        ) SELECT id FROM known
        """,
        (office_id, below),
    )


class Office(models.Model):
    """Cơ quan thi hành án dân sự."""

    code = models.CharField("mã đơn vị", max_length=20, unique=True, db_collation="C")
    name = models.CharField("tên đơn vị", max_length=150)
    kind = models.CharField("loại", max_length=20, choices=OfficeKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="đơn vị cấp trên"
    )
    valid_from = models.DateField("hoạt động từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    symbol = models.CharField("ký hiệu văn bản", max_length=30, blank=True)
    seat = models.CharField("trụ sở", max_length=200, blank=True)
    letterhead = models.CharField("cơ quan chủ quản trên văn bản", max_length=150, blank=True)
    books_open_on = models.DateField("mở sổ từ ngày", null=True, blank=True)
    provisional = models.BooleanField("chưa đối chiếu văn bản", default=False)
    successors = models.ManyToManyField(
        "self", through="Succession", symmetrical=False, related_name="predecessors"
    )
    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OfficeKind.values), name="office_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="office_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The place alone, for narrow tables: "Ba Đình", "Thành phố (Cục)"."""
        if self.parent_id is None:
            return "Thành phố (Cục)" if self.kind == OfficeKind.CITY_DEPARTMENT else "Thành phố"
        if self.kind == OfficeKind.DISTRICT:
            return self.name.removeprefix("Chi cục THADS ").split(" ", 1)[1].removeprefix("xã ")
        return self.name.removeprefix("Phòng THADS ").split(" - ")[0].capitalize()


class Succession(models.Model):
    """Đơn vị kế thừa: who took over from whom; the transfer names the receiver case by case."""

    old = models.ForeignKey(Office, models.PROTECT, related_name="successions_to")
    new = models.ForeignKey(Office, models.PROTECT, related_name="successions_from")
    on = models.DateField("từ ngày")
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("old", "new"), name="succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Books(models.Model):
    """Sổ của đơn vị: since when it is kept here and through which day it is closed.

    The row posting locks FOR SHARE and a closing FOR UPDATE. The database refuses lines on or
    before `closed_through`; the day before `open_on` takes opening balances until then.
    """

    office = models.OneToOneField(Office, models.PROTECT, primary_key=True)
    open_on = models.DateField("mở sổ từ ngày")
    closed_through = models.DateField("đã khóa đến hết ngày", null=True, blank=True)
    terms_from = models.DateField("theo dõi thời hạn từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "sổ của đơn vị"

    def __str__(self) -> str:
        return f"{self.office} từ {self.open_on:%d/%m/%Y}"

    @property
    def day_before(self) -> date:
        """The day opening balances are booked on."""
        return self.open_on - timedelta(days=1)


class OfficerQuerySet(models.QuerySet["Officer"]):
    def visible_to(self, user: "User | AnonymousUser") -> "OfficerQuerySet":
        return self.filter(office__in=Office.objects.visible_to(user))

    def managed_by(self, user: "User | AnonymousUser") -> "OfficerQuerySet":
        return self.all() if user.has_perm(MANAGE) else self.none()


class Officer(models.Model):
    """Chấp hành viên: a code of an office with dates; history has officers without accounts."""

    office = models.ForeignKey(Office, models.PROTECT)
    code = models.CharField("mã", max_length=30, unique=True, db_collation="C")
    name = models.CharField("họ và tên", max_length=100)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="officer_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.code


class UserQuerySet(models.QuerySet["User"]):
    def managed_by(self, user: "User | AnonymousUser") -> "UserQuerySet":
        return self.all() if user.has_perm(MANAGE) else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Người dùng: one account, one role, one office; only committee members have no office."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=50,
        unique=True,
        error_messages={"unique": "Tên đăng nhập này đã có."},
    )
    name = models.CharField("họ và tên", max_length=100)
    role = models.CharField("vai trò", max_length=20, choices=Role)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, verbose_name="đơn vị")
    officer = models.OneToOneField(
        Officer, models.PROTECT, null=True, blank=True, verbose_name="chấp hành viên"
    )
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_demo = models.BooleanField("tài khoản dùng thử", default=False)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message="Tên đăng nhập này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.COMMITTEE) ^ Q(office__isnull=False),
                name="user_office_iff_not_committee",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def may(self, right: str) -> bool:
        """Whether the role holds a right of the table in `roles`."""
        return self.is_active and right in RIGHTS[Role(self.role)]

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.may(perm)

    def has_perms(self, perms: Iterable[str], obj: object = None) -> bool:
        return all(self.may(perm) for perm in perms)

    def sits_on_committee(self, day: date) -> bool:
        """Whether a membership of the steering committee runs on the day."""
        return self.memberships.running_on(day).exists()


class Agency(models.Model):
    """Cơ quan của thành viên Ban Chỉ đạo: police, justice, finance, procuracy, court …"""

    name = models.CharField("tên cơ quan", max_length=150, unique=True)

    class Meta:
        verbose_name = "cơ quan phối hợp"

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["CommitteeMembership"]):
    def running_on(self, day: date) -> "MembershipQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class CommitteeMembership(models.Model):
    """Thành viên Ban Chỉ đạo: an account on behalf of an agency, from a day until another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.agency})"


def agencies_of(user: User) -> models.QuerySet[Any]:
    """The agencies a member of the committee speaks for today."""
    return CommitteeMembership.objects.filter(user=user).running_on(today()).values("agency")
