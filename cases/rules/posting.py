"""Double entry: what each act moves in the ledger.

An `Entry` is one act. `post` answers with pairs, each a movement from one place to another at one
key, and brings the position forward. Pure: the screens load the position from the database and the
journal keeps it in memory, both post through here, so both write the same lines.
"""

from collections.abc import Callable, Iterable
from datetime import date

from cases.choices import STOCK, ActKind, Heading
from cases.periods import statistical_year
from cases.rules.grounds import ACTS_WITH_GROUND, check_ground
from cases.rules.moves import NEEDS_AMOUNT, PARTIAL, check_allowed, target_of
from cases.rules.position import (
    COLLECTED,
    COMPLETED,
    CORRECTED,
    IN_PROGRESS,
    INTAKE,
    OPEN_HEADINGS,
    REOPENED,
    SEPARATE_BOOK,
    SEPARATE_ENDED,
    Draft,
    Entry,
    Pair,
    Place,
    Position,
    reference_year,
)
from cases.rules.refusal import Refusal, written
from cases.rules.reversal import CARRIES, reverse

_CORRECTS = {
    **dict.fromkeys((h.value for h in STOCK), ""),
    "TRANSFERRED": "",
    "CORRECTED": "",
    "SEPARATE_ENDED": "SEPARATE_BOOK",
    "REOPENED": "INTAKE",
}


def booking_day(on: date, open_from: Iterable[date], last_booked_on: date | None) -> date:
    """The day an act is booked on: its legal day, unless that day is closed.

    The latest of the legal day, the first day open at every office the act touches, and the
    case's last booked day. A fact learned after a closing keeps its legal day in `on`.
    """
    day = max(on, *open_from) if open_from else on
    return day if last_booked_on is None or last_booked_on <= day else last_booked_on


def post(position: Position, entry: Entry) -> list[Pair]:
    """The pairs of an act, in order; brings `position` forward. Raises Refusal, changing nothing.

    A fact that belongs to an earlier statistical year than the day it is booked on changes no
    result of the current year: each of its pairs is answered by a pair of CORRECTED lines, whose
    ground names what they correct, so that it shows as "điều chỉnh năm trước" alone.
    """
    year = statistical_year(entry.booked_on)
    draft = Draft(position, year)
    kind = entry.kind
    _check_entry(entry)
    if kind == ActKind.REVERSE:
        if entry.reversed is None:
            raise Refusal("Chưa chọn bút toán cần hủy.", "reverses")
        reverse(draft, entry.reversed)
    else:
        if kind != ActKind.INTAKE:
            if position.place is None:
                raise Refusal("Việc chưa được thụ lý trong sổ.", "case")
            if position.place == SEPARATE_BOOK and kind not in _STAYS_SEPARATE:
                _leave_separate_book(draft)
            # A part of the money moves on its own, wherever the open case itself stands.
            part = entry.amount is not None and kind in PARTIAL
            if not part or draft.place.heading not in OPEN_HEADINGS:
                check_allowed(kind, draft.place.heading, entry.on)
            if kind in ACTS_WITH_GROUND:
                check_ground(kind, entry.ground, entry.on, "" if part else draft.place.heading)
        _POSTINGS[kind](draft, entry)
    if not draft.pairs:
        raise Refusal("Không có số dư nào để ghi.", "amount")
    if reference_year(entry) < year:
        for key, o, source, target, amount in tuple(draft.pairs):
            answers, corrects = _corrects(target), _corrects(source)
            if answers != corrects:
                draft.move(
                    key, o, Place("CORRECTED", answers), Place("CORRECTED", corrects), amount
                )
    draft.commit(entry)
    return draft.pairs


def touched_offices(position: Position, entry: Entry) -> set[int]:
    """The offices whose books an act writes into."""
    offices = {key.office for key in (position.key, entry.key) if key is not None}
    if entry.kind == ActKind.PAY_OUT:
        offices |= {key.office for key, _, place in position.balances if place == COLLECTED}
    if entry.reversed is not None:
        offices |= {pair.key.office for pair in entry.reversed.pairs}
    return offices


