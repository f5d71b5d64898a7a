"""Hủy bút toán: which acts may be turned, in which order, and where their money returns to."""

from cases.choices import ActKind
from cases.rules.position import (
    COMPLETED,
    CONTRA_HEADINGS,
    CORRECTED,
    LEFT_HEADINGS,
    OPEN_HEADINGS,
    SEPARATE_BOOK,
    Draft,
    Pair,
    Posted,
    entered_separate_book,
    moves_case,
)
from cases.rules.refusal import Refusal

CARRIES = frozenset((ActKind.TRANSFER, ActKind.HANDOVER, ActKind.RECLASSIFY))
"""Acts that take a case to another key and leave it where it stands."""


def reverse(draft: Draft, act: Posted) -> None:
    """Hủy bút toán: money acts at any time, acts that moved the case newest first."""
    if not moves_case(act.pairs):
        _reverse_money(draft, act)
        return
    newest = next((p for p in reversed(draft.position.history) if moves_case(p.pairs)), None)
    if newest is None or newest.act != act.act:
        label = ActKind(newest.kind).label if newest else ""
        raise Refusal(f"Hủy theo thứ tự từ mới đến cũ: trước hết hủy “{label}”.", "reverses")
    if act.kind in CARRIES:
        draft.carry(next(p.key for p in act.pairs if p.obligation is None))
        return
    _reverse_state(draft, act)


def _natural(act: Posted) -> list[Pair]:
    """The pairs of an act without those that corrected an earlier year's books."""
    return [p for p in act.pairs if not p.source.heading == p.target.heading == "CORRECTED"]


def _reverse_money(draft: Draft, act: Posted) -> None:
    """Turn a money act; what returns to stock returns to where the case stands now."""
    for key, o, source, target, amount in reversed(_natural(act)):
        if target == COMPLETED:  # a payout
            draft.move(key, o, target, source, amount)
            continue
        if draft.place is None or draft.place.heading not in OPEN_HEADINGS:
            raise Refusal("Việc đã kết thúc: hủy việc kết thúc trước.", "reverses")
        if target.heading in LEFT_HEADINGS:
            draft.move(key, o, target, draft.place, amount)
            if key != draft.key:
                draft.carry_part(o, draft.place, amount, key, draft.key)
        elif target.heading in CONTRA_HEADINGS:  # an amendment downwards
            draft.move(draft.key, o, target, draft.place, amount)
        elif source.heading in CONTRA_HEADINGS:  # an amendment upwards
            for _, place, part in draft.take(amount, draft.stock(o)):
                fresh = draft.fresh_part(draft.key, o, part)
                draft.move(draft.key, o, place, source, fresh)
                draft.move(draft.key, o, place, CORRECTED, part - fresh)
        else:  # a part that was postponed, suspended, resumed …: back where it is still parked
            parked = draft.balances.get((draft.key, o, target), 0)
            draft.move(draft.key, o, target, source, min(parked, amount))


def _reverse_state(draft: Draft, act: Posted) -> None:
    """Turn an act that moved the case; money that came since goes back with it."""
    pairs = _natural(act)
    case = [p for p in pairs if p.obligation is None]
    place_before = case[0].source
    ended = case[-1].target.heading in LEFT_HEADINGS
    chain: dict[int | None, int] = {}
    for key, o, source, target, amount in reversed(pairs):
        if target.heading in CONTRA_HEADINGS:
            amount = chain.pop(o, 0)
        elif not ended and target == case[-1].target:
            amount = draft.balances.get((key, o, target), 0)
        if source.heading in CONTRA_HEADINGS:
            chain[o] = amount
        draft.move(key, o, target, source, amount)
    if place_before.heading in CONTRA_HEADINGS:  # the intake itself
        for key, o, place, amount in draft.standing():
            draft.move(key, o, place, place_before, amount)
        if draft.balances:
            raise Refusal("Còn khoản đã thu, chi trả hoặc giảm: hủy các bút toán đó trước.")
        draft.place = None  # type: ignore[assignment]
        draft.key = None  # type: ignore[assignment]
        return
    for key, o, place, amount in draft.standing() if not ended else ():
        if place == draft.place and place != place_before and o is not None:
            draft.move(key, o, place, place_before, amount)
    draft.place = place_before
    if place_before == SEPARATE_BOOK:
        draft.separated = entered_separate_book(draft.position.history)
    elif act.kind == ActKind.SEPARATE_BOOK:
        draft.separated = None
