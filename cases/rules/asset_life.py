"""The life of an asset as a sequence of steps: what may follow what, and at which price.

`live` walks the standing steps and answers where the asset stands; it refuses the first step the
law does not allow there, so one function says what may be recorded, what may be cancelled and what
the page shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from cases.choices import AssetState, CoOwnerAnswer, StepKind
from cases.rules import asset_sales as sales
from cases.rules.asset_record import About, Event, Life, Valuation
from cases.rules.assets import AMOUNTS, COUNTERPARTS, MOVES, NEEDS, OWN, UNTIL, Move
from cases.rules.calendar import Calendar
from cases.rules.refusal import Refusal
from cases.terms import Unit, term_on

K, S = StepKind, AssetState


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
            kind,
            on,
            _trial_amount(kind, life),
            "–",
            until=on,
            note="–",
            outcome=CoOwnerAnswer.DECLINES,
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
    if kind == K.TAKE_PAID and life.taking:
        return life.taking.top_up
    if kind in (K.AUCTION_PART_PAID, K.AUCTION_PAID) and life.round and life.round.price:
        return life.round.left - (kind == K.AUCTION_PART_PAID)
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
            words = {"amount": AMOUNTS, "until": UNTIL}.get(name, COUNTERPARTS)
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
    if event.kind == K.REDEEMED and held and not life.taking:
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
        life,
        value=event.amount,
        valuations=(*life.valuations, valuation),
        notified_on=None,
        sale_notified_on=None,
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
    K.COOWNER_NOTIFIED: sales.coowner_answered,
    K.COOWNER_ANSWERED: sales.coowner_answered,
    K.AUCTION_CONTRACT: sales.offered,
    K.AUCTION_FAILED: sales.failed,
    K.AUCTION_FAIL_NOTIFIED: sales.failure,
    K.PRICE_REDUCED: sales.reduced,
    K.AUCTION_STOPPED: sales.stopped,
    K.CREDITOR_TAKES: sales.takes,
    K.TAKE_NOTIFIED: sales.take_notified,
    K.TAKE_ASKED: sales.take_asked,
    K.TAKE_PAID: sales.take_paid,
    K.SALE_NOTIFIED: sales.sale_notified,
    K.ASSET_AGREED: sales.sold,
    K.SOLD_DIRECTLY: sales.sold,
    K.AUCTION_WON: sales.won,
    K.AUCTION_PART_PAID: sales.part_paid,
    K.AUCTION_PAID: sales.paid,
    K.ASSET_HANDED_OVER: sales.handed_over,
}