def _check_entry(entry: Entry) -> None:
    """What can be said of an act without knowing the case."""
    kind, amount = entry.kind, entry.amount
    if kind in NEEDS_AMOUNT:
        if amount is None:
            raise Refusal("Nhập số tiền.", "amount")
        if amount == 0 or (amount < 0 and kind != ActKind.AMEND):
            raise Refusal("Số tiền phải lớn hơn 0.", "amount")
    elif amount is not None and (kind not in PARTIAL or amount <= 0):
        raise Refusal("Việc ghi sổ này không nhận số tiền.", "amount")


def _corrects(place: Place) -> str:
    return _CORRECTS.get(place.heading, place.heading)


def _intake(draft: Draft, entry: Entry) -> None:
    """Thụ lý: the case and its obligations come from outside (Law 26/2008, Article 36)."""
    if draft.position.place is not None:
        raise Refusal("Việc đã được thụ lý.", "case")
    assert entry.key is not None
    draft.key, draft.place = entry.key, entry.place
    for obligation, amount in entry.intake.items():
        draft.move(entry.key, obligation, INTAKE, entry.place, amount)
    if entry.place == SEPARATE_BOOK:
        draft.separated = (draft.year, entry.key.office)


def _amend(draft: Draft, entry: Entry) -> None:
    """Sửa đổi, bổ sung: money comes or goes; below an earlier year's stock as its correction."""
    amount = entry.amount or 0
    if amount > 0:
        obligation = entry.obligation or _only_obligation(draft)
        draft.move(draft.key, obligation, INTAKE, draft.place, amount)
        return
    for o, place, part in draft.take(-amount, draft.stock(entry.obligation)):
        fresh = draft.fresh_part(draft.key, o, part)
        draft.move(draft.key, o, place, INTAKE, fresh)
        draft.move(draft.key, o, place, CORRECTED, part - fresh)


def _only_obligation(draft: Draft) -> int:
    """The obligation an amendment without one means: the case's only one."""
    known = {o for _, o, _ in draft.balances if o is not None}
    if len(known) != 1:
        raise Refusal("Chọn khoản nghĩa vụ được sửa đổi, bổ sung.", "obligation")
    return known.pop()


def _collect(draft: Draft, entry: Entry) -> None:
    """Thu, or miễn giảm: money leaves stock from the heading where its obligation stands."""
    target = Place(target_of(entry.kind, ""), "")
    for o, place, part in draft.take(entry.amount or 0, draft.stock(entry.obligation)):
        draft.move(draft.key, o, place, target, part)


def _pay_out(draft: Draft, entry: Entry) -> None:
    """Chi trả: money in the office's hands is paid where it was earned, former holders first."""
    rest = entry.amount or 0
    held = [
        (key, o, amount)
        for (key, o, place), amount in draft.balances.items()
        if place == COLLECTED and (entry.obligation is None or o == entry.obligation)
    ]
    held.sort(key=lambda row: (row[0] == draft.key, row[0].office, row[0].officer or 0, row[1]))
    for key, o, available in held:
        part = min(rest, available)
        draft.move(key, o, COLLECTED, COMPLETED, part)
        rest -= part
    if rest:
        raise Refusal(f"Số chi lớn hơn số đã thu chưa chi: vượt {written(rest)} đồng.", "amount")


def _complete(draft: Draft, entry: Entry) -> None:
    """Kết thúc: refused while money still stands in stock; money not yet paid out does not block.

    Law 26/2008/QH12, Article 52.
    """
    parked = [
        f"{Heading(place.heading).label}: {written(amount)} đồng"
        for _, place, amount in draft.stock(None)
    ]
    if parked:
        raise Refusal("Chưa thể kết thúc, còn phải thi hành — " + "; ".join(parked) + ".", "kind")
    draft.move(draft.key, None, draft.place, COMPLETED, 1)
    draft.place = COMPLETED


