"""The legal order of payment, clause by clause; and what must hold of any sum and any claims."""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.choices import Fund, ObligationKind, Proceeds
from cases.rules import Refusal
from cases.rules.payment import (
    CLAIM_RANKS,
    UNREAD,
    Claim,
    Cost,
    Rank,
    Source,
    distribute,
    rank_of,
    split,
    spread,
)

TR = 1_000_000
OLD, NEW = date(2026, 6, 30), date(2026, 7, 1)
CUT = date(2026, 3, 10)
BEFORE, AFTER = date(2026, 1, 5), date(2026, 4, 1)
FIRST, FEES, OTHER = CLAIM_RANKS


def collected(amount, on=OLD):
    return Source(Proceeds.COLLECTED, amount, on)


def coerced(amount, on=OLD, kind=Proceeds.COERCED):
    return Source(kind, amount, on, CUT)


def claim(key, amount, rank=OTHER, **more):
    return Claim(key, f"Người {key}", rank, amount, **more)


def table(plan):
    """(rank, key, đồng) of what was given at all, in order."""
    return [(row.rank, row.key, row.amount) for row in plan.rows if row.amount]


# ---------------------------------------------------------------- one creditor after another
def test_the_three_ranks_of_one_judgment():
    """Article 47(1): a) maintenance, b) court fee, c) the rest; the input comes in any order."""
    claims = [claim(1, 50 * TR), claim(2, 5 * TR, FEES), claim(3, 20 * TR, FIRST)]
    plan = distribute(collected(60 * TR), claims)
    assert table(plan) == [
        (Rank.FIRST, 3, 20 * TR), (Rank.FEES, 2, 5 * TR), (Rank.OTHER, 1, 35 * TR),
    ]  # fmt: skip
    assert [row.basis[:21] for row in plan.rows] == [
        "điểm a khoản 1 Điều 4", "điểm b khoản 1 Điều 4", "điểm c khoản 1 Điều 4",
    ]  # fmt: skip
    assert "Chỉ còn 35.000.000 đồng." in plan.rows[2].reason
    assert not plan.notes


def test_costs_and_the_rent_come_off_first():
    """Article 47(1): "sau khi trừ các chi phí thi hành án và khoản tiền quy định tại khoản 5 Điều
    115"; the debtor of an only home keeps a year's rent when nothing else would be left."""
    plan = distribute(
        coerced(1_000 * TR), [claim(1, 2_000 * TR, since=BEFORE)],
        costs=[Cost(1, "Thẩm định giá", 12 * TR), Cost(2, "Đấu giá", 28 * TR)],
        set_aside=60 * TR,
    )  # fmt: skip
    assert table(plan) == [
        (Rank.COSTS, 1, 12 * TR), (Rank.COSTS, 2, 28 * TR), (Rank.SET_ASIDE, 0, 60 * TR),
        (Rank.OTHER, 1, 900 * TR),
    ]  # fmt: skip
    assert "khoản 5 Điều 115" in plan.rows[2].basis


@pytest.mark.parametrize(
    ("owed", "kept", "surplus"),
    [
        (940 * TR, 0, 60 * TR),
        (940 * TR + 1, 60 * TR, 0),
        (990 * TR, 60 * TR, 0),
        (0, 0, 1_000 * TR),
    ],
)
def test_no_rent_is_set_aside_where_enough_is_left(owed, kept, surplus):
    """Article 115(5): only where, everything paid, too little is left to rent a home."""
    claims = [claim(1, owed, since=BEFORE)] if owed else []
    plan = distribute(coerced(1_000 * TR), claims, set_aside=60 * TR)
    assert sum(row.amount for row in plan.rows if row.fund == Fund.SET_ASIDE) == kept
    assert plan.surplus == surplus
    assert bool(kept) == (not any("Không trích lại" in note for note in plan.notes))


