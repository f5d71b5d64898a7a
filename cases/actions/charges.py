"""Money that falls due by itself: late interest and later instalments.

It enters by `amend`, with its calculation attached, in one transaction with the collection that
pays it, or on its own. What was charged is read from acts that stand: one that is reversed no
longer counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from cases.actions.ledger import Paper, record_act
from cases.actions.money_facts import distributed_by, sales_of
from cases.choices import OPEN_PLACES, ActKind, InterestBasis
from cases.models import Act, Case, InterestPeriod, LedgerLine, Obligation, User
from cases.rules import Refusal
from cases.rules.grounds import INSTALMENT, INTEREST, ground_of
from cases.rules.interest import Change, Pause, Period, Terms, accrue, instalment_days
from cases.rules.payable import interest_until


@dataclass(frozen=True)
class Charge:
    """What an obligation owes besides what is in the books, up to a day."""

    obligation: Obligation
    periods: tuple[Period, ...] = ()
    instalments: tuple[date, ...] = ()
    refused: str = ""

    @property
    def interest(self) -> int:
        return sum(period.amount for period in self.periods)

    @property
    def instalment_sum(self) -> int:
        return len(self.instalments) * (self.obligation.instalment or 0)

    @property
    def token(self) -> str:
        """What a page showed of it, so that nothing else is written."""
        return f"{self.obligation.pk}:{self.interest}:{self.instalment_sum}"


def charges_of(case: Case, on: date) -> list[Charge]:
    """The charges of each obligation that bears interest or runs in instalments."""
    rows = [o for o in case.obligations.order_by("pk") if o.interest_basis or o.instalment]
    if not rows:
        return []
    acts = list(
        case.acts.filter(reversed_by=None).exclude(kind=ActKind.REVERSE).order_by("booked_on", "pk")
    )
    _as_it_came(acts)
    lines: dict[int | None, list[LedgerLine]] = defaultdict(list)
    for line in case.lines.filter(act__in=acts).order_by("pk"):
        lines[line.obligation_id].append(line)
    whole = {line.act_id for line in lines[None]}
    return [_charge(o, on, acts, lines[o.pk], whole) for o in rows]


def _as_it_came(acts: Iterable[Act]) -> None:
    """What a distribution collected stopped bearing interest when its money came, or the asset was
    handed over: here, and only here, its act counts from then."""
    came = distributed_by([act.pk for act in acts if act.kind == ActKind.COLLECT])
    sales = sales_of({asset for _, asset in came.values() if asset})
    for act in acts:
        if act.pk in came:
            received_on, asset = came[act.pk]
            act.on = interest_until(received_on, sales.get(asset or 0)) or act.on


def falls_due(case: Case, on: date) -> int:
    """Đồng due besides the books: what may be collected though nothing stands in them."""
    return sum(c.interest + c.instalment_sum for c in charges_of(case, on))


def _charge(
    obligation: Obligation, on: date, acts: list[Act], lines: list[LedgerLine], whole: set[int]
) -> Charge:
    living = {act.pk: act for act in acts}
    entered = sum(
        line.amount
        for line in lines
        if line.heading in OPEN_PLACES and _falls_due(living[line.act_id]) == INSTALMENT
    )
    days: list[date] = []
    if obligation.instalment:
        assert obligation.instalments_from is not None
        assert obligation.instalment_months is not None
        days = instalment_days(
            obligation.instalments_from, obligation.instalment_months,
            obligation.instalments_until, on,
        )  # fmt: skip
    count = entered // (obligation.instalment or 1)
    terms = terms_of(obligation)
    if terms is None:
        return Charge(obligation, instalments=tuple(days[count:]))
    charged = InterestPeriod.objects.filter(obligation=obligation, act__in=acts)
    changes = [
        *_principal(living, lines),
        *(Change(day, obligation.instalment or 0) for day in days[:count]),
    ]
    try:
        periods = accrue(
            terms, changes, list(_pauses(acts, lines, whole)), on,
            charged.aggregate(last=Max("until"))["last"],
        )  # fmt: skip
    except Refusal as refusal:
        return Charge(obligation, instalments=tuple(days[count:]), refused=str(refusal))
    return Charge(obligation, tuple(periods), tuple(days[count:]))


def terms_of(obligation: Obligation) -> Terms | None:
    if not obligation.interest_basis or obligation.interest_from is None:
        return None
    basis = InterestBasis(obligation.interest_basis)
    return Terms(basis, obligation.interest_from, obligation.interest_rate)


def _falls_due(act: Act) -> str:
    return act.ground if act.kind == ActKind.AMEND else ""


def _principal(living: dict[int, Act], lines: Iterable[LedgerLine]) -> Iterator[Change]:
    """Money into and out of what is still owed, by the acts' legal days; interest is none of it,
    and instalments count from the days they fell due. What the case began with was owed before."""
    moved: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.heading in OPEN_PLACES:
            moved[line.act_id] += line.amount
    for pk, amount in moved.items():
        act = living[pk]
        if amount and _falls_due(act) not in (INTEREST, INSTALMENT):
            yield Change(date.min if act.kind == ActKind.INTAKE else act.on, amount)


def _pauses(acts: list[Act], lines: list[LedgerLine], whole: set[int]) -> Iterator[Pause]:
    """The days no interest runs: of the whole case until it moves on, or of a part until it does.

    A term that the paper names ends the pause even when nobody resumed the case.
    """
    for n, act in enumerate(acts):
        ground = ground_of(act.kind, act.ground, act.on)
        if ground is None or not ground.frees:
            continue
        if act.pk in whole:
            ends = next((a.on for a in acts[n + 1 :] if a.pk in whole), None)
            yield Pause(act.on, _first(act.until, ends))
            continue
        arrived = [ln for ln in lines if ln.act_id == act.pk and ln.amount > 0]
        for line in arrived:
            yield from _part_paused(act, line, acts[n + 1 :], lines)


def _part_paused(
    act: Act, line: LedgerLine, later: list[Act], lines: list[LedgerLine]
) -> Iterator[Pause]:
    """A part stays paused where it was put, less what leaves that place."""
    since, left = act.on, line.amount
    for other in later:
        gone = -sum(
            ln.amount
            for ln in lines
            if (ln.act_id, ln.heading, ln.ground) == (other.pk, line.heading, line.ground)
            and ln.amount < 0
        )
        if gone and left:
            yield Pause(since, _first(act.until, other.on), left)
            since, left = other.on, max(0, left - gone)
    if left and (act.until is None or since <= act.until):
        yield Pause(since, act.until, left)


def _first(until: date | None, ends: date | None) -> date | None:
    """The last day of a pause: the term's own, or the day before it was ended."""
    last = None if ends is None else ends - timedelta(days=1)
    return min((day for day in (until, last) if day is not None), default=None)


