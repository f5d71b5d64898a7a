"""Accounts, officers, offices, agencies and memberships: the only code that writes them.

Who keeps the catalogue is asked again under a lock, so two administrators who deactivate each
other leave one of them.
"""

import csv
import secrets
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from axes.utils import reset as lift_lock_out
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Min, Q

from cases.choices import ActKind, OfficeKind, Role
from cases.demo.names import draw_person
from cases.models import (
    Agency,
    Books,
    CommitteeMembership,
    LedgerLine,
    Office,
    Officer,
    Succession,
    User,
)
from cases.roles import MANAGE
from cases.rules import Refusal
from cases.today import today

OFFICES = Path(__file__).parent.parent / "data" / "offices.csv"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that looks like another
CITY_KINDS = (OfficeKind.CITY_DEPARTMENT, OfficeKind.CITY_OFFICE)
CITY_ROLES = (Role.CITY_LEADER, Role.CITY_CLERK)
OFFICER_ROLES = (Role.OFFICER, Role.HEAD)


def _locked_accounts(by: User, *others: int) -> dict[int, User]:
    """The accounts concerned and the administrator's own, locked by id; the right asked afresh."""
    rows = User.objects.select_for_update().filter(pk__in={by.pk, *others}).order_by("pk")
    accounts = {user.pk: user for user in rows}
    if by.pk not in accounts or not accounts[by.pk].may(MANAGE):
        raise PermissionDenied
    return accounts


# ---------------------------------------------------------------- accounts
def first_password() -> str:
    """Twelve random characters in three groups; shown once, changed at the first login."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def _check_account(
    role: str, office: Office | None, officer: Officer | None, pk: int | None
) -> None:
    if role == Role.COMMITTEE:
        if office is not None:
            raise Refusal("Thành viên Ban Chỉ đạo không thuộc đơn vị nào: để trống.", "office")
    elif office is None:
        raise Refusal("Chọn đơn vị của người dùng.", "office")
    if role in CITY_ROLES and office is not None and office.kind not in CITY_KINDS:
        raise Refusal("Vai trò cấp thành phố chỉ có ở cơ quan thi hành án thành phố.", "office")
    if officer is None:
        if role == Role.OFFICER:
            raise Refusal("Chọn Chấp hành viên mà tài khoản này thuộc về.", "officer")
        return
    if role not in OFFICER_ROLES:
        raise Refusal("Chỉ Chấp hành viên và Thủ trưởng gắn với mã Chấp hành viên.", "officer")
    if office is None or officer.office_id != office.pk:
        raise Refusal(f"Chấp hành viên này thuộc {officer.office}.", "officer")
    if User.objects.filter(officer=officer).exclude(pk=pk or 0).exists():
        raise Refusal("Chấp hành viên này đã có tài khoản.", "officer")


@transaction.atomic
def create_account(
    *, by: User, username: str, name: str, role: str, office: Office | None, officer: Officer | None
) -> tuple[User, str]:
    """A new account with its first password, which nobody can read again."""
    _locked_accounts(by)
    username = username.strip().lower()
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal("Tên đăng nhập này đã có.", "username")
    _check_account(role, office, officer, None)
    password = first_password()
    user = User.objects.create_user(
        username, password, name=name, role=role, office=office, officer=officer,
        must_change_password=True,
    )  # fmt: skip
    return user, password


@transaction.atomic
def edit_account(
    pk: int, *, by: User, name: str, role: str, office: Office | None, officer: Officer | None
) -> User:
    user = _locked_accounts(by, pk)[pk]
    if pk == by.pk and role != user.role:
        raise Refusal("Không thể tự đổi vai trò của mình.", "role")
    _check_account(role, office, officer, pk)
    user.name, user.role, user.office, user.officer = name, role, office, officer
    user.save(update_fields=["name", "role", "office", "officer"])
    return user


@transaction.atomic
def set_active(pk: int, active: bool, *, by: User) -> User:
    """Stop or allow an account. It stays: what it wrote has an author."""
    user = _locked_accounts(by, pk)[pk]
    if pk == by.pk and not active:
        raise Refusal("Không thể tự ngừng tài khoản của mình.")
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def reset_password(pk: int, *, by: User) -> tuple[User, str]:
    """A first password again. Ends the account's sessions and lifts a lock-out."""
    user = _locked_accounts(by, pk)[pk]
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    lift_lock_out(username=user.username)
    return user, password


