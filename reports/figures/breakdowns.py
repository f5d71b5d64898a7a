"""Breakdowns: the ways a statement is divided into rows, and what each row holds.

A breakdown is one or more blocks of rows, each of which adds up to the total by itself; "officer
in office" is one block whose rows stand below the office that they belong to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cases.choices import JudgmentKind, Origin
from cases.models import CaseClass, Office, Officer
from cases.rules import Refusal
from reports.figures.areas import areas
from reports.figures.balances import RowKey
from reports.figures.columns import Balances, Sums
from reports.figures.scopes import Scope

NOBODY = "none"
"""The row of cases no officer holds."""

BREAKDOWNS = {
    "office": "Theo đơn vị",
    "area": "Theo địa giới cuối kỳ",
    "area_now": "Theo địa giới hiện nay",
    "officer": "Theo Chấp hành viên",
    "office_officer": "Theo đơn vị và Chấp hành viên",
    "class": "Theo mọi cách phân loại",
    "origin": "Theo cách ra quyết định",
    "judgment_kind": "Theo loại án",
    "budget": "Theo thu cho ngân sách",
    "credit": "Theo tín dụng, ngân hàng",
    "corruption": "Theo tham nhũng, kinh tế",
}
HEADS = {
    "office": "Đơn vị",
    "area": "Đơn vị",
    "area_now": "Đơn vị",
    "officer": "Chấp hành viên",
    "office_officer": "Đơn vị, Chấp hành viên",
}
AREAS = ("area", "area_now")
"""Offices gathered under their successors: as at the cut-off, or as today."""
CLASS_BLOCKS = ("origin", "judgment_kind", "budget", "credit", "corruption")
_FLAGS = {
    "budget": ("Thu cho ngân sách", "Không thu cho ngân sách"),
    "credit": ("Tín dụng, ngân hàng", "Không phải tín dụng, ngân hàng"),
    "corruption": ("Tham nhũng, kinh tế", "Không phải tham nhũng, kinh tế"),
}


class Place(NamedTuple):
    """Where a row of a statement stands, and what of the ledger is in it.

    `key` addresses it in its statement; `dimension` and `value` say which lines are its own.
    """

    key: str | None
    label: str
    dimension: str
    value: str
    offices: tuple[int, ...]
    level: int = 0


def balance_key(breakdown: str) -> str:
    """The key by which balances are grouped for a breakdown. Refuses an unknown one."""
    if breakdown not in BREAKDOWNS:
        raise Refusal(f"Không chia được theo “{breakdown}”.", "by")
    if breakdown in AREAS:
        return "office"
    return breakdown if breakdown in ("office", "officer", "office_officer") else "class"


def class_values(dimension: str) -> dict[str, str]:
    """The rows of a breakdown by class: value and label, in the order of the forms."""
    if dimension == "origin":
        return dict(Origin.choices)
    if dimension == "judgment_kind":
        return dict(JudgmentKind.choices)
    yes, no = _FLAGS[dimension]
    return {"yes": yes, "no": no}


def class_value(of: CaseClass, dimension: str) -> str:
    value = getattr(of, dimension)
    return value if isinstance(value, str) else ("yes" if value else "no")


def added(parts: Iterable[Balances]) -> dict[tuple[str, str], Sums]:
    total: dict[tuple[str, str], Sums] = {}
    for part in parts:
        for place, sums in part.items():
            total[place] = total[place].plus(sums) if place in total else sums
    return total


def rows(
    breakdown: str, found: Mapping[RowKey, Balances], scope: Scope, day: date
) -> Iterator[tuple[Place, Balances]]:
    """The rows of a breakdown in the order of print, each with its balances; areas by the
    boundaries of a day."""
    if breakdown == "office":
        yield from _offices(found, scope)
    elif breakdown in AREAS:
        yield from _areas(found, scope, day)
    elif breakdown == "officer":
        yield from _officers(
            found, tuple(scope.ids), Officer.objects.in_bulk([k for k in found if k])
        )
    elif breakdown == "office_officer":
        yield from _officers_by_office(found, scope)
    else:
        blocks = CLASS_BLOCKS if breakdown == "class" else (breakdown,)
        classes = CaseClass.objects.in_bulk([key for key in found if key])
        for block in blocks:
            yield from _classes(block, found, classes, scope, several=len(blocks) > 1)


def _office(office: Office) -> Place:
    return Place(office.code, office.short_name, "office", office.code, (office.pk,))


def _offices(found: Mapping[RowKey, Balances], scope: Scope) -> Iterator[tuple[Place, Balances]]:
    for office in scope.offices:
        yield _office(office), found.get(office.pk, {})


def _areas(
    found: Mapping[RowKey, Balances], scope: Scope, day: date
) -> Iterator[tuple[Place, Balances]]:
    for head, offices in areas(scope.offices, day):
        ids = tuple(office.pk for office in offices)
        yield _office(head)._replace(offices=ids), added(found.get(pk, {}) for pk in ids)


def _officers(
    found: Mapping[RowKey, Balances],
    offices: tuple[int, ...],
    officers: Mapping[int, Officer],
    below: str = "",
) -> Iterator[tuple[Place, Balances]]:

    def whose(key: RowKey) -> Officer | None:
        return officers.get(key) if isinstance(key, int) else None

    def place(key: RowKey) -> str:
        named = whose(key)
        return named.code if named else "\uffff"  # nobody's cases last

    for key in sorted(found, key=place):
        officer = whose(key)
        value, label = (officer.code, str(officer)) if officer else (NOBODY, "Chưa phân công")
        address = f"{below}.{value}" if below else value
        yield Place(address, label, "officer", value, offices, 1 if below else 0), found[key]


def _officers_by_office(
    found: Mapping[RowKey, Balances], scope: Scope
) -> Iterator[tuple[Place, Balances]]:
    by_office: dict[int, dict[RowKey, Balances]] = defaultdict(dict)
    for key, balances in found.items():
        if isinstance(key, tuple):
            by_office[key[0]][key[1]] = balances
    officers = Officer.objects.in_bulk({key[1] for key in found if isinstance(key, tuple)})
    for office in scope.offices:
        own = by_office.get(office.pk, {})
        yield _office(office), added(own.values())
        yield from _officers(own, (office.pk,), officers, below=office.code)


def _classes(
    block: str,
    found: Mapping[RowKey, Balances],
    classes: Mapping[int, CaseClass],
    scope: Scope,
    *,
    several: bool,
) -> Iterator[tuple[Place, Balances]]:
    groups: dict[str, list[Balances]] = defaultdict(list)
    for key, balances in found.items():
        if isinstance(key, int):
            groups[class_value(classes[key], block)].append(balances)
    values = class_values(block)
    for value, label in values.items():
        if several or value in groups or len(values) == 2:
            address = f"{block}.{value}" if several else value
            yield Place(address, label, block, value, tuple(scope.ids)), added(groups[value])


def class_ids(dimension: str, value: str) -> list[int]:
    """The classes whose lines stand in a row."""
    return [c.pk for c in CaseClass.objects.all() if class_value(c, dimension) == value]


def classes_where(flags: Sequence[str]) -> list[int] | None:
    """The classes that carry all these flags; none means every class."""
    if not flags:
        return None
    wanted = dict.fromkeys(flags, True)
    return list(CaseClass.objects.filter(**wanted).values_list("pk", flat=True))
