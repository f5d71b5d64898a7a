"""The demo's desk at one district: assets, measures, plans and money, through the real actions."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django.db.models import QuerySet, Sum

from cases.actions.assets import NewAsset, add_asset, record_asset_step
from cases.actions.distribution import Proposal, save_distribution
from cases.actions.measures import NewMeasure, decide_measure, end_measure, record_persuasion
from cases.actions.money import receive
from cases.actions.plans import NewForce, NewPlan, issue_plan, make_plan, record_plan_step
from cases.actions.receipt_books import open_book
from cases.actions.referrals import Conclusion, conclude, refer
from cases.actions.steps import record_step
from cases.actions.vouchers import Given
from cases.choices import (
    ActKind,
    Addressee,
    AssetKind,
    ForceBody,
    Fund,
    Heading,
    MeasureKind,
    MeasureOutcome,
    PartyRole,
    PayMethod,
    PersuasionOutcome,
    Proceeds,
    Role,
    StepKind,
)
from cases.demo.coercion import STORIES, Happening
from cases.demo.days import worked_before
from cases.models import Case, User
from cases.today import today

RESTED = (ActKind.WITHOUT_MEANS, ActKind.POSTPONE, ActKind.SUSPEND, ActKind.RESUME)
RESTING = (Heading.WITHOUT_MEANS, Heading.POSTPONED, Heading.SUSPENDED)

LEAST, MOST = 300_000_000, 6_000_000_000
FORCES = (
    NewForce(ForceBody.ENFORCEMENT, 4, "Phòng THADS khu vực 1 - Hà Nội"),
    NewForce(ForceBody.POLICE, 12, "Công an phường Ngọc Hà", task="Bảo vệ vòng ngoài"),
    NewForce(ForceBody.COMMUNE, 3, "Ủy ban nhân dân phường Ngọc Hà"),
    NewForce(ForceBody.MEDICAL, 2, "Trạm y tế phường Ngọc Hà"),
)


def write_desk(people: dict[str, User]) -> None:
    """Each story on a case of its own, at the office of these people."""
    head, accountant = people[Role.HEAD], people[Role.ACCOUNTANT]
    assert head.office is not None
    open_book(
        head.office, by=accountant, symbol="AA/25P", first_no=1, last_no=500,
        opened_on=date(2025, 7, 1), note="Biên lai thu tiền thi hành án",
    )  # fmt: skip
    for n, (case, story) in enumerate(zip(_cases(head), STORIES, strict=False), 201):
        Desk(case, people, n).play(story)


def at_work(head: User) -> QuerySet[Case]:
    """Cases of private creditors that have never rested."""
    return Case.objects.filter(
        office=head.office_id, heading=Heading.IN_PROGRESS, officer__isnull=False,
        case_class__origin="on_request", decided_on__lt=date(2025, 6, 1),
    ).exclude(acts__kind__in=RESTED).exclude(lines__heading__in=RESTING)  # fmt: skip


def _cases(head: User) -> Iterator[Case]:
    """Cases of a size that a house can answer for."""
    sized = at_work(head).annotate(rest=Sum("balances__amount")).filter(rest__range=(LEAST, MOST))
    return iter(sized.select_related("office", "officer", "case_class").order_by("pk"))


class Desk:
    """One case while its story is told."""

    def __init__(self, case: Case, people: dict[str, User], n: int) -> None:
        self.case, self.people, self.n = case, people, n
        self.by = people[Role.HEAD]
        self.debtor = case.parties.filter(role=PartyRole.DEBTOR).first()
        self.rest = sum(row.amount for row in case.balances.all() if row.obligation_id)
        self.asset: Any = None
        self.measure: Any = None
        self.plan: Any = None
        self.referral: Any = None

    def play(self, story: tuple[Happening, ...]) -> None:
        for happening in story:
            said = {k: self._word(v) for k, v in happening.said.items()}
            getattr(self, f"_{happening.what}")(day_ago(happening.ago), **said)

    def _word(self, value: Any) -> Any:
        return value.format(n=self.n) if isinstance(value, str) else value

    def _sum(self, share: float) -> int:
        """A share of what is owed, in whole millions."""
        return int(self.rest * share) // 10**6 * 10**6

    def _persuaded(self, on: date, **said: Any) -> None:
        said["outcome"] = PersuasionOutcome(said["outcome"])
        record_persuasion(self.case, on=on, by=self.by, party=self.debtor, **said)

    def _asset(self, on: date, **said: Any) -> None:
        new = NewAsset(**said | {"kind": AssetKind(said["kind"]), "party": self.debtor})
        self.asset, _ = add_asset(self.case, new, by=self.by)

    def _measure(self, on: date, **said: Any) -> None:
        before = self.measure if said.pop("replaces", False) else None
        carried, sent = said.pop("carried_on", None), said.pop("sent", None)
        new = NewMeasure(
            **said | {"kind": MeasureKind(said["kind"])}, on=on, asset=self.asset,
            party=self.debtor, signer=str(self.case.officer), replaces=before,
            carried_on=day_ago(carried) if carried else None, amount=self._asked(said["kind"]),
            disproportion="Người phải thi hành án chỉ có tài sản này",
        )  # fmt: skip
        self.measure, _ = decide_measure(self.case, new, by=self.by)
        if sent is not None:
            kind = StepKind.SENT_TO_PROCURACY
            record_step(self.case, kind=kind, on=day_ago(sent), by=self.by)

    def _asked(self, kind: str) -> int | None:
        return min(self.rest, 850_000_000) if kind in ("freeze", "deduct_account") else None

    def _end(self, on: date, outcome: str, note: str) -> None:
        end_measure(self.measure, outcome=MeasureOutcome(outcome), on=on, by=self.by, note=note)

    def _step(
        self, on: date, kind: str, share: float = 0, until: int | None = None, **said: Any
    ) -> None:
        if share:
            said["amount"] = self._sum(share)
        if until is not None:
            said["until"] = day_ago(until)
        newest = max(self.asset.steps.values_list("pk", flat=True), default=0)
        record_asset_step(
            self.asset, kind=StepKind(kind), on=on, by=self.by, last_seen=newest,
            parties=[self.debtor] if self.debtor and kind.endswith("notified") else (), **said,
        )  # fmt: skip

    def _plan(self, on: date, day: int, starts: int = 8, **said: Any) -> None:
        new = NewPlan(
            on=day_ago(day), starts_at=time(starts), ends_at=time(starts + 3, 30), forces=FORCES,
            officers=(self.case.officer,) if self.case.officer else (), **said,
        )  # fmt: skip
        self.plan, _ = make_plan(self.measure, new, by=self.by)

    def _plan_step(self, on: date, kind: str, at: int | None = None, **said: Any) -> None:
        record_plan_step(
            self.plan, StepKind(kind), by=self.by, on=on, at=time(at) if at else None,
            party=self.debtor if kind == StepKind.NOTIFIED else None, **said,
        )  # fmt: skip

    def _issue(self, on: date, number: str) -> None:
        issue_plan(
            self.plan, by=self.by, on=on, number=number, signer=self.by.name,
            seen=self.plan.prepared_at,
        )  # fmt: skip

    def _proceeds(self, on: date, share: float) -> None:
        receive(
            self.case, fund=Fund.UNDISTRIBUTED, amount=self._sum(share), on=on,
            by=self.people[Role.ACCOUNTANT], method=PayMethod.BANK,
            given=Given(name="Người mua trúng đấu giá", reason=f"Tiền mua {self.asset}"),
        )  # fmt: skip

    def _distribute(self, on: date, cost: int) -> None:
        self.asset.refresh_from_db()
        asked = Proposal(
            kind=Proceeds.COERCED, amount=self.asset.value, received_on=on, cut_off=day_ago(90),
            obligations=tuple(self.case.obligations.select_related("case", "creditor")),
            asset=self.asset, costs=(("Chi phí cưỡng chế, đấu giá", cost),),
        )  # fmt: skip
        save_distribution(self.case, asked, by=self.by)

    def _refer(self, on: date, addressee: str, **said: Any) -> None:
        self.referral, _ = refer(
            self.case, addressee=Addressee(addressee), on=on, by=self.by, **said
        )

    def _conclude(self, on: date, words: str, responsible: str, due: int) -> None:
        conclude(self.referral, Conclusion(on, words, "412/TB-BCĐ", responsible, day_ago(due)),
                 by=self.by)  # fmt: skip


def day_ago(ago: int) -> date:
    return worked_before(today(), ago)
