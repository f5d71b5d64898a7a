"""Steps of procedure as data: their groups, what each asks for, and which are likely next.

A step moves no figure, so the law's order is not forced here: what a step starts or ends is the
business of the terms. This module says what a person is asked and in which order things are shown.
"""

from collections.abc import Iterable

from cases.choices import OPEN_PLACES, Heading, Register, StepKind
from cases.rules.moves import REGISTER

K = StepKind
_NO_DECISION = (Register.RECEIPTS, Register.VOUCHERS, Register.ENTRIES, Register.SEPARATE_BOOK)

REDUCTION = (
    K.REDUCTION_GROUND, K.REDUCTION_DECLINED, K.REDUCTION_PREPARED, K.REDUCTION_TO_PROCURACY,
    K.REDUCTION_OPINION, K.REDUCTION_MORE_ASKED, K.REDUCTION_MORE_GIVEN, K.REDUCTION_TO_COURT,
    K.REDUCTION_ADMITTED, K.REDUCTION_GRANTED, K.REDUCTION_REFUSED, K.REDUCTION_RECEIVED,
    K.REDUCTION_PROTESTED, K.REDUCTION_FORWARDED, K.REDUCTION_SETTLED,
)  # fmt: skip
"""The way of an exemption or reduction of State duties to its decision, in its order."""

GROUPS: tuple[tuple[str, tuple[StepKind, ...]], ...] = (
    ("Thông báo, gửi văn bản", (
        K.NOTIFIED, K.SENT_TO_PROCURACY, K.FILE_OPENED, K.POSTED, K.MEDIA_NOTICE, K.ABROAD_SENT,
        K.ABROAD_REMINDED, K.OFFICER_CHANGE_ASKED, K.OFFICER_CHANGE_ANSWERED, K.PRIVATE_PROPOSED,
        K.PRIVATE_ANSWERED,
    )),
    ("Xác minh", (
        K.VERIFIED, K.VERIFICATION_PLANNED, K.VERIFY_QUERY_SENT, K.VERIFY_QUERY_ANSWERED,
        K.VERIFY_RESULT_NOTIFIED, K.VERIFY_DELEGATED, K.VERIFY_DELEGATION_ANSWERED,
        K.VERIFY_AGAIN_ASKED, K.NEW_INFORMATION, K.WITHOUT_MEANS_FOUND, K.PUBLISHED,
        K.PUBLICATION_CHANGE_FOUND, K.PUBLICATION_CHANGED, K.PUBLICATION_ENDED,
    )),
    ("Bảo đảm, cưỡng chế", (
        K.SECURITY_MINUTES, K.FROZEN, K.HELD, K.REGISTRATION_STOPPED, K.EXIT_POSTPONED,
        K.OWNERSHIP_ESTABLISHED, K.SECURITY_ENDED, K.PERSUADED, K.COERCION_DECIDED,
        K.COERCION_REPORTED,
        K.COERCION_EXCHANGED, K.COERCION_ANSWERED, K.COERCION_DRAFTED, K.COERCION_DISCUSSED,
        K.COERCION_PLANNED, K.COERCION_SENT, K.POLICE_PLANNED, K.COERCION_MET, K.COERCED,
        K.COERCION_ENDED, K.REFERRED, K.DISPUTE_NOTIFIED, K.COMMON_NOTIFIED, K.LAWSUIT_FILED,
    )),
    ("Kê biên, định giá, đấu giá", (
        K.SEIZED, K.VALUATION_CONTRACT, K.VALUED, K.VALUE_NOTIFIED, K.REVALUATION_ASKED,
        K.COOWNER_NOTIFIED, K.COOWNER_ANSWERED, K.AUCTION_CONTRACT, K.AUCTION_FAILED,
        K.AUCTION_FAIL_NOTIFIED,
        K.PRICE_AGREED, K.PRICE_REDUCED, K.CREDITOR_TAKES, K.TAKE_NOTIFIED, K.TAKE_ASKED,
        K.TAKE_PAID, K.ASSET_AGREED, K.SALE_NOTIFIED, K.SOLD_DIRECTLY, K.AUCTION_WON,
        K.AUCTION_PART_PAID, K.AUCTION_PAID, K.ASSET_HANDED_OVER,
    )),
    ("Hoãn, tạm đình chỉ, đình chỉ, kết thúc", (
        K.POSTPONE_GROUND, K.POSTPONE_ASKED, K.POSTPONE_ENDED, K.PROTEST_SUSPENSION,
        K.BANKRUPTCY_NOTICE, K.SUSPENSION_ENDED, K.AWARD_RESUMED, K.TERMINATION_GROUND,
        K.CERTIFICATE_ASKED, K.CERTIFIED,
    )),
    ("Tiền", (K.PAYEE_NOTIFIED, K.DEPOSITED, K.CASH_RECEIVED, K.CASH_HANDED_IN)),
    ("Miễn, giảm khoản nộp ngân sách", REDUCTION),
    ("Ủy thác", (
        K.DELEGATION_GROUND, K.DELEGATION_RECEIVED, K.NEW_JUDGMENT, K.NEW_JUDGMENT_FORWARDED,
        K.ASSET_DELEGATION_RECEIVED, K.ASSET_DELEGATION_DECIDED, K.ASSET_MONEY_SENT,
    )),
    ("Khiếu nại, tố cáo, kháng nghị", (
        K.COMPLAINT_RECEIVED, K.COMPLAINT_ADMITTED, K.COMPLAINT_SOLVED, K.DENUNCIATION_RECEIVED,
        K.DENUNCIATION_SOLVED, K.PROCURACY_PROTEST, K.PROTEST_ANSWERED, K.PROTEST_ACCEPTED,
        K.PROTEST_PERFORMED,
    )),
    ("Khác", (K.NOTED,)),
)  # fmt: skip
"""The steps of a case, group by group; those of filings and administrative cases are elsewhere."""

