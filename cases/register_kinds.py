"""Sổ đơn giản: the registers that stand beside the ledger, and what can be written in each."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Book(TextChoices):
    """Sổ: a register of matters that are no case, each opened by an entry and ended by another."""

    COMPLAINTS = "complaints", "Khiếu nại, tố cáo"
    RECEPTION = "reception", "Tiếp công dân"
    SUPERVISION = "supervision", "Giám sát, kiểm sát, thanh tra"
    COMPENSATION = "compensation", "Bồi thường nhà nước"


class EntryKind(TextChoices):
    """Mục sổ: what an entry says."""

    # complaints and denunciations
    COMPLAINT = "complaint", "Khiếu nại"
    DENUNCIATION = "denunciation", "Tố cáo"
    UPHELD = "upheld", "Giải quyết: đúng toàn bộ"
    PARTLY_UPHELD = "partly_upheld", "Giải quyết: đúng một phần"
    REJECTED = "rejected", "Giải quyết: sai, không có căn cứ"
    WITHDRAWN = "withdrawn", "Rút đơn, đình chỉ giải quyết"
    PASSED_ON = "passed_on", "Chuyển nơi có thẩm quyền"
    # reception of citizens
    VISIT = "visit", "Tiếp thường xuyên"
    VISIT_TO_HEAD = "visit_to_head", "Thủ trưởng đơn vị tiếp"
    VISIT_OF_MANY = "visit_of_many", "Đoàn đông người"
    EXPLAINED = "explained", "Giải thích, trả lời"
    GUIDED = "guided", "Hướng dẫn đến nơi có thẩm quyền"
    PETITION_TAKEN = "petition_taken", "Nhận đơn để xử lý"
    # supervision, procuracy control, inspection
    CONTROL_CONCLUSION = "control_conclusion", "Kết luận kiểm sát"
    CONTROL_REQUEST = "control_request", "Yêu cầu của Viện kiểm sát"
    CONTROL_PROPOSAL = "control_proposal", "Kiến nghị của Viện kiểm sát"
    CONTROL_PROTEST = "control_protest", "Kháng nghị của Viện kiểm sát"
    SUPERVISED = "supervised", "Kết luận giám sát"
    INSPECTED = "inspected", "Kết luận thanh tra, kiểm tra"
    ACCEPTED = "accepted", "Trả lời: chấp nhận toàn bộ"
    PARTLY_ACCEPTED = "partly_accepted", "Trả lời: chấp nhận một phần"
    NOT_ACCEPTED = "not_accepted", "Trả lời: không chấp nhận"
    # State compensation
    CLAIM = "claim", "Yêu cầu bồi thường"
    CLAIM_GRANTED = "claim_granted", "Quyết định, bản án bồi thường"
    CLAIM_REFUSED = "claim_refused", "Không được bồi thường"
    CLAIM_WITHDRAWN = "claim_withdrawn", "Rút yêu cầu, đình chỉ"
    COMPENSATED = "compensated", "Chi trả tiền bồi thường"
    REFUNDED = "refunded", "Người thi hành công vụ hoàn trả"
    # any
    CANCELLED = "cancelled", "Hủy mục đã ghi"


K = EntryKind


@dataclass(frozen=True)
class Shape:
    """What a register takes: entries that open a matter, that end it, and that follow its end."""

    opens: tuple[EntryKind, ...]
    ends: tuple[EntryKind, ...]
    follows: tuple[EntryKind, ...] = ()
    person: str = "Người gửi"
    number: str = "Văn bản số"
    end: str = "Kết quả giải quyết"


SHAPES: dict[str, Shape] = {
    Book.COMPLAINTS: Shape(
        (K.COMPLAINT, K.DENUNCIATION),
        (K.UPHELD, K.PARTLY_UPHELD, K.REJECTED, K.WITHDRAWN, K.PASSED_ON),
        person="Người khiếu nại, tố cáo",
    ),
    Book.RECEPTION: Shape(
        (K.VISIT, K.VISIT_TO_HEAD, K.VISIT_OF_MANY),
        (K.EXPLAINED, K.GUIDED, K.PETITION_TAKEN),
        person="Công dân, người đại diện",
        end="Kết quả tiếp",
    ),
    Book.SUPERVISION: Shape(
        (
            *(K.CONTROL_CONCLUSION, K.CONTROL_REQUEST, K.CONTROL_PROPOSAL, K.CONTROL_PROTEST),
            *(K.SUPERVISED, K.INSPECTED),
        ),
        (K.ACCEPTED, K.PARTLY_ACCEPTED, K.NOT_ACCEPTED),
        person="Cơ quan ban hành",
        end="Trả lời",
    ),
    Book.COMPENSATION: Shape(
        (K.CLAIM,),
        (K.CLAIM_GRANTED, K.CLAIM_REFUSED, K.CLAIM_WITHDRAWN),
        (K.COMPENSATED, K.REFUNDED),
        person="Người yêu cầu bồi thường",
    ),
}
WITH_AMOUNT = frozenset((K.CLAIM_GRANTED, K.COMPENSATED, K.REFUNDED))
"""Entries that name a sum; a claim may."""

MAY_AMOUNT = WITH_AMOUNT | {K.CLAIM}
MAY_HIDE = frozenset((K.DENUNCIATION,))
"""Whose person may be left out: who denounces is kept secret."""