def test_one_rank_shares_by_what_each_is_owed():
    """Article 47(2)(a): 100 among 60, 30 and 110 of the same rank: 30, 15 and 55."""
    plan = distribute(
        collected(100 * TR), [claim(1, 60 * TR), claim(2, 30 * TR), claim(3, 110 * TR)]
    )
    assert [row.amount for row in plan.rows] == [30 * TR, 15 * TR, 55 * TR]
    assert "chia 100.000.000 đồng theo tỷ lệ 60.000.000/200.000.000, được 30.000.000" in (
        plan.rows[0].reason
    )


def test_the_odd_dong_goes_where_the_remainder_is_largest():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(101, [1, 1, 1]) == [34, 34, 33]
    assert split(10, [7, 2, 4]) == [5, 2, 3]  # 5,38; 1,54; 3,08
    assert split(0, [5, 5]) == [0, 0]
    assert split(0, []) == []


def test_principal_of_the_rank_is_paid_before_late_interest():
    """Joint circular 11/2016, Article 6(1); Decree 152/2026, Article 29(1)."""
    claims = [claim(1, 60 * TR, interest=10 * TR), claim(2, 40 * TR, interest=30 * TR)]
    for on, article in (OLD, "khoản 1 Điều 6 Thông tư"), (NEW, "khoản 1 Điều 29 Nghị định 152"):
        plan = distribute(collected(108 * TR, on), claims)
        assert [(r.amount, r.interest) for r in plan.rows] == [
            (62 * TR, 2 * TR), (46 * TR, 6 * TR),
        ]  # fmt: skip
        assert all(article in row.basis for row in plan.rows)
    short = distribute(collected(50 * TR), claims)
    assert [(r.amount, r.interest) for r in short.rows] == [(30 * TR, 0), (20 * TR, 0)]
    assert "Hết tiền trước phần lãi." in short.rows[0].reason


def test_the_parties_may_agree_on_interest_with_the_principal():
    """ "trừ trường hợp đương sự có thỏa thuận khác": the whole of the claim shares as one."""
    claims = [claim(1, 60 * TR, interest=40 * TR, interest_apart=False), claim(2, 100 * TR)]
    plan = distribute(collected(100 * TR), claims)
    assert [(r.amount, r.interest) for r in plan.rows] == [(50 * TR, 0), (50 * TR, 0)]


# ---------------------------------------------------------------- several decisions
def test_creditors_of_the_coercive_decision_come_before_the_others():
    """Article 47(2)(b): every rank of those up to that day, then the others by rank, then the
    debtor. A decision of the same day is "tính đến thời điểm"."""
    claims = [
        claim(1, 300 * TR, since=BEFORE),
        claim(2, 20 * TR, FIRST, since=CUT),
        claim(3, 50 * TR, FIRST, since=AFTER, own=False),
        claim(4, 4 * TR, FEES, since=AFTER, own=False),
        claim(5, 100 * TR, since=AFTER, own=False),
    ]
    plan = distribute(coerced(500 * TR), claims)
    assert table(plan) == [
        (Rank.FIRST, 2, 20 * TR), (Rank.OTHER, 1, 300 * TR), (Rank.LATER_FIRST, 3, 50 * TR),
        (Rank.LATER_FEES, 4, 4 * TR), (Rank.LATER_OTHER, 5, 100 * TR), (Rank.REST, None, 26 * TR),
    ]  # fmt: skip
    assert "01/04/2026, sau ngày 10/03/2026: trả từ số còn lại" in plan.rows[2].reason
    assert plan.rows[-1].fund == Fund.SURPLUS
    assert plan.rows[-1].basis.startswith("điểm c khoản 2 Điều 47")


def test_another_case_of_before_the_decision_shares_in_the_rank():
    claims = [claim(1, 30 * TR, since=BEFORE), claim(2, 70 * TR, since=BEFORE, own=False)]
    assert [row.amount for row in distribute(coerced(50 * TR), claims).rows] == [15 * TR, 35 * TR]


def test_what_is_paid_under_one_decision_pays_it_first():
    claims = [claim(1, 30 * TR), claim(2, 70 * TR, FIRST, own=False)]
    plan = distribute(collected(50 * TR), claims)
    assert table(plan) == [(Rank.OTHER, 1, 30 * TR), (Rank.LATER_FIRST, 2, 20 * TR)]


