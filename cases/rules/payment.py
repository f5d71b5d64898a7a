"""Thứ tự thanh toán tiền thi hành án: who is paid how much of a sum, in which order, and why.

Law 26/2008/QH12, Article 47; Decree 62/2015/NĐ-CP, Article 49; joint circular 11/2016, Article 6.
From 01/07/2026 Law 106/2025/QH15, Article 54, whose text was not read (its order is kept as that of
2008 and marked), and Decree 152/2026/NĐ-CP, Articles 29, 30 and 67(3). The law of the day the money
came decides. What is paid without coercion pays first the decision it was paid under, and what
remains the debtor's others: no article says so of such money, the receipt names its decision.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction
from itertools import groupby

from cases.choices import BUDGET_KINDS, Fund, ObligationKind, Proceeds
from cases.periods import NEW_LAW_ON
from cases.rules.grounds import L08, L25, N62, N152
from cases.rules.refusal import Refusal, written

UNREAD = "Thứ tự theo Điều 47 Luật THADS 2008; Điều 54 Luật THADS 2025 cần đối chiếu."
TL11 = "Thông tư liên tịch 11/2016"


class Rank(IntEnum):
    """Hàng ưu tiên, first to last. What is `LATER` waits for the creditors of the cut-off."""

    OUTSIDE = 1
    COSTS = 2
    SET_ASIDE = 3
    SECURED_FEE = 4
    SECURED = 5
    FIRST = 6
    FEES = 7
    OTHER = 8
    LATER_FIRST = 9
    LATER_FEES = 10
    LATER_OTHER = 11
    REST = 12

    @property
    def label(self) -> str:
        return _RANKS[self][0]


_RANKS: dict[Rank, tuple[str, str, str]] = {
    Rank.OUTSIDE: (
        "Bên nhận bảo đảm không phải là người được thi hành án",
        f"khoản 3 Điều 47 {L08}",
        f"khoản 3, khoản 4 Điều 54 {L25}; khoản 1 Điều 55 {N152}",
    ),
    Rank.COSTS: ("Chi phí thi hành án", f"khoản 1 Điều 47 {L08}", f"Điều 54 {L25}"),
    Rank.SET_ASIDE: (
        "Tiền để lại thuê nhà",
        f"khoản 5 Điều 115, khoản 1 Điều 47 {L08}",
        f"khoản 2 Điều 89 {L25}; khoản 3 Điều 67 {N152}",
    ),
    Rank.SECURED_FEE: (
        "Án phí của bản án về nghĩa vụ được bảo đảm",
        f"khoản 3 Điều 47 {L08}",
        f"khoản 3 Điều 54 {L25}",
    ),
    Rank.SECURED: (
        "Nghĩa vụ được bảo đảm bằng tài sản",
        f"khoản 3 Điều 47 {L08}",
        f"khoản 3 Điều 54 {L25}; khoản 1 Điều 55 {N152}",
    ),
    Rank.FIRST: (
        "Cấp dưỡng; tiền lương, trợ cấp; bồi thường tính mạng, sức khỏe, tinh thần",
        f"điểm a khoản 1 Điều 47 {L08}",
        f"Điều 54 {L25}",
    ),
    Rank.FEES: ("Án phí, lệ phí Tòa án", f"điểm b khoản 1 Điều 47 {L08}", f"Điều 54 {L25}"),
    Rank.OTHER: (
        "Các khoản khác theo bản án, quyết định",
        f"điểm c khoản 1 Điều 47 {L08}",
        f"Điều 54 {L25}",
    ),
    Rank.LATER_FIRST: (
        "Quyết định khác: cấp dưỡng; tiền lương; bồi thường tính mạng, sức khỏe",
        f"điểm a khoản 1, điểm b khoản 2 Điều 47 {L08}",
        f"Điều 54 {L25}",
    ),
    Rank.LATER_FEES: (
        "Quyết định khác: án phí, lệ phí Tòa án",
        f"điểm b khoản 1, điểm b khoản 2 Điều 47 {L08}",
        f"Điều 54 {L25}",
    ),
    Rank.LATER_OTHER: (
        "Quyết định khác: các khoản khác",
        f"điểm c khoản 1, điểm b khoản 2 Điều 47 {L08}",
        f"Điều 54 {L25}",
    ),
    Rank.REST: (
        "Trả lại người phải thi hành án",
        f"điểm c khoản 2 Điều 47 {L08}",
        f"Điều 54 {L25}",
    ),
}
CLAIM_RANKS = (Rank.FIRST, Rank.FEES, Rank.OTHER)
_LATER = {
    Rank.FIRST: Rank.LATER_FIRST,
    Rank.FEES: Rank.LATER_FEES,
    Rank.OTHER: Rank.LATER_OTHER,
}
_SUPPORT = re.compile(
    r"cấp dưỡng|tiền lương|tiền công|trợ cấp (thôi việc|mất việc|mất sức)"
    r"|tính mạng|sức kh(ỏe|oẻ)|tinh thần"
)


def rank_of(kind: str, description: str) -> Rank:
    """The rank an obligation has by its kind and the judgment's words (Article 47(1)).

    A proposal: a compensation whose words name neither life nor health is taken for one of goods.
    """
    if kind == ObligationKind.COURT_FEE:
        return Rank.FEES
    if kind == ObligationKind.MAINTENANCE:
        return Rank.FIRST
    if kind not in BUDGET_KINDS and _SUPPORT.search(description.lower()):
        return Rank.FIRST
    return Rank.OTHER


@dataclass(frozen=True)
class Source:
    """What is distributed. `cut_off` is the day up to which creditors come first.

    The day of the coercive decision, or of the minutes of handing an asset over (Article 47(2)(b);
    Decree 62/2015, Article 49(1)); of the first decision when more was seized later (Decree
    152/2026, Article 29(3)). `received_on` is the day the money came.
    """

    kind: Proceeds
    amount: int
    received_on: date
    cut_off: date | None = None

    @property
    def new_law(self) -> bool:
        return self.received_on >= NEW_LAW_ON

    def article(self, rank: Rank) -> str:
        return _RANKS[rank][2 if self.new_law else 1]


@dataclass(frozen=True)
class Claim:
    """What is still owed to one creditor under one obligation.

    `since` is the day of its enforcement decision; `own` that the money was paid under that one.
    `secured` of it is secured by the asset sold, or is the very duty it was seized for; `order` the
    order in which several have that security (Civil Code 2015, Article 308). `requested` is False
    for a creditor of the judgment who has not asked for enforcement yet. `accrued` of the interest
    fell due since it was last charged, up to the end of `until`. `stated` is why the officer gave
    it another rank, or another security, than the rules propose.
    """

    key: int
    name: str
    rank: Rank
    principal: int
    interest: int = 0
    accrued: int = 0
    until: date | None = None
    stated: str = ""
    since: date | None = None
    own: bool = True
    judgment: Hashable = None
    secured: int = 0
    order: int = 0
    requested: bool = True
    interest_apart: bool = True
    """False when the parties agreed, or the judgment says, that both are paid together."""

    @property
    def total(self) -> int:
        return self.principal + self.interest


@dataclass(frozen=True)
class Cost:
    """A cost of enforcement to be covered; or a secured party who is no creditor, in its order."""

    key: int
    name: str
    amount: int
    order: int = 0


@dataclass(frozen=True)
class Row:
    """One line of the plan: what was claimed at a rank, what is given, why, by which article."""

    rank: Rank
    fund: Fund
    key: int | None
    name: str
    claim: int
    amount: int
    interest: int
    reason: str
    basis: str


@dataclass(frozen=True)
class Plan:
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def surplus(self) -> int:
        return sum(row.amount for row in self.rows if row.rank == Rank.REST)


_Layer = tuple[Rank, int, bool]


@dataclass(frozen=True)
class _Part:
    """What one claimant asks for at one rank; interest stands behind the principal of the rank."""

    rank: Rank
    fund: Fund
    key: int
    name: str
    amount: int
    order: int = 0
    interest: bool = False
    claim: Claim | None = None

    @property
    def layer(self) -> _Layer:
        return self.rank, self.order, self.interest

    @property
    def line(self) -> tuple[Rank, int, Fund, int]:
        return self.rank, self.order, self.fund, self.key


def distribute(
    source: Source,
    claims: Iterable[Claim] = (),
    *,
    costs: Iterable[Cost] = (),
    outside: Iterable[Cost] = (),
    set_aside: int = 0,
) -> Plan:
    """The sum by the legal order of payment: rows in order, adding up to it exactly."""
    claims, costs, outside = tuple(claims), tuple(costs), tuple(outside)
    _check(source, claims, costs, outside, set_aside)
    secured = {claim.judgment for claim in claims if claim.secured}
    parts = [
        *(_Part(Rank.OUTSIDE, Fund.SECURED, o.key, o.name, o.amount, o.order) for o in outside),
        *(_Part(Rank.COSTS, Fund.COSTS, c.key, c.name, c.amount) for c in costs),
        *(part for claim in claims for part in _parts(source, claim, secured)),
    ]
    notes = [UNREAD] if source.new_law else []
    left = source.amount - sum(part.amount for part in parts)
    if set_aside > max(left, 0):
        parts.append(_Part(Rank.SET_ASIDE, Fund.SET_ASIDE, 0, "Người phải thi hành án", set_aside))
    elif set_aside:
        notes.append(
            f"Không trích lại tiền thuê nhà: sau khi thanh toán còn {written(left)} đồng trả người"
            f" phải thi hành án ({source.article(Rank.SET_ASIDE)})."
        )
    given, short = _pay(source.amount, parts)
    parts.sort(key=lambda part: (part.line, part.interest))
    rows = [
        _row(source, list(own), given, short)
        for _, own in groupby(parts, key=lambda part: part.line)
    ]
    if rest := source.amount - sum(given.values()):
        reason = "Còn lại sau khi thanh toán các khoản."
        basis = source.article(Rank.REST)
        name = "Người phải thi hành án"
        rows.append(Row(Rank.REST, Fund.SURPLUS, None, name, rest, rest, 0, reason, basis))
    return Plan(tuple(rows), tuple(notes))


def spread(claims: Iterable[Claim], amount: int, on: date) -> dict[int, int]:
    """How a collection of one case goes over its obligations: đồng by claim, none above its due.

    The same order; what is more than all of them is nobody's here, and the caller refuses it.
    """
    plan = distribute(Source(Proceeds.COLLECTED, amount, on), claims)
    return {
        row.key: row.amount
        for row in plan.rows
        if row.fund == Fund.OBLIGATION and row.amount and row.key is not None
    }


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in proportion to the weights, in whole đồng, by largest remainder.

    Where remainders are equal the first has the đồng, so callers put the weights in a fixed order.
    """
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    exact = [Fraction(amount * weight, total) for weight in weights]
    shares = [share.__floor__() for share in exact]
    largest = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in largest[: amount - sum(shares)]:
        shares[i] += 1
    return shares


