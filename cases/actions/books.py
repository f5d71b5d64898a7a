"""The books as the actions meet them: what they hold of a case, their locks, and their numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Q, Sum

from cases.choices import ActKind
from cases.models import Act, Balance, Books, Case, LedgerLine, Office, Series
from cases.periods import statistical_year, year_end, year_start
from cases.rules import Refusal
from cases.rules.position import FRESH_PLACES, Key, Pair, Place, Position, Posted

_DECISION = re.compile(r"\s*(\d{1,9})\s*(.*?)\s*")


# ---------------------------------------------------------------- reading the books
def load_position(case_id: int, year: int) -> Position:
    """What the books hold of a case; `year` is the statistical year the next act falls in."""
    position = Position(fresh_year=year)
    balances = Balance.objects.filter(case=case_id).exclude(cases=0, amount=0).order_by("pk")
    for row in balances:
        key = Key(row.office_id, row.officer_id or None, row.case_class_id)
        place = Place(row.heading, row.ground)
        position.balances[key, row.obligation_id or None, place] = row.cases or row.amount
        if not row.obligation_id:
            position.key, position.place = key, place
    lines = LedgerLine.objects.filter(case=case_id).select_related("act").order_by("pk")
    reversed_acts = set[int]()
    for act, pairs in _acts_with_pairs(lines):
        reference = statistical_year(act.booked_on if act.opening else act.on)
        if act.reverses_id:
            reversed_acts.add(act.reverses_id)
            reference = next(p.reference_year for p in position.history if p.act == act.reverses_id)
        position.last_booked_on = act.booked_on
        position.history.append(
            Posted(act.pk, act.kind, act.on, act.booked_on, reference, tuple(pairs))
        )
        if statistical_year(act.booked_on) == year:
            position.note_fresh(pairs)
    position.history = [
        p for p in position.history if p.act not in reversed_acts and p.kind != ActKind.REVERSE
    ]
    position.find_separate_book()
    return position


def load_standing(case_ids: Sequence[int], year: int) -> dict[int, Position]:
    """What stands of many cases, in two queries: enough for acts that only carry them.

    Without the history, so nothing can be reversed and no separate book left from here.
    """
    found = {pk: Position(fresh_year=year) for pk in case_ids}
    balances = Balance.objects.filter(case__in=case_ids).exclude(cases=0, amount=0).order_by("pk")
    for row in balances.values_list(
        "case_id", "office_id", "officer_id", "case_class_id", "obligation_id", "heading",
        "ground", "cases", "amount",
    ):  # fmt: skip
        case, office, officer, case_class, obligation, heading, ground, cases, amount = row
        position, place = found[case], Place(heading, ground)
        key = Key(office, officer or None, case_class)
        position.balances[key, obligation or None, place] = cases or amount
        if not obligation:
            position.key, position.place = key, place
    fresh = LedgerLine.objects.filter(
        case__in=case_ids, booked_on__range=(year_start(year), year_end(year))
    ).filter(_FRESH)
    for case, *at, obligation, cases, amount in fresh.values_list(
        "case_id", "office_id", "officer_id", "case_class_id", "obligation_id"
    ).annotate(Sum("cases"), Sum("amount")):
        found[case].fresh[Key(*at), obligation] = -(cases or amount)
    return found


_FRESH = Q()
for _place in FRESH_PLACES:
    _FRESH |= Q(heading=_place.heading, ground=_place.ground)


def _acts_with_pairs(lines: Iterable[LedgerLine]) -> Iterator[tuple[Act, list[Pair]]]:
    """Lines in the order written, put back together into pairs, act by act."""
    act: Act | None = None
    pairs: list[Pair] = []
    source: LedgerLine | None = None
    for line in lines:
        if act is None or line.act_id != act.pk:
            if act is not None:
                yield act, pairs
            act, pairs = line.act, []
        if source is None:
            source = line
            continue
        key = Key(line.office_id, line.officer_id, line.case_class_id)
        pairs.append(
            Pair(
                key,
                line.obligation_id,
                Place(source.heading, source.ground),
                Place(line.heading, line.ground),
                line.cases or line.amount,
            )
        )
        source = None
    if act is not None:
        yield act, pairs


def line_rows(act: int, case: int, pairs: Iterable[Pair], booked_on: date) -> Iterator[tuple]:
    """The two lines of each pair, source first, in the column order of `LINE_COLUMNS`."""
    for number, ((office, officer, case_class), obligation, source, target, amount) in enumerate(
        pairs
    ):
        cases, money = (amount, 0) if obligation is None else (0, amount)
        head = (act, case, obligation, office, officer, case_class, number)
        yield *head, source.heading, source.ground, -cases, -money, booked_on
        yield *head, target.heading, target.ground, cases, money, booked_on


LINE_COLUMNS = (
    "act_id",
    "case_id",
    "obligation_id",
    "office_id",
    "officer_id",
    "case_class_id",
    "pair",
    "heading",
    "ground",
    "cases",
    "amount",
    "booked_on",
)


# ---------------------------------------------------------------- locks and numbers
def hold_case(case: Case) -> None:
    """The books of its office, then the case: the order of all locks. The second of two waits."""
    lock_books([case.office_id])
    Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)


def lock_books(offices: Iterable[int]) -> dict[int, date]:
    """Hold the books of the offices open until commit; answers with each one's first open day."""
    wanted = sorted(set(offices))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT office_id, coalesce(closed_through + 1, open_on) FROM cases_books"
            " WHERE office_id = ANY(%s) ORDER BY office_id FOR SHARE",
            [wanted],
        )
        found = dict(cursor.fetchall())
    for office in wanted:
        if office not in found:
            raise Refusal(f"Đơn vị {Office.objects.get(pk=office)} chưa mở sổ.", "office")
    return found