def _end(draft: Draft, entry: Entry) -> None:
    """Đình chỉ, ủy thác, rút lên, thu hồi, gửi lại: the case and all its rest leave, or a part."""
    target = Place(target_of(entry.kind, entry.ground), entry.ground)
    if entry.amount is not None:
        for obligation, place, part in draft.take(entry.amount, draft.stock(entry.obligation)):
            draft.move(draft.key, obligation, place, target, part)
        return
    for key, o, place, amount in draft.standing():
        draft.move(key, o, place, target, amount)
    draft.place = target


def _state(draft: Draft, entry: Entry) -> None:
    """Hoãn, tạm đình chỉ, chưa có điều kiện, sổ riêng: the case and the money that stands with it.

    With an amount only that much money moves, and the case stays.
    """
    target = Place(target_of(entry.kind, entry.ground), entry.ground)
    if entry.amount is not None:
        rows = [row for row in draft.stock(entry.obligation) if row[1] != target]
        for o, place, part in draft.take(entry.amount, rows):
            draft.move(draft.key, o, place, target, part)
        return
    if draft.place == target:
        raise Refusal(f"Việc đã ở “{Heading(target.heading).label}” với căn cứ này.", "kind")
    elsewhere = [p for _, p, _ in draft.stock(None) if p != draft.place]
    if entry.kind == ActKind.SEPARATE_BOOK and elsewhere:
        raise Refusal(
            f"Còn tiền ở “{Heading(elsewhere[0].heading).label}”, chưa thể chuyển sổ riêng.", "kind"
        )
    draft.shift(target)
    if target == SEPARATE_BOOK:
        draft.separated = (draft.year, draft.key.office)


def _resume(draft: Draft, entry: Entry) -> None:
    """Tiếp tục thi hành án: back among the cases in progress, the whole case or parked money."""
    if entry.amount is not None:
        rows = [row for row in draft.stock(entry.obligation) if row[1] != IN_PROGRESS]
        for o, place, part in draft.take(entry.amount, rows):
            draft.move(draft.key, o, place, IN_PROGRESS, part)
    elif draft.place == SEPARATE_BOOK:
        _leave_separate_book(draft)
    else:
        draft.shift(IN_PROGRESS)


def _leave_separate_book(draft: Draft) -> None:
    """Out of the separate book: back to progress in the year it entered, else newly docketed.

    A case that entered in an earlier year, or at another office, has left that count for good;
    it is docketed anew through SEPARATE_ENDED and REOPENED.
    """
    if draft.separated == (draft.year, draft.key.office):
        draft.shift(IN_PROGRESS)
    else:
        for key, o, place, amount in draft.standing():
            if place == SEPARATE_BOOK:
                draft.move(key, o, SEPARATE_BOOK, SEPARATE_ENDED, amount)
                draft.move(key, o, REOPENED, IN_PROGRESS, amount)
        draft.place = IN_PROGRESS
    draft.separated = None


def _carry(draft: Draft, entry: Entry) -> None:
    """Chuyển giao, bàn giao, phân loại lại: everything open goes to another key."""
    assert entry.key is not None
    if entry.key == draft.key:
        raise Refusal("Nơi nhận trùng với nơi giao.", "kind")
    draft.carry(entry.key)


_STAYS_SEPARATE = frozenset((ActKind.RESUME, ActKind.PAY_OUT, *CARRIES))

_POSTINGS: dict[str, Callable[[Draft, Entry], None]] = {
    ActKind.INTAKE: _intake,
    ActKind.AMEND: _amend,
    ActKind.COLLECT: _collect,
    ActKind.REDUCE: _collect,
    ActKind.PAY_OUT: _pay_out,
    ActKind.COMPLETE: _complete,
    ActKind.TERMINATE: _end,
    ActKind.DELEGATE: _end,
    ActKind.TAKE_UP: _end,
    ActKind.RECALL: _end,
    ActKind.RETURN_REQUEST: _end,
    ActKind.POSTPONE: _state,
    ActKind.SUSPEND: _state,
    ActKind.WITHOUT_MEANS: _state,
    ActKind.SEPARATE_BOOK: _state,
    ActKind.RESUME: _resume,
    ActKind.TRANSFER: _carry,
    ActKind.HANDOVER: _carry,
    ActKind.RECLASSIFY: _carry,
}
