"""Theo dõi thi hành án hành chính: which step may follow which, as data with its article.

Law 93/2015/QH13 on administrative procedure, Articles 309–313; Decree 71/2016/NĐ-CP. The office
tracks and does not enforce, so the order asks only that a step has what it answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.choices import AdministrativeState, StepKind
from cases.rules.refusal import Refusal

K = StepKind


@dataclass(frozen=True)
class Follow:
    """A step, its article, and of which earlier steps one must stand."""

    kind: StepKind
    article: str
    after: tuple[StepKind, ...] = ()
    when_done: bool = False
    """Whether it may still come when the judgment has been performed."""
    once: bool = False


FOLLOWS: tuple[Follow, ...] = (
    Follow(K.VOLUNTARY_NOTICE, "Điều 14 khoản 2 Nghị định 71/2016/NĐ-CP"),
    Follow(
        K.DEBTOR_REPORTED, "Điều 10 khoản 2, Điều 12 khoản 3 Nghị định 71/2016/NĐ-CP",
        when_done=True,
    ),
    Follow(K.COMPELLING_ASKED, "Điều 312 khoản 1 Luật Tố tụng hành chính"),
    Follow(K.COMPELLED, "Điều 312 khoản 2 Luật Tố tụng hành chính", once=True),
    Follow(K.SUPERIOR_ORDERED, "Điều 13 Nghị định 71/2016/NĐ-CP", (K.COMPELLED,)),
    Follow(
        K.DEBTOR_MET, "Điều 14 khoản 3 Nghị định 71/2016/NĐ-CP",
        (K.VOLUNTARY_NOTICE, K.COMPELLED),
    ),
    Follow(
        K.COMPELLING_PUBLISHED, "Điều 30 khoản 1 Nghị định 71/2016/NĐ-CP", (K.COMPELLED,),
        once=True,
    ),
    Follow(
        K.COMPELLING_UNPUBLISHED, "Điều 30 khoản 3 Nghị định 71/2016/NĐ-CP",
        (K.COMPELLING_PUBLISHED,), when_done=True, once=True,
    ),
    Follow(
        K.RESPONSIBILITY_PROPOSED, "Điều 14 khoản 5 Nghị định 71/2016/NĐ-CP",
        (K.VOLUNTARY_NOTICE, K.COMPELLED),
    ),
    Follow(
        K.RESPONSIBILITY_ANSWERED, "Điều 7 khoản 3, Điều 8 khoản 3 Nghị định 71/2016/NĐ-CP",
        (K.RESPONSIBILITY_PROPOSED,), when_done=True,
    ),
    Follow(K.DISCIPLINED, "Điều 20–28 Nghị định 71/2016/NĐ-CP", when_done=True),
    Follow(K.EXPLANATION_ASKED, "Điều 14 khoản 6 Nghị định 71/2016/NĐ-CP"),
    Follow(
        K.EXPLAINED, "Điều 310 khoản 4 Luật Tố tụng hành chính", (K.EXPLANATION_ASKED,),
        when_done=True,
    ),
    Follow(K.PARTLY_DONE, "Điều 311 Luật Tố tụng hành chính"),
    Follow(K.DONE, "Điều 12 khoản 3 Nghị định 71/2016/NĐ-CP", once=True),
    Follow(K.NOTED, "Điều 14 khoản 7 Nghị định 71/2016/NĐ-CP", when_done=True),
)  # fmt: skip
_BY_KIND = {row.kind: row for row in FOLLOWS}
KINDS: frozenset[str] = frozenset(_BY_KIND)
ARTICLE: dict[str, str] = {row.kind: row.article for row in FOLLOWS}


def may_follow(kind: str, on: date, standing: Iterable[tuple[str, date]]) -> None:
    """Refuse a step that has nothing to answer, comes twice, or comes too early or too late.

    `standing` are kind and day of the steps that stand, the receipt among them.
    """
    row, days = _BY_KIND[StepKind(kind)], _first_days(standing)
    if K.RECEIVED not in days:
        raise Refusal("Việc này đã xóa khỏi sổ.")
    if on < days[K.RECEIVED]:
        raise Refusal(f"Trước ngày nhận bản án ({days[K.RECEIVED]:%d/%m/%Y}).", "on")
    if row.once and kind in days:
        raise Refusal(f"Đã ghi “{row.kind.label}”. Nếu ghi sai, hủy bước đó rồi ghi lại.")
    if K.DONE in days and not row.when_done and on > days[K.DONE]:
        raise Refusal(f"Đã thi hành xong ngày {days[K.DONE]:%d/%m/%Y}.", "on")
    if row.after and not any(need in days and days[need] <= on for need in row.after):
        needs = " hoặc ".join(f"“{need.label}”" for need in row.after)
        raise Refusal(f"Chưa có {needs} trước ngày này ({row.article}).", "on")


def offered(standing: Iterable[tuple[str, date]], today: date) -> list[Follow]:
    """What may be recorded today, in the order of the procedure."""
    steps = list(standing)
    found = []
    for row in FOLLOWS:
        try:
            may_follow(row.kind, today, steps)
        except Refusal:
            continue
        found.append(row)
    return found


def rests_on(kind: str, standing: Iterable[tuple[str, date]]) -> StepKind | None:
    """A standing step that would lose what it answers if the last of this kind were cancelled."""
    kinds = [other for other, _ in standing]
    if kinds.count(kind) > 1:
        return None
    if kind == K.RECEIVED:
        return next((StepKind(k) for k in kinds if k not in (K.RECEIVED, K.NOTED)), None)
    for row in FOLLOWS:
        left = [need for need in row.after if need != kind and need in kinds]
        if kind in row.after and row.kind in kinds and not left:
            return row.kind
    return None


def state_of(kinds: Iterable[str]) -> AdministrativeState:
    """From the kinds of the steps that stand."""
    known = set(kinds)
    if K.RECEIVED not in known:
        return AdministrativeState.STRUCK_OUT
    for kind, state in STATES:
        if kind in known:
            return state
    return AdministrativeState.TRACKED


STATES: tuple[tuple[StepKind, AdministrativeState], ...] = (
    (K.DONE, AdministrativeState.DONE),
    (K.PARTLY_DONE, AdministrativeState.PARTLY),
    (K.COMPELLED, AdministrativeState.COMPELLED),
)
"""The first that stands says where the judgment is."""


def _first_days(standing: Iterable[tuple[str, date]]) -> dict[str, date]:
    days: dict[str, date] = {}
    for kind, on in standing:
        days[kind] = min(on, days.get(kind, on))
    return days
