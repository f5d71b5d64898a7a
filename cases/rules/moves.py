"""Which acts the law allows from where a case stands; data, tested row by row."""

from dataclasses import dataclass
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
from cases.laws import L08, L25, LAW_2008_ON, N62, N152, OLD_LAW_ENDS, UNREAD
from cases.periods import NEW_LAW_ON
from cases.rules.grounds import CONSENT, INSTALMENT, INTEREST
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


@dataclass(frozen=True)
class Basis:
    """The article an act rests on, as long as it does."""

    act: ActKind
    article: str
    valid_from: date
    valid_to: date | None
    provisional: bool = False


_BASES = (
    # act, until 30/06/2026, from 01/07/2026 (empty: the new law's article was not read)
    (ActKind.INTAKE, f"Điều 36 {L08}", f"Điều 33, Điều 34 {L25}, Điều 11 {N152}"),
    (ActKind.AMEND, f"khoản 2 Điều 37 {L08}", ""),
    (ActKind.PAY_OUT, f"Điều 47 {L08}", f"Điều 54 {L25}, Điều 30 {N152}"),
    (ActKind.RECALL, f"Điều 37 {L08}", f"Điều 52 {L25}"),
    (ActKind.TERMINATE, f"Điều 50 {L08}", f"Điều 48 {L25}"),
    (ActKind.REDUCE, f"Điều 61–63 {L08}", ""),
    (ActKind.POSTPONE, f"Điều 48 {L08}", ""),
    (ActKind.SUSPEND, f"Điều 49 {L08}", ""),
    (ActKind.RESUME, f"Điều 48, Điều 49 {L08}, Điều 9 {N62}", ""),
    (ActKind.WITHOUT_MEANS, f"Điều 44a {L08}", f"Điều 38 {L25}"),
    (ActKind.DELEGATE, f"Điều 55–57 {L08}", f"Điều 49 {L25}, Điều 26 {N152}"),
    (ActKind.TAKE_UP, f"khoản 2 Điều 35 {L08}", ""),
    (ActKind.COMPLETE, f"Điều 52 {L08}", f"khoản 3 Điều 55 {L25}, Điều 32 {N152}"),
    (ActKind.SEPARATE_BOOK, f"khoản 5 Điều 9 {N62}", f"khoản 1 Điều 22 {N152}"),
    (ActKind.RETURN_REQUEST, "", f"khoản 2 Điều 22 {N152}"),
)
"""Law 26/2008/QH12 and its decrees; of Law 106/2025/QH15 only what Decree 152/2026/NĐ-CP cites."""

BASES: tuple[Basis, ...] = tuple(
    basis
    for act, old, new in _BASES
    for basis in (
        *((Basis(act, old, LAW_2008_ON, OLD_LAW_ENDS),) if old else ()),
        Basis(act, new or L25, NEW_LAW_ON, None, provisional=not new),
    )
)


def article_of(act: str, on: date) -> str:
    """The basis of an act of that day; what was not read of the new law says so."""
    for basis in BASES:
        if basis.act == act and basis.valid_from <= on <= (basis.valid_to or date.max):
            return f"{basis.article} ({UNREAD})" if basis.provisional else basis.article
    return ""


def ex_officio_only(on: date) -> str:
    """Why a budget claim is no case on request, by the law of the day."""
    article = f"khoản 2 Điều 36 {L08}" if on < NEW_LAW_ON else f"khoản 2 Điều 33 {L25}"
    return f"Khoản thu cho ngân sách do cơ quan thi hành án chủ động ra quyết định ({article})."


def register_of(act: str, ground: str) -> Register:
    """The book of an act; money that falls due by itself is no decision, and takes no number."""
    if act == ActKind.AMEND and ground in (INTEREST, INSTALMENT):
        return Register.ENTRIES
    return REGISTER[act]


def target_of(act: str, ground: str) -> Heading:
    """The heading an act leads to; consent postponement (point c) has its own."""
    if act == ActKind.POSTPONE:
        return Heading.POSTPONED_BY_CONSENT if ground == CONSENT else Heading.POSTPONED
    return TARGET[ActKind(act)]


def allowed(heading: str, *, on: date, origin: str) -> list[ActKind]:
    """The acts that may be recorded on a case standing in `heading`, in the order of the enum."""
    return [
        act for act in ActKind if heading in FROM.get(act, ()) and not _kept_apart(act, on, origin)
    ]


def check_allowed(act: str, heading: str, on: date, origin: str = "") -> None:
    """Refuse an act from a heading that `FROM` does not list, or not of this way of opening."""
    if heading not in FROM[ActKind(act)]:
        raise Refusal(
            f"Việc đang ở “{Heading(heading).label}”, không thể ghi “{ActKind(act).label}”.",
            "kind",
        )
    if reason := _kept_apart(act, on, origin):
        raise Refusal(reason, "on" if on < NEW_LAW_ON else "kind")


ORIGIN_MATTERS = frozenset((ActKind.RETURN_REQUEST, ActKind.SEPARATE_BOOK))


def _kept_apart(act: str, on: date, origin: str) -> str:
    """Why the act is not for a case of this origin on the day; empty when it is.

    Decree 152/2026/NĐ-CP, Article 22: two years without means and nothing new, and a case opened
    ex officio goes to the separate book, while a request goes back to who made it. Before
    01/07/2026 every case went to the separate book (Decree 62/2015/NĐ-CP, Article 9(5)).
    """
    if act == ActKind.RETURN_REQUEST and on < NEW_LAW_ON:
        return f"Gửi lại yêu cầu thi hành án chỉ áp dụng từ 01/07/2026 (khoản 2 Điều 22 {N152})."
    if act == ActKind.RETURN_REQUEST and origin == Origin.EX_OFFICIO:
        return f"Chỉ gửi lại yêu cầu ở việc thi hành theo yêu cầu (khoản 2 Điều 22 {N152})."
    if act == ActKind.SEPARATE_BOOK and on >= NEW_LAW_ON and origin == Origin.ON_REQUEST:
        return (
            "Từ 01/07/2026 việc theo yêu cầu không chuyển sổ theo dõi riêng mà gửi lại yêu cầu"
            f" (Điều 22 {N152})."
        )
    return ""
