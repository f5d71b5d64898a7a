"""The life of an asset, clause by clause: what may follow what, at which price, in both regimes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import AssetKind, AssetState, StepKind
from cases.rules import Refusal
from cases.rules.asset_life import allowed, follow, live
from cases.rules.asset_record import About, Event, Life
from cases.rules.assets import MOVES, NEEDS, OWN, ahead_of, recoverable
from cases.rules.calendar import Calendar

K, S = StepKind, AssetState
CALENDAR = Calendar()
HOUSE, CAR = About(AssetKind.HOUSE), About(AssetKind.VEHICLE)
SHARED = About(AssetKind.HOUSE, co_owned=True)
OLD, NEW = date(2018, 3, 5), date(2026, 8, 3)
VALUE = 1_000_000_000


def walk(*steps, about=HOUSE, since=OLD, apart=20) -> Life:
    """Steps some days apart: a kind, or (kind, amount), or a whole Event."""
    events = []
    for n, step in enumerate(steps):
        on = since + timedelta(days=apart * n)
        if isinstance(step, Event):
            events.append(step)
        elif isinstance(step, tuple):
            events.append(Event(step[0], on, step[1], "Công ty A"))
        else:
            events.append(Event(step, on, None, "Công ty A"))
    return live(about, events, CALENDAR)


SEIZED = (K.COERCION_DECIDED, K.SEIZED)
VALUED = (*SEIZED, K.VALUATION_CONTRACT, (K.VALUED, VALUE))
ON_SALE = (*VALUED, (K.AUCTION_CONTRACT, VALUE))
FAILED = (*ON_SALE, K.AUCTION_FAILED, K.AUCTION_FAIL_NOTIFIED)
TWICE = (
    *FAILED, (K.PRICE_REDUCED, 900_000_000), K.AUCTION_FAILED,
    (K.PRICE_REDUCED, 810_000_000), K.AUCTION_FAILED,
)  # fmt: skip
WON = (*ON_SALE, (K.AUCTION_WON, VALUE + 1))
PLACES = {
    S.FREE: (),
    S.FROZEN: (K.REGISTRATION_STOPPED,),
    S.SEIZED: SEIZED,
    S.VALUED: VALUED,
    S.ON_SALE: ON_SALE,
    S.SOLD: WON,
    S.HANDED_OVER: (*WON, (K.AUCTION_PAID, VALUE + 1), K.ASSET_HANDED_OVER),
    S.RELEASED: (*SEIZED, K.SEIZURE_LIFTED),
}

REFUSED = [(kind, state) for kind, move in MOVES.items() for state in S if state not in move.comes]


@pytest.mark.parametrize("state", S)
def test_each_place_is_reached(state):
    assert walk(*PLACES[state]).state == state


@pytest.mark.parametrize("since", [OLD, NEW], ids=["2008", "2025"])
@pytest.mark.parametrize(("kind", "state"), REFUSED)
def test_no_step_comes_from_where_the_table_has_none(kind, state, since):
    life = walk(*PLACES[state], since=since)
    with pytest.raises(Refusal, match="không thể ghi"):
        follow(HOUSE, life, Event(kind, since + timedelta(days=400), VALUE, "A"), CALENDAR)


# ---------------------------------------------------------------- pairs
def test_a_freezing_ends_and_the_asset_is_free_again():
    assert walk(K.FROZEN, K.SECURITY_ENDED).state == S.FREE


def test_two_securities_need_two_ends():
    assert walk(K.FROZEN, K.HELD, K.SECURITY_ENDED).state == S.FROZEN
    assert walk(K.FROZEN, K.HELD, K.SECURITY_ENDED, K.SECURITY_ENDED).state == S.FREE


def test_an_end_without_a_measure_is_refused():
    with pytest.raises(Refusal, match="Không có biện pháp bảo đảm"):
        walk(*SEIZED, K.SECURITY_ENDED)


def test_lifted_from_seizure_it_is_still_stopped_from_transfer():
    life = walk(K.REGISTRATION_STOPPED, *SEIZED, K.SEIZURE_LIFTED)
    assert (life.state, life.securities) == (S.FROZEN, 1)


def test_seized_again_after_release_it_is_valued_anew():
    again = (*FAILED, K.SEIZURE_LIFTED, *SEIZED)
    assert walk(*again).state == S.SEIZED
    with pytest.raises(Refusal, match="không thể ghi"):
        walk(*again, (K.PRICE_REDUCED, 900_000_000))


# ---------------------------------------------------------------- valuation
def test_asked_again_once_in_time():
    """Điều 99 khoản 1 điểm b: within five working days of the notice, once."""
    notice = Event(K.VALUE_NOTIFIED, date(2018, 5, 25))  # a Friday
    asked = Event(K.REVALUATION_ASKED, date(2018, 6, 1))  # the fifth working day
    life = walk(*VALUED, notice, asked)
    assert life.revalued
    with pytest.raises(Refusal, match="một lần"):
        follow(HOUSE, life, asked, CALENDAR)
    late = Event(K.REVALUATION_ASKED, date(2018, 6, 4))
    with pytest.raises(Refusal, match="01/06/2018"):
        walk(*VALUED, notice, late)
    with pytest.raises(Refusal, match="Chưa thông báo"):
        walk(*VALUED, asked)


def test_the_new_value_counts_and_none_comes_unasked():
    again = (*VALUED, K.VALUATION_CONTRACT, (K.VALUED, 1_200_000_000))
    life = walk(*again)
    assert (life.value, len(life.valuations)) == (1_200_000_000, 2)
    with pytest.raises(Refusal, match="Đã có giá"):
        walk(*VALUED, (K.VALUED, 1_200_000_000))


def test_a_price_agreed_needs_no_valuer():
    assert walk(*SEIZED, (K.PRICE_AGREED, VALUE)).state == S.VALUED


# ---------------------------------------------------------------- auctions
def test_the_start_is_the_value():
    with pytest.raises(Refusal, match=r"không thấp hơn 1\.000\.000\.000"):
        walk(*VALUED, (K.AUCTION_CONTRACT, VALUE - 1))


@pytest.mark.parametrize("since", [OLD, NEW], ids=["2008", "2025"])
def test_a_cut_is_a_tenth_at_most(since):
    """Điều 104 khoản 5: of the starting price just before."""
    assert walk(*FAILED, (K.PRICE_REDUCED, 900_000_000), since=since).value == 900_000_000
    with pytest.raises(Refusal, match="không quá 10 %"):
        walk(*FAILED, (K.PRICE_REDUCED, 899_999_999), since=since)
    with pytest.raises(Refusal, match="thấp hơn giá trước"):
        walk(*FAILED, (K.PRICE_REDUCED, VALUE), since=since)
    second = (*FAILED, (K.PRICE_REDUCED, 900_000_000), K.AUCTION_FAILED)
    with pytest.raises(Refusal, match=r"810\.000\.000"):
        walk(*second, (K.PRICE_REDUCED, 800_000_000), since=since)


def test_no_cut_before_a_failure_and_one_for_each():
    with pytest.raises(Refusal, match="Chưa có cuộc đấu giá"):
        walk(*ON_SALE, (K.PRICE_REDUCED, 900_000_000))
    with pytest.raises(Refusal, match="Chưa có cuộc đấu giá"):
        walk(*FAILED, (K.PRICE_REDUCED, 900_000_000), (K.PRICE_REDUCED, 850_000_000))


def test_won_at_the_start_or_above_and_paid_in_full():
    with pytest.raises(Refusal, match="không thấp hơn giá khởi điểm"):
        walk(*ON_SALE, (K.AUCTION_WON, VALUE - 1))
    with pytest.raises(Refusal, match=r"còn phải nộp: 1\.000\.000\.001"):
        walk(*WON, (K.AUCTION_PAID, VALUE))
    with pytest.raises(Refusal, match="chưa nộp đủ"):
        walk(*WON, K.ASSET_HANDED_OVER)


def test_a_winner_who_does_not_pay_makes_it_fail():
    life = walk(*WON, K.AUCTION_FAILED)
    assert (life.state, life.failed) == (S.ON_SALE, True)
    with pytest.raises(Refusal, match="đã nộp đủ"):
        walk(*WON, (K.AUCTION_PAID, VALUE + 1), K.AUCTION_FAILED)


def test_redeemed_until_a_working_day_before():
    """Điều 101 khoản 5."""
    auction = Event(K.AUCTION_CONTRACT, date(2018, 6, 1), VALUE, "B", until=date(2018, 6, 25))
    in_time, late = (Event(K.REDEEMED, date(2018, 6, day)) for day in (22, 23))
    assert walk(*VALUED, auction, in_time).state == S.RELEASED
    with pytest.raises(Refusal, match="22/06/2018"):
        walk(*VALUED, auction, late)


@pytest.mark.parametrize("since", [OLD, NEW], ids=["2008", "2025"])
def test_the_creditor_takes_it_from_the_second_cut(since):
    """Điều 104 khoản 2; Nghị định 152/2026 Điều 65 khoản 6."""
    once = (*FAILED, (K.PRICE_REDUCED, 900_000_000), K.AUCTION_FAILED)
    with pytest.raises(Refusal, match="lần giảm giá thứ hai"):
        walk(*once, K.CREDITOR_TAKES, since=since)
    taken = (*TWICE, K.CREDITOR_TAKES, K.TAKE_NOTIFIED)
    life = walk(*taken, since=since)
    notified = life.taking.notified_on
    early = timedelta(30 if since == OLD else 5)
    with pytest.raises(Refusal, match="còn quyền nộp tiền"):
        follow(HOUSE, life, Event(K.ASSET_HANDED_OVER, notified + early), CALENDAR)
    later = Event(K.ASSET_HANDED_OVER, notified + timedelta(40))
    assert follow(HOUSE, life, later, CALENDAR).state == S.HANDED_OVER
    assert follow(HOUSE, life, Event(K.REDEEMED, notified + early), CALENDAR).state == S.RELEASED


# ---------------------------------------------------------------- without auction
def test_a_house_is_auctioned_a_trifle_is_not():
    """Điều 101 khoản 4; a share may go to a co-owner: Điều 74 khoản 3."""
    sale = Event(K.SOLD_DIRECTLY, date(2018, 9, 3), VALUE, "Người mua")
    with pytest.raises(Refusal, match="Bất động sản"):
        walk(*VALUED, sale)
    buys, declines = (
        Event(K.COOWNER_ANSWERED, date(2018, 8, 1), outcome=answer)
        for answer in ("buys", "declines")
    )
    assert walk(*VALUED, K.COOWNER_NOTIFIED, buys, sale, about=SHARED).state == S.SOLD
    with pytest.raises(Refusal, match="Bất động sản"):
        walk(*VALUED, K.COOWNER_NOTIFIED, declines, sale, about=SHARED)
    with pytest.raises(Refusal, match="mua hay từ chối"):
        walk(*VALUED, K.COOWNER_NOTIFIED, K.COOWNER_ANSWERED, about=SHARED)
    with pytest.raises(Refusal, match="không có chủ sở hữu chung"):
        walk(*VALUED, K.COOWNER_NOTIFIED)
    trifle = Event(K.SOLD_DIRECTLY, date(2018, 6, 4), 1_999_999, "Người mua")
    assert walk(*SEIZED, trifle, about=CAR).state == S.SOLD
    dear = Event(K.SOLD_DIRECTLY, date(2018, 6, 4), 2_000_000, "Người mua")
    with pytest.raises(Refusal, match="tươi sống"):
        walk(*SEIZED, dear, about=CAR)


def test_under_the_new_law_a_direct_sale_says_why_and_no_old_sum_decides():
    """Nghị định 152/2026, Điều 60 khoản 4, 5 và Điều 64 khoản 1."""
    told = Event(K.SALE_NOTIFIED, date(2026, 10, 30), 1_000_000, until=date(2026, 11, 2))
    trifle = Event(K.SOLD_DIRECTLY, date(2026, 11, 2), 1_000_000, "Người mua")
    with pytest.raises(Refusal, match="khoản 1 Điều 64 Nghị định 152/2026"):
        walk(*SEIZED, told, trifle, about=CAR, since=NEW)
    said = Event(K.SOLD_DIRECTLY, date(2026, 11, 2), 9_000_000, "Người mua", note="Giá trị nhỏ")
    assert walk(*SEIZED, told, said, about=CAR, since=NEW).state == S.SOLD


def test_taken_by_agreement():
    """Điều 100."""
    assert walk(*SEIZED, (K.ASSET_AGREED, VALUE), K.ASSET_HANDED_OVER).state == S.HANDED_OVER


# ---------------------------------------------------------------- what may come, and sums
@pytest.mark.parametrize("state", S)
def test_what_is_offered_is_allowed(state):
    life, on = walk(*PLACES[state]), date(2019, 9, 2)
    for kind in allowed(HOUSE, life, on, CALENDAR):
        assert state in MOVES[kind].comes
        assert kind in OWN
    assert set(NEEDS) <= set(MOVES)


def test_after_a_failure_the_next_things_are_offered():
    offered = allowed(HOUSE, walk(*TWICE), date(2019, 9, 2), CALENDAR)
    assert {K.AUCTION_FAIL_NOTIFIED, K.PRICE_REDUCED, K.CREDITOR_TAKES, K.REDEEMED} <= set(offered)
    assert K.AUCTION_WON not in offered


@given(
    st.integers(0, 10**14), st.integers(1, 20), st.integers(0, 20), st.integers(0, 10**13),
    st.integers(0, 10**13), st.integers(0, 10**9),
)  # fmt: skip
def test_recoverable_is_never_more_than_the_share(value, part, others, costs, ahead, set_aside):
    whole = part + others
    found = recoverable(value, part=part, of=whole, costs=costs, ahead=ahead, set_aside=set_aside)
    assert 0 <= found <= value * part // whole
    assert found == max(0, value * part // whole - costs - ahead - set_aside)


def test_recoverable_needs_a_value_and_leaves_out_the_cases_own_creditor():
    assert recoverable(None, costs=5) is None
    assert ahead_of([(700, True), (300, False)]) == 300


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=25))
def test_measures_and_releases_are_paired_whatever_comes(kinds):
    """As many ends as measures when it is free; taken only after a seizure not yet lifted."""
    life, on, open_, seized = Life(), OLD, 0, False
    for kind in kinds:
        on += timedelta(days=40)
        amount = (life.round.price or life.round.start) if life.round else VALUE
        if kind == K.PRICE_REDUCED and life.round:
            amount = life.round.start - 1
        try:
            life = follow(HOUSE, life, Event(kind, on, amount, "A", note="x"), CALENDAR)
        except Refusal:
            continue
        open_ += (kind in (K.FROZEN, K.HELD, K.REGISTRATION_STOPPED)) - (kind == K.SECURITY_ENDED)
        if kind in (K.SEIZED, K.SEIZURE_LIFTED, K.REDEEMED):
            seized = kind == K.SEIZED
        assert life.securities == open_ >= 0
        assert (life.state in (S.SEIZED, S.VALUED, S.ON_SALE, S.SOLD, S.HANDED_OVER)) == seized
        assert (life.state == S.FROZEN) == (not seized and open_ > 0)