# ---------------------------------------------------------------- security
@pytest.mark.parametrize(
    ("kind", "words"),
    [(Proceeds.PLEDGED, "Bên nhận bảo đảm là người"), (Proceeds.SPECIFIC, "Bản án tuyên kê biên")],
)
def test_the_secured_creditor_comes_after_costs_rent_and_that_judgments_fee(kind, words):
    """Article 47(3): the bank before maintenance; what is not secured waits at its own rank; the
    fee of another judgment does too."""
    claims = [
        claim(1, 700 * TR, interest=200 * TR, secured=800 * TR, judgment="A", since=BEFORE),
        claim(2, 30 * TR, FEES, judgment="A", since=AFTER),
        claim(3, 90 * TR, FIRST, judgment="B", since=BEFORE),
        claim(4, 9 * TR, FEES, judgment="B", since=BEFORE),
    ]
    plan = distribute(
        coerced(1_000 * TR, kind=kind), claims, costs=[Cost(1, "Đấu giá", 20 * TR)],
        set_aside=50 * TR,
    )  # fmt: skip
    assert table(plan) == [
        (Rank.COSTS, 1, 20 * TR), (Rank.SET_ASIDE, 0, 50 * TR), (Rank.SECURED_FEE, 2, 30 * TR),
        (Rank.SECURED, 1, 800 * TR), (Rank.FIRST, 3, 90 * TR), (Rank.FEES, 4, 9 * TR),
        (Rank.OTHER, 1, 1 * TR),
    ]  # fmt: skip
    secured = plan.rows[3]
    assert secured.reason.startswith(words) and secured.interest == 100 * TR
    assert secured.basis.startswith("khoản 3 Điều 47")


def test_a_secured_party_who_is_no_creditor_is_paid_before_everything():
    """Article 47(3): "trước khi thanh toán các khoản theo quy định tại Điều này"."""
    plan = distribute(
        coerced(500 * TR, kind=Proceeds.PLEDGED), [claim(1, 300 * TR, FIRST, since=BEFORE)],
        costs=[Cost(1, "Đấu giá", 10 * TR)], outside=[Cost(7, "Ngân hàng Z", 450 * TR)],
    )  # fmt: skip
    assert table(plan) == [
        (Rank.OUTSIDE, 7, 450 * TR), (Rank.COSTS, 1, 10 * TR), (Rank.FIRST, 1, 40 * TR),
    ]  # fmt: skip
    assert plan.rows[0].fund == Fund.SECURED


def test_two_mortgages_are_paid_in_their_order():
    """Civil Code 2015, Article 308: the first registered in full, then the second."""
    claims = [
        claim(1, 300 * TR, secured=300 * TR, order=2, since=BEFORE),
        claim(2, 250 * TR, secured=250 * TR, order=1, since=BEFORE),
    ]
    plan = distribute(coerced(400 * TR, kind=Proceeds.PLEDGED), claims)
    assert table(plan) == [(Rank.SECURED, 2, 250 * TR), (Rank.SECURED, 1, 150 * TR)]


# ---------------------------------------------------------------- who has not asked
@pytest.mark.parametrize(
    ("kind", "on", "article"),
    [
        (Proceeds.SPECIFIC, OLD, "khoản 7 Điều 49 Nghị định 62"),
        (Proceeds.SPECIFIC, NEW, "khoản 2 Điều 30 Nghị định 152"),
        (Proceeds.COERCED, OLD, "khoản 2 Điều 6 Thông tư liên tịch 11"),
    ],
)
def test_the_part_of_who_has_not_asked_is_kept(kind, on, article):
    secured = {"secured": 60 * TR} if kind == Proceeds.SPECIFIC else {}
    claims = [
        claim(1, 60 * TR, since=BEFORE, **secured),
        claim(2, 60 * TR, since=BEFORE, requested=False, **secured),
    ]
    paid, kept = distribute(coerced(90 * TR, on, kind), claims).rows
    assert (paid.fund, paid.amount) == (Fund.OBLIGATION, 45 * TR)
    assert (kept.fund, kept.amount) == (Fund.UNDISTRIBUTED, 45 * TR)
    assert "kỳ hạn 01 tháng" in kept.reason and article in kept.basis