# ---------------------------------------------------------------- ranks
def _pay(
    amount: int, parts: Iterable[_Part]
) -> tuple[dict[_Part, int], dict[_Layer, tuple[int, int]]]:
    """What each gets, layer by layer; and of layers not paid in full, what there was and was due.

    Within a layer in proportion to what each claims (Article 47(2)(a)).
    """
    given: dict[_Part, int] = {}
    short: dict[_Layer, tuple[int, int]] = {}
    rest = amount
    parts = sorted(parts, key=lambda part: (part.layer, part.fund, part.key))
    for layer, members in groupby(parts, key=lambda part: part.layer):
        row = list(members)
        due = sum(part.amount for part in row)
        if rest < due:
            short[layer] = rest, due
        shares = split(min(rest, due), [part.amount for part in row])
        given.update(zip(row, shares, strict=True))
        rest -= sum(shares)
    return given, short


def _parts(source: Source, claim: Claim, secured: set[Hashable]) -> list[_Part]:
    """Where a claim stands: what is secured first, the rest at the rank of its kind."""
    if claim.rank == Rank.FEES and claim.judgment in secured and claim.judgment is not None:
        return _asked(claim, Rank.SECURED_FEE, claim.principal, claim.interest)
    principal = min(claim.secured, claim.principal)
    interest = min(claim.secured - principal, claim.interest)
    rank = _LATER[claim.rank] if _is_later(source, claim) else claim.rank
    return [
        *_asked(claim, Rank.SECURED, principal, interest, claim.order),
        *_asked(claim, rank, claim.principal - principal, claim.interest - interest),
    ]


