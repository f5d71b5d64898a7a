"""How an asset is sold, taken by the creditor and handed over, clause by clause. Pure.

Each function judges one kind of step: the asset after it, or a Refusal with the article.
"""

from dataclasses import replace
from datetime import date

from cases.choices import AssetState, CoOwnerAnswer, StepKind
from cases.laws import N152
from cases.periods import NEW_LAW_ON
from cases.rules.asset_record import About, Event, Life, Round, Taking
from cases.rules.assets import REAL_ESTATE
from cases.rules.calendar import Calendar
from cases.rules.limits import limit
from cases.rules.refusal import Refusal, written
from cases.terms import Unit, term_on

K, S = StepKind, AssetState


def offered(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
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


def failed(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Nobody came or bid enough, or the winner did not pay."""
    if life.state == S.SOLD:
        if life.paid or life.round is None or life.round.won_on is None:
            raise Refusal(
                f"Người mua đã nộp đủ tiền hoặc tài sản không bán đấu giá{article}.", "kind"
            )
        ended = replace(
            life.round, won_on=None, price=None, buyer="", paid_in=0, failed_on=event.on
        )
    elif life.round is None or not life.round.open:
        raise Refusal(f"Không có cuộc đấu giá nào đang mở{article}.", "kind")
    else:
        ended = replace(life.round, failed_on=event.on)
    return replace(life, rounds=(*life.rounds[:-1], ended), taking=None, value=ended.start)


def failure(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if not life.failed:
        raise Refusal(f"Chưa có cuộc đấu giá nào không thành{article}.", "kind")
    return life


def reduced(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    life = failure(about, life, event, calendar, article)
    assert life.round is not None
    assert event.amount is not None
    start = life.round.start
    if event.amount >= start:
        raise Refusal(f"Giá mới phải thấp hơn giá trước ({written(start)} đồng).", "amount")
    most = limit("price_cut_percent", event.on)
    least = start - start * most.value // 100 if most else 0
    if most and event.amount < least:
        raise Refusal(
            f"Mỗi lần giảm không quá {most.value} % giá khởi điểm liền trước: không thấp hơn "
            f"{written(least)} đồng ({most.basis}).",
            "amount",
        )
    new = Round(event.amount, event.on, event.until, life.round.organiser, start - event.amount)
    return replace(
        life, rounds=(*life.rounds, new), cuts=life.cuts + 1, value=event.amount, taking=None
    )


def stopped(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    assert life.round is not None
    ended = life.round if life.failed else replace(life.round, stopped_on=event.on)
    return replace(life, rounds=(*life.rounds[:-1], ended))


# ---------------------------------------------------------------- taken by the creditor
def takes(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """In payment of what he is owed; `amount` is what he pays besides, nothing for none."""
    life = failure(about, life, event, calendar, article)
    least = limit("cuts_before_taking", event.on)
    if least and life.cuts < least.value:
        raise Refusal(
            f"Người được thi hành án nhận tài sản từ sau lần giảm giá thứ {_ordinal(least.value)}"
            f" ({least.basis}).",
            "kind",
        )
    if life.taking:
        raise Refusal("Đã ghi người được thi hành án nhận tài sản này.", "kind")
    return replace(life, taking=Taking(event.amount or 0))


def _ordinal(number: int) -> str:
    return {1: "nhất", 2: "hai", 3: "ba"}.get(number, str(number))


def _taking(life: Life, article: str) -> Taking:
    if life.taking is None:
        raise Refusal(f"Người được thi hành án chưa nhận tài sản{article}.", "kind")
    return life.taking


def take_notified(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    return replace(life, taking=replace(_taking(life, article), notified_on=event.on))


def take_asked(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """The creditor is told to pay once the debtor has let his own days pass."""
    taking = _taking(life, article)
    if not taking.top_up:
        raise Refusal(f"Người nhận tài sản không phải nộp tiền{article}.", "kind")
    _debtor_let_go(taking, event.on, calendar, article)
    return replace(life, taking=replace(taking, asked_on=event.on))


def take_paid(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    taking = _taking(life, article)
    if taking.paid or not taking.top_up:
        raise Refusal(f"Người nhận tài sản không còn phải nộp tiền{article}.", "kind")
    if event.amount != taking.top_up:
        raise Refusal(
            f"Khác số người nhận tài sản phải nộp ({written(taking.top_up)} đồng){article}.",
            "amount",
        )
    return replace(life, taking=replace(taking, paid=True))


def _debtor_let_go(taking: Taking, on: date, calendar: Calendar, article: str) -> None:
    """Told of the taking, the debtor may pay and have the asset back: AU_TAKE_DEBTOR."""
    if taking.notified_on is None:
        raise Refusal(f"Chưa thông báo cho người phải thi hành án{article}.", "kind")
    due = calendar.due_on(term_on("AU_TAKE_DEBTOR", taking.notified_on), taking.notified_on)
    if on <= due:
        raise Refusal(
            f"Người phải thi hành án còn quyền nộp tiền lấy lại đến hết ngày {due:%d/%m/%Y}"
            f"{article}.",
            "on",
        )


# ---------------------------------------------------------------- without auction
def sale_notified(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Decree 152/2026/NĐ-CP, Article 64(2); the law of 2008 asks for no such notice."""
    if about.kind in REAL_ESTATE:
        raise Refusal("Bất động sản bán qua đấu giá, trừ bán cho chủ sở hữu chung.", "kind")
    if event.on < NEW_LAW_ON:
        raise Refusal(f"Chỉ theo {N152}, từ {NEW_LAW_ON:%d/%m/%Y}.", "on")
    return replace(life, sale_notified_on=life.sale_notified_on or event.on)


def sold(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """Without auction: a movable of little worth or that spoils, or a share sold to a co-owner."""
    if event.kind == K.SOLD_DIRECTLY and not life.buys:
        if about.kind in REAL_ESTATE:
            raise Refusal(
                f"Bất động sản bán qua đấu giá, trừ bán cho chủ sở hữu chung{article}.", "kind"
            )
        if event.on >= NEW_LAW_ON:
            _says_why(event)
            _told_in_time(life, event.on, calendar)
        most = limit("sold_without_auction_below", event.on)
        if most and (event.amount or 0) >= most.value and not event.note:
            raise Refusal(
                f"Từ {written(most.value)} đồng phải bán đấu giá; hàng tươi sống, mau hỏng "
                f"thì ghi lý do ({most.basis}).",
                "note",
            )
    return replace(life, value=event.amount)


def _told_in_time(life: Life, on: date, calendar: Calendar) -> None:
    """Decree 152/2026/NĐ-CP, Article 64(2): at least a working day before the sale."""
    term = term_on("SALE_NOTICE", on)
    last = calendar.latest_before(on, term.length, term.unit or Unit.WORKING_DAYS)
    if life.sale_notified_on is None or life.sale_notified_on > last:
        raise Refusal(
            "Trước khi bán phải thông báo trên Trang thông tin điện tử hoặc niêm yết, và báo Viện "
            f"kiểm sát, chậm nhất ngày {last:%d/%m/%Y} ({term.article}).",
            "on",
        )


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


def won(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if life.round is None or not life.round.open:
        raise Refusal(f"Không có cuộc đấu giá nào đang mở{article}.", "kind")
    if (event.amount or 0) < life.round.start:
        raise Refusal(
            f"Giá trúng không thấp hơn giá khởi điểm ({written(life.round.start)} đồng){article}.",
            "amount",
        )
    won = replace(life.round, won_on=event.on, price=event.amount, buyer=event.counterpart)
    return replace(life, rounds=(*life.rounds[:-1], won), value=event.amount, paid=False)


def part_paid(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """A deposit, an instalment: some of the price, not yet all of it."""
    bought, left = _to_pay(life, event, calendar, article)
    if (event.amount or 0) >= left:
        raise Refusal(
            f"Còn phải nộp {written(left)} đồng: nộp đủ thì ghi “{K.AUCTION_PAID.label}”.", "amount"
        )
    now = replace(bought, paid_in=bought.paid_in + (event.amount or 0))
    return replace(life, rounds=(*life.rounds[:-1], now))


def paid(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    """The last payment: with those before it, the price."""
    bought, left = _to_pay(life, event, calendar, article)
    if event.amount != left:
        before = f", đã nộp {written(bought.paid_in)}" if bought.paid_in else ""
        raise Refusal(
            f"Khác số còn phải nộp: {written(left)} đồng (giá trúng {written(bought.price or 0)}"
            f"{before}){article}.",
            "amount",
        )
    now = replace(bought, paid_in=bought.price or 0)
    return replace(life, rounds=(*life.rounds[:-1], now), paid=True)


def _to_pay(life: Life, event: Event, calendar: Calendar, article: str) -> tuple[Round, int]:
    """The round that was won, and what of its price is not paid; in time, or as was agreed."""
    bought = life.round
    if bought is None or bought.won_on is None or life.paid:
        raise Refusal(f"Không có cuộc đấu giá thành nào chờ nộp tiền{article}.", "kind")
    due = calendar.due_on(term_on("AU_PAY", bought.won_on), bought.won_on)
    if event.on > due:
        _agreed_longer(bought.won_on, due, event, calendar, article)
    return bought, bought.left


def _agreed_longer(won_on: date, due: date, event: Event, calendar: Calendar, article: str) -> None:
    """Decree 152/2026/NĐ-CP, Article 65(1): the parties and the buyer may agree on more days."""
    most = limit("days_to_pay_when_agreed", won_on)
    if most is None:
        raise Refusal(
            f"Hết thời hạn nộp tiền ngày {due:%d/%m/%Y}, không được gia hạn{article}.", "on"
        )
    last = calendar.end(won_on, most.value, Unit.DAYS)
    if event.on > last:
        raise Refusal(
            f"Kể cả gia hạn, tiền nộp chậm nhất ngày {last:%d/%m/%Y} ({most.basis}).", "on"
        )
    if not event.note:
        raise Refusal(
            f"Sau ngày {due:%d/%m/%Y} chỉ nộp theo thỏa thuận gia hạn của đương sự và người mua: "
            f"ghi thỏa thuận ({most.basis}).",
            "note",
        )


def handed_over(about: About, life: Life, event: Event, calendar: Calendar, article: str) -> Life:
    if life.state == S.ON_SALE:
        if life.taking is None or life.taking.notified_on is None:
            raise Refusal(f"Tài sản chưa bán và chưa ai nhận{article}.", "kind")
        _debtor_let_go(life.taking, event.on, calendar, article)
        if life.taking.top_up and not life.taking.paid:
            raise Refusal(
                f"Người nhận tài sản chưa nộp {written(life.taking.top_up)} đồng{article}.", "kind"
            )
    elif life.round and life.round.won_on and not life.paid:
        raise Refusal(f"Người mua chưa nộp đủ tiền{article}.", "kind")
    return life


def coowner_answered(
    about: About, life: Life, event: Event, calendar: Calendar, article: str
) -> Life:
    if not about.co_owned:
        raise Refusal("Tài sản không có chủ sở hữu chung: ghi chủ sở hữu chung trước.", "kind")
    if event.kind == K.COOWNER_NOTIFIED:
        return life
    if event.outcome not in CoOwnerAnswer.values:
        raise Refusal("Chọn chủ sở hữu chung mua hay từ chối mua.", "outcome")
    return replace(life, buys=event.outcome == CoOwnerAnswer.BUYS)