@pytest.mark.parametrize("source", [coerced(TR, NEW), collected(TR)])
def test_elsewhere_only_who_asked_is_paid(source):
    since = BEFORE if source.cut_off else None
    with pytest.raises(Refusal, match="đã yêu cầu"):
        distribute(source, [claim(1, TR, since=since, requested=False)])


# ---------------------------------------------------------------- regimes, refusals, ranks
def test_the_new_law_is_cited_and_marked_as_unread():
    plan = distribute(
        coerced(100 * TR, NEW), [claim(1, 200 * TR, since=BEFORE)], set_aside=10 * TR,
    )  # fmt: skip
    assert plan.notes == (UNREAD,)
    assert "khoản 3 Điều 67 Nghị định 152/2026" in plan.rows[0].basis
    assert plan.rows[1].basis == "Điều 54 Luật THADS 2025"


@pytest.mark.parametrize(
    ("source", "more", "field", "words"),
    [
        (Source(Proceeds.BANKRUPTCY, TR, OLD), {}, "kind", "khoản 4 Điều 47"),
        (Source(Proceeds.BANKRUPTCY, TR, NEW), {}, "kind", "pháp luật về phá sản"),
        (collected(0), {}, "amount", "lớn hơn 0"),
        (Source(Proceeds.COERCED, TR, OLD), {}, "cut_off", "ngày quyết định cưỡng chế"),
        (Source(Proceeds.COLLECTED, TR, OLD, CUT), {}, "cut_off", "tự nguyện"),
        (collected(TR), {"set_aside": 1}, "set_aside", "nhà ở duy nhất"),
        (collected(TR), {"outside": [Cost(1, "Z", 1)]}, "outside", "xử lý tài sản"),
        (coerced(TR), {"costs": [Cost(1, "Z", 0)]}, "costs", "lớn hơn 0"),
        (coerced(TR), {"claims": [claim(1, TR, secured=1)]}, "claims", "bảo đảm"),
    ],
)
def test_refused(source, more, field, words):
    with pytest.raises(Refusal, match=words) as refused:
        distribute(source, more.pop("claims", ()), **more)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "description", "rank"),
    [
        (ObligationKind.MAINTENANCE, "", FIRST),
        (ObligationKind.COURT_FEE, "Án phí dân sự sơ thẩm", FEES),
        (ObligationKind.COMPENSATION, "Bồi thường thiệt hại về tài sản", OTHER),
        (ObligationKind.COMPENSATION, "Bồi thường tổn thất tinh thần", FIRST),
        (ObligationKind.COMPENSATION, "Chi phí do Sức khỏe bị xâm phạm", FIRST),
        (ObligationKind.OTHER, "Tiền lương những ngày không được làm việc", FIRST),
        (ObligationKind.DEBT, "Trợ cấp thôi việc", FIRST),
        (ObligationKind.DEBT, "Hợp đồng vay 12/2019", OTHER),
        (ObligationKind.FINE, "Phạt tiền do xâm phạm sức khỏe", OTHER),
        (ObligationKind.CONFISCATION, "", OTHER),
    ],
)
def test_the_rank_of_an_obligation_is_read_off_its_kind_and_words(kind, description, rank):
    assert rank_of(kind, description) == rank


def test_a_collection_of_one_case_is_spread_the_same_way():
    claims = [claim(1, 50 * TR), claim(2, 5 * TR, FEES), claim(3, 20 * TR, FIRST)]
    assert spread(claims, 22 * TR, OLD) == {3: 20 * TR, 2: 2 * TR}
    assert spread(claims, 75 * TR, OLD) == {3: 20 * TR, 2: 5 * TR, 1: 50 * TR}
    assert spread(claims, 80 * TR, OLD) == {3: 20 * TR, 2: 5 * TR, 1: 50 * TR}