def _asked(claim: Claim, rank: Rank, principal: int, interest: int, order: int = 0) -> list[_Part]:
    fund = Fund.OBLIGATION if claim.requested else Fund.UNDISTRIBUTED
    sums = ((principal, False), (interest, True))
    if not claim.interest_apart:
        sums = ((principal + interest, False), (0, True))
    return [
        _Part(rank, fund, claim.key, claim.name, amount, order, late, claim)
        for amount, late in sums
        if amount
    ]


def _is_later(source: Source, claim: Claim) -> bool:
    """Whether the claim is paid from what the creditors of the cut-off leave."""
    if source.cut_off is None:
        return not claim.own
    return claim.since is None or claim.since > source.cut_off


# ---------------------------------------------------------------- words
def _row(
    source: Source,
    parts: list[_Part],
    given: dict[_Part, int],
    short: dict[_Layer, tuple[int, int]],
) -> Row:
    """One claimant at one rank, principal and interest together."""
    first = parts[0]
    amount = sum(given[part] for part in parts)
    said = [_reason(source, first)]
    basis = [source.article(first.rank)]
    for part in parts:
        if part.layer in short:
            said.append(_shortage(part, given[part], *short[part.layer]))
    claim = first.claim
    if claim and claim.stated:
        said.append(f"Chấp hành viên xác định: {claim.stated}.")
    if claim and any(part.interest for part in parts):
        said.append("Trả tiền bản án tuyên trước, lãi chậm thi hành án sau.")
        if claim.accrued and claim.until:
            said.append(f"Lãi tính thêm đến hết {claim.until:%d/%m/%Y}: {written(claim.accrued)}.")
        basis.append(f"khoản 1 Điều 29 {N152}" if source.new_law else f"khoản 1 Điều 6 {TL11}")
    if claim and not claim.requested:
        said.append(
            "Chưa yêu cầu thi hành án: giữ phần này, gửi tiết kiệm kỳ hạn 01 tháng và thông báo"
            " về quyền yêu cầu."
        )
        basis.append(_kept_by(source))
    return Row(
        rank=first.rank,
        fund=first.fund,
        key=first.key,
        name=first.name,
        claim=sum(part.amount for part in parts),
        amount=amount,
        interest=sum(given[part] for part in parts if part.interest),
        reason=" ".join(said),
        basis="; ".join(basis),
    )