OF_CASES: frozenset[str] = frozenset(kind for _, kinds in GROUPS for kind in kinds)

# ---------------------------------------------------------------- what a step asks for
# "acts" and "parties" write one step for each that is ticked.
ASKS: dict[str, tuple[str, ...]] = {
    K.NOTIFIED: ("acts", "parties"),
    K.SENT_TO_PROCURACY: ("acts",),
    K.POSTED: ("acts", "parties", "until"),
    K.MEDIA_NOTICE: ("parties", "until"),
    K.ABROAD_SENT: ("parties",),
    K.VERIFICATION_PLANNED: ("parties", "until"),
    K.VERIFIED: ("parties",),
    K.VERIFY_RESULT_NOTIFIED: ("parties",),
    K.VERIFY_QUERY_SENT: ("parties",),
    K.VERIFY_QUERY_ANSWERED: ("parties",),
    K.NEW_INFORMATION: ("parties",),
    K.WITHOUT_MEANS_FOUND: ("parties",),
    K.PUBLISHED: ("acts", "parties"),
    K.PUBLICATION_CHANGE_FOUND: ("parties",),
    K.PUBLICATION_CHANGED: ("parties",),
    K.COOWNER_ANSWERED: ("parties",),
    K.TAKE_NOTIFIED: ("parties",),
    K.PUBLICATION_ENDED: ("parties",),
    K.POSTPONE_ASKED: ("at", "until"),
    K.SECURITY_MINUTES: ("at", "parties"),
    K.FROZEN: ("at", "parties"),
    K.HELD: ("at", "parties"),
    K.REGISTRATION_STOPPED: ("parties",),
    K.EXIT_POSTPONED: ("parties", "until"),
    K.OWNERSHIP_ESTABLISHED: ("parties",),
    K.DISPUTE_NOTIFIED: ("parties",),
    K.COMMON_NOTIFIED: ("parties",),
    K.COERCED: ("at",),
    K.SEIZED: ("parties",),
    K.VALUATION_CONTRACT: ("until",),
    K.VALUE_NOTIFIED: ("parties",),
    K.REVALUATION_ASKED: ("parties",),
    K.COOWNER_NOTIFIED: ("parties",),
    K.AUCTION_CONTRACT: ("until",),
    K.AUCTION_FAIL_NOTIFIED: ("parties",),
    K.CREDITOR_TAKES: ("parties",),
    K.PAYEE_NOTIFIED: ("parties",),
    K.DEPOSITED: ("parties", "until"),
    K.CASH_RECEIVED: ("at", "parties"),
    K.CASH_HANDED_IN: ("at",),
    K.CERTIFICATE_ASKED: ("parties",),
    K.CERTIFIED: ("parties",),
    K.OFFICER_CHANGE_ASKED: ("parties",),
    K.COMPLAINT_RECEIVED: ("parties",),
    K.COMPLAINT_SOLVED: ("parties",),
}
NEEDS: dict[str, tuple[str, ...]] = {
    K.NOTIFIED: ("parties",),
    K.VERIFICATION_PLANNED: ("until",),
    K.SECURITY_MINUTES: ("at",),
    K.NOTED: ("note",),
}
"""Of what is asked, what may not stay empty."""

