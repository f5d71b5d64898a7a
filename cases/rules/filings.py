"""Receipt books: which day a request counts from, what may follow, and how many decisions come.

Law 26/2008/QH12, Articles 28 to 31 and 36; Decree 62/2015/NĐ-CP, Articles 4 to 7; from 01/07/2026
Decree 152/2026/NĐ-CP, Articles 7 to 12. The text of Law 106/2025/QH15 could not be read: what only
it could say differently keeps the words of 2008 and is marked provisional.
"""

from dataclasses import dataclass
from datetime import date

from cases.choices import Channel, FilingKind, FilingState, Origin, Register, StepKind
from cases.laws import OLD_LAW_ENDS, cited
from cases.periods import NEW_LAW_ON
from cases.rules.refusal import Refusal

BOOK = {
    FilingKind.JUDGMENT: Register.JUDGMENTS,
    FilingKind.REQUEST: Register.REQUESTS,
    FilingKind.DELEGATION: Register.DELEGATIONS_IN,
}

AFTER: dict[FilingState, tuple[StepKind, ...]] = {
    FilingState.WAITING: (StepKind.SUPPLEMENT_ASKED, StepKind.REFUSED),
    FilingState.INCOMPLETE: (StepKind.SUPPLEMENTED, StepKind.REFUSED),
    FilingState.REFUSED: (),
    FilingState.DECIDED: (),
    FilingState.STRUCK_OUT: (),
}
"""The steps that may follow. Only a request can be found incomplete or refused: a court's judgment
and another office's delegation are received (Law 26/2008, Articles 29 and 31)."""

DECIDABLE = (FilingState.WAITING, FilingState.DECIDED)
"""One judgment can lead to several decisions, so a decided one is still open to the next."""


# ---------------------------------------------------------------- the day of a request
def filing_day(kind: str, channel: str, received_on: date, sent_on: date | None) -> date:
    """Ngày yêu cầu: the day from which a request counts.

    Law 26/2008, Article 31(1): the day it is handed in or told, or the postmark's. Decree 152/2026,
    Article 9(3), from 01/07/2026: also the day it was sent with success electronically. A judgment
    or delegation counts from its receipt (Article 7(2), (3)).
    """
    if channel == Channel.ORAL and kind != FilingKind.REQUEST:
        raise Refusal("Chỉ yêu cầu thi hành án mới được trình bày bằng lời nói.", "channel")
    if channel == Channel.ELECTRONIC and received_on < NEW_LAW_ON:
        raise Refusal(
            "Nhận trực tuyến chỉ có từ 01/07/2026 (Điều 7, Điều 9 Nghị định 152/2026).", "channel"
        )
    if kind != FilingKind.REQUEST or channel in (Channel.DIRECT, Channel.ORAL):
        return received_on
    if sent_on is None:
        mark = "ngày trên dấu bưu chính nơi gửi" if channel == Channel.POST else "ngày gửi"
        raise Refusal(f"Nhập {mark}: yêu cầu tính từ ngày ấy.", "sent_on")
    if sent_on > received_on:
        raise Refusal("Ngày gửi sau ngày nhận.", "sent_on")
    if channel == Channel.ELECTRONIC and sent_on < NEW_LAW_ON:
        raise Refusal("Gửi trực tuyến chỉ có từ 01/07/2026.", "sent_on")
    return sent_on


def numbered_only_when_complete(kind: str, received_on: date) -> bool:
    """From 01/07/2026 a request enters its book only when complete; until then it has a slip.

    Decree 152/2026, Article 9(4); before, it enters at receipt (Law 26/2008, Article 31(4)).
    """
    return kind == FilingKind.REQUEST and received_on >= NEW_LAW_ON


def names_in(text: str) -> list[str]:
    """The people of a receipt book's column, which a semicolon divides."""
    return [name.strip() for name in text.split(";") if name.strip()]