def _reason(source: Source, part: _Part) -> str:
    claim, cut_off = part.claim, source.cut_off
    match part.rank:
        case Rank.OUTSIDE:
            return "Bên nhận bảo đảm không phải là người được thi hành án: trả trước mọi khoản."
        case Rank.COSTS:
            return "Trừ chi phí trước khi thanh toán."
        case Rank.SET_ASIDE:
            return "Nhà ở duy nhất: sau khi thanh toán không còn đủ tiền thuê nhà 01 năm."
        case Rank.SECURED_FEE:
            return "Trừ án phí của bản án, quyết định đó trước khi trả bên được bảo đảm."
        case Rank.SECURED if source.kind == Proceeds.SPECIFIC:
            return "Bản án tuyên kê biên tài sản để bảo đảm nghĩa vụ này: ưu tiên."
        case Rank.SECURED:
            return "Bên nhận bảo đảm là người được thi hành án: ưu tiên."
    assert claim is not None
    if part.rank in CLAIM_RANKS:
        if cut_off and claim.since:
            return (
                f"Quyết định thi hành án ngày {claim.since:%d/%m/%Y}, không sau ngày"
                f" {cut_off:%d/%m/%Y}."
            )
        return f"{part.rank.label}."
    if cut_off and claim.since:
        return (
            f"Quyết định thi hành án ngày {claim.since:%d/%m/%Y}, sau ngày {cut_off:%d/%m/%Y}:"
            " trả từ số còn lại."
        )
    return "Theo quyết định thi hành án khác: trả từ số còn lại tại thời điểm thanh toán."


