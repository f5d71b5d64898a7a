"""Selling and taking an asset, clause by clause: parts of a price, a direct sale, the top-up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import StepKind
from cases.rules import Refusal
from cases.rules.asset_life import allowed, follow
from cases.rules.asset_record import Event
from cases.rules.limits import LIMITS, limit
from cases.rules.payment import Claim, Rank
from cases.rules.taking import top_up
from tests.test_asset_life import (
    CALENDAR,
    CAR,
    HOUSE,
    NEW,
    OLD,
    SEIZED,
    TWICE,
    VALUE,
    WON,
    S,
    walk,
)

K = StepKind
PRICE = VALUE + 1  # the price of WON
LAWS = pytest.mark.parametrize("since", [OLD, NEW], ids=["2008", "2025"])


def won_on(since: date) -> date:
    return walk(*WON, since=since).round.won_on


# ---------------------------------------------------------------- limits as dated rows
def test_each_limit_has_an_article_and_one_row_a_day():
    for row in LIMITS:
        assert row.article
        for day in (date(2016, 5, 4), date(2026, 6, 30), date(2026, 7, 1), date(2030, 1, 1)):
            assert sum(x.key == row.key and x.in_force(day) for x in LIMITS) <= 1


def test_the_limits_of_each_law():
    old, new = date(2026, 6, 30), date(2026, 7, 1)
    assert [limit("price_cut_percent", day).value for day in (old, new)] == [10, 10]
    assert "tạm theo" in limit("price_cut_percent", new).basis
    assert limit("sold_without_auction_below", old).value == 2_000_000
    assert limit("sold_without_auction_below", new) is None
    assert limit("days_to_pay_when_agreed", old) is None
    assert limit("days_to_pay_when_agreed", new).value == 60
    assert "Điều 65 Nghị định 152/2026" in limit("cuts_before_taking", new).basis


# ---------------------------------------------------------------- the price in parts
@LAWS
def test_a_deposit_and_the_rest_make_the_price(since):
    on = won_on(since)
    parts = [Event(K.AUCTION_PART_PAID, on + timedelta(n), 100_000_000) for n in (1, 5)]
    life = walk(*WON, *parts, since=since)
    assert (life.paid, life.round.paid_in) == (False, 200_000_000)
    with pytest.raises(Refusal, match="chưa nộp đủ"):
        follow(HOUSE, life, Event(K.ASSET_HANDED_OVER, on + timedelta(9)), CALENDAR)
    for wrong in (PRICE, PRICE - 200_000_001, PRICE - 199_999_999):
        with pytest.raises(Refusal, match=r"còn phải nộp: 800\.000\.001 .*đã nộp 200\.000\.000"):
            follow(HOUSE, life, Event(K.AUCTION_PAID, on + timedelta(9), wrong), CALENDAR)
    last = Event(K.AUCTION_PAID, on + timedelta(9), PRICE - 200_000_000)
    after = follow(HOUSE, life, last, CALENDAR)
    assert (after.paid, after.round.paid_in) == (True, PRICE)


def test_a_part_is_less_than_what_is_left():
    on = won_on(OLD)
    with pytest.raises(Refusal, match="nộp đủ thì ghi"):
        walk(*WON, Event(K.AUCTION_PART_PAID, on, PRICE))
    half = Event(K.AUCTION_PART_PAID, on, PRICE - 5)
    with pytest.raises(Refusal, match="Còn phải nộp 5 đồng"):
        walk(*WON, half, Event(K.AUCTION_PART_PAID, on, 5))


@given(st.lists(st.integers(1, PRICE), max_size=6))
def test_no_order_of_payments_makes_it_paid_but_the_price(sums):
    life, given_ = walk(*WON), 0
    for sum_ in sums:
        for kind in (K.AUCTION_PAID, K.AUCTION_PART_PAID):
            event = Event(kind, won_on(OLD) + timedelta(3), sum_)
            try:
                life = follow(HOUSE, life, event, CALENDAR)
            except Refusal:
                continue
            given_ += sum_
            break
        assert life.round.paid_in == given_ <= PRICE
        assert life.paid == (given_ == PRICE)


def test_under_the_law_of_2008_thirty_days_and_not_one_more():
    """Nghị định 62/2015 Điều 27 khoản 3: không quá 30 ngày, không được gia hạn thêm."""
    on = won_on(OLD)  # Wednesday 13/06/2018; thirty days on is Friday 13/07
    due = CALENDAR.next_working(on + timedelta(30))
    for kind, amount in ((K.AUCTION_PAID, PRICE), (K.AUCTION_PART_PAID, 5)):
        assert walk(*WON, Event(kind, due, amount)).round.paid_in == amount
        with pytest.raises(Refusal, match="không được gia hạn"):
            walk(*WON, Event(kind, due + timedelta(1), amount, note="Gia hạn"))


def test_under_the_new_law_up_to_sixty_days_when_agreed():
    """Nghị định 152/2026 Điều 65 khoản 1."""
    on = won_on(NEW)
    due, last = (CALENDAR.next_working(on + timedelta(n)) for n in (30, 60))
    assert walk(*WON, Event(K.AUCTION_PAID, due, PRICE), since=NEW).paid
    with pytest.raises(Refusal, match="theo thỏa thuận gia hạn"):
        walk(*WON, Event(K.AUCTION_PAID, due + timedelta(1), PRICE), since=NEW)
    agreed = Event(K.AUCTION_PAID, last, PRICE, note="Thỏa thuận ngày 01/11/2026")
    assert walk(*WON, agreed, since=NEW).paid
    late = Event(K.AUCTION_PAID, last + timedelta(1), PRICE, note="Thỏa thuận")
    with pytest.raises(Refusal, match="Kể cả gia hạn"):
        walk(*WON, late, since=NEW)


def test_who_paid_a_part_and_no_more_makes_the_auction_fail():
    part = Event(K.AUCTION_PART_PAID, won_on(OLD), 5)
    life = walk(*WON, part, Event(K.AUCTION_FAILED, won_on(OLD) + timedelta(31)))
    assert (life.state, life.failed, life.round.paid_in) == (S.ON_SALE, True, 0)


# ---------------------------------------------------------------- notice of a direct sale
def direct(notice: date | None, sale: date):
    steps = [] if notice is None else [Event(K.SALE_NOTIFIED, notice, 1_000_000, until=sale)]
    sold = Event(K.SOLD_DIRECTLY, sale, 1_000_000, "Người mua", note="Giá trị nhỏ")
    return walk(*SEIZED, *steps, sold, about=CAR, since=NEW)


def test_a_working_day_lies_between_the_notice_and_the_sale():
    """Nghị định 152/2026 Điều 64 khoản 2; 31/10 and 01/11/2026 are a weekend."""
    friday, sunday, monday = date(2026, 10, 30), date(2026, 11, 1), date(2026, 11, 2)
    assert direct(friday, monday).state == S.SOLD
    for notice in (None, sunday, monday):
        with pytest.raises(Refusal, match=r"30/10/2026 .*Điều 64 khoản 2"):
            direct(notice, monday)


def test_the_notice_is_of_the_price_that_stands():
    told = Event(K.SALE_NOTIFIED, date(2026, 10, 1), 5, until=date(2026, 10, 9))
    valued = Event(K.PRICE_AGREED, date(2026, 10, 2), 900_000)
    sold = Event(K.SOLD_DIRECTLY, date(2026, 10, 9), 900_000, "A", note="Giá trị nhỏ")
    with pytest.raises(Refusal, match="Điều 64 khoản 2"):
        walk(*SEIZED, told, valued, sold, about=CAR, since=NEW)


def test_no_notice_of_a_house_or_under_the_law_of_2008():
    told = (K.SALE_NOTIFIED, 1_000_000)
    with pytest.raises(Refusal, match="ngày bán"):
        walk(*SEIZED, told, about=CAR, since=NEW)
    for about, day in ((HOUSE, date(2026, 10, 1)), (CAR, date(2018, 10, 1))):
        since = NEW if day.year == 2026 else OLD
        with pytest.raises(Refusal):
            walk(*SEIZED, Event(*told[:1], day, 5, until=day), about=about, since=since)
    cheap = Event(K.SOLD_DIRECTLY, date(2018, 6, 4), 1_999_999, "Người mua")
    assert walk(*SEIZED, cheap, about=CAR).state == S.SOLD


# ---------------------------------------------------------------- the creditor takes it
def taken(amount, *more, since=NEW):
    return walk(*TWICE, (K.CREDITOR_TAKES, amount), *more, since=since)


@LAWS
def test_the_handover_waits_for_the_top_up(since):
    """Nghị định 152/2026 Điều 65 khoản 6, Điều 66; Thông tư liên tịch 11/2016 Điều 7."""
    life = taken(10_000_000, K.TAKE_NOTIFIED, since=since)
    on = life.taking.notified_on + timedelta(40)
    handover = Event(K.ASSET_HANDED_OVER, on)
    with pytest.raises(Refusal, match=r"chưa nộp 10\.000\.000"):
        follow(HOUSE, life, handover, CALENDAR)
    asked = follow(HOUSE, life, Event(K.TAKE_ASKED, on), CALENDAR)
    for wrong in (9_999_999, 10_000_001):
        with pytest.raises(Refusal, match=r"phải nộp \(10\.000\.000"):
            follow(HOUSE, asked, Event(K.TAKE_PAID, on, wrong), CALENDAR)
    paid = follow(HOUSE, asked, Event(K.TAKE_PAID, on, 10_000_000), CALENDAR)
    assert follow(HOUSE, paid, handover, CALENDAR).state == S.HANDED_OVER
    with pytest.raises(Refusal, match="không còn phải nộp"):
        follow(HOUSE, paid, Event(K.TAKE_PAID, on, 10_000_000), CALENDAR)


def test_the_creditor_is_asked_once_the_debtor_let_go():
    life = taken(10_000_000, K.TAKE_NOTIFIED)
    due = CALENDAR.plus_working(life.taking.notified_on, 5)
    with pytest.raises(Refusal, match="còn quyền nộp tiền"):
        follow(HOUSE, life, Event(K.TAKE_ASKED, due), CALENDAR)
    after = follow(HOUSE, life, Event(K.TAKE_ASKED, due + timedelta(1)), CALENDAR)
    assert after.taking.asked_on == due + timedelta(1)
    with pytest.raises(Refusal, match="Chưa thông báo cho người phải"):
        taken(10_000_000, K.TAKE_ASKED)


def test_who_pays_nothing_is_asked_nothing():
    life = taken(None, K.TAKE_NOTIFIED)
    on = life.taking.notified_on + timedelta(40)
    for kind in (K.TAKE_ASKED, K.TAKE_PAID):
        with pytest.raises(Refusal, match="phải nộp"):
            follow(HOUSE, life, Event(kind, on, 5), CALENDAR)
    assert follow(HOUSE, life, Event(K.ASSET_HANDED_OVER, on), CALENDAR).state == S.HANDED_OVER


def test_one_takes_it_and_a_further_cut_takes_it_back():
    with pytest.raises(Refusal, match="Đã ghi"):
        taken(5, (K.CREDITOR_TAKES, 5))
    life = taken(5, K.TAKE_NOTIFIED, (K.PRICE_REDUCED, 729_000_000))
    assert life.taking is None
    offered = allowed(HOUSE, taken(5), date(2027, 6, 1), CALENDAR)
    assert {K.TAKE_NOTIFIED, K.TAKE_PAID} <= set(offered)
    assert K.CREDITOR_TAKES not in offered


# ---------------------------------------------------------------- how much he pays
BANK, OTHER, FEE = (
    Claim(1, "Ngân hàng", Rank.OTHER, 600),
    Claim(2, "Ông Tú", Rank.OTHER, 300),
    Claim(3, "Án phí", Rank.FEES, 50),
)
DAYS = pytest.mark.parametrize(
    ("on", "more", "less"),
    [(date(2026, 6, 30), "khoản 2 Điều 7", "khoản 3 Điều 7"),
     (date(2026, 7, 1), "khoản 1 Điều 66", "khoản 2 Điều 66")],
    ids=["2008", "2025"],
)  # fmt: skip


@DAYS
def test_dearer_than_all_there_is_to_pay(on, more, less):
    """He pays the price less what he is owed, whatever becomes of the rest."""
    found = top_up(on, 1_500, [BANK, OTHER, FEE], {1}, costs=40, set_aside=20)
    assert (found.amount, found.share) == (900, 600)
    assert more in found.basis


@DAYS
def test_no_dearer_than_that_he_keeps_his_part_in_proportion(on, more, less):
    """1,000 less 40 of costs and 50 of court fees leaves 910 for 600 and 300: all; 640 for two."""
    assert top_up(on, 1_000, [BANK, OTHER, FEE], {1}, costs=40).amount == 400
    found = top_up(on, 540, [BANK, OTHER, FEE], {1}, costs=40)
    assert (found.share, found.amount) == (300, 240)
    assert less in found.basis


@DAYS
def test_alone_he_pays_what_ranks_before_him(on, more, less):
    """Costs, the rent set aside, maintenance and court fees: joint circular 11/2016, 7(3)."""
    first = Claim(4, "Cấp dưỡng", Rank.FIRST, 100)
    found = top_up(on, 500, [BANK, FEE, first], {1}, costs=40, set_aside=30)
    assert found.amount == 40 + 30 + 50 + 100
    assert less in found.basis


@DAYS
def test_worth_no_more_than_the_costs_he_pays_nothing(on, more, less):
    assert top_up(on, 40, [BANK], {1}, costs=40).amount == 0
    assert top_up(on, 41, [BANK], {1}, costs=40).amount == 40
    assert less in top_up(on, 40, [BANK], {1}, costs=40).basis


def test_what_is_secured_for_another_is_paid_before_him():
    assert top_up(NEW, 500, [BANK], {1}, ahead=200).amount == 200
    mine = Claim(1, "Ngân hàng", Rank.OTHER, 600, secured=600)
    assert top_up(NEW, 500, [mine, OTHER], {1}).amount == 0


@given(
    st.integers(1, 5_000), st.integers(0, 2_000), st.integers(1, 2_000), st.integers(0, 2_000),
    st.integers(0, 500), st.integers(0, 500), st.sampled_from([OLD, NEW]),
)  # fmt: skip
def test_he_never_keeps_more_than_he_is_owed(price, costs, owed, others, fee, aside, on):
    claims = [Claim(1, "A", Rank.OTHER, owed), Claim(2, "B", Rank.OTHER, others),
              Claim(3, "C", Rank.FEES, fee)]  # fmt: skip
    found = top_up(on, price, claims, {1}, costs=costs, set_aside=aside)
    assert found.amount + found.share == price
    if price > costs:
        assert 0 <= found.share <= owed
        assert found.amount >= costs
    else:
        assert found.amount == 0
