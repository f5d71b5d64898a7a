"""Which acts the law allows from where a case stands; data, tested row by row."""

from datetime import date

from cases.choices import (
    EXITS,
    OPEN_PLACES,
    RESULTS,
    ActKind,
    Heading,
    Origin,
    Register,
)
from cases.periods import NEW_LAW_ON
from cases.rules.grounds import CONSENT
from cases.rules.refusal import Refusal

_POSTPONED = (Heading.POSTPONED, Heading.POSTPONED_BY_CONSENT)
_ANYWHERE = (*OPEN_PLACES, *RESULTS, *EXITS)

FROM: dict[ActKind, frozenset[str]] = {
    ActKind.AMEND: frozenset(OPEN_PLACES),
    ActKind.COLLECT: frozenset(OPEN_PLACES),
    ActKind.PAY_OUT: frozenset(_ANYWHERE),
    ActKind.COMPLETE: frozenset(OPEN_PLACES),
    ActKind.TERMINATE: frozenset(OPEN_PLACES),
    ActKind.REDUCE: frozenset(OPEN_PLACES),
    ActKind.POSTPONE: frozenset((Heading.IN_PROGRESS, *_POSTPONED, Heading.WITHOUT_MEANS)),
    ActKind.SUSPEND: frozenset((Heading.IN_PROGRESS, *_POSTPONED, Heading.WITHOUT_MEANS)),
    ActKind.WITHOUT_MEANS: frozenset((Heading.IN_PROGRESS, *_POSTPONED, Heading.SUSPENDED)),
    ActKind.RESUME: frozenset(
        (*_POSTPONED, Heading.SUSPENDED, Heading.WITHOUT_MEANS, Heading.SEPARATE_BOOK)
    ),
    ActKind.DELEGATE: frozenset(OPEN_PLACES),
    ActKind.TAKE_UP: frozenset(OPEN_PLACES),
    ActKind.RECALL: frozenset(OPEN_PLACES),
    ActKind.RETURN_REQUEST: frozenset((Heading.WITHOUT_MEANS,)),
    ActKind.SEPARATE_BOOK: frozenset((Heading.WITHOUT_MEANS,)),
    ActKind.TRANSFER: frozenset(OPEN_PLACES),
    ActKind.HANDOVER: frozenset(OPEN_PLACES),
    ActKind.RECLASSIFY: frozenset(OPEN_PLACES),
}
"""Where the case may stand when the act comes. A case in the separate book leaves it first
(see `posting`), so acts other than `resume` then meet it among the cases in progress."""

TARGET: dict[ActKind, Heading] = {
    ActKind.TERMINATE: Heading.TERMINATED,
    ActKind.REDUCE: Heading.REDUCED,
    ActKind.COLLECT: Heading.COLLECTED,
    ActKind.COMPLETE: Heading.COMPLETED,
    ActKind.SUSPEND: Heading.SUSPENDED,
    ActKind.WITHOUT_MEANS: Heading.WITHOUT_MEANS,
    ActKind.RESUME: Heading.IN_PROGRESS,
    ActKind.DELEGATE: Heading.DELEGATED,
    ActKind.TAKE_UP: Heading.TAKEN_UP,
    ActKind.RECALL: Heading.RECALLED,
    ActKind.RETURN_REQUEST: Heading.RETURNED,
    ActKind.SEPARATE_BOOK: Heading.SEPARATE_BOOK,
}

PARTIAL = frozenset(
    (
        ActKind.TERMINATE,
        ActKind.POSTPONE,
        ActKind.SUSPEND,
        ActKind.WITHOUT_MEANS,
        ActKind.RESUME,
        ActKind.DELEGATE,
        ActKind.TAKE_UP,
        ActKind.RECALL,
    )
)
"""Acts that with an amount move only that much money and leave the case where it stands."""

NEEDS_AMOUNT = frozenset((ActKind.COLLECT, ActKind.PAY_OUT, ActKind.REDUCE, ActKind.AMEND))

