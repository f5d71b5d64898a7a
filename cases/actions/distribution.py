"""Phân phối tiền thi hành án: money that is nobody's yet goes to claims by the legal order.

Proposed by one person with the reasoning kept as shown, confirmed by an accountant who did not
propose it: then the collections of every obligation paid and one voucher are written together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from cases.actions import deadlines
from cases.actions.charges import Charge, charges_of, enter_interest
from cases.actions.ledger import Paper, record_act
from cases.actions.money_facts import sales_of
from cases.actions.rights import check_still_held, is_city_on
from cases.actions.steps import hold
from cases.actions.vouchers import (
    Given,
    Part,
    drawn,
    held_of,
    lock_cases,
    lock_money,
    next_of_year,
    settled,
    write_voucher,
)
from cases.choices import (
    STOCK,
    ActKind,
    CaseKind,
    Fund,
    PartyRole,
    PayMethod,
    Proceeds,
    VoucherKind,
)
from cases.models import (
    Asset,
    Balance,
    Case,
    Distribution,
    DistributionRow,
    InterestPeriod,
    Obligation,
    User,
    Voucher,
)
from cases.roles import MONEY, may_step
from cases.rules import Refusal
from cases.rules.payable import interest_until
from cases.rules.payment import Claim, Cost, Plan, Rank, Source, distribute, rank_of
from cases.rules.refusal import written
from cases.today import today

OWN = "Người lập bảng phân phối không được tự xác nhận: cần kế toán khác."
STATE = "Ngân sách nhà nước"


@dataclass(frozen=True)
class Stated:
    """The rank an officer gives an obligation, and why: the rules propose another."""

    rank: Rank
    reason: str


@dataclass(frozen=True)
class Proposal:
    """What is asked: so much of the case's undistributed money, and to whom it may go.

    `obligations` are those ticked, of this case and of other cases of the debtor; `secured` says
    how much of one the asset secures; `stated` what the officer said of one; `costs` and `outside`
    are names with đồng.
    """

    kind: Proceeds
    amount: int
    received_on: date
    obligations: tuple[Obligation, ...]
    cut_off: date | None = None
    asset: Asset | None = None
    secured: Mapping[int, int] = field(default_factory=dict)
    stated: Mapping[int, Stated] = field(default_factory=dict)
    costs: tuple[tuple[str, int], ...] = ()
    outside: tuple[tuple[str, int], ...] = ()
    set_aside: int = 0
    note: str = ""


# ---------------------------------------------------------------- what there is
def undistributed_of(case: Case) -> int:
    return held_of(case).get((Fund.UNDISTRIBUTED, None), 0)


def cases_of_debtor(case: Case, by: User) -> QuerySet[Case]:
    """This case and the other open ones of its debtors, in the same office."""
    debtors = case.parties.filter(role=PartyRole.DEBTOR).exclude(person=None).values("person")
    same = Q(parties__role=PartyRole.DEBTOR, parties__person__in=debtors, office=case.office_id)
    found = Case.objects.visible_to(by).open().filter(same, kind=CaseKind.ENFORCEMENT)
    return Case.objects.filter(Q(pk=case.pk) | Q(pk__in=found.values("pk"))).order_by("pk")


@dataclass(frozen=True)
class Owed:
    """What an obligation still owes, in đồng: in the books, `charged` of it interest; and the
    interest that fell due since, which the confirmation enters."""

    obligation: Obligation
    booked: int
    charged: int
    charge: Charge | None = None
    until: date | None = None

    @property
    def accrued(self) -> int:
        return self.charge.interest if self.charge else 0

    @property
    def rest(self) -> int:
        return self.booked + self.accrued

    @property
    def interest(self) -> int:
        return self.charged + self.accrued

    @property
    def creditor(self) -> str:
        return self.obligation.creditor.name if self.obligation.creditor else STATE

    @property
    def rank(self) -> Rank:
        return rank_of(self.obligation.kind, self.obligation.description)


def interest_day(asset: Asset | None, received_on: date, on: date) -> date:
    """Up to which day a distribution made `on` a day counts late interest."""
    sale = sales_of([asset.pk]).get(asset.pk) if asset else None
    return interest_until(received_on, sale) or on


def owed_on(cases: Iterable[Case], until: date | None = None) -> list[Owed]:
    """Obligations with money that can be collected where it stands, by case; with the interest due
    besides the books up to the end of a day, when one is given."""
    cases = list(cases)
    rows = Balance.objects.filter(case__in=[c.pk for c in cases], heading__in=STOCK, amount__gt=0)
    rest: dict[int, int] = dict(
        rows.order_by().values_list("obligation_id").annotate(Sum("amount"))
    )
    charged = InterestPeriod.objects.filter(obligation__in=rest, act__reversed_by=None)
    interest = dict(charged.order_by().values_list("obligation").annotate(Sum("amount")))
    found = Obligation.objects.filter(pk__in=rest).select_related("creditor", "case__judgment")
    due = [c for case in cases for c in (charges_of(case, until) if until else ())]
    charges = {c.obligation.pk: c for c in due if c.interest}
    return [
        Owed(o, rest[o.pk], min(rest[o.pk], interest.get(o.pk, 0)), charges.get(o.pk), until)
        for o in found.order_by("case", "pk")
    ]


def claims_of(
    owed: Sequence[Owed],
    case: Case,
    secured: Mapping[int, int],
    stated: Mapping[int, Stated] = MappingProxyType({}),
) -> list[Claim]:
    """As the rules of payment see them; `secured`: how much of each an asset secures."""
    said = {
        row.obligation.pk: stated.get(row.obligation.pk) or Stated(row.rank, "") for row in owed
    }
    return [
        Claim(
            key=row.obligation.pk,
            name=row.creditor,
            rank=said[row.obligation.pk].rank,
            stated=said[row.obligation.pk].reason,
            principal=row.rest - row.interest,
            interest=row.interest,
            accrued=row.accrued,
            until=row.until,
            since=row.obligation.case.decided_on,
            own=row.obligation.case_id == case.pk,
            judgment=row.obligation.case.judgment_id,
            secured=min(secured.get(row.obligation.pk, 0), row.rest),
        )
        for row in owed
    ]


# ---------------------------------------------------------------- proposing
def propose(case: Case, asked: Proposal) -> tuple[Plan, list[Owed]]:
    """The plan by the rules, and what each ticked obligation owed. Writes nothing."""
    held = undistributed_of(case)
    if asked.amount > held:
        raise Refusal(f"Tiền chưa phân phối của hồ sơ: {written(held)} đồng.", "amount")
    cases = {o.case_id: o.case for o in asked.obligations} | {case.pk: case}
    ticked = {o.pk for o in asked.obligations}
    until = interest_day(asked.asset, asked.received_on, today())
    owed = [row for row in owed_on(cases.values(), until) if row.obligation.pk in ticked]
    plan = distribute(
        Source(asked.kind, asked.amount, asked.received_on, asked.cut_off),
        claims_of(owed, case, asked.secured, asked.stated),
        costs=[Cost(n, name, amount) for n, (name, amount) in enumerate(asked.costs)],
        outside=[Cost(n, name, amount, n) for n, (name, amount) in enumerate(asked.outside)],
        set_aside=asked.set_aside,
    )
    return plan, owed


def may_propose(case: Case, by: User) -> bool:
    """Who records steps of the office or keeps its money; the city looks on."""
    return by.is_active and (may_step(by.role) or by.may(MONEY)) and not is_city_on(case, by)


@transaction.atomic
def save_distribution(case: Case, asked: Proposal, *, by: User) -> tuple[Distribution, bool]:
    """Keep the plan as shown, waiting for confirmation; the same sent twice is the first one."""
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists() or not may_propose(case, by):
        raise PermissionDenied
    others = {o.case_id for o in asked.obligations}
    if cases_of_debtor(case, by).filter(pk__in=others).count() != len(others):
        raise PermissionDenied
    hold(by)
    lock_cases({case.pk, *others})
    plan, owed = propose(case, asked)
    waiting = Distribution.objects.waiting().filter(case=case).first()
    if waiting is not None:
        if waiting.prepared_by_id == by.pk and _rows_of(waiting) == _shown(plan):
            return waiting, True
        raise Refusal("Đã có bảng phân phối chờ xác nhận: xác nhận hoặc rút bảng ấy trước.")
    made = Distribution.objects.create(
        office=case.office,
        case=case,
        asset=asked.asset,
        kind=asked.kind,
        on=today(),
        received_on=asked.received_on,
        cut_off=asked.cut_off,
        amount=asked.amount,
        note=" ".join(filter(None, (asked.note, *plan.notes)))[:500],
        prepared_by=by,
    )
    known = {row.obligation.pk: row.obligation for row in owed}
    DistributionRow.objects.bulk_create(_rows(made, plan, known))
    return made, False


def _rows(
    made: Distribution, plan: Plan, known: Mapping[int, Obligation]
) -> Iterable[DistributionRow]:
    for position, row in enumerate(plan.rows, 1):
        paid = known.get(row.key or 0) if row.fund == Fund.OBLIGATION else None
        yield DistributionRow(
            distribution=made,
            position=position,
            rank=row.rank,
            case=paid.case if paid else made.case,
            fund=row.fund,
            obligation=paid,
            party=paid.creditor if paid else None,
            name=row.name,
            claim=row.claim,
            amount=row.amount,
            reason=row.reason[:500],
            basis=row.basis[:200],
        )


def mark_of(plan: Plan) -> str:
    """A short mark of a proposal a page showed, so that nothing else is kept."""
    said = [(*row, why.reason) for row, why in zip(_shown(plan), plan.rows, strict=True)]
    return sha256(repr(said).encode()).hexdigest()[:16]


def _shown(plan: Plan) -> list[tuple[int, str, int, int]]:
    return [(row.rank, row.name, row.claim, row.amount) for row in plan.rows]


def _rows_of(made: Distribution) -> list[tuple[int, str, int, int]]:
    return [(row.rank, row.name, row.claim, row.amount) for row in made.rows.all()]


# ---------------------------------------------------------------- confirming
def may_confirm(made: Distribution, by: User) -> bool:
    """Whether the person's place lets them confirm, whoever proposed it."""
    return by.is_active and by.may(MONEY) and by.office_id == made.office_id


