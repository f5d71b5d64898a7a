"""Judgments: one row for one judgment, however often it is named, and the cases it has."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.choices import Heading, PartyRole
from cases.models import Case, Judgment, Office, User
from cases.rules import Refusal
from cases.today import today


def judgment_row(
    court: str, number: str, on: date | None, kind: str, effective_on: date | None
) -> Judgment:
    """The oldest row that says the same, or a new one. Two made at once do no harm."""
    said = {
        "court": court,
        "number": number,
        "on": on,
        "kind": kind,
        "effective_on": effective_on,
    }
    return Judgment.objects.filter(**said).order_by("pk").first() or Judgment.objects.create(**said)


@dataclass(frozen=True)
class Under:
    """A case of the same judgment; of another's office only that it exists."""

    office: Office
    case: Case | None
    debtors: tuple[str, ...]


def cases_under(
    number: str, on: date | None, court: str, *, by: User, debtor: str = ""
) -> list[Under]:
    """The standing cases of a judgment: same number, day and court, however it is shortened.

    With `debtor`, only those against that name. Reads past the scope on purpose, and shows of what
    lies outside it no more than the office.
    """
    rows = Case.objects.filter(judgment__number=number, judgment__on=on)
    rows = rows.exclude(heading=Heading.INTAKE).select_related("office", "judgment")
    rows = rows.prefetch_related("parties").order_by("decided_on", "pk")
    found = [row for row in rows if same_court(row.judgment.court, court)]
    mine = Case.objects.visible_to(by).in_bulk([row.pk for row in found])
    answer = []
    for row in found:
        names = tuple(p.name for p in row.parties.all() if p.role == PartyRole.DEBTOR)
        if not debtor or plain_words(debtor) in map(plain_words, names):
            own = row.pk in mine
            answer.append(Under(row.office, row if own else None, names if own else ()))
    return answer


def judged_before(numbers: Iterable[str]) -> set[tuple[str, date | None]]:
    """Which judgments, by number and day, have a case anywhere: one query for a whole table."""
    rows = Case.objects.filter(judgment__number__in=set(numbers)).exclude(heading=Heading.INTAKE)
    return set(rows.values_list("judgment__number", "judgment__on"))


_COURT = (("toa an nhan dan", "tand"), ("thanh pho", "tp"))


def same_court(one: str, other: str) -> bool:
    """Whether two spellings name one court: "Tòa án nhân dân TP Hà Nội", "TAND TP. Hà Nội"."""
    return _short(one) == _short(other)


def _short(court: str) -> str:
    words = plain_words(court)
    for long, short in _COURT:
        words = words.replace(long, short)
    return words.replace(".", "").replace(" ", "")


def plain_words(text: str) -> str:
    """Without case and diacritics: as the database's plain_name()."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def check_days(received_on: date, judgment_on: date, effective_on: date | None) -> None:
    """Refuse days of a judgment received that cannot follow each other."""
    if received_on > today():
        raise Refusal("Ngày nhận ở tương lai.", "received_on")
    if judgment_on > received_on:
        raise Refusal("Bản án phải có trước ngày nhận.", "judgment_on")
    if effective_on and effective_on < judgment_on:
        raise Refusal("Bản án không thể có hiệu lực trước ngày ban hành.", "effective_on")
