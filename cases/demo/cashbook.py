"""Money through the hands of the demo's accountant: what came in, was ordered and paid out.

Data alone, as `coercion` is: each story is told on a case of the kind it names, and
`actions.demo_till` plays it through the same actions as the screens. What moves an obligation is
of the days after the last closing, so no published figure knows of it.
"""

from collections.abc import Iterator
from datetime import date

from cases.demo.coercion import ACCOUNT, PERSUADED, Happening

HELD = "held"
"""Cases of private creditors whose money was collected in September, the largest sum first."""

OWING = "owing"
"""Open cases of private creditors that owe some tens or hundreds of millions."""

TWICE = "twice"
"""A debtor who owes in several open cases."""

POOR = "poor"
"""Cases without means that qualify for an exemption of what is owed to the State."""

STATE = "state"
"""Cases whose State money was collected in September; paid in with one order."""

Story = tuple[str, tuple[Happening, ...]]


def _(what: str, ago: int, **said: object) -> Happening:
    return Happening(what, ago, said)


TREASURY = "3949.0.1054{n:03} tại Kho bạc Nhà nước khu vực I"
PAID_IN = _("collect", 3, amount=15_000_000, method="bank")
STORIES: tuple[Story, ...] = (
    (HELD, (_("order", 0), _("confirm", 0))),
    (HELD, (_("order", 0, fee_ground="7.1.a"), _("confirm", 0))),
    (HELD, (_("order", 0, method="cash"), _("confirm", 0))),
    (HELD, (_("order", 0, fee_ground="7.2.a:60"),)),
    (HELD, (_("order", 0, method="post"), _("confirm", 0))),
    (HELD, (_("order", 0), _("withdraw", 0, reason="Người nhận báo đổi tài khoản, lập lại"))),
    (OWING, (
        _("receive", 130, fund="undistributed", amount=64_000_000, method="bank",
          reason="Tiền khấu trừ tài khoản, đang có người khác đòi quyền"),
    )),
    (OWING, (
        _("receive", 47, fund="undistributed", amount=18_500_000,
          reason="Tiền thu giữ khi cưỡng chế, chưa rõ của ai"),
    )),
    (OWING, (
        _("receive", 16, fund="advance", amount=10_000_000, other="Bà Chu Thị Hồng Vân",
          reason="Người được thi hành án tạm ứng chi phí định giá lại"),
    )),
    (OWING, (_("collect", 4, amount=5_000_000),)),
    (OWING, (_("collect", 3, amount=8_000_000),)),
    (OWING, (
        _("receive", 8, fund="deposit", amount=25_000_000, method="bank",
          other="Ông Vũ Đức Thịnh",
          reason="Tiền đặt trước mua tài sản, nộp nhầm vào tài khoản đơn vị"),
        _("receive", 3, fund="undistributed", amount=7_300_000,
          reason="Tiền bán đồ đạc nhỏ lẻ không phải đấu giá"),
    )),
    (OWING, (
        _("collect", 0, amount=30_000_000),
        _("reverse", 0, reason="Ghi thừa một chữ số 0, người nộp chỉ nộp 3.000.000 đồng"),
        _("collect", 0, amount=3_000_000),
    )),
    (OWING, (PAID_IN,)),
    (OWING, (PAID_IN, _("order", 0),)),
    (OWING, (_("collect", 2, amount=22_500_000, method="bank"), _("order", 0), _("confirm", 0))),
    (OWING, (_("collect", 0, amount=1_200_000, method="bank", other="Bà Trịnh Thị Mai"),)),
    (TWICE, (
        PERSUADED,
        _("asset", 40, **ACCOUNT),
        _("measure", 26, kind="deduct_account", sent=25, document_no="{n}/QĐ"),
        _("receive", 15, fund="undistributed", amount=850_000_000, method="bank",
          reason="Ngân hàng chuyển tiền khấu trừ tài khoản"),
        _("share_out", 4, amount=850_000_000, received=15, cut_off=26),
        _("confirm_share", 0),
        _("order", 0),
        _("confirm", 0),
    )),
    (POOR, (
        _("reduce", 2, decision="{n}/2025/QĐST-THA",
          note="Tòa án nhân dân khu vực 1 - Hà Nội chấp nhận đề nghị miễn nghĩa vụ"),
    )),
    (STATE, (_("pay_in", 0, to="Kho bạc Nhà nước khu vực I", account=TREASURY),)),
)  # fmt: skip


# ---------------------------------------------------------------- the statement of the bank
BANK_ACCOUNT = TREASURY.format(n=321)
OTHERS: tuple[tuple[int, int, str], ...] = (
    (4, 18_452, "LAI TIEN GUI THANG 09"),
    (4, -22_000, "PHI QUAN LY TAI KHOAN"),
    (2, 12_000_000, "NGUYEN THI HONG CHUYEN TIEN THA"),
    (1, -11_000, "PHI CHUYEN TIEN LIEN NGAN HANG"),
)
"""Days before today, đồng and words of what has no voucher."""

EXPLAINED = {
    "LAI TIEN GUI": "Lãi tiền gửi, ghi thu cuối quý",
    "PHI QUAN LY": "Phí ngân hàng, hạch toán chi thường xuyên",
}
HEAD = ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung")


def statement(rows: list[tuple[date, int, str]]) -> str:
    """A file as the Treasury sends it, oldest first, under a title and above its totals."""
    return "\n".join(";".join(row) for row in _table(sorted(rows))) + "\n"


def _table(rows: list[tuple[date, int, str]]) -> Iterator[tuple[str, ...]]:
    yield ("SAO KÊ TÀI KHOẢN " + BANK_ACCOUNT, "", "", "", "")
    yield HEAD
    for n, (on, amount, words) in enumerate(rows, 1):
        out, into = ("", _money(amount)) if amount > 0 else (_money(-amount), "")
        yield (f"{on:%d/%m/%Y}", f"FT25279{n:04}", out, into, words)
    spent = sum(-amount for _, amount, _ in rows if amount < 0)
    earned = sum(amount for _, amount, _ in rows if amount > 0)
    yield ("Cộng phát sinh", "", _money(spent), _money(earned), "")


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