@transaction.atomic
def confirm_distribution(made_id: int, *, by: User) -> Voucher:
    """Xác nhận: each obligation is collected on, and the money is held for whom it goes to."""
    made = _locked(made_id)
    if not may_confirm(made, by):
        raise PermissionDenied
    if made.prepared_by_id == by.pk:
        raise Refusal(OWN)
    rows = list(made.rows.select_related("case__office", "obligation", "obligation__creditor"))
    cases = {row.case_id for row in rows} | {made.case_id}
    check_still_held(cases, by, "bảng phân phối")
    lock_money(cases, [made.office_id])
    on, until = today(), interest_day(made.asset, made.received_on, made.on)
    charges = _check_fresh(rows, until)
    given = next_of_year(made.office, VoucherKind.DISTRIBUTION, on)
    parts: list[Part] = []
    first = enter_interest(charges, on=on, by=by, together=None)
    for row, amount in _sums(rows):
        if row.obligation is None:
            parts.append(Part(Fund(row.fund), amount, made.case, note=row.name))
            continue
        act = record_act(
            row.case_id, kind=ActKind.COLLECT, on=on, by=by, amount=amount,
            obligation=row.obligation, together=first, parts=parts,
            paper=Paper(note=f"Phân phối {given.number}/{given.symbol}",
                        prepared_by=made.prepared_by),
        )  # fmt: skip
        first = first or act
    parts += drawn(made.case, Fund.UNDISTRIBUTED, made.amount)
    made.voucher = write_voucher(
        office=made.office,
        kind=VoucherKind.DISTRIBUTION,
        method=PayMethod.UNKNOWN,
        on=on,
        parts=parts,
        by=made.prepared_by,
        given=Given(given.symbol, given.number, given.number_no, reason=made.note),
        confirmed_by=by,
    )
    made.save(update_fields=["voucher"])
    deadlines.sync_many(Case, sorted(cases))
    return made.voucher