# ---------------------------------------------------------------- refusing
TOO_LATE = "c"
REFUSAL_GROUNDS: dict[str, str] = {
    "a1": "a) Người yêu cầu không có quyền yêu cầu thi hành án",
    "a2": "a) Nội dung yêu cầu không liên quan đến nội dung bản án, quyết định",
    "a3": "a) Bản án, quyết định không làm phát sinh quyền, nghĩa vụ của đương sự",
    "b": "b) Cơ quan được yêu cầu không có thẩm quyền thi hành án",
    TOO_LATE: "c) Hết thời hiệu yêu cầu thi hành án",
}
"""Law 26/2008/QH12, Article 31(5), as amended from 01/07/2015; carried over to the new law."""


def refused_by(on: date, point: str = "") -> str:
    """The article of a refusal of the day."""
    return cited(on, " ".join(filter(None, (point, "khoản 5 Điều 31 Luật Thi hành án dân sự"))))


def not_refusable(on: date) -> tuple[str, str]:
    """What must not be refused although nothing seems to be owed, and the article."""
    cases = (
        "giao quyền sở hữu, sử dụng, quản lý tài sản mà người được thi hành án chưa trực tiếp quản "
        "lý, sử dụng; giao quyền nuôi dưỡng; giao quyền thăm nom, chăm sóc"
    )
    if on >= NEW_LAW_ON:
        return f"{cases}; nội dung đã được gửi lại yêu cầu", "khoản 7 Điều 9 Nghị định 152/2026"
    return cases, "khoản 4 Điều 7 Nghị định 62/2015"


# ---------------------------------------------------------------- how many decisions
@dataclass(frozen=True)
class DecisionsDue:
    """How many enforcement decisions (việc) one judgment or request gives."""

    origin: Origin
    words: str
    article: str
    valid_from: date
    valid_to: date | None = None


DECISIONS: tuple[DecisionsDue, ...] = (
    DecisionsDue(
        Origin.EX_OFFICIO,
        "Một quyết định chung cho các khoản chủ động của bản án; ra riêng cho người được trả lại "
        "tiền, tài sản, cho người phải thi hành nhiều khoản, cho người vừa có quyền vừa có nghĩa "
        "vụ. Liên đới: một quyết định chung.",
        "Điều 6 Nghị định 62/2015",
        date(2015, 9, 1),
        OLD_LAW_ENDS,
    ),
    DecisionsDue(
        Origin.ON_REQUEST,
        "Một quyết định cho mỗi yêu cầu; nhiều người được thi hành án của một người phải thi hành "
        "án cùng yêu cầu thì một quyết định chung. Liên đới: một quyết định chung.",
        "Điều 7 Nghị định 62/2015",
        date(2015, 9, 1),
        OLD_LAW_ENDS,
    ),
    DecisionsDue(
        Origin.EX_OFFICIO,
        "Một quyết định cho mỗi người phải thi hành án; riêng cho người được trả lại tiền, tài "
        "sản; chung khi liên đới, nghĩa vụ chung hoặc cùng một vật chứng.",
        "khoản 1 Điều 8 Nghị định 152/2026",
        NEW_LAW_ON,
    ),
    DecisionsDue(
        Origin.ON_REQUEST,
        "Một quyết định cho mỗi người phải thi hành án; chung khi liên đới, nhận chung một tài "
        "sản, một khoản tiền, hoặc chia tài sản. Định kỳ, nhiều thời hạn: chỉ phần đã đến hạn; cấp "
        "dưỡng: phần đến hạn trong năm thi hành án.",
        "khoản 1, khoản 2 Điều 11 Nghị định 152/2026",
        NEW_LAW_ON,
    ),
)


def decisions_due(origin: str, on: date) -> DecisionsDue | None:
    """The rule in force on the day of the decision; none is known before 01/09/2015."""
    rows = (r for r in DECISIONS if r.origin == origin and r.valid_from <= on)
    return next((r for r in rows if r.valid_to is None or on <= r.valid_to), None)