UNTIL: dict[str, str] = {
    K.VERIFICATION_PLANNED: "Ngày dự kiến xác minh",
    K.POSTED: "Niêm yết đến hết ngày",
    K.MEDIA_NOTICE: "Ngày thông báo lần hai",
    K.VALUATION_CONTRACT: "Hợp đồng đến hết ngày",
    K.AUCTION_CONTRACT: "Hợp đồng đến hết ngày",
    K.DEPOSITED: "Kỳ hạn đến hết ngày",
}


SENDABLE = frozenset(kind for kind, register in REGISTER.items() if register not in _NO_DECISION)
"""Acts whose decision goes to the procuracy of the same level (Law 26/2008/QH12, Article 38)."""


# ---------------------------------------------------------------- which are likely next
USUAL: dict[str, tuple[StepKind, ...]] = {
    Heading.IN_PROGRESS: (
        K.NOTIFIED, K.SENT_TO_PROCURACY, K.VERIFIED, K.VERIFICATION_PLANNED, K.VERIFY_QUERY_SENT,
        K.SEIZED, K.COERCION_DECIDED, K.NOTED,
    ),
    Heading.POSTPONED: (
        K.SENT_TO_PROCURACY, K.NOTIFIED, K.POSTPONE_ENDED, K.VERIFIED, K.NOTED,
    ),
    Heading.POSTPONED_BY_CONSENT: (
        K.SENT_TO_PROCURACY, K.NOTIFIED, K.POSTPONE_ENDED, K.NOTED,
    ),
    Heading.SUSPENDED: (K.SENT_TO_PROCURACY, K.NOTIFIED, K.SUSPENSION_ENDED, K.NOTED),
    Heading.WITHOUT_MEANS: (
        K.SENT_TO_PROCURACY, K.NOTIFIED, K.PUBLISHED, K.VERIFIED, K.VERIFICATION_PLANNED,
        K.NEW_INFORMATION, K.NOTED,
    ),
    Heading.SEPARATE_BOOK: (K.NEW_INFORMATION, K.VERIFIED, K.PUBLICATION_ENDED, K.NOTED),
}  # fmt: skip
ENDED: tuple[StepKind, ...] = (
    K.SENT_TO_PROCURACY, K.NOTIFIED, K.PAYEE_NOTIFIED, K.CERTIFICATE_ASKED, K.CERTIFIED,
    K.PUBLICATION_ENDED, K.NOTED,
)  # fmt: skip

