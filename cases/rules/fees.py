"""Phí thi hành án: what the creditor pays of what they receive.

Circular 216/2016/TT-BTC, Articles 4 to 7, from 01/01/2017; the circular before it was not read.
The fee of instalments is the fee of the whole: each payment bears the fee of all that was received
so far, less what was assessed before; sums together within twice the base wage bear none yet. The
fee of the whole is rounded half up to a đồng, then the part a ground leaves of it. Whether the
circular goes on unchanged under Law 106/2025/QH15 was not read, so from then on it is provisional.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from cases.choices import BUDGET_KINDS, Fund, ObligationKind
from cases.periods import NEW_LAW_ON
from cases.rules.interest import rounded
from cases.rules.refusal import Refusal, written

CIRCULAR = "Thông tư 216/2016/TT-BTC"
IN_FORCE_ON = date(2017, 1, 1)
UNREAD = f"tạm theo {CIRCULAR}, chưa đối chiếu quy định mới"
THRESHOLD = 2
"""So many base wages bear no fee (Articles 4(1)(a), 6(4))."""

TIERS = (
    # over so many đồng: per cent of what is over
    (0, Fraction(3)),
    (5_000_000_000, Fraction(2)),
    (7_000_000_000, Fraction(1)),
    (10_000_000_000, Fraction(1, 2)),
    (15_000_000_000, Fraction(1, 100)),
)


# ---------------------------------------------------------------- the base wage
@dataclass(frozen=True)
class BaseWage:
    """Lương cơ sở; `checked` when the decree itself, or one that names it, was read."""

    valid_from: date
    amount: int
    decree: str
    checked: bool


def _read() -> tuple[BaseWage, ...]:
    path = Path(__file__).parent.parent / "data" / "base_wage.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            BaseWage(
                date.fromisoformat(row["valid_from"]),
                int(row["amount"]),
                row["decree"],
                bool(row["checked"]),
            )
            for row in csv.DictReader(file)
        )


BASE_WAGES = _read()


def base_wage(on: date) -> BaseWage:
    found = [row for row in BASE_WAGES if row.valid_from <= on]
    if not found:
        raise Refusal(f"Chưa có mức lương cơ sở cho ngày {on:%d/%m/%Y}.", "on")
    return found[-1]


# ---------------------------------------------------------------- grounds
@dataclass(frozen=True)
class FeeGround:
    """Why less is paid, or nothing. `rate`: the part of the fee that is left; None: as typed, not
    less than a fifth. `counts`: the sum still raises the tier of what comes after it. `asks`: what
    must be typed with it."""

    code: str
    label: str
    article: str
    rate: Fraction | None = Fraction(0)
    counts: bool = False
    asks: str = ""

    @property
    def basis(self) -> str:
        return f"{self.article} {CIRCULAR}"


SHARED = "4.2"
SETTLED = "4.4"
POOR = "7.2.a"
LEAST_LEFT = 20
"""Per cent left when the fee of the poor is reduced by the most, 80 %."""

GROUNDS: tuple[FeeGround, ...] = (
    FeeGround(SHARED, "Chia tài sản, vừa có quyền vừa có nghĩa vụ: tính trên giá trị thực nhận",
              "khoản 2 Điều 4", Fraction(1), True, "set_off"),
    FeeGround(SETTLED, "Một phần ba: tự giao nhận cho nhau trước khi cưỡng chế",
              "khoản 4 Điều 4", Fraction(1, 3), True),
    FeeGround("6.1", "Không phải chịu: cấp dưỡng; bồi thường tính mạng, sức khỏe, danh dự, nhân "
              "phẩm; tiền lương, trợ cấp, bảo hiểm xã hội", "khoản 1 Điều 6"),
    FeeGround("6.2", "Không phải chịu: kinh phí chính sách xã hội, y tế, giáo dục không vì mục "
              "đích kinh doanh", "khoản 2 Điều 6"),
    FeeGround("6.3", "Không phải chịu: hiện vật chỉ có ý nghĩa tinh thần", "khoản 3 Điều 6"),
    FeeGround("6.4", "Không phải chịu: giá trị theo yêu cầu không vượt hai lần lương cơ sở",
              "khoản 4 Điều 6"),
    FeeGround("6.5", "Không phải chịu: Ngân hàng Chính sách xã hội thu hồi nợ vay chính sách",
              "khoản 5 Điều 6"),
    FeeGround("6.6", "Không phải chịu: bản án không có giá ngạch, không thu án phí có giá ngạch",
              "khoản 6 Điều 6"),
    FeeGround("6.7", "Không phải chịu: trả lại tiền, tài sản do chủ động thi hành",
              "khoản 7 Điều 6"),
    FeeGround("6.8", "Không phải chịu: tự nguyện trong thời hạn tự nguyện thi hành án",
              "khoản 8 Điều 6"),
    FeeGround("7.1.a", "Miễn: hưởng ưu đãi người có công với cách mạng",
              "điểm a khoản 1 Điều 7", counts=True),
    FeeGround("7.1.b", "Miễn: neo đơn, tàn tật, ốm đau kéo dài có xác nhận",
              "điểm b khoản 1 Điều 7", counts=True),
    FeeGround("7.1.c", "Miễn: tự xác minh chính xác sau quyết định chưa có điều kiện",
              "điểm c khoản 1 Điều 7", counts=True),
    FeeGround(POOR, "Giảm đến 80 %: hộ nghèo có xác nhận",
              "điểm a khoản 2 Điều 7", None, True, "percent"),
    FeeGround("7.2.b", "Giảm 30 %: tự xác minh chính xác khi yêu cầu, không huy động lực lượng",
              "điểm b khoản 2 Điều 7", Fraction(70, 100), True),
    FeeGround("7.2.c", "Giảm 20 %: tự xác minh chính xác khi yêu cầu, có huy động lực lượng",
              "điểm c khoản 2 Điều 7", Fraction(80, 100), True),
)  # fmt: skip
_BY_CODE = {ground.code: ground for ground in GROUNDS}


def ground_named(code: str) -> FeeGround | None:
    """The ground of a code, followed by what was typed with it: `7.2.a:60` per cent taken off,
    `4.2:200000000` đồng paid to the other side."""
    if not code:
        return None
    found = _BY_CODE.get(code.partition(":")[0])
    if found is None:
        raise Refusal("Căn cứ miễn, giảm phí không có trong danh mục.", "fee_ground")
    return found


def part_left(code: str) -> Fraction:
    """The part of the fee that is paid under a ground."""
    ground = ground_named(code)
    if ground is None:
        return Fraction(1)
    if ground.rate is not None:
        return ground.rate
    typed = code.partition(":")[2]
    if not typed.isascii() or not typed.isdecimal() or not 0 < int(typed) <= 100 - LEAST_LEFT:
        raise Refusal(f"Nhập mức giảm từ 1 đến 80 % ({ground.basis}).", "fee_percent")
    return 1 - Fraction(int(typed), 100)


def fee_free(fund: str, kind: str, *, ex_officio: bool) -> str:
    """Why money of this fund or kind has nobody who owes a fee; empty when a creditor does."""
    if fund != Fund.OBLIGATION:
        return "Không phải tiền người được thi hành án được nhận (Điều 2)"
    if kind in BUDGET_KINDS:
        return "Khoản nộp ngân sách nhà nước, không có người được thi hành án (Điều 2)"
    if kind == ObligationKind.MAINTENANCE:
        return "Tiền cấp dưỡng (khoản 1 Điều 6)"
    if kind == ObligationKind.RETURN_PROPERTY and ex_officio:
        return "Tiền, tài sản trả lại do chủ động thi hành (khoản 7 Điều 6)"
    return ""


# ---------------------------------------------------------------- the calculation
def exact_fee(received: int, wage: int) -> Fraction:
    """The fee of all that was received, Article 4(1)."""
    if received <= THRESHOLD * wage:
        return Fraction(0)
    return sum((amount * rate for amount, rate in _tiers(received)), Fraction(0)) / 100


def _tiers(received: int) -> Iterator[tuple[int, Fraction]]:
    """How much of it lies in each tier, and the per cent there."""
    ends = [over for over, _ in TIERS[1:]]
    for (over, rate), end in zip(TIERS, [*ends, received], strict=True):
        if received > over:
            yield min(received, max(end, over)) - over, rate


def net(received: int, code: str) -> int:
    """What is truly received: of a divided property, less what is paid for it (Article 4(2))."""
    ground = ground_named(code)
    if ground is None or ground.code != SHARED:
        return received
    typed = code.partition(":")[2]
    if not typed.isascii() or not typed.isdecimal() or not int(typed):
        raise Refusal(f"Nhập số phải thanh toán cho bên kia ({ground.basis}).", "fee_set_off")
    return max(0, received - int(typed))


@dataclass(frozen=True)
class Fee:
    """The fee of one payment: `assessed` in full, `amount` what is left of it under a ground."""

    received_before: int
    received: int
    assessed_before: int
    assessed: int
    amount: int
    base_wage: int
    ground: str
    basis: str
    provisional: bool


def fee_of_payment(
    received: int, on: date, *, before: int = 0, assessed_before: int = 0, ground: str = ""
) -> Fee:
    """What is kept of a payment, when so much was received and assessed before it."""
    wage, named, left = base_wage(on), ground_named(ground), part_left(ground)
    whole_sum, received = received, net(received, ground)
    bears = named is None or named.counts
    total = before + (received if bears else 0)
    whole = rounded(exact_fee(total, wage.amount)) if on >= IN_FORCE_ON else 0
    assessed = max(0, whole - assessed_before) if bears else 0
    words = (
        f"Ngày {on:%d/%m/%Y} trước khi {CIRCULAR} có hiệu lực: chưa đối chiếu mức phí"
        if on < IN_FORCE_ON
        else _in_words(total, wage, whole, assessed_before)
        if bears
        else ""
    )
    if named and named.code == SHARED:
        less = f"Thực nhận {written(whole_sum)} − {written(whole_sum - received)} phải thanh toán"
        words = f"{less} = {written(received)} ({named.basis}); {words}"
        named = None
    said = [words, _ground_words(named, ground, assessed, left)]
    if on >= NEW_LAW_ON:
        said.append(UNREAD)
    return Fee(
        received_before=before,
        received=received if bears else 0,
        assessed_before=assessed_before,
        assessed=assessed,
        amount=rounded(assessed * left),
        base_wage=wage.amount,
        ground=ground,
        basis="; ".join(filter(None, said)),
        provisional=on >= NEW_LAW_ON or on < IN_FORCE_ON or not wage.checked,
    )


def _in_words(total: int, wage: BaseWage, whole: int, assessed_before: int) -> str:
    if not whole:
        note = "" if wage.checked else ", mức chưa đối chiếu văn bản"
        return (
            f"Đã nhận cộng dồn {written(total)} đồng, không quá {THRESHOLD} × "
            f"{written(wage.amount)} đồng lương cơ sở ({wage.decree}{note}): chưa thu"
            " (khoản 3 Điều 5)"
        )
    tiers = " + ".join(f"{_per_cent(rate)} × {written(amount)}" for amount, rate in _tiers(total))
    words = f"{tiers} = {written(whole)}"
    if assessed_before:
        words += f", trừ {written(assessed_before)} đã tính các lần trước (khoản 2 Điều 5)"
    return words


def _ground_words(named: FeeGround | None, code: str, assessed: int, left: Fraction) -> str:
    if named is None:
        return ""
    if not left:
        return f"{named.label} ({named.basis})"
    return f"còn {_per_cent(left * 100)} của {written(assessed)} ({named.basis})"


def _per_cent(rate: Fraction) -> str:
    if rate == Fraction(100, 3):
        return "1/3"
    return f"{float(rate):g}".replace(".", ",") + " %"


# ---------------------------------------------------------------- handing in
REMIT_BY = 5
"""The day of the month by which the fees of the month before go to the Treasury (Article 8(1))."""


def handed_in_by(month: date) -> date:
    """The day by which the fees of a month are handed in."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=REMIT_BY)


def remit_due(on: date) -> tuple[date, date]:
    """The last day whose fees are to be handed in, and the day by which; as seen on a day."""
    last = on.replace(day=1) - timedelta(days=1)
    return last, on.replace(day=REMIT_BY)