def _sums(rows: Sequence[DistributionRow]) -> list[tuple[DistributionRow, int]]:
    """One collection for each obligation, whatever ranks its parts stand at."""
    sums: dict[tuple[str, int | None, str], tuple[DistributionRow, int]] = {}
    for row in rows:
        if row.amount and row.fund != Fund.UNDISTRIBUTED:
            key = row.fund, row.obligation_id, "" if row.obligation_id else row.name
            first, amount = sums.get(key, (row, 0))
            sums[key] = first, amount + row.amount
    return list(sums.values())


def _check_fresh(rows: Sequence[DistributionRow], until: date) -> list[Charge]:
    """What is owed now must be what the plan was worked out from; the interest to enter of it."""
    claimed: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.obligation_id:
            claimed[row.obligation_id] += row.claim
    owed = owed_on({row.case for row in rows}, until)
    now = {row.obligation.pk: row.rest for row in owed}
    for row in rows:
        if row.obligation and now.get(row.obligation.pk, 0) != claimed[row.obligation.pk]:
            raise Refusal(
                f"{row.obligation}: số còn phải thi hành vừa thay đổi "
                f"({written(now.get(row.obligation.pk, 0))} đồng, bảng phân phối tính "
                f"{written(claimed[row.obligation.pk])}). Rút bảng này và lập lại."
            )
    return [o.charge for o in owed if o.charge and o.obligation.pk in claimed]


@transaction.atomic
def withdraw_distribution(made_id: int, *, by: User) -> Distribution:
    """Rút bảng phân phối: by who proposed it, or who could have confirmed it."""
    made = _locked(made_id)
    if made.prepared_by_id != by.pk and not may_confirm(made, by):
        raise PermissionDenied
    made.withdrawn_at = timezone.now()
    made.save(update_fields=["withdrawn_at"])
    return made


def _locked(pk: int) -> Distribution:
    """Held until commit; a refusal that says what became of it meanwhile."""
    rows = Distribution.objects.select_for_update(no_key=True, of=("self",))
    made = rows.select_related("office", "case__office", "prepared_by").get(pk=pk)
    if made.voucher_id:
        raise Refusal(f"Bảng phân phối đã được {settled(made.voucher_id, 'xác nhận')}.")
    if made.withdrawn_at:
        raise Refusal("Bảng phân phối đã được rút.")
    return made