@transaction.atomic
def open_books(office: Office, on: date) -> Books:
    """Mở sổ: from this day an office's acts can be booked. Books that hold lines keep their day."""
    books, _ = Books.objects.select_for_update().get_or_create(
        office=office, defaults={"open_on": on}
    )
    if books.open_on != on and not LedgerLine.objects.filter(office=office).exists():
        books.open_on = on
        books.save(update_fields=["open_on"])
    Office.objects.filter(pk=office.pk).update(books_open_on=books.open_on)
    return books


def next_entry_no(office: int, register: str, year: int) -> int:
    """The next number of a series, held until commit; the act's trigger moves the counter."""
    series = Series.objects.filter(office=office, register=register, year=year)
    row = series.select_for_update(no_key=True).first()
    if row is None:
        Series.objects.bulk_create(
            [Series(office_id=office, register=register, year=year)], ignore_conflicts=True
        )
        row = series.select_for_update(no_key=True).get()
    return row.last_no + 1


def split_decision(text: str) -> tuple[int | None, str]:
    """A decision's number and symbol: "123/QĐ-CCTHADS" is 123 and "QĐ-CCTHADS".

    Text without a leading number has none and is kept as typed.
    """
    found = _DECISION.fullmatch(text)
    if found is None:
        return None, text.strip()
    return int(found[1]), found[2].lstrip("/ ")


def decision_taken(act: Act) -> int:
    """How often the act's decision number was entered and reversed before; refuses a living one."""
    same = Act.objects.filter(
        issuing_office=act.issuing_office_id,
        register=act.register,
        decision_year=act.decision_year,
        decision_no=act.decision_no,
        decision_suffix=act.decision_suffix,
    )
    earlier = list(same.values_list("reversed_by", "case__decision"))
    for reversed_by, decision in earlier:
        if reversed_by is None:
            raise Refusal(
                f"Số {act.decision} năm {act.decision_year} đã ghi cho hồ sơ {decision}.",
                "decision",
            )
    return len(earlier)
