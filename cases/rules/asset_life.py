"""The life of an asset as a sequence of steps: what may follow what, and at which price.

`live` walks the standing steps and answers where the asset stands; it refuses the first step the
law does not allow there, so one function says what may be recorded, what may be cancelled and what
the page shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from cases.choices import AssetState, CoOwnerAnswer, StepKind
from cases.periods import NEW_LAW_ON
from cases.rules.assets import AMOUNTS, COUNTERPARTS, MOVES, NEEDS, OWN, REAL_ESTATE, Move
from cases.rules.calendar import Calendar
from cases.rules.grounds import L08
from cases.rules.refusal import Refusal, written
from cases.terms import Unit, term_on

K, S = StepKind, AssetState
MOST_OFF = Fraction(1, 10)
"""A price is cut by at most a tenth of the last starting price: Law 26/2008, Article 104(5)."""
WITHOUT_AUCTION = 2_000_000
"""Đồng below which a movable is sold without auction: Law 26/2008, 101(4), to 30/06/2026."""
CUTS_BEFORE_TAKING = 2
"""After so many cuts the creditor may take the asset: Law 26/2008, Article 104(2)."""


@dataclass(frozen=True)
class Event:
    """A step of the asset, as the rules see it."""

    kind: str
    on: date
    amount: int | None = None
    counterpart: str = ""
    until: date | None = None
    note: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class About:
    """What of the asset the rules ask about."""

    kind: str
    co_owned: bool = False


@dataclass(frozen=True)
class Valuation:
    on: date
    value: int
    by: str
    agreed: bool = False


@dataclass(frozen=True)
class Round:
    """One attempt to auction: from a starting price to what came of it."""

    start: int
    since: date
    held_on: date | None = None
    organiser: str = ""
    cut: int = 0  # against the start before
    failed_on: date | None = None
    stopped_on: date | None = None
    won_on: date | None = None
    price: int | None = None
    buyer: str = ""

    @property
    def open(self) -> bool:
        return not (self.failed_on or self.stopped_on or self.won_on)


@dataclass(frozen=True)
class Life:
    """Where an asset stands after some steps, with what the next ones are judged by."""

    state: AssetState = S.FREE
    securities: int = 0
    value: int | None = None
    valuations: tuple[Valuation, ...] = ()
    rounds: tuple[Round, ...] = ()
    notified_on: date | None = None  # of the last valuation
    revalued: bool = False  # asked for once already
    cuts: int = 0
    take_notified_on: date | None = None
    taken: bool = False
    buys: bool = False  # a co-owner takes the share
    paid: bool = False
    last: Event | None = None
    done: tuple[str, ...] = field(default=(), compare=False)

    @property
    def round(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def failed(self) -> bool:
        """The last attempt failed and no new price stands."""
        return self.round is not None and self.round.failed_on is not None


def live(about: About, events: Iterable[Event], calendar: Calendar) -> Life:
    """The asset after these steps, oldest first. Raises Refusal at the first one out of place."""
    life = Life()
    for event in events:
        life = follow(about, life, event, calendar)
    return life


def allowed(about: About, life: Life, on: date, calendar: Calendar) -> list[StepKind]:
    """The asset's own steps that may come now, in the order of the procedure."""
    found = []
    for kind in OWN:
        trial = Event(
            kind, on, _trial_amount(kind, life), "–", note="–", outcome=CoOwnerAnswer.DECLINES
        )
        try:
            follow(about, life, trial, calendar)
        except Refusal:
            continue
        found.append(StepKind(kind))
    return found


def _trial_amount(kind: str, life: Life) -> int:
    """A sum that no rule about sums refuses."""
    if kind == K.PRICE_REDUCED and life.round:
        return life.round.start - 1
    return (life.round.price or life.round.start) if life.round else (life.value or 1)


