"""Grounds of decisions as dated code lists, each with its article.

Law 26/2008/QH12 as amended in 2014 (in force 01/07/2015 to 30/06/2026). The text of Law
106/2025/QH15 could not be read: until it can, the same codes are offered from 01/07/2026 and
marked provisional.
"""

from dataclasses import dataclass
from datetime import date

from cases.choices import ActKind
from cases.periods import NEW_LAW_ON

LAW_2008_ON = date(2009, 7, 1)


@dataclass(frozen=True)
class Ground:
    act: ActKind
    code: str
    label: str
    article: str
    valid_from: date = LAW_2008_ON
    valid_to: date | None = None
    provisional_from: date = NEW_LAW_ON


CONSENT = "c"
"""Postponement agreed by the parties: counted among the enforceable in its own column."""

GROUNDS: tuple[Ground, ...] = tuple(
    Ground(act, code, label, article)
    for act, article, rows in (
        (
            ActKind.POSTPONE,
            "Điều 48 khoản 1",
            (
                ("a", "a) Ốm nặng, mất năng lực hành vi"),
                ("b", "b) Chưa rõ địa chỉ hoặc không thể tự mình thực hiện nghĩa vụ"),
                ("c", "c) Đương sự thỏa thuận hoãn"),
                ("d", "d) Tài sản đang tranh chấp hoặc giá giảm bằng hoặc thấp hơn chi phí"),
                ("dd", "đ) Chờ giải thích bản án hoặc trả lời kiến nghị"),
                ("e", "e) Người nhận tài sản không đến nhận"),
                ("g", "g) Việc chuyển giao quyền chưa thực hiện được"),
                ("h", "h) Tài sản kê biên không bán được, người được thi hành án không nhận"),
                ("2", "Khoản 2: yêu cầu của người có thẩm quyền kháng nghị"),
            ),
        ),
        (
            ActKind.SUSPEND,
            "Điều 49",
            (
                ("1", "Khoản 1: bản án bị kháng nghị"),
                ("2", "Khoản 2: mở thủ tục phá sản"),
            ),
        ),
        (
            ActKind.TERMINATE,
            "Điều 50 khoản 1",
            (
                ("a", "a) Người phải thi hành án chết, không có di sản, không chuyển giao"),
                ("b", "b) Người được thi hành án chết, không có người thừa kế"),
                ("c", "c) Đương sự thỏa thuận hoặc yêu cầu đình chỉ"),
                ("d", "d) Bản án, quyết định bị hủy"),
                ("dd", "đ) Tổ chức giải thể, không còn tài sản"),
                ("e", "e) Có quyết định miễn nghĩa vụ"),
                ("g", "g) Tòa án mở thủ tục phá sản"),
                ("h", "h) Người được giao nuôi dưỡng chết hoặc đã thành niên"),
            ),
        ),
        (
            ActKind.WITHOUT_MEANS,
            "Điều 44a khoản 1",
            (
                ("a", "a) Không có thu nhập, tài sản để thi hành án"),
                ("b", "b) Vật đặc định không còn, giấy tờ không thu hồi được"),
                ("c", "c) Chưa xác định được địa chỉ, nơi cư trú"),
            ),
        ),
    )
    for code, label in rows
)

ACTS_WITH_GROUND = frozenset(ground.act for ground in GROUNDS)
_BY_ACT: dict[str, frozenset[str]] = {
    act: frozenset(g.code for g in GROUNDS if g.act == act) for act in ACTS_WITH_GROUND
}


def grounds_of(act: str, on: date) -> list[Ground]:
    """The grounds a decision of this kind may name on the day `on`."""
    return [
        g
        for g in GROUNDS
        if g.act == act and g.valid_from <= on and (g.valid_to is None or on <= g.valid_to)
    ]


def known_ground(act: str, code: str) -> bool:
    """Whether the code belongs to the act; acts without a list of grounds take none."""
    return code in _BY_ACT[act] if act in _BY_ACT else code == ""


def ground_label(act: str, code: str) -> str:
    """The ground in the statute's words with its article; empty when there is none."""
    return next((f"{g.label} ({g.article})" for g in GROUNDS if (g.act, g.code) == (act, code)), "")
