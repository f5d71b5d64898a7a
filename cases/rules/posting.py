"""Double entry: what each act moves in the ledger.

A `Position` is what the books hold of one case: balances by (key, obligation, place). An `Entry`
is one act. `post` answers with pairs, each a movement from one place to another at one key, and
brings the position forward. Pure: the screens load the position from the database and the journal
keeps it in memory, both post through here, so both write the same lines.

Because a pair stays at one key (office, officer, class), the lines of an act sum to zero at each
key, and the identities of a statement hold for every office, officer and class by construction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cases.choices import CONTRA, EXITS, OPEN_PLACES, RESULTS, STOCK, ActKind, Heading
from cases.periods import statistical_year
from cases.rules.grounds import ACTS_WITH_GROUND, known_ground
from cases.rules.moves import NEEDS_AMOUNT, PARTIAL, check_allowed, target_of
from cases.rules.refusal import Refusal


class Key(NamedTuple):
    """Who answers for a line: ids of office, officer (None: not yet assigned) and case class."""

    office: int
    officer: int | None
    case_class: int


class Place(NamedTuple):
    heading: str
    ground: str = ""


class Pair(NamedTuple):
    """`amount` đồng of an obligation, or one case (obligation None), from source to target."""

    key: Key
    obligation: int | None
    source: Place
    target: Place
    amount: int


class Posted(NamedTuple):
    """An act already in the books, as far as reversing it needs."""

    act: int
    kind: str
    on: date
    booked_on: date
    reference_year: int
    pairs: tuple[Pair, ...]


@dataclass(slots=True)
class Entry:
    """One act to post. Amounts in đồng; `amend` takes a signed one."""

    kind: str
    on: date
    booked_on: date
    amount: int | None = None
    obligation: int | None = None
    ground: str = ""
    key: Key | None = None  # intake, transfer, handover, reclassify: the key it comes to
    place: Place = Place(Heading.IN_PROGRESS.value)  # intake: where an opening case stands
    intake: dict[int | None, int] = field(default_factory=dict)
    opening: bool = False
    reversed: Posted | None = None
    act: int = 0


@dataclass(slots=True)
class Position:
    """What the books hold of one case.

    `balances` counts đồng by obligation and the case itself under obligation None; contra headings
    are not kept. `fresh` is what of it was docketed in `fresh_year` at that key: it leaves a key
    the way it came, through INTAKE. `history` are the acts not reversed, oldest first.
    """

    key: Key | None = None
    place: Place | None = None
    balances: dict[tuple[Key, int | None, Place], int] = field(default_factory=dict)
    fresh_year: int = 0
    fresh: dict[tuple[Key, int | None], int] = field(default_factory=dict)
    separated: tuple[int, int] | None = None  # (statistical year, office) of the separate book
    last_booked_on: date | None = None
    history: list[Posted] = field(default_factory=list)

    def stock(self, obligation: int | None = None) -> list[tuple[int, Place, int]]:
        """Money that stands in stock: (obligation, place, amount), the case's own place first."""
        rows = [
            (o, place, amount)
            for (_, o, place), amount in self.balances.items()
            if o is not None
            and amount
            and place.heading in _OPEN
            and (obligation is None or o == obligation)
        ]
        if len(rows) > 1:  # in one order, however the position was come by
            rows.sort(key=lambda row: (row[1] != self.place, row[0], row[1]))
        return rows

    def note_fresh(self, pairs: Iterable[Pair]) -> None:
        """Count what came through INTAKE or REOPENED this year, and what left again."""
        for key, o, source, target, amount in pairs:
            if source in _FRESH:
                self.fresh[key, o] = self.fresh.get((key, o), 0) + amount
            if target in _FRESH:
                self.fresh[key, o] = self.fresh.get((key, o), 0) - amount

    def find_separate_book(self) -> None:
        """Set `separated` from the history: when and where the case entered the separate book."""
        in_book = self.place == SEPARATE_BOOK
        self.separated = _entered_separate_book(self.history) if in_book else None

    def total(self, headings: Iterable[str]) -> int:
        """Đồng that stand under the headings, over all obligations and keys."""
        wanted = frozenset(headings)
        return sum(
            amount
            for (_, o, place), amount in self.balances.items()
            if o is not None and place.heading in wanted
        )