def follow(about: About, life: Life, event: Event, calendar: Calendar) -> Life:
    """The asset after one more step. Raises Refusal, with the article, where the law forbids it."""
    move = MOVES.get(event.kind)
    if move is None:
        raise Refusal("Bước này không ghi trên tài sản.", "kind")
    article = f" ({move.article(event.on)})" if move.article(event.on) else ""
    label = StepKind(event.kind).label
    if life.state not in move.comes:
        raise Refusal(
            f"Tài sản {life.state.label.lower()}: không thể ghi “{label}”{article}.", "kind"
        )
    if life.last and event.on < life.last.on and (move.leads or event.kind in _JUDGES):
        raise Refusal(
            f"Trước ngày của bước “{StepKind(life.last.kind).label}” ({life.last.on:%d/%m/%Y}).",
            "on",
        )
    for name in NEEDS.get(event.kind, ()):
        if not getattr(event, name):
            words = AMOUNTS if name == "amount" else COUNTERPARTS
            raise Refusal(f"Nhập {words[event.kind].lower()}.", name)
    judge = _JUDGES.get(event.kind)
    after = judge(about, life, event, calendar, article) if judge else life
    last = event if move.leads or life.last is None else life.last
    return replace(
        after, state=_led(move, after, event), last=last, done=(*life.done, str(event.kind))
    )


def _led(move: Move, life: Life, event: Event) -> AssetState:
    if event.kind == K.SECURITY_ENDED and life.state == S.FROZEN:
        return S.FROZEN if life.securities else S.FREE
    if move.leads == S.RELEASED and life.securities:
        return S.FROZEN
    return move.leads or life.state