@transaction.atomic
def change_own_password(user: User, password: str) -> User:
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(password)
    locked.must_change_password = False
    locked.save(update_fields=["password", "must_change_password"])
    return locked


# ---------------------------------------------------------------- officers
@transaction.atomic
def create_officer(
    *, by: User, office: Office, code: str, name: str, valid_from: date, valid_to: date | None
) -> Officer:
    _locked_accounts(by)
    if Officer.objects.filter(code=code).exists():
        raise Refusal("Mã Chấp hành viên này đã có.", "code")
    _check_term(office, valid_from, valid_to)
    return Officer.objects.create(
        office=office, code=code, name=name, valid_from=valid_from, valid_to=valid_to
    )


@transaction.atomic
def edit_officer(
    pk: int, *, by: User, name: str, valid_from: date, valid_to: date | None
) -> Officer:
    """Code and office stay: who moves to another office gets a code of that office."""
    _locked_accounts(by)
    officer = Officer.objects.select_for_update().select_related(None).get(pk=pk)
    _check_term(officer.office, valid_from, valid_to)
    officer.name, officer.valid_from, officer.valid_to = name, valid_from, valid_to
    officer.save(update_fields=["name", "valid_from", "valid_to"])
    return officer


def _check_term(office: Office, valid_from: date, valid_to: date | None) -> None:
    _check_order(valid_from, valid_to, "valid_to")
    if office.valid_to is not None and valid_from > office.valid_to:
        raise Refusal(
            f"Đơn vị chỉ hoạt động đến hết ngày {office.valid_to:%d/%m/%Y}.", "valid_from"
        )


