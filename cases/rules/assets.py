"""What may happen to an asset, where it leads and under which article; what it can bring.

Law 26/2008/QH12 with Decree 62/2015/NĐ-CP until 30/06/2026; from 01/07/2026 Decree 152/2026/NĐ-CP
and what it cites of Law 106/2025/QH15.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cases.choices import AssetKind, AssetState, StepKind
from cases.periods import NEW_LAW_ON
from cases.rules.grounds import L08, L25, N62, N152, UNREAD

K, S = StepKind, AssetState
TTLT11 = "khoản 2, khoản 3 Điều 7 Thông tư liên tịch 11/2016"
"""Joint circular 11/2016/TTLT-BTP-TANDTC-VKSNDT: what a creditor who takes an asset pays."""
REAL_ESTATE = (AssetKind.LAND, AssetKind.HOUSE)


@dataclass(frozen=True)
class Move:
    """A step: where it may come, where it leads (None: nowhere), its article in both regimes."""

    comes: frozenset[AssetState]
    leads: AssetState | None
    old: str
    new: str

    def article(self, on: date) -> str:
        return self.new if on >= NEW_LAW_ON else self.old


def _move(comes: Iterable[AssetState], leads: AssetState | None, old: str, new: str) -> Move:
    return Move(frozenset(comes), leads, old, new)


_IDLE = (S.FREE, S.FROZEN, S.RELEASED)
_TAKEN = (S.SEIZED, S.VALUED, S.ON_SALE)
_ANY = tuple(S)
MOVES: dict[str, Move] = {
    K.FROZEN: _move(_IDLE, S.FROZEN, f"Điều 67 {L08}", f"Điều 67 {L25}, Điều 43 {N152}"),
    K.HELD: _move(_IDLE, S.FROZEN, f"Điều 68 {L08}", UNREAD),
    K.REGISTRATION_STOPPED: _move(_IDLE, S.FROZEN, f"Điều 69 {L08}", UNREAD),
    K.OWNERSHIP_ESTABLISHED: _move((S.FROZEN,), None, f"Điều 68, Điều 69 {L08}", UNREAD),
    K.SECURITY_ENDED: _move((S.FROZEN, *_TAKEN), None, f"Điều 67–69 {L08}", f"Điều 43 {N152}"),
    K.COERCION_DECIDED: _move(_IDLE, None, f"Điều 70, Điều 71 {L08}", f"Điều 72 {L25}"),
    K.SEIZED: _move(_IDLE, S.SEIZED, f"Điều 88 {L08}", f"Điều 80 {L25}"),
    K.SEIZURE_LIFTED: _move(_TAKEN, S.RELEASED, f"Điều 105 {L08}", f"Điều 95 {L25}"),
    K.COERCION_ENDED: _move(_ANY, None, f"Điều 105 {L08}", f"Điều 95 {L25}"),
    K.COERCED: _move(_ANY, None, f"Điều 71 {L08}", f"Điều 72 {L25}"),
    K.DISPUTE_NOTIFIED: _move(_TAKEN, None, f"Điều 75 {L08}", f"Điều 39 {L25}"),
    K.COMMON_NOTIFIED: _move((*_IDLE, *_TAKEN), None, f"Điều 74 {L08}", f"Điều 39 {L25}"),
    K.LAWSUIT_FILED: _move((*_IDLE, *_TAKEN), None, f"Điều 74, Điều 75 {L08}", f"Điều 39 {L25}"),
    K.PRICE_AGREED: _move(
        (S.SEIZED,), S.VALUED, f"khoản 1 Điều 98 {L08}", f"khoản 1 Điều 60 {N152}"
    ),
    K.VALUATION_CONTRACT: _move(
        (S.SEIZED, S.VALUED), None, f"khoản 2 Điều 98 {L08}", f"khoản 1 Điều 60 {N152}"
    ),
    K.VALUED: _move((S.SEIZED, S.VALUED), S.VALUED, f"Điều 98 {L08}", f"Điều 60 {N152}"),
    K.VALUE_NOTIFIED: _move(
        (S.VALUED,), None, f"điểm b khoản 1 Điều 99 {L08}", f"khoản 6 Điều 60 {N152}"
    ),
    K.REVALUATION_ASKED: _move(
        (S.VALUED,), None, f"điểm b khoản 1 Điều 99 {L08}", f"Điều 82 {L25}"
    ),
    K.COOWNER_NOTIFIED: _move(
        (S.VALUED, S.ON_SALE), None, f"khoản 3 Điều 74 {L08}", f"khoản 1 Điều 63 {N152}"
    ),
    K.COOWNER_ANSWERED: _move(
        (S.VALUED, S.ON_SALE), None, f"khoản 3 Điều 74 {L08}", f"khoản 1 Điều 63 {N152}"
    ),
    K.AUCTION_CONTRACT: _move(
        (S.VALUED, S.ON_SALE), S.ON_SALE, f"khoản 2 Điều 101 {L08}", f"khoản 10 Điều 65 {N152}"
    ),
    K.AUCTION_FAILED: _move(
        (S.ON_SALE, S.SOLD), S.ON_SALE, f"Điều 104 {L08}", f"khoản 1, khoản 6 Điều 65 {N152}"
    ),
    K.AUCTION_FAIL_NOTIFIED: _move(
        (S.ON_SALE,), None, f"khoản 1 Điều 104 {L08}", f"khoản 6 Điều 65 {N152}"
    ),
    K.PRICE_REDUCED: _move(
        (S.ON_SALE,), S.ON_SALE, f"Điều 104 {L08}", f"khoản 6 Điều 65 {N152}; Điều 83 {L25}"
    ),
    K.AUCTION_STOPPED: _move((S.ON_SALE,), S.VALUED, f"Điều 101 {L08}", f"khoản 7 Điều 65 {N152}"),
    K.CREDITOR_TAKES: _move(
        (S.ON_SALE,), None, f"khoản 2 Điều 104 {L08}", f"khoản 6 Điều 65, Điều 66 {N152}"
    ),
    K.TAKE_NOTIFIED: _move(
        (S.ON_SALE,), None, f"khoản 2 Điều 104 {L08}", f"khoản 6 Điều 65 {N152}"
    ),
    K.TAKE_ASKED: _move((S.ON_SALE,), None, TTLT11, f"khoản 6 Điều 65 {N152}"),
    K.TAKE_PAID: _move((S.ON_SALE,), None, TTLT11, f"khoản 6 Điều 65, Điều 66 {N152}"),
    K.ASSET_AGREED: _move(_TAKEN, S.SOLD, f"Điều 100 {L08}", f"Điều 56 {L25}, Điều 66 {N152}"),
    K.SALE_NOTIFIED: _move((S.SEIZED, S.VALUED), None, "", f"khoản 2 Điều 64 {N152}"),
    K.SOLD_DIRECTLY: _move(
        (S.SEIZED, S.VALUED), S.SOLD, f"khoản 4 Điều 101 {L08}", f"Điều 63, Điều 64 {N152}"
    ),
    K.AUCTION_WON: _move(
        (S.ON_SALE,), S.SOLD, f"Điều 101 {L08}; Điều 27 {N62}", f"Điều 65 {N152}"
    ),
    K.AUCTION_PART_PAID: _move(
        (S.SOLD,), None, f"khoản 3 Điều 27 {N62}", f"khoản 1 Điều 65 {N152}"
    ),
    K.AUCTION_PAID: _move(
        (S.SOLD,), None, f"khoản 3 Điều 27 {N62}", f"khoản 1 Điều 65 {N152}"
    ),
    K.REDEEMED: _move(
        _TAKEN, S.RELEASED, f"khoản 5 Điều 101, khoản 2 Điều 104 {L08}", f"Điều 65 {N152}"
    ),
    K.ASSET_HANDED_OVER: _move(
        (S.SOLD, S.ON_SALE), S.HANDED_OVER, f"Điều 100, Điều 104 {L08}; khoản 3 Điều 27 {N62}",
        f"Điều 67 {N152}",
    ),
    K.NOTED: _move(_ANY, None, "", ""),
}  # fmt: skip
"""What may happen to an asset and where; data, tested row by row."""

ASKS: dict[str, tuple[str, ...]] = {
    K.PRICE_AGREED: ("amount",),
    K.VALUATION_CONTRACT: ("counterpart", "until"),
    K.VALUED: ("amount", "counterpart"),
    K.AUCTION_CONTRACT: ("counterpart", "amount", "until"),
    K.PRICE_REDUCED: ("amount", "until"),
    K.ASSET_AGREED: ("amount", "counterpart"),
    K.SOLD_DIRECTLY: ("amount", "counterpart"),
    K.AUCTION_WON: ("amount", "counterpart"),
    K.CREDITOR_TAKES: ("amount",),
    K.TAKE_PAID: ("amount",),
    K.SALE_NOTIFIED: ("amount", "until"),
    K.AUCTION_PART_PAID: ("amount",),
    K.AUCTION_PAID: ("amount",),
    K.ASSET_HANDED_OVER: ("counterpart",),
    K.COOWNER_ANSWERED: ("outcome",),
}
"""What the page asks besides day, number and note."""
NEEDS: dict[str, tuple[str, ...]] = {
    K.PRICE_AGREED: ("amount",),
    K.VALUED: ("amount",),
    K.AUCTION_CONTRACT: ("counterpart", "amount"),
    K.PRICE_REDUCED: ("amount",),
    K.ASSET_AGREED: ("amount", "counterpart"),
    K.SOLD_DIRECTLY: ("amount", "counterpart"),
    K.AUCTION_WON: ("amount", "counterpart"),
    K.TAKE_PAID: ("amount",),
    K.SALE_NOTIFIED: ("amount", "until"),
    K.AUCTION_PART_PAID: ("amount",),
    K.AUCTION_PAID: ("amount",),
}
AMOUNTS: dict[str, str] = {
    K.PRICE_AGREED: "Giá đương sự thỏa thuận",
    K.VALUED: "Giá trị thẩm định",
    K.AUCTION_CONTRACT: "Giá khởi điểm",
    K.PRICE_REDUCED: "Giá khởi điểm mới",
    K.ASSET_AGREED: "Giá nhận tài sản",
    K.SOLD_DIRECTLY: "Giá bán",
    K.AUCTION_WON: "Giá trúng đấu giá",
    K.CREDITOR_TAKES: "Số tiền người nhận phải nộp",
    K.TAKE_PAID: "Số tiền đã nộp",
    K.SALE_NOTIFIED: "Giá bán thông báo",
    K.AUCTION_PART_PAID: "Số tiền nộp lần này",
    K.AUCTION_PAID: "Số tiền nộp lần này, cho đủ giá",
}
COUNTERPARTS: dict[str, str] = {
    K.VALUATION_CONTRACT: "Tổ chức thẩm định giá",
    K.VALUED: "Tổ chức thẩm định giá",
    K.AUCTION_CONTRACT: "Tổ chức đấu giá",
    K.ASSET_AGREED: "Người nhận tài sản",
    K.SOLD_DIRECTLY: "Người mua",
    K.AUCTION_WON: "Người trúng đấu giá",
    K.ASSET_HANDED_OVER: "Người nhận tài sản",
}
UNTIL: dict[str, str] = {
    K.SALE_NOTIFIED: "Ngày bán",
    K.VALUATION_CONTRACT: "Hợp đồng đến hết ngày",
    K.AUCTION_CONTRACT: "Ngày mở cuộc đấu giá",
    K.PRICE_REDUCED: "Ngày mở cuộc đấu giá tiếp theo",
}
BY_MEASURE = frozenset(
    (
        *(K.FROZEN, K.HELD, K.REGISTRATION_STOPPED, K.SECURITY_ENDED, K.COERCION_DECIDED),
        *(K.SEIZED, K.SEIZURE_LIFTED, K.COERCION_ENDED, K.COERCED, K.OWNERSHIP_ESTABLISHED),
    )
)
"""Steps that decide, carry out or end a measure: recorded with it."""
OWN = tuple(kind for kind in MOVES if kind not in BY_MEASURE and kind != K.NOTED)
"""Steps recorded on the asset's own page."""


# ---------------------------------------------------------------- what it can bring
def recoverable(
    value: int | None,
    *,
    part: int = 1,
    of: int = 1,
    costs: int = 0,
    ahead: int = 0,
    set_aside: int = 0,
) -> int | None:
    """Khả năng thu hồi in đồng: the debtor's share less costs, claims ranking ahead, set-aside.

    Law 26/2008/QH12, Article 47(1), (3), Article 115(5). None while there is no value. It changes
    no official figure.
    """  # fmt: skip
    if value is None:
        return None
    return max(0, value * part // of - costs - ahead - set_aside)


def ahead_of(claims: Sequence[tuple[int, bool]]) -> int:
    """Đồng secured on the asset for others: (secured, whether held by the case's own creditor)."""
    return sum(secured for secured, own in claims if not own)