# ---------------------------------------------------------------- particular steps
def _secured(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    return replace(life, securities=life.securities + 1)


def _security_ended(
    about: About, life: Life, event: Event, calendar: Calendar, article: str
) -> Life:
    if not life.securities:
        raise Refusal(f"Không có biện pháp bảo đảm nào đang áp dụng{article}.", "kind")
    return replace(life, securities=life.securities - 1)


def _released(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Seizure lifted, or the asset redeemed: a new seizure begins anew."""
    held = life.round.held_on if life.round and life.round.open else None
    if event.kind == K.REDEEMED and held and not life.taken:
        last = calendar.latest_before(held, 1, Unit.WORKING_DAYS)
        if event.on > last:
            raise Refusal(
                f"Nhận lại tài sản chậm nhất ngày {last:%d/%m/%Y}, trước khi mở cuộc đấu giá"
                f"{article}.",
                "on",
            )
    return Life(state=life.state, securities=life.securities, valuations=life.valuations,
                rounds=life.rounds, value=life.value)  # fmt: skip


def _valued(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if life.state == S.VALUED and event.kind == K.VALUED and not _asked_again(life):
        raise Refusal(f"Đã có giá: định giá lại khi có yêu cầu hoặc hợp đồng mới{article}.", "kind")
    assert event.amount is not None
    valuation = Valuation(event.on, event.amount, event.counterpart, event.kind == K.PRICE_AGREED)
    return replace(
        life, value=event.amount, valuations=(*life.valuations, valuation), notified_on=None
    )


def _asked_again(life: Life) -> bool:
    since = [kind for kind in life.done if kind in (K.VALUED, K.PRICE_AGREED, *_AGAIN)]
    return bool(since) and since[-1] in _AGAIN


_AGAIN = (K.REVALUATION_ASKED, K.VALUATION_CONTRACT, K.AUCTION_STOPPED)


def _notified(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    return replace(life, notified_on=life.notified_on or event.on)


def _revaluation(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Once, and in time after the notice: Law 26/2008, Article 99(1)(b)."""
    if life.revalued:
        raise Refusal(f"Yêu cầu định giá lại chỉ được thực hiện một lần{article}.", "kind")
    if life.notified_on is None:
        raise Refusal(f"Chưa thông báo kết quả thẩm định giá{article}.", "kind")
    due = calendar.due_on(term_on("DG_AGAIN", life.notified_on), life.notified_on)
    if event.on > due:
        raise Refusal(f"Hết thời hạn yêu cầu định giá lại ngày {due:%d/%m/%Y}{article}.", "on")
    return replace(life, revalued=True)


def _offered(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """An auction contract: at the value, or again at the price that stands."""
    assert event.amount is not None
    least = life.round.start if life.state == S.ON_SALE and life.round else life.value
    if life.state == S.ON_SALE and not (life.failed or _cut_stands(life)):
        raise Refusal(f"Cuộc đấu giá trước chưa có kết quả{article}.", "kind")
    if life.state == S.ON_SALE and life.failed:
        raise Refusal(f"Đấu giá không thành: giảm giá trước khi đấu giá tiếp{article}.", "kind")
    if least is not None and event.amount < least:
        raise Refusal(f"Giá khởi điểm không thấp hơn {written(least)} đồng{article}.", "amount")
    if life.state == S.ON_SALE and life.round and life.round.open:
        now = replace(
            life.round, organiser=event.counterpart, held_on=event.until, start=event.amount
        )
        return replace(life, rounds=(*life.rounds[:-1], now))
    new = Round(event.amount, event.on, event.until, event.counterpart)
    return replace(life, rounds=(*life.rounds, new), value=event.amount)


def _cut_stands(life: Life) -> bool:
    return life.round is not None and life.round.open and life.round.cut > 0


def _failed(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Nobody came or bid enough, or the winner did not pay."""
    if life.state == S.SOLD:
        if life.paid or life.round is None or life.round.won_on is None:
            raise Refusal(
                f"Người mua đã nộp đủ tiền hoặc tài sản không bán đấu giá{article}.", "kind"
            )
        ended = replace(life.round, won_on=None, price=None, buyer="", failed_on=event.on)
    elif life.round is None or not life.round.open:
        raise Refusal(f"Không có cuộc đấu giá nào đang mở{article}.", "kind")
    else:
        ended = replace(life.round, failed_on=event.on)
    return replace(life, rounds=(*life.rounds[:-1], ended), taken=False, take_notified_on=None,
                   value=ended.start)  # fmt: skip


def _failure(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if not life.failed:
        raise Refusal(f"Chưa có cuộc đấu giá nào không thành{article}.", "kind")
    return life


def _reduced(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    life = _failure(about, life, event, calendar, article)
    assert life.round is not None
    assert event.amount is not None
    start = life.round.start
    least = start - int(start * MOST_OFF)
    if event.amount >= start:
        raise Refusal(f"Giá mới phải thấp hơn giá trước ({written(start)} đồng).", "amount")
    if event.amount < least:
        raise Refusal(
            f"Mỗi lần giảm không quá 10 % giá khởi điểm liền trước: không thấp hơn "
            f"{written(least)} đồng (khoản 5 Điều 104 {L08}"
            + (", theo luật cũ; luật mới chưa đọc được)." if event.on >= NEW_LAW_ON else ")."),
            "amount",
        )
    new = Round(event.amount, event.on, event.until, life.round.organiser, start - event.amount)
    return replace(life, rounds=(*life.rounds, new), cuts=life.cuts + 1, value=event.amount,
                   taken=False, take_notified_on=None)  # fmt: skip


def _stopped(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    assert life.round is not None
    ended = life.round if life.failed else replace(life.round, stopped_on=event.on)
    return replace(life, rounds=(*life.rounds[:-1], ended))


def _takes(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    life = _failure(about, life, event, calendar, article)
    if life.cuts < CUTS_BEFORE_TAKING:
        raise Refusal(
            f"Người được thi hành án nhận tài sản từ sau lần giảm giá thứ hai{article}.", "kind"
        )
    return replace(life, taken=True)


def _take_notified(
    about: About, life: Life, event: Event, calendar: Calendar, article: str
) -> Life:
    if not life.taken:
        raise Refusal(f"Người được thi hành án chưa nhận tài sản{article}.", "kind")
    return replace(life, take_notified_on=event.on)


def _sold(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Without auction: a movable of little worth or that spoils, or a share sold to a co-owner."""
    if event.kind == K.SOLD_DIRECTLY and not life.buys:
        if about.kind in REAL_ESTATE:
            raise Refusal(
                f"Bất động sản bán qua đấu giá, trừ bán cho chủ sở hữu chung{article}.", "kind"
            )
        if event.on >= NEW_LAW_ON:
            _says_why(event)
        elif (event.amount or 0) >= WITHOUT_AUCTION and not event.note:
            raise Refusal(
                f"Từ {written(WITHOUT_AUCTION)} đồng phải bán đấu giá; hàng tươi sống, mau hỏng "
                f"thì ghi lý do{article}.",
                "note",
            )
    return replace(life, value=event.amount, paid=False)


def _says_why(event: Event) -> None:
    """Decree 152/2026/NĐ-CP, Articles 60(4), 60(5) and 64(1), from 01/07/2026.

    The limit is five times the monthly minimum wage of the region, which is not kept here: the
    officer says which of the two it is.
    """
    if not event.note:
        raise Refusal(
            "Chỉ bán không qua đấu giá động sản giá trị nhỏ (không quá 05 lần lương tối thiểu "
            "tháng vùng) hoặc hàng dễ hư hỏng: ghi rõ thuộc trường hợp nào (khoản 4, khoản 5 "
            "Điều 60, khoản 1 Điều 64 Nghị định 152/2026/NĐ-CP).",
            "note",
        )


def _won(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if life.round is None or not life.round.open:
        raise Refusal(f"Không có cuộc đấu giá nào đang mở{article}.", "kind")
    if (event.amount or 0) < life.round.start:
        raise Refusal(
            f"Giá trúng không thấp hơn giá khởi điểm ({written(life.round.start)} đồng){article}.",
            "amount",
        )
    won = replace(life.round, won_on=event.on, price=event.amount, buyer=event.counterpart)
    return replace(life, rounds=(*life.rounds[:-1], won), value=event.amount, paid=False)


def _paid(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if life.round is None or life.round.won_on is None or life.paid:
        raise Refusal(f"Không có cuộc đấu giá thành nào chờ nộp tiền{article}.", "kind")
    if event.amount != life.round.price:
        raise Refusal(
            f"Khác giá trúng đấu giá ({written(life.round.price or 0)} đồng){article}.",
            "amount",
        )
    return replace(life, paid=True)


def _handed_over(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if life.state == S.ON_SALE:
        if life.take_notified_on is None:
            raise Refusal(f"Tài sản chưa bán và chưa ai nhận{article}.", "kind")
        due = calendar.due_on(
            term_on("AU_TAKE_DEBTOR", life.take_notified_on), life.take_notified_on
        )
        if event.on <= due:
            raise Refusal(
                f"Người phải thi hành án còn quyền nộp tiền lấy lại đến hết ngày {due:%d/%m/%Y}"
                f"{article}.",
                "on",
            )
    elif life.round and life.round.won_on and not life.paid:
        raise Refusal(f"Người mua chưa nộp đủ tiền{article}.", "kind")
    return life


def _answered(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if not about.co_owned:
        raise Refusal("Tài sản không có chủ sở hữu chung: ghi chủ sở hữu chung trước.", "kind")
    if event.kind == K.COOWNER_NOTIFIED:
        return life
    if event.outcome not in CoOwnerAnswer.values:
        raise Refusal("Chọn chủ sở hữu chung mua hay từ chối mua.", "outcome")
    return replace(life, buys=event.outcome == CoOwnerAnswer.BUYS)


_JUDGES: dict[str, Callable[[About, Life, Event, Calendar, str], Life]] = {
    K.FROZEN: _secured,
    K.HELD: _secured,
    K.REGISTRATION_STOPPED: _secured,
    K.SECURITY_ENDED: _security_ended,
    K.SEIZURE_LIFTED: _released,
    K.REDEEMED: _released,
    K.PRICE_AGREED: _valued,
    K.VALUED: _valued,
    K.VALUE_NOTIFIED: _notified,
    K.REVALUATION_ASKED: _revaluation,
    K.COOWNER_NOTIFIED: _answered,
    K.COOWNER_ANSWERED: _answered,
    K.AUCTION_CONTRACT: _offered,
    K.AUCTION_FAILED: _failed,
    K.AUCTION_FAIL_NOTIFIED: _failure,
    K.PRICE_REDUCED: _reduced,
    K.AUCTION_STOPPED: _stopped,
    K.CREDITOR_TAKES: _takes,
    K.TAKE_NOTIFIED: _take_notified,
    K.ASSET_AGREED: _sold,
    K.SOLD_DIRECTLY: _sold,
    K.AUCTION_WON: _won,
    K.AUCTION_PAID: _paid,
    K.ASSET_HANDED_OVER: _handed_over,
}