def _shortage(part: _Part, got: int, available: int, due: int) -> str:
    if not available:
        return "Hết tiền trước phần lãi." if part.interest else "Hết tiền trước hàng này."
    if part.amount == due:
        return f"Chỉ còn {written(available)} đồng."
    return (
        f"Không đủ cho cả hàng: chia {written(available)} đồng theo tỷ lệ"
        f" {written(part.amount)}/{written(due)}, được {written(got)}."
    )


# ---------------------------------------------------------------- what is refused
def _kept_by(source: Source) -> str:
    """The article by which a part waits for who has not asked yet; "" where there is none."""
    if source.kind == Proceeds.SPECIFIC:
        return f"khoản 2 Điều 30 {N152}" if source.new_law else f"khoản 7 Điều 49 {N62}"
    if source.kind == Proceeds.COERCED and not source.new_law:
        return f"khoản 2 Điều 6 {TL11}"
    return ""


def _check(
    source: Source,
    claims: tuple[Claim, ...],
    costs: tuple[Cost, ...],
    outside: tuple[Cost, ...],
    set_aside: int,
) -> None:
    if source.kind == Proceeds.BANKRUPTCY:
        article = f"Điều 54 {L25}" if source.new_law else f"khoản 4 Điều 47 {L08}"
        raise Refusal(
            f"Tiền thi hành án về phá sản thanh toán theo pháp luật về phá sản ({article}):"
            " không phân phối theo thứ tự này.",
            "kind",
        )
    if source.amount <= 0:
        raise Refusal("Số tiền phân phối phải lớn hơn 0.", "amount")
    sold = source.kind in (Proceeds.PLEDGED, Proceeds.SPECIFIC)
    if source.cut_off is None and source.kind != Proceeds.COLLECTED:
        raise Refusal("Nhập ngày quyết định cưỡng chế, biên bản giao tài sản.", "cut_off")
    if source.cut_off is not None and source.kind == Proceeds.COLLECTED:
        raise Refusal("Tiền tự nguyện nộp không có quyết định cưỡng chế.", "cut_off")
    if source.kind == Proceeds.COLLECTED and set_aside:
        article = source.article(Rank.SET_ASIDE)
        raise Refusal(
            f"Chỉ trích lại tiền thuê nhà từ tiền bán nhà ở duy nhất ({article}).", "set_aside"
        )
    if outside and source.kind == Proceeds.COLLECTED:
        raise Refusal("Chỉ trả bên nhận bảo đảm từ tiền xử lý tài sản.", "outside")
    if set_aside < 0 or any(cost.amount <= 0 for cost in (*costs, *outside)):
        raise Refusal("Số tiền phải lớn hơn 0.", "costs")
    for claim in claims:
        if claim.rank not in CLAIM_RANKS or min(claim.principal, claim.interest, claim.secured) < 0:
            raise Refusal("Khoản phải thi hành không hợp lệ.", "claims")
        if claim.secured > claim.total or (claim.secured and not sold):
            raise Refusal("Phần được bảo đảm không hợp với khoản hoặc nguồn tiền.", "claims")
        if not claim.requested and not _kept_by(source):
            raise Refusal("Chỉ thanh toán cho người đã yêu cầu thi hành án.", "claims")
