"""Rows for tests, with fixed days and no random data: a failing test fails again tomorrow."""

from datetime import date
from decimal import Decimal

from cases.choices import OfficeKind, Role
from cases.models import Agency, CommitteeMembership, Office, Officer, User
from reports.models import Target, TargetDecision

PASSWORD = "mat-khau-thu-nghiem-7"
OFFICES = {
    "HN": ("Cục Thi hành án dân sự thành phố Hà Nội", OfficeKind.CITY_DEPARTMENT, None),
    "HN-BD": ("Chi cục THADS quận Ba Đình", OfficeKind.DISTRICT, "HN"),
    "HN-HK": ("Chi cục THADS quận Hoàn Kiếm", OfficeKind.DISTRICT, "HN"),
}
CITY = (Role.CITY_LEADER, Role.CITY_CLERK, Role.ADMINISTRATOR)


def office(code: str) -> Office:
    name, kind, parent = OFFICES[code]
    made, _ = Office.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "parent": office(parent) if parent else None,
            "valid_from": date(2009, 7, 1),
        },
    )
    return made


def officer(code: str = "HN-BD-01", name: str = "Nguyễn Văn An") -> Officer:
    """An officer; the code begins with the office's."""
    at = office(code.rpartition("-")[0])
    made, _ = Officer.objects.get_or_create(
        code=code, defaults={"office": at, "name": name, "valid_from": at.valid_from}
    )
    return made


def user(role: str, at: str | None = None, **fields) -> User:
    """An account of the role at the office, by default HN-BD, for the city's roles HN."""
    if role == Role.COMMITTEE:
        made = User.objects.create_user(f"{role}.bcd", role=role, name="Thành viên", **fields)
        agency, _ = Agency.objects.get_or_create(name="Công an thành phố")
        CommitteeMembership.objects.create(user=made, agency=agency, since=date(2017, 10, 1))
        return made
    code = at or ("HN" if role in CITY else "HN-BD")
    if role == Role.OFFICER:
        fields.setdefault("officer", officer(f"{code}-01"))
    fields = {"username": f"{role}.{code.lower()}", "name": Role(role).label} | fields
    return User.objects.create_user(role=role, office=office(code), **fields)


def second_accountant(at: str = "HN-BD") -> User:
    """Another accountant of the office: who prepares what the first pays out, or confirms it."""
    found = User.objects.filter(username=f"accountant2.{at.lower()}").first()
    return found or user(
        Role.ACCOUNTANT, at, username=f"accountant2.{at.lower()}", name="Kế toán thứ hai"
    )


def target(
    at: Office | None,
    year: int,
    measure: str,
    rate,
    *,
    months: int = 12,
    unit: str = "",
    strict: bool = False,
    officer: Officer | None = None,
    number: str = "",
    decided_on: date | None = None,
    office: Office | None = None,
) -> Target:
    """A target, with a decision of its own or the one already there of that number and day."""
    paper, _ = TargetDecision.objects.get_or_create(
        office=office, year=year, number=number, decided_on=decided_on, set_by=None
    )
    return Target.objects.create(
        decision=paper, office=at, officer=officer, unit=unit, months=months, measure=measure,
        rate=Decimal(rate), strict=strict,
    )  # fmt: skip