REGISTER: dict[str, Register] = {
    ActKind.INTAKE: Register.DOCKET,
    ActKind.AMEND: Register.CHANGES,
    ActKind.RECALL: Register.CHANGES,
    ActKind.REVERSE: Register.ENTRIES,
    ActKind.COLLECT: Register.RECEIPTS,
    ActKind.PAY_OUT: Register.VOUCHERS,
    ActKind.COMPLETE: Register.ENTRIES,
    ActKind.TERMINATE: Register.TERMINATIONS,
    ActKind.REDUCE: Register.REDUCTIONS,
    ActKind.POSTPONE: Register.POSTPONEMENTS,
    ActKind.SUSPEND: Register.POSTPONEMENTS,
    ActKind.RESUME: Register.POSTPONEMENTS,
    ActKind.WITHOUT_MEANS: Register.WITHOUT_MEANS,
    ActKind.DELEGATE: Register.DELEGATIONS,
    ActKind.TAKE_UP: Register.TAKING_UP,
    ActKind.RETURN_REQUEST: Register.CHANGES,
    ActKind.SEPARATE_BOOK: Register.SEPARATE_BOOK,
    ActKind.TRANSFER: Register.ENTRIES,
    ActKind.HANDOVER: Register.ENTRIES,
    ActKind.RECLASSIFY: Register.ENTRIES,
}
"""The book that numbers the act: Circular 04/2023/TT-BTP, Article 30 (in force 01/10/2023)."""

ARTICLE: dict[str, str] = {
    ActKind.INTAKE: "Điều 36 Luật THADS",
    ActKind.AMEND: "Điều 37 Luật THADS",
    ActKind.RECALL: "Điều 37 Luật THADS",
    ActKind.TERMINATE: "Điều 50 Luật THADS",
    ActKind.REDUCE: "Điều 61–63 Luật THADS",
    ActKind.POSTPONE: "Điều 48 Luật THADS",
    ActKind.SUSPEND: "Điều 49 Luật THADS",
    ActKind.WITHOUT_MEANS: "Điều 44a Luật THADS",
    ActKind.DELEGATE: "Điều 55–57 Luật THADS",
    ActKind.TAKE_UP: "Điều 35 khoản 2 điểm h Luật THADS",
    ActKind.COMPLETE: "Điều 52 Luật THADS",
    ActKind.SEPARATE_BOOK: "Điều 9 Nghị định 62/2015/NĐ-CP",
    ActKind.RETURN_REQUEST: "Điều 22 Nghị định 152/2026/NĐ-CP",
}
"""Basis of each act in Law 26/2008/QH12 and its decrees (the new regime from 01/07/2026)."""


def target_of(act: str, ground: str) -> Heading:
    """The heading an act leads to; consent postponement (point c) has its own."""
    if act == ActKind.POSTPONE:
        return Heading.POSTPONED_BY_CONSENT if ground == CONSENT else Heading.POSTPONED
    return TARGET[ActKind(act)]


def allowed(heading: str, *, on: date, origin: str) -> list[ActKind]:
    """The acts that may be recorded on a case standing in `heading`, in the order of the enum.

    `return_request` exists from 01/07/2026 and for cases on request only
    (Decree 152/2026/NĐ-CP, Article 22).
    """
    return [
        act
        for act in ActKind
        if heading in FROM.get(act, ())
        and (act != ActKind.RETURN_REQUEST or (on >= NEW_LAW_ON and origin == Origin.ON_REQUEST))
    ]


def check_allowed(act: str, heading: str, on: date) -> None:
    """Refuse an act from a heading that `FROM` does not list."""
    if heading not in FROM[ActKind(act)]:
        raise Refusal(
            f"Việc đang ở “{Heading(heading).label}”, không thể ghi “{ActKind(act).label}”.",
            "kind",
        )
    if act == ActKind.RETURN_REQUEST and on < NEW_LAW_ON:
        raise Refusal(
            "Gửi lại yêu cầu thi hành án chỉ áp dụng từ 01/07/2026 "
            "(Điều 22 Nghị định 152/2026/NĐ-CP).",
            "on",
        )