# ---------------------------------------------------------------- whatever is claimed
SUMS = st.integers(1, 40) | st.integers(1, 10**12)


@st.composite
def worlds(draw):
    kind = draw(st.sampled_from([p for p in Proceeds if p != Proceeds.BANKRUPTCY]))
    on = draw(st.sampled_from([OLD, NEW]))
    sold = kind in (Proceeds.PLEDGED, Proceeds.SPECIFIC)
    source = Source(kind, draw(SUMS), on, None if kind == Proceeds.COLLECTED else CUT)
    claims = []
    for key in range(draw(st.integers(0, 6))):
        principal, interest = draw(SUMS), draw(st.just(0) | SUMS)
        claims.append(
            Claim(
                key, f"N{key}", draw(st.sampled_from(CLAIM_RANKS)), principal, interest,
                since=draw(st.sampled_from([BEFORE, AFTER])), own=draw(st.booleans()),
                judgment=draw(st.sampled_from("AB")),
                secured=draw(st.just(0) | st.integers(1, principal + interest)) if sold else 0,
                order=draw(st.integers(0, 1)), interest_apart=draw(st.booleans()),
            )
        )  # fmt: skip
    coercion = kind != Proceeds.COLLECTED
    costs = [Cost(k, "C", draw(SUMS)) for k in range(draw(st.integers(0, 2)))]
    outside = [
        Cost(k, "O", draw(SUMS)) for k in range(draw(st.integers(0, 1) if sold else st.just(0)))
    ]
    return source, claims, costs, outside, draw(st.just(0) | SUMS) if coercion else 0


@given(worlds(), st.randoms())
@settings(max_examples=400, deadline=None)
def test_whatever_is_claimed_the_sum_is_given_out_exactly_and_in_order(world, random):
    source, claims, costs, outside, set_aside = world
    plan = distribute(source, claims, costs=costs, outside=outside, set_aside=set_aside)
    assert sum(row.amount for row in plan.rows) == source.amount
    given_to = Counter()
    for row in plan.rows:
        assert 0 <= row.interest <= row.amount <= row.claim
        assert row.reason and row.basis and len(row.reason) <= 500 and len(row.basis) <= 200
        given_to[row.fund, row.key] += row.amount
    for one in claims:
        assert given_to[Fund.OBLIGATION, one.key] <= one.total
        late = sum(r.interest for r in plan.rows if (r.fund, r.key) == (Fund.OBLIGATION, one.key))
        assert late <= one.interest
    for one in costs:
        assert given_to[Fund.COSTS, one.key] <= one.amount
    for one in outside:
        assert given_to[Fund.SECURED, one.key] <= one.amount
    check_ranks(plan)
    if claims and plan.surplus:
        assert all(given_to[Fund.OBLIGATION, one.key] == one.total for one in claims)
    for shuffled in (claims, costs, outside):
        random.shuffle(shuffled)
    again = distribute(source, claims, costs=costs, outside=outside, set_aside=set_aside)
    assert again == plan


def check_ranks(plan):
    """A lower rank has nothing while a higher is unpaid."""
    ranks = [list(rows) for _, rows in groupby(plan.rows, key=lambda row: row.rank)]
    for higher, lower in pairwise(ranks):
        if any(row.amount < row.claim for row in higher):
            assert not any(row.amount for row in lower)
    assert [rows[0].rank for rows in ranks] == sorted({row.rank for row in plan.rows})


@given(st.lists(SUMS, min_size=1, max_size=6), SUMS)
@settings(max_examples=300, deadline=None)
def test_within_a_rank_each_is_within_one_dong_of_the_exact_share(owed, amount):
    claims = [claim(key, sum_) for key, sum_ in enumerate(owed)]
    plan = distribute(collected(amount), claims)
    total = sum(owed)
    for row, due in zip(plan.rows, owed, strict=False):
        exact = Fraction(min(amount, total) * due, total)
        assert abs(row.amount - exact) < 1