_OPEN = frozenset(h.value for h in OPEN_PLACES)
_STOCK = frozenset(h.value for h in STOCK)
_CONTRA = frozenset(h.value for h in CONTRA)
_LEFT = frozenset(h.value for h in (*RESULTS, *EXITS))
_FRESH = frozenset(
    (Place("INTAKE"), Place("REOPENED"), Place("CORRECTED", "INTAKE")),
)

INTAKE = Place("INTAKE")
TRANSFERRED = Place("TRANSFERRED")
REOPENED = Place("REOPENED")
SEPARATE_BOOK = Place("SEPARATE_BOOK")
SEPARATE_ENDED = Place("SEPARATE_ENDED")
IN_PROGRESS = Place("IN_PROGRESS")
COLLECTED = Place("COLLECTED")
COMPLETED = Place("COMPLETED")
CORRECTED = Place("CORRECTED")

_CORRECTS = {
    **dict.fromkeys(_STOCK, ""),
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
    draft = _Draft(position, year)
    kind = entry.kind
    _check_entry(entry)
    if kind == ActKind.REVERSE:
        if entry.reversed is None:
            raise Refusal("Chưa chọn bút toán cần hủy.", "reverses")
        _reverse(draft, entry, entry.reversed)
    else:
        if kind != ActKind.INTAKE:
            if position.place is None:
                raise Refusal("Việc chưa được thụ lý trong sổ.", "case")
            if position.place == SEPARATE_BOOK and kind not in _STAYS_SEPARATE:
                _leave_separate_book(draft)
            # A part of the money moves on its own, wherever the open case itself stands.
            part = entry.amount is not None and kind in PARTIAL
            if not part or draft.place.heading not in _OPEN:
                check_allowed(kind, draft.place.heading, entry.on)
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


def reference_year(entry: Entry) -> int:
    """The statistical year a fact belongs to: its legal day's, or the year of what it reverses."""
    if entry.reversed is not None:
        return entry.reversed.reference_year
    return statistical_year(entry.booked_on if entry.opening else entry.on)


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
    if kind in ACTS_WITH_GROUND and not known_ground(kind, entry.ground):
        raise Refusal("Chọn căn cứ theo điều luật.", "ground")


def moves_case(pairs: Iterable[Pair]) -> bool:
    """Whether the act moved the case itself, so that reversing it must keep the order."""
    return any(pair.obligation is None for pair in pairs)


def _corrects(place: Place) -> str:
    return _CORRECTS.get(place.heading, place.heading)


class _Draft:
    """The pairs of one act while they are being worked out; the position stays untouched."""

    __slots__ = ("balances", "fresh", "key", "pairs", "place", "position", "separated", "year")

    def __init__(self, position: Position, year: int) -> None:
        self.position = position
        self.year = year
        self.pairs: list[Pair] = []
        self.balances = dict(position.balances)
        self.fresh = dict(position.fresh) if position.fresh_year == year else {}
        self.key = position.key
        self.place: Place = position.place  # type: ignore[assignment]  # None before the intake
        self.separated = position.separated

    def move(self, key: Key, o: int | None, source: Place, target: Place, amount: int) -> None:
        """Add one pair. Nothing that is not a contra may fall below zero."""
        if not amount:
            return
        if amount < 0:
            raise ValueError("A pair moves forward; swap its places instead.")
        if source.heading not in _CONTRA:
            left = self.balances.get((key, o, source), 0) - amount
            if left < 0:
                raise Refusal(
                    f"Số dư “{Heading(source.heading).label}” không đủ: "
                    f"còn {left + amount:,}, cần {amount:,}.".replace(",", "."),
                    "amount",
                )
            if left:
                self.balances[key, o, source] = left
            else:
                del self.balances[key, o, source]
        elif source in _FRESH:
            self.fresh[key, o] = self.fresh.get((key, o), 0) + amount
        if target.heading not in _CONTRA:
            self.balances[key, o, target] = self.balances.get((key, o, target), 0) + amount
        elif target in _FRESH:
            self.fresh[key, o] = self.fresh.get((key, o), 0) - amount
        self.pairs.append(Pair(key, o, source, target, amount))

    def take(self, amount: int, o: int | None, among: Iterable[tuple[int, Place, int]]):
        """Split `amount` over (obligation, place, available) rows; refuse what is not there."""
        rest = amount
        for obligation, place, available in among:
            part = min(rest, available)
            if part:
                yield obligation, place, part
            rest -= part
            if not rest:
                return
        raise Refusal(
            f"Số tiền lớn hơn số còn phải thi hành: vượt {rest:,} đồng.".replace(",", "."),
            "amount",
        )

    def standing(self) -> list[tuple[Key, int | None, Place, int]]:
        """Everything of the case that is still open, the case's own line first."""
        rows = [
            (key, o, place, amount)
            for (key, o, place), amount in self.balances.items()
            if place.heading in _OPEN
        ]
        rows.sort(key=lambda row: (row[1] or 0, row[2]))
        return rows

    def stock(self, o: int | None) -> list[tuple[int, Place, int]]:
        probe = Position(self.key, self.place, self.balances)
        return probe.stock(o)

    def commit(self, entry: Entry) -> None:
        position = self.position
        position.balances = self.balances
        position.fresh = self.fresh
        position.fresh_year = self.year
        position.key = self.key
        position.place = self.place
        position.separated = self.separated
        position.last_booked_on = entry.booked_on
        if entry.reversed is None:
            posted = Posted(
                entry.act,
                entry.kind,
                entry.on,
                entry.booked_on,
                reference_year(entry),
                tuple(self.pairs),
            )
            position.history.append(posted)
        else:
            position.history = [p for p in position.history if p.act != entry.reversed.act]


def _intake(draft: _Draft, entry: Entry) -> None:
    """Thụ lý: the case and its obligations come from outside (Law 26/2008, Article 36)."""
    if draft.place is not None:
        raise Refusal("Việc đã được thụ lý.", "case")
    assert entry.key is not None
    draft.key, draft.place = entry.key, entry.place
    for obligation, amount in entry.intake.items():
        draft.move(entry.key, obligation, INTAKE, entry.place, amount)
    if entry.place == SEPARATE_BOOK:
        draft.separated = (draft.year, entry.key.office)


def _amend(draft: _Draft, entry: Entry) -> None:
    """Sửa đổi, bổ sung: money comes or goes; below an earlier year's stock as its correction."""
    amount = entry.amount or 0
    if amount > 0:
        obligation = entry.obligation or _only_obligation(draft)
        draft.move(draft.key, obligation, INTAKE, draft.place, amount)
        return
    for o, place, part in draft.take(-amount, entry.obligation, draft.stock(entry.obligation)):
        fresh = max(0, min(part, draft.fresh.get((draft.key, o), 0)))
        draft.move(draft.key, o, place, INTAKE, fresh)
        draft.move(draft.key, o, place, CORRECTED, part - fresh)


def _only_obligation(draft: _Draft) -> int:
    """The obligation an amendment without one means: the case's only one."""
    known = {o for _, o, _ in draft.balances if o is not None}
    if len(known) != 1:
        raise Refusal("Chọn khoản nghĩa vụ được sửa đổi, bổ sung.", "obligation")
    return known.pop()


def _collect(draft: _Draft, entry: Entry) -> None:
    """Thu, or miễn giảm: money leaves stock from the heading where its obligation stands."""
    target = Place(target_of(entry.kind, ""), "")
    for o, place, part in draft.take(
        entry.amount or 0, entry.obligation, draft.stock(entry.obligation)
    ):
        draft.move(draft.key, o, place, target, part)


def _pay_out(draft: _Draft, entry: Entry) -> None:
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
        raise Refusal(
            f"Số chi lớn hơn số đã thu chưa chi: vượt {rest:,} đồng.".replace(",", "."), "amount"
        )


def _complete(draft: _Draft, entry: Entry) -> None:
    """Kết thúc: refused while money still stands in stock; money not yet paid out does not block.

    Law 26/2008/QH12, Article 52.
    """
    parked = [
        f"{Heading(place.heading).label}: {amount:,} đồng".replace(",", ".")
        for _, place, amount in draft.stock(None)
    ]
    if parked:
        raise Refusal("Chưa thể kết thúc, còn phải thi hành — " + "; ".join(parked) + ".", "kind")
    draft.move(draft.key, None, draft.place, COMPLETED, 1)
    draft.place = COMPLETED


def _end(draft: _Draft, entry: Entry) -> None:
    """Đình chỉ, ủy thác, rút lên, thu hồi, gửi lại: the case and all its rest leave, or a part."""
    target = Place(target_of(entry.kind, entry.ground), entry.ground)
    if entry.amount is not None:
        for o, place, part in draft.take(
            entry.amount, entry.obligation, draft.stock(entry.obligation)
        ):
            draft.move(draft.key, o, place, target, part)
        return
    for key, o, place, amount in draft.standing():
        draft.move(key, o, place, target, amount)
    draft.place = target


def _state(draft: _Draft, entry: Entry) -> None:
    """Hoãn, tạm đình chỉ, chưa có điều kiện, sổ riêng: the case and the money that stands with it.

    With an amount only that much money moves, and the case stays.
    """
    target = Place(target_of(entry.kind, entry.ground), entry.ground)
    if entry.amount is not None:
        rows = [row for row in draft.stock(entry.obligation) if row[1] != target]
        for o, place, part in draft.take(entry.amount, entry.obligation, rows):
            draft.move(draft.key, o, place, target, part)
        return
    if draft.place == target:
        raise Refusal(f"Việc đã ở “{Heading(target.heading).label}” với căn cứ này.", "kind")
    elsewhere = [p for _, p, _ in draft.stock(None) if p != draft.place]
    if entry.kind == ActKind.SEPARATE_BOOK and elsewhere:
        raise Refusal(
            f"Còn tiền ở “{Heading(elsewhere[0].heading).label}”, chưa thể chuyển sổ riêng.", "kind"
        )
    _shift(draft, target)
    if target == SEPARATE_BOOK:
        assert draft.key is not None
        draft.separated = (draft.year, draft.key.office)


def _shift(draft: _Draft, target: Place) -> None:
    """Move the case and the money standing where it stands to another place."""
    for key, o, place, amount in draft.standing():
        if place == draft.place:
            draft.move(key, o, place, target, amount)
    draft.place = target


def _resume(draft: _Draft, entry: Entry) -> None:
    """Tiếp tục thi hành án: back among the cases in progress, the whole case or parked money."""
    if entry.amount is not None:
        rows = [row for row in draft.stock(entry.obligation) if row[1] != IN_PROGRESS]
        for o, place, part in draft.take(entry.amount, entry.obligation, rows):
            draft.move(draft.key, o, place, IN_PROGRESS, part)
    elif draft.place == SEPARATE_BOOK:
        _leave_separate_book(draft)
    else:
        _shift(draft, IN_PROGRESS)


def _leave_separate_book(draft: _Draft) -> None:
    """Out of the separate book: back to progress in the year it entered, else newly docketed.

    A case that entered in an earlier year, or at another office, has left that count for good;
    it is docketed anew through SEPARATE_ENDED and REOPENED.
    """
    assert draft.key is not None
    if draft.separated == (draft.year, draft.key.office):
        _shift(draft, IN_PROGRESS)
    else:
        for key, o, place, amount in draft.standing():
            if place == SEPARATE_BOOK:
                draft.move(key, o, SEPARATE_BOOK, SEPARATE_ENDED, amount)
                draft.move(key, o, REOPENED, IN_PROGRESS, amount)
        draft.place = IN_PROGRESS
    draft.separated = None


def _carry(draft: _Draft, entry: Entry) -> None:
    """Chuyển giao, bàn giao, phân loại lại: everything open goes to another key."""
    assert entry.key is not None
    if entry.key == draft.key:
        raise Refusal("Nơi nhận trùng với nơi giao.", "kind")
    _carry_to(draft, entry.key)


def _carry_to(draft: _Draft, key: Key) -> None:
    for old, o, place, amount in draft.standing():
        _carry_part(draft, o, place, amount, old, key)
    draft.key = key


def _carry_part(
    draft: _Draft, o: int | None, place: Place, amount: int, old: Key, new: Key
) -> None:
    """Same place, other key: what was docketed this year leaves and arrives through INTAKE."""
    if place == SEPARATE_BOOK:
        draft.move(old, o, place, SEPARATE_ENDED, amount)
        draft.move(new, o, SEPARATE_ENDED, place, amount)
        return
    fresh = max(0, min(amount, draft.fresh.get((old, o), 0)))
    for part, contra in ((fresh, INTAKE), (amount - fresh, TRANSFERRED)):
        draft.move(old, o, place, contra, part)
        draft.move(new, o, contra, place, part)


def _reverse(draft: _Draft, entry: Entry, act: Posted) -> None:
    """Hủy bút toán: money acts at any time, acts that moved the case newest first."""
    if not moves_case(act.pairs):
        _reverse_money(draft, act)
        return
    newest = next((p for p in reversed(draft.position.history) if moves_case(p.pairs)), None)
    if newest is None or newest.act != act.act:
        label = ActKind(newest.kind).label if newest else ""
        raise Refusal(f"Hủy theo thứ tự từ mới đến cũ: trước hết hủy “{label}”.", "reverses")
    if act.kind in _CARRIES:
        _carry_to(draft, next(p.key for p in act.pairs if p.obligation is None))
        return
    _reverse_state(draft, act)


def _natural(act: Posted) -> list[Pair]:
    """The pairs of an act without those that corrected an earlier year's books."""
    return [p for p in act.pairs if not p.source.heading == p.target.heading == "CORRECTED"]


def _reverse_money(draft: _Draft, act: Posted) -> None:
    """Turn a money act; what returns to stock returns to where the case stands now."""
    for key, o, source, target, amount in reversed(_natural(act)):
        if target == COMPLETED:  # a payout
            draft.move(key, o, target, source, amount)
            continue
        if draft.place is None or draft.place.heading not in _OPEN:
            raise Refusal("Việc đã kết thúc: hủy việc kết thúc trước.", "reverses")
        assert draft.key is not None
        if target.heading in _LEFT:
            draft.move(key, o, target, draft.place, amount)
            if key != draft.key:
                _carry_part(draft, o, draft.place, amount, key, draft.key)
        elif target.heading in _CONTRA:  # an amendment downwards
            draft.move(draft.key, o, target, draft.place, amount)
        elif source.heading in _CONTRA:  # an amendment upwards
            for _, place, part in draft.take(amount, o, draft.stock(o)):
                fresh = max(0, min(part, draft.fresh.get((draft.key, o), 0)))
                draft.move(draft.key, o, place, source, fresh)
                draft.move(draft.key, o, place, CORRECTED, part - fresh)
        else:  # a part that was postponed, suspended, resumed …: back where it is still parked
            parked = draft.balances.get((draft.key, o, target), 0)
            draft.move(draft.key, o, target, source, min(parked, amount))


def _reverse_state(draft: _Draft, act: Posted) -> None:
    """Turn an act that moved the case; money that came since goes back with it."""
    pairs = _natural(act)
    case = [p for p in pairs if p.obligation is None]
    place_before = case[0].source
    ended = case[-1].target.heading in _LEFT
    chain: dict[int | None, int] = {}
    for key, o, source, target, amount in reversed(pairs):
        if target.heading in _CONTRA:
            amount = chain.pop(o, 0)
        elif not ended and target == case[-1].target:
            amount = draft.balances.get((key, o, target), 0)
        if source.heading in _CONTRA:
            chain[o] = amount
        draft.move(key, o, target, source, amount)
    if place_before.heading in _CONTRA:  # the intake itself
        for key, o, place, amount in draft.standing():
            draft.move(key, o, place, place_before, amount)
        if draft.balances:
            raise Refusal("Còn khoản đã thu, chi trả hoặc giảm: hủy các bút toán đó trước.")
        draft.place = None  # type: ignore[assignment]
        draft.key = None
        return
    for key, o, place, amount in draft.standing() if not ended else ():
        if place == draft.place and place != place_before and o is not None:
            draft.move(key, o, place, place_before, amount)
    draft.place = place_before
    if place_before == SEPARATE_BOOK:
        draft.separated = _entered_separate_book(draft.position.history)
    elif act.kind == ActKind.SEPARATE_BOOK:
        draft.separated = None


def _entered_separate_book(history: list[Posted]) -> tuple[int, int] | None:
    """When and where a case entered the separate book; carried to another key, it had before."""
    for act in reversed(history):
        for pair in act.pairs:
            if (
                pair.obligation is None
                and pair.target == SEPARATE_BOOK
                and pair.source != SEPARATE_ENDED
            ):
                return statistical_year(act.booked_on), pair.key.office
    return None


_CARRIES = frozenset((ActKind.TRANSFER, ActKind.HANDOVER, ActKind.RECLASSIFY))
_STAYS_SEPARATE = frozenset((ActKind.RESUME, ActKind.PAY_OUT, *_CARRIES))

_POSTINGS: dict[str, Callable[[_Draft, Entry], None]] = {
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