FOLLOWS: dict[str, tuple[StepKind, ...]] = {
    K.OFFICER_CHANGE_ASKED: (K.OFFICER_CHANGE_ANSWERED,),
    K.ABROAD_SENT: (K.ABROAD_REMINDED,),
    K.VERIFICATION_PLANNED: (K.VERIFIED,),
    K.VERIFY_QUERY_SENT: (K.VERIFY_QUERY_ANSWERED,),
    K.VERIFY_DELEGATED: (K.VERIFY_DELEGATION_ANSWERED,),
    K.VERIFY_AGAIN_ASKED: (K.VERIFIED,),
    K.NEW_INFORMATION: (K.VERIFIED,),
    K.PUBLISHED: (K.PUBLICATION_CHANGED, K.PUBLICATION_ENDED),
    K.CERTIFICATE_ASKED: (K.CERTIFIED,),
    K.NEW_JUDGMENT: (K.NEW_JUDGMENT_FORWARDED,),
    K.ASSET_DELEGATION_RECEIVED: (K.ASSET_DELEGATION_DECIDED,),
    K.SECURITY_MINUTES: (K.FROZEN, K.HELD),
    K.FROZEN: (K.COERCION_DECIDED, K.SECURITY_ENDED),
    K.HELD: (K.OWNERSHIP_ESTABLISHED, K.SECURITY_ENDED),
    K.REGISTRATION_STOPPED: (K.OWNERSHIP_ESTABLISHED, K.SECURITY_ENDED),
    K.OWNERSHIP_ESTABLISHED: (K.COERCION_DECIDED, K.SECURITY_ENDED),
    K.COERCION_DECIDED: (K.SEIZED, K.COERCION_EXCHANGED, K.COERCED),
    K.COERCION_EXCHANGED: (K.COERCION_ANSWERED,),
    K.COERCION_ANSWERED: (K.COERCION_DRAFTED,),
    K.COERCION_DRAFTED: (K.COERCION_DISCUSSED, K.COERCION_PLANNED),
    K.COERCION_DISCUSSED: (K.COERCION_PLANNED,),
    K.COERCION_PLANNED: (K.POLICE_PLANNED,),
    K.POLICE_PLANNED: (K.COERCION_MET,),
    K.COERCION_MET: (K.COERCED,),
    K.COERCED: (K.ASSET_HANDED_OVER,),
    K.SEIZED: (K.VALUATION_CONTRACT,),
    K.VALUATION_CONTRACT: (K.VALUED,),
    K.VALUED: (K.VALUE_NOTIFIED,),
    K.VALUE_NOTIFIED: (K.AUCTION_CONTRACT, K.REVALUATION_ASKED),
    K.REVALUATION_ASKED: (K.VALUATION_CONTRACT,),
    K.AUCTION_CONTRACT: (K.AUCTION_WON, K.AUCTION_FAILED),
    K.AUCTION_FAILED: (K.AUCTION_FAIL_NOTIFIED, K.PRICE_REDUCED),
    K.AUCTION_FAIL_NOTIFIED: (K.PRICE_REDUCED, K.CREDITOR_TAKES),
    K.PRICE_REDUCED: (K.AUCTION_WON, K.AUCTION_FAILED),
    K.CREDITOR_TAKES: (K.TAKE_NOTIFIED,),
    K.TAKE_NOTIFIED: (K.TAKE_ASKED, K.ASSET_HANDED_OVER),
    K.TAKE_ASKED: (K.TAKE_PAID,),
    K.TAKE_PAID: (K.ASSET_HANDED_OVER,),
    K.SALE_NOTIFIED: (K.SOLD_DIRECTLY,),
    K.AUCTION_WON: (K.AUCTION_PAID,),
    K.AUCTION_PART_PAID: (K.AUCTION_PAID,),
    K.AUCTION_PAID: (K.ASSET_HANDED_OVER,),
    K.CASH_RECEIVED: (K.CASH_HANDED_IN,),
    K.REDUCTION_GROUND: (K.VERIFIED,),
    K.REDUCTION_PREPARED: (K.REDUCTION_TO_PROCURACY,),
    K.REDUCTION_TO_PROCURACY: (K.REDUCTION_OPINION, K.REDUCTION_MORE_ASKED),
    K.REDUCTION_OPINION: (K.REDUCTION_TO_COURT,),
    K.REDUCTION_MORE_ASKED: (K.REDUCTION_MORE_GIVEN,),
    K.REDUCTION_TO_COURT: (K.REDUCTION_ADMITTED,),
    K.REDUCTION_ADMITTED: (K.REDUCTION_GRANTED, K.REDUCTION_REFUSED),
    K.REDUCTION_GRANTED: (K.REDUCTION_RECEIVED,),
    K.REDUCTION_REFUSED: (K.REDUCTION_RECEIVED,),
    K.REDUCTION_PROTESTED: (K.REDUCTION_FORWARDED,),
    K.REDUCTION_FORWARDED: (K.REDUCTION_SETTLED,),
    K.COMPLAINT_RECEIVED: (K.COMPLAINT_ADMITTED,),
    K.COMPLAINT_ADMITTED: (K.COMPLAINT_SOLVED,),
    K.DENUNCIATION_RECEIVED: (K.DENUNCIATION_SOLVED,),
    K.PROCURACY_PROTEST: (K.PROTEST_ANSWERED,),
}
"""What usually answers or continues a step. A help in choosing, not a rule."""


def likely(heading: str, done: Iterable[str]) -> list[StepKind]:
    """Steps likely where the case stands, those that answer an open step first.

    `done` are the kinds of the living steps, oldest first. A step is open while nothing that
    continues it came after it.
    """
    waiting: list[StepKind] = []
    for kind in done:
        waiting = [answer for answer in waiting if answer != kind and not _together(kind, answer)]
        waiting += FOLLOWS.get(kind, ())
    usual = USUAL.get(heading, ENDED if heading not in OPEN_PLACES else ())
    return list(dict.fromkeys([*reversed(waiting), *usual]))


def _together(kind: str, answer: StepKind) -> bool:
    """Whether the two are alternatives, so that one coming answers for the other."""
    return any(kind in answers and answer in answers for answers in FOLLOWS.values())