# ---------------------------------------------------------------- writing
@transaction.atomic
def enter_charges(
    case_id: int,
    charges: Sequence[Charge],
    *,
    on: date,
    by: User,
    last_seen: int,
    interest: bool,
    instalments: bool,
    note: str = "",
) -> Act | None:
    """Enter what fell due, each as an `amend`; answers with the first. Nothing due writes nothing.

    `charges` are what the page showed; what is due now must be the same.
    """
    case = Case.objects.visible_to(by).get(pk=case_id)
    now = {charge.obligation.pk: charge for charge in charges_of(case, on)}
    first: Act | None = None
    for shown in charges:
        charge = now.get(shown.obligation.pk)
        if charge is None or charge.token != shown.token:
            raise Refusal("Số phải tính thêm vừa thay đổi, kiểm tra lại bảng tính.", "charge")
        for ground, amount, words in _entries(charge, interest, instalments):
            act = record_act(
                case_id, kind=ActKind.AMEND, on=on, by=by, amount=amount, ground=ground,
                obligation=charge.obligation, paper=Paper(note=(note or words)[:500]),
                last_seen=last_seen if first is None else None, together=first,
            )  # fmt: skip
            if ground == INTEREST:
                _attach(act, charge)
            first = first or act
    return first


def _entries(charge: Charge, interest: bool, instalments: bool) -> Iterator[tuple[str, int, str]]:
    if instalments and charge.instalments:
        days = "; ".join(f"{day:%d/%m/%Y}" for day in charge.instalments)
        yield INSTALMENT, charge.instalment_sum, f"Kỳ đến hạn: {days}"
    if interest and charge.interest:
        since, until = charge.periods[0].since, charge.periods[-1].until
        yield INTEREST, charge.interest, f"Lãi từ {since:%d/%m/%Y} đến hết {until:%d/%m/%Y}"


def enter_interest(
    charges: Iterable[Charge], *, on: date, by: User, together: Act | None
) -> Act | None:
    """Enter the interest alone, in one go with a distribution that pays it; the first act."""
    for charge in charges:
        for ground, amount, words in _entries(charge, interest=True, instalments=False):
            act = record_act(
                charge.obligation.case_id, kind=ActKind.AMEND, on=on, by=by, amount=amount,
                ground=ground, obligation=charge.obligation, paper=Paper(note=words),
                together=together,
            )  # fmt: skip
            _attach(act, charge)
            together = together or act
    return together


def _attach(act: Act, charge: Charge) -> None:
    InterestPeriod.objects.bulk_create(
        InterestPeriod(
            act=act,
            obligation=charge.obligation,
            since=period.since,
            until=period.until,
            days=period.days,
            principal=period.principal,
            rate=period.rate,
            amount=period.amount,
            basis=period.basis[:150],
        )
        for period in charge.periods
    )


@transaction.atomic
def collect(
    case_id: int,
    charges: Sequence[Charge],
    *,
    on: date,
    by: User,
    paper: Paper,
    last_seen: int,
    interest: bool,
    instalments: bool,
    **what: Any,
) -> Act:
    """Thu: the charges, then the collection that pays them, all or nothing."""
    first = enter_charges(
        case_id, charges, on=on, by=by, last_seen=last_seen, interest=interest,
        instalments=instalments,
    )  # fmt: skip
    return record_act(
        case_id, on=on, by=by, paper=paper, together=first,
        last_seen=last_seen if first is None else None, **what,
    )  # fmt: skip