def _check_order(first: date, last: date | None, field: str) -> None:
    if last is not None and last < first:
        raise Refusal("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field)


# ---------------------------------------------------------------- offices
PARENT_KIND = {
    OfficeKind.DISTRICT: OfficeKind.CITY_DEPARTMENT,
    OfficeKind.REGIONAL: OfficeKind.CITY_OFFICE,
}


@transaction.atomic
def create_office(*, by: User, code: str, **fields: Any) -> Office:
    _locked_accounts(by)
    if Office.objects.filter(code=code).exists():
        raise Refusal("Mã đơn vị này đã có.", "code")
    office = Office(code=code, **fields)
    _check_office(office)
    office.save(force_insert=True)
    return office


@transaction.atomic
def edit_office(pk: int, *, by: User, **fields: Any) -> Office:
    """The code stays: journals, statements and printed papers name the office by it."""
    _locked_accounts(by)
    office = Office.objects.select_for_update(no_key=True).get(pk=pk)
    for name, value in fields.items():
        setattr(office, name, value)
    _check_office(office)
    office.save(update_fields=list(fields))
    return office


def _check_office(office: Office) -> None:
    above = PARENT_KIND.get(OfficeKind(office.kind))
    if above is None and office.parent is not None:
        raise Refusal("Cơ quan cấp thành phố không có đơn vị cấp trên trong danh mục.", "parent")
    if above is not None and (office.parent is None or office.parent.kind != above):
        raise Refusal(f"Chọn đơn vị cấp trên thuộc loại “{above.label}”.", "parent")
    if (
        office.pk
        and Office.objects.filter(parent=office.pk).exclude(kind__in=_below(office)).exists()
    ):
        raise Refusal("Loại này không hợp với các đơn vị cấp dưới đang có.", "kind")
    _check_order(office.valid_from, office.valid_to, "valid_to")
    if office.pk:
        _check_books(office)


WINDING_UP = (ActKind.TRANSFER, ActKind.PAY_OUT, ActKind.REVERSE)
"""Booked at an office after its end: its cases leave, money it still holds is paid out."""


def _below(office: Office) -> list[OfficeKind]:
    return [kind for kind, above in PARENT_KIND.items() if above == office.kind]


def _check_books(office: Office) -> None:
    """What has been booked stays inside the office's life, but for what winds its books up."""
    lines = LedgerLine.objects.filter(office=office.pk)
    booked = lines.aggregate(
        first=Min("booked_on"), last=Max("booked_on", filter=~Q(act__kind__in=WINDING_UP))
    )
    if booked["last"] and office.valid_to and booked["last"] > office.valid_to:
        raise Refusal(f"Sổ của đơn vị đã ghi đến ngày {booked['last']:%d/%m/%Y}.", "valid_to")
    if booked["first"] and booked["first"] < office.valid_from:
        raise Refusal(f"Sổ của đơn vị đã ghi từ ngày {booked['first']:%d/%m/%Y}.", "valid_from")


@transaction.atomic
def add_succession(*, by: User, old: Office, new: Office, on: date, note: str) -> Succession:
    """Who takes over from whom. A successor sees its predecessors' rows, so circles are refused."""
    _locked_accounts(by)
    list(
        Office.objects.select_for_update(no_key=True).filter(pk__in=(old.pk, new.pk)).order_by("pk")
    )
    if Succession.objects.filter(old=old, new=new).exists():
        raise Refusal("Đơn vị kế thừa này đã được ghi.", "new")
    if Office.objects.itself(old.pk).filter(pk=new.pk).exists():
        raise Refusal("Một đơn vị không kế thừa chính mình, cũng không kế thừa vòng.", "new")
    if not (new.valid_from <= on and (new.valid_to is None or on <= new.valid_to)):
        raise Refusal("Ngày kế thừa phải trong thời gian hoạt động của đơn vị mới.", "on")
    return Succession.objects.create(old=old, new=new, on=on, note=note)


@transaction.atomic
def remove_succession(pk: int, *, by: User) -> Office:
    """Taken back when it was entered by mistake: it moves no case, it only opens rows."""
    _locked_accounts(by)
    succession = Succession.objects.select_for_update().get(pk=pk)
    succession.delete()
    return succession.old


# ---------------------------------------------------------------- agencies, committee
@transaction.atomic
def save_agency(pk: int | None, *, by: User, name: str) -> Agency:
    _locked_accounts(by)
    if Agency.objects.filter(name__iexact=name).exclude(pk=pk or 0).exists():
        raise Refusal("Cơ quan này đã có.", "name")
    agency = Agency.objects.select_for_update().get(pk=pk) if pk else Agency()
    agency.name = name
    agency.save()
    return agency


@transaction.atomic
def add_membership(
    *, by: User, user: User, agency: Agency, since: date, until: date | None
) -> CommitteeMembership:
    accounts = _locked_accounts(by, user.pk)
    if accounts[user.pk].role != Role.COMMITTEE:
        raise Refusal("Tài khoản này không có vai trò Thành viên Ban Chỉ đạo.", "user")
    _check_membership(user, None, since, until)
    return CommitteeMembership.objects.create(user=user, agency=agency, since=since, until=until)


@transaction.atomic
def edit_membership(pk: int, *, by: User, since: date, until: date | None) -> CommitteeMembership:
    _locked_accounts(by)
    membership = CommitteeMembership.objects.select_for_update().get(pk=pk)
    _check_membership(membership.user, pk, since, until)
    membership.since, membership.until = since, until
    membership.save(update_fields=["since", "until"])
    return membership


def _check_membership(user: User, pk: int | None, since: date, until: date | None) -> None:
    _check_order(since, until, "until")
    others = CommitteeMembership.objects.filter(user=user).exclude(pk=pk or 0)
    overlapping = others.filter(Q(until=None) | Q(until__gte=since))
    if until is not None:
        overlapping = overlapping.filter(since__lte=until)
    if other := overlapping.select_related("agency").first():
        raise Refusal(
            f"Trùng thời gian với tư cách thành viên của {other.agency} "
            f"từ ngày {other.since:%d/%m/%Y}.",
            "since",
        )


# ---------------------------------------------------------------- the catalogue as delivered
@transaction.atomic
def load_offices(path: Path = OFFICES) -> int:
    """Add the offices of the file that are not there; those that are stay as they were edited."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    known = {office.code: office for office in Office.objects.select_for_update(no_key=True)}
    new = [row for row in rows if row["code"] not in known]
    for row in sorted(new, key=lambda row: row["parent"] != ""):
        known[row["code"]] = Office.objects.create(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent=known[row["parent"]] if row["parent"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            symbol=row["symbol"],
            seat=row["seat"],
            letterhead=row["letterhead"],
            provisional=row["provisional"] == "1",
        )
    codes = {row["code"] for row in new}
    for row in rows:
        for code in filter(None, row["successor"].split(";")):
            # A succession comes with a new office; one that was taken back does not return.
            if row["code"] in codes or code in codes:
                successor = known[code]
                Succession.objects.get_or_create(
                    old=known[row["code"]], new=successor, defaults={"on": successor.valid_from}
                )
    return len(new)


# ---------------------------------------------------------------- demo
DEMO_PASSWORD = "thads-dung-thu"
DEMO_ACCOUNTS = (
    # user name, name, role, office, officer's code
    ("chv.kv01", "Nguyễn Thị Mẫu", Role.OFFICER, "HN-KV01", "HN-KV01-01"),
    ("thutruong.kv01", "Trần Văn Mẫu", Role.HEAD, "HN-KV01", None),
    ("ketoan.kv01", "Lê Thị Mẫu", Role.ACCOUNTANT, "HN-KV01", None),
    ("thuky.kv01", "Phạm Văn Mẫu", Role.CLERK, "HN-KV01", None),
    ("lanhdao", "Hoàng Văn Mẫu", Role.CITY_LEADER, "HN-TP", None),
    ("thuky.hanoi", "Vũ Thị Mẫu", Role.CITY_CLERK, "HN-TP", None),
    ("quantri", "Đỗ Văn Mẫu", Role.ADMINISTRATOR, "HN-TP", None),
    ("bcd", "Bùi Thị Mẫu", Role.COMMITTEE, None, None),
)
DEMO_SINCE = date(2017, 10, 1)
DEMO_AGENCY = "Ủy ban nhân dân thành phố Hà Nội"


@transaction.atomic
def create_demo_accounts() -> list[tuple[User, str]]:
    """One account for each role with the demo's password. They can log in in demo mode only."""
    if not settings.DEMO:
        raise Refusal("Tài khoản dùng thử chỉ có ở chế độ trình diễn.")
    offices = {office.code: office for office in Office.objects.all()}
    made = []
    for username, name, role, office_code, officer_code in DEMO_ACCOUNTS:
        office = offices[office_code] if office_code else None
        officer = _demo_officer(office, officer_code, name) if office and officer_code else None
        user, _ = User.objects.get_or_create(
            username=username,
            defaults={"name": name, "role": role, "office": office, "officer": officer}
            | {"is_demo": True},
        )
        if user.is_demo and not (user.is_active and user.check_password(DEMO_PASSWORD)):
            # New, or a visitor has changed it: what is printed must work.
            user.set_password(DEMO_PASSWORD)
            user.is_active, user.must_change_password = True, False
            user.save(update_fields=["password", "is_active", "must_change_password"])
        if role == Role.COMMITTEE and not user.memberships.exists():
            agency, _ = Agency.objects.get_or_create(name=DEMO_AGENCY)
            CommitteeMembership.objects.create(user=user, agency=agency, since=DEMO_SINCE)
        made.append((user, DEMO_PASSWORD))
    return made


def create_demo_heads() -> list[User]:
    """Who signs for the offices below the city: one head each. New ones cannot log in."""
    kept = Office.objects.filter(parent__isnull=False, pk__in=Books.objects.values("office"))
    below = kept.valid_on(today())
    heads = []
    for office in below.order_by("code"):
        head = User.objects.filter(is_demo=True, role=Role.HEAD, office=office).first()
        if head is None:
            name = draw_person(Random(office.name))
            username = f"thutruong.{office.code.lower()}"
            head = User(username=username, name=name, role=Role.HEAD, office=office, is_demo=True)
            head.set_unusable_password()
            head.save()
        heads.append(head)
    return heads


def _demo_officer(office: Office, code: str, name: str) -> Officer:
    officer, _ = Officer.objects.get_or_create(
        code=code, defaults={"office": office, "name": name, "valid_from": office.valid_from}
    )
    return officer
