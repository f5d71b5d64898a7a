"""What the law asks of a decision before it is signed: terms, waiting times, verification.

The books take what happened; these are asked of what a person is about to record on a screen.
A condition the law makes plain refuses; what the file may merely not show yet warns, in words.
"""

from dataclasses import dataclass
from datetime import date

from cases.choices import ActKind
from cases.laws import N62, N152, OLD_LAW_ENDS, UNREAD
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import months_later
from cases.rules.grounds import Ground, ground_of
from cases.rules.refusal import Refusal, written


@dataclass(frozen=True)
class Facts:
    """What of a case the law asks about. `used` are the grounds of acts not reversed."""

    without_means_on: date | None = None
    long_wait: bool = False
    verified_on: tuple[date, ...] = ()
    informed_on: date | None = None
    used: frozenset[tuple[str, str]] = frozenset()
    in_person: bool = False
    undone: tuple[str, ...] = ()
    owed: int = 0  # fell due besides the books: interest, instalments


@dataclass(frozen=True)
class Wait:
    """How many months without means before a case leaves the books in progress."""

    valid_from: date
    valid_to: date | None
    months: int
    long_months: int  # two years of prison left, or no known address
    verifications: int
    article: str


WAITS = (
    Wait(date(2015, 9, 1), OLD_LAW_ENDS, 12, 24, 2, f"khoản 5 Điều 9 {N62}"),
    Wait(NEW_LAW_ON, None, 24, 24, 1, f"Điều 22 {N152}"),
)
_LEAVES = (ActKind.SEPARATE_BOOK, ActKind.RETURN_REQUEST)


def check_conditions(
    kind: str,
    on: date,
    facts: Facts,
    *,
    ground: str = "",
    until: date | None = None,
    amount: int | None = None,
) -> None:
    """Refuse what the article plainly forbids; the message names it."""
    named = ground_of(kind, ground, on) if ground else None
    _check_term(named, on, until)
    if named and named.once and (kind, ground) in facts.used:
        raise Refusal(f"Chỉ được yêu cầu hoãn một lần ({named.basis}).", "ground")
    if named and named.only_part and amount is None:
        raise Refusal(f"Chỉ cho một phần nghĩa vụ: nhập số tiền ({named.basis}).", "amount")
    if kind in _LEAVES:
        _check_wait(on, facts)
    if kind == ActKind.COMPLETE and not ground and facts.undone:
        raise Refusal("Chưa ghi việc đã thực hiện: " + "; ".join(facts.undone) + ".", "kind")


def _check_term(ground: Ground | None, on: date, until: date | None) -> None:
    """Postponement by agreement names its end; on a protest's eve it lasts three months at most."""
    if ground is None or not ground.term:
        if until:
            raise Refusal("Căn cứ này không ghi thời hạn.", "until")
        return
    if until is None:
        raise Refusal(f"Nhập ngày hết thời hạn hoãn ({ground.basis}).", "until")
    if until < on:
        raise Refusal("Thời hạn hoãn kết thúc trước ngày quyết định.", "until")
    if ground.months and until > (latest := months_later(on, ground.months)):
        raise Refusal(
            f"Không quá {ground.months:02d} tháng: chậm nhất {latest:%d/%m/%Y} ({ground.basis}).",
            "until",
        )


def _check_wait(on: date, facts: Facts) -> None:
    wait = _wait(on)
    if wait is None or facts.without_means_on is None:
        return
    months = wait.long_months if facts.long_wait else wait.months
    ends = months_later(facts.without_means_on, months)
    if on <= ends:
        raise Refusal(
            f"Chưa hết {months // 12:02d} năm kể từ quyết định chưa có điều kiện ngày "
            f"{facts.without_means_on:%d/%m/%Y}: sớm nhất sau ngày {ends:%d/%m/%Y} "
            f"({wait.article}).",
            "on",
        )


def _wait(on: date) -> Wait | None:
    return next(
        (w for w in WAITS if w.valid_from <= on and (w.valid_to is None or on <= w.valid_to)), None
    )


def warnings(kind: str, on: date, facts: Facts) -> list[str]:
    """What the file does not show, or shows as too old, for an act of that day."""
    said: list[str] = []
    new = on >= NEW_LAW_ON
    last = max((day for day in facts.verified_on if day <= on), default=None)
    if kind in _LEAVES and (wait := _wait(on)):
        since = facts.without_means_on or date.min
        count = sum(since <= day <= on for day in facts.verified_on)
        if facts.without_means_on is None:
            said.append("Không rõ ngày quyết định chưa có điều kiện, kiểm tra trên giấy.")
        if count < wait.verifications:
            said.append(
                f"Mới ghi {count} lần xác minh từ khi chưa có điều kiện, cần ít nhất "
                f"{wait.verifications} ({wait.article})."
            )
        if facts.informed_on and facts.informed_on >= (last or date.min):
            said.append(
                f"Có thông tin mới ngày {facts.informed_on:%d/%m/%Y} chưa xác minh"
                f" ({wait.article})."
            )
    if kind == ActKind.COMPLETE and facts.owed:
        said.append(
            f"Còn {written(facts.owed)} đồng lãi chậm thi hành án, kỳ đến hạn chưa ghi vào sổ."
        )
    if kind == ActKind.POSTPONE and not facts.in_person:
        also = f", {UNREAD}" if new else ""
        said.append(
            "Hoãn vì ốm nặng, chưa rõ địa chỉ chỉ khi người phải thi hành án phải tự mình thực "
            f"hiện nghĩa vụ (khoản 1 Điều 14 {N62}{also})."
        )
    return said
