"""Every address × {anonymous, wrong role, other office, own office} against one table.

A new address needs one line here; without it the suite fails. Statuses: 200 a page, 204 done,
302 sent on (anonymous: to the login), 403 the role may not, 404 the row is not yours.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.actions import handovers, registers
from cases.actions.administrative import NewAdministrative
from cases.actions.administrative import receive as administrative_received
from cases.actions.asset_files import NewAssetFile, open_asset_file
from cases.actions.assets import NewAsset, add_asset, add_encumbrance
from cases.actions.bank import keep_statement
from cases.actions.books import open_books
from cases.actions.committee_tasks import NewTask, record
from cases.actions.documents import attach
from cases.actions.filings import NewFiling, exclude, receive
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case
from cases.actions.measures import NewMeasure, decide_measure
from cases.actions.meetings import close_meeting
from cases.actions.money import receive as money_received
from cases.actions.pay_orders import Item, Payee, prepare_order
from cases.actions.persons import merge_persons
from cases.actions.plans import make_plan
from cases.actions.referrals import refer
from cases.actions.steps import record_step
from cases.actions.verification import Circumstances, NewVerification, record_verification
from cases.actions.vouchers import Given
from cases.choices import (
    Addressee,
    AssetKind,
    Conclusion,
    EncumbranceKind,
    ExclusionReason,
    FilingKind,
    Fund,
    MeasureKind,
    ObligationKind,
    PartyRole,
    PayMethod,
    Role,
    StepKind,
    VerificationSource,
)
from cases.models import (
    Act,
    AdministrativeJudgment,
    Agency,
    AgendaItem,
    Asset,
    BankStatement,
    Case,
    CaseClass,
    CoercionPlan,
    CommitteeMembership,
    CommitteeTask,
    Distribution,
    Document,
    Draft,
    Encumbrance,
    ExcludedPeriod,
    Filing,
    Handover,
    Measure,
    Meeting,
    Obligation,
    Party,
    PayOrder,
    Person,
    PersonMerge,
    PublicBody,
    Referral,
    RegisterEntry,
    SavedFilter,
    Step,
    Succession,
    TableJob,
    Verification,
    Voucher,
)
from cases.register_kinds import Book, EntryKind
from cases.roles import (
    ACCEPT,
    CONVENE,
    FIGURES,
    ISSUE,
    MANAGE,
    MEET,
    PRINT,
    READ,
    REOPEN,
    RIGHTS,
    SET_OFFICER_TARGET,
    SET_TARGET,
    TASKS,
)
from reports import seed
from reports.layouts.editing import draw_up_layout
from reports.models import (
    BlockCode,
    Issued,
    Layout,
    OfficialForm,
    PrintJob,
    PrintKind,
    Reconciliation,
    Review,
)
from tests import committee, factories
from tests.coercions import measure_of, planned


@dataclass
class World:
    """HN-BD's rows, asked for by HN-BD's people and by those of HN-HK."""

    people: dict[str, Any]

    @cached_property
    def ba_dinh(self):
        return factories.office("HN-BD")

    @cached_property
    def case(self) -> Case:
        new = NewCase(
            office=self.ba_dinh,
            officer=factories.officer(),
            case_class=CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")[
                0
            ],
            court="TAND quận Ba Đình",
            judgment_no="12/2017/DSST",
            judgment_on=date(2017, 9, 1),
            parties=(
                NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
                NewParty(PartyRole.DEBTOR, "Lê Văn Cường", identity_no="001071012347"),
            ),
            obligations=(NewObligation(ObligationKind.DEBT, 100_000_000, "", 0, (1,)),),
        )
        paper = Paper("1/QĐ-CCTHADS", date(2017, 11, 6), "Nguyễn Thị Dung")
        return open_case(new, on=date(2017, 11, 6), paper=paper, by=self.people[Role.CLERK])

    @cached_property
    def asset_file(self) -> Case:
        new = NewAssetFile(
            office=self.ba_dinh, officer=None, case_class=self.case.case_class, court="TAND",
            judgment_no="3/2018/DSST", judgment_on=date(2018, 6, 1), delegated_by="Bắc Ninh",
            delegation_no="12/QĐ", received_on=date(2018, 10, 2), decision="7/QĐ-XLTS",
            decided_on=date(2018, 10, 3),
            parties=(NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),),
            assets=(NewAsset(AssetKind.HOUSE, "Nhà"),),
        )  # fmt: skip
        return open_asset_file(new, by=self.people[Role.CLERK])[0]

    @cached_property
    def target(self):
        return factories.target(self.ba_dinh, 2018, "cases", 70).decision

    @cached_property
    def review(self) -> Review:
        row = Review.objects.create(
            office=factories.office("HN"), title="Tổng kết", first_year=2018, last_year=2018,
            made_by=self.people[Role.CITY_CLERK],
        )  # fmt: skip
        for code in BlockCode.values:
            row.blocks.create(code=code, words="Chưa viết", edited_by=row.made_by)
        return row

    @cached_property
    def kept(self) -> SavedFilter:
        return SavedFilter.objects.create(
            user=self.people[Role.OFFICER], name="Án phí", query="obligation=court_fee"
        )

    @cached_property
    def handover(self) -> Handover:
        return handovers.prepare(
            by=self.people[Role.HEAD],
            kind="officer",
            from_office=self.ba_dinh,
            to_office=self.ba_dinh,
            on=date(2018, 10, 5),
            reason="Nghỉ hưu",
            cases=Case.objects.filter(pk=self.case.pk),
            receivers=[factories.officer("HN-BD-02", "Lê Thị Hoa")],
        )

    @cached_property
    def statement(self) -> BankStatement:
        return keep_statement(
            by=self.people[Role.ACCOUNTANT], account="0011", name="a.csv",
            data="Ngày,Số tiền\n05/10/2018,500\n".encode(),
        )  # fmt: skip

    @cached_property
    def act(self) -> Act:
        return self.case.acts.get()

    @cached_property
    def obligation(self) -> Obligation:
        return self.case.obligations.get()

    @cached_property
    def draft(self) -> Draft:
        return Draft.objects.create(
            case=self.case,
            office=self.ba_dinh,
            kind="postpone",
            prepared_by=self.people[Role.OFFICER],
        )

    @cached_property
    def debtor(self) -> Party:
        return self.case.parties.get(role=PartyRole.DEBTOR)

    @cached_property
    def person(self) -> Person:
        assert self.debtor.person is not None
        return self.debtor.person

    @cached_property
    def merge(self) -> PersonMerge:
        other = Person.objects.create(kind="natural", name="Lê Văn Cường", birth_year=1971)
        by = self.people[Role.CITY_CLERK]
        return merge_persons(self.person.pk, other.pk, reason="Trùng", by=by)

    @cached_property
    def verification(self) -> Verification:
        new = NewVerification(
            party=self.debtor,
            source=VerificationSource.COMMUNE,
            result="Không có tài sản.",
            conclusion=Conclusion.WITHOUT_MEANS,
            circumstances=Circumstances(),
        )
        by = self.people[Role.CLERK]
        return record_verification(self.case, new, on=date(2018, 10, 1), by=by)[0]

    @cached_property
    def filing(self) -> Filing:
        new = NewFiling(
            kind=FilingKind.REQUEST,
            channel="direct",
            received_on=date(2017, 11, 1),
            court="TAND quận Ba Đình",
            judgment_no="12/2017/DSST",
            judgment_on=date(2017, 9, 1),
            judgment_kind="civil",
            sender="Trần Thị Bình",
        )
        return receive(new, by=self.people[Role.CLERK])[0]

    @cached_property
    def excluded(self) -> ExcludedPeriod:
        return exclude(
            self.filing,
            since=date(2017, 10, 1),
            until=date(2017, 10, 5),
            reason=ExclusionReason.OBSTACLE,
            proof="Giấy xác nhận",
            by=self.people[Role.CLERK],
        )

    @cached_property
    def step(self) -> Step:
        return record_step(
            self.case, kind=StepKind.NOTED, on=date(2018, 10, 1), by=self.people[Role.OFFICER]
        )

    @cached_property
    def plan(self) -> CoercionPlan:
        by = self.people[Role.OFFICER]
        return make_plan(measure_of(self.case, by), planned(self.case), by=by)[0]

    @cached_property
    def measure(self) -> Measure:
        new = NewMeasure(MeasureKind.HOLD, date(2018, 10, 1), object="Sổ đỏ AB 123")
        return decide_measure(self.case, new, by=self.people[Role.OFFICER])[0]

    @cached_property
    def referral(self) -> Referral:
        return refer(
            self.case, addressee=Addressee.STEERING_COMMITTEE, reason="Phức tạp", asked="Chỉ đạo",
            on=date(2018, 10, 1), by=self.people[Role.OFFICER],
        )[0]  # fmt: skip

    @cached_property
    def meeting(self) -> Meeting:
        """Held, with a case of HN-BD concluded on and a task for it."""
        assert self.referral
        by = self.people[Role.CITY_CLERK]
        made = committee.opened_meeting(by)
        given = NewTask("Lập kế hoạch", date(2018, 10, 9), office=self.ba_dinh)
        record(made, made.items.first(), by=by, conclusion="Đồng ý", tasks=[given])
        return close_meeting(made, by=by)

    @cached_property
    def agenda(self) -> AgendaItem:
        return self.meeting.items.last()

    @cached_property
    def committee_task(self) -> CommitteeTask:
        return self.meeting.tasks.get()

    @cached_property
    def document(self) -> Document:
        file = SimpleUploadedFile("Bien ban.pdf", b"%PDF-1.4 %%EOF")
        return attach(self.case, [file], by=self.people[Role.CLERK]).made[0]

    @cached_property
    def administrative(self) -> AdministrativeJudgment:
        new = NewAdministrative(
            court="TAND thành phố Hà Nội",
            judgment_no="12/2018/HC-ST",
            judgment_on=date(2018, 8, 1),
            outcome="b",
            content="Hủy quyết định thu hồi đất",
            creditor="Trần Thị Bình",
            debtor=PublicBody.objects.create(name="Ủy ban nhân dân quận Ba Đình"),
            received_on=date(2018, 9, 3),
        )
        return administrative_received(new, by=self.people[Role.CLERK])[0]

    @cached_property
    def entry(self) -> RegisterEntry:
        return registers.enter(
            Book.COMPLAINTS, by=self.people[Role.CLERK], kind=EntryKind.COMPLAINT,
            on=date(2018, 10, 1), person="Trần Thị Bình", content="Chậm chi trả tiền",
        )[0]  # fmt: skip

    @cached_property
    def voucher(self) -> Voucher:
        """A deposit: money of a case that may be paid back."""
        return money_received(
            self.case, fund=Fund.DEPOSIT, amount=500_000, on=date(2018, 10, 5),
            by=self.people[Role.ACCOUNTANT], method=PayMethod.CASH, given=Given(number="1"),
        )  # fmt: skip

    @cached_property
    def asset(self) -> Asset:
        new = NewAsset(AssetKind.VEHICLE, "Ô tô", identifier="29A-000.11")
        return add_asset(self.case, new, by=self.people[Role.CLERK])[0]

    @cached_property
    def encumbrance(self) -> Encumbrance:
        return add_encumbrance(
            self.asset, by=self.people[Role.CLERK], kind=EncumbranceKind.PLEDGE, holder="X"
        )

    @cached_property
    def distribution(self) -> Distribution:
        return Distribution.objects.create(
            office=self.ba_dinh, case=self.case, on=date(2018, 1, 5), amount=1,
            received_on=date(2018, 1, 5), prepared_by=self.people[Role.OFFICER],
        )  # fmt: skip

    @cached_property
    def order(self) -> PayOrder:
        return prepare_order(
            self.ba_dinh, by=self.people[Role.ACCOUNTANT], payee=Payee("Hà", PayMethod.CASH),
            items=[Item(self.voucher.case, Fund.DEPOSIT, 100_000)],
        )  # fmt: skip

    @cached_property
    def succession(self) -> Succession:
        return Succession.objects.create(
            old=self.ba_dinh, new=factories.office("HN-HK"), on=date(2018, 1, 1)
        )

    @cached_property
    def issued(self) -> Issued:
        return Issued.objects.create(
            office=self.ba_dinh, year=2018, months=5, scope="own", by="office", title="Báo cáo",
            number=1, symbol="BC-CCTHADS", issued_on=date(2018, 3, 5), signer="Lê Văn Trưởng",
            issued_by=self.people[Role.HEAD], code="ABCDEFGHJK", figures='{"rows":[]}',
            sha256="0" * 64, archived_at=timezone.now(), pdf_sha256="0" * 64,
            pdf=ContentFile(b"%PDF-", name="HN-BD.pdf"),
        )  # fmt: skip

    @cached_property
    def reconciliation(self) -> Reconciliation:
        return Reconciliation.objects.create(
            office=self.ba_dinh, year=2018, months=5, scope="own", by="office", of="cases",
            partner="VKSND", name="a.xlsx", file=ContentFile(b"PK", name="a.xlsx"),
            sha256="0" * 64,
            sheet=[["A", "1"], ["Tổng số", "5"]], ours_sha256="0" * 64,
            ours={
                "columns": [["c01", 1, ["Tổng số thụ lý"]]],
                "rows": [["", "Tổng số", 0, []]],
                "figures": {"": {"c01": 4}},
            },
            made_by=self.people[Role.CLERK],
        )  # fmt: skip

    @cached_property
    def job(self) -> PrintJob:
        return PrintJob.objects.create(
            office=self.ba_dinh,
            year=2018,
            months=5,
            scope="own",
            requested_by=self.people[Role.CLERK],
            printed_at=timezone.now(),
            file=ContentFile(b"%PDF-", name="HN-BD.pdf"),
        )

    @cached_property
    def list_job(self) -> PrintJob:
        return PrintJob.objects.create(
            kind=PrintKind.LIST, form="dang", title="Danh sách", office=self.ba_dinh, year=2018,
            months=3, scope="own", requested_by=self.people[Role.OFFICER],
        )  # fmt: skip

    @cached_property
    def table(self) -> TableJob:
        return TableJob.objects.create(
            kind="import",
            office=self.ba_dinh,
            requested_by=self.people[Role.OFFICER],
            params={"keep": "good", "shared": {}, "bad": {}, "made": []},
            name="Bảng",
            result=ContentFile(b"PK", name="chua-luu.xlsx"),
            finished_at=timezone.now(),
        )


class Row(NamedTuple):
    """What each asker gets. Who lacks `right` is the wrong role, and every such role is tried.

    Without a right the address is everybody's and there is no wrong role.
    """

    right: str | None
    anonymous: int | tuple[int, ...]
    wrong: int | None
    other: int | tuple[int, ...]
    own: int | tuple[int, ...]
    args: Callable[[World], tuple] = lambda world: ()
    query: str = ""
    method: str = "get"
    role: Role | None = None  # the asker of the last two columns, if not the first who may


def statement(world: World) -> tuple:
    return ("HN-BD", 2018, 5)


def layout_draft(world: World) -> tuple:
    return (draw_up_layout(by=world.people[Role.CITY_CLERK]).pk,)


def review(world: World) -> tuple:
    return (world.review.pk,)


def month(_: World) -> tuple:
    return "HN-BD", 2018, 5


TABLE: dict[str, Row] = {
    # name                     right   anonym. wrong other own
    "home": Row(None, 302, None, 302, 302),
    "healthz": Row(None, (200, 503), None, (200, 503), (200, 503)),
    "login": Row(None, 200, None, 302, 302),
    "logout": Row(None, 302, None, 302, 302, method="post"),
    "password_change": Row(None, 302, None, 200, 200),
    "password_change_done": Row(None, 302, None, 200, 200),
    "session_keep": Row(None, 401, None, 204, 204, method="post"),
    "resend": Row(None, 302, None, 302, 302),
    # handovers: of the office that hands over or receives
    "case_bulk": Row(READ, 302, 403, 200, 200, lambda w: ("assign",)),
    "handover_list": Row(READ, 302, 403, 200, 200),
    "handover_new": Row(READ, 302, 403, 302, 302),  # no open case yet: sent back to the list
    "handover_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.handover.pk,)),
    "handover_print": Row(READ, 302, 403, 404, 200, lambda w: (w.handover.pk,)),
    "handover_items": Row(
        READ, 302, 403, 404, 302, lambda w: (w.handover.pk,), method="post", role=Role.HEAD
    ),
    "handover_withdraw": Row(
        READ, 302, 403, 404, 302, lambda w: (w.handover.pk,), method="post", role=Role.HEAD
    ),
    # cases and drafts: rows of the office that holds them
    "case_list": Row(READ, 302, 403, 200, 200),
    "case_find": Row(READ, 302, 403, 302, 302, method="post"),
    "case_export": Row(READ, 302, 403, 200, 200, method="post"),
    "filter_save": Row(READ, 302, 403, 302, 302, method="post"),
    "filter_delete": Row(READ, 302, 403, 404, 302, lambda w: (w.kept.pk,), method="post"),
    "case_new": Row(READ, 302, 403, 200, 200),
    "case_check": Row(READ, 302, 403, 200, 200, method="post"),
    "case_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "act_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk, "postpone")),
    "obligation_terms": Row(READ, 302, 403, 404, 200, lambda w: (w.obligation.pk,)),
    "obligation_done": Row(READ, 302, 403, 404, 200, lambda w: (w.obligation.pk,)),
    "draft_list": Row(READ, 302, 403, 200, 200),
    "draft_open": Row(READ, 302, 403, 404, 302, lambda w: (w.draft.pk,)),
    "draft_discard": Row(READ, 302, 403, 404, 302, lambda w: (w.draft.pk,), method="post"),
    # persons: found by a look-up or met in an own case; merging and the log are the city's
    "person_find": Row(READ, 302, 403, 200, 200),
    "person_known": Row(READ, 302, 403, 200, 200, method="post"),
    "person_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.person.pk,)),
    "person_merge": Row(REOPEN, 302, 403, 200, 200, lambda w: (w.person.pk,)),
    "person_unmerge": Row(REOPEN, 302, 403, 200, 200, lambda w: (w.merge.pk,)),
    "person_duplicates": Row(REOPEN, 302, 403, 200, 200),
    "person_apart": Row(REOPEN, 302, 403, 302, 302, method="post"),
    "lookup_list": Row(REOPEN, 302, 403, 200, 200),
    "party_number": Row(READ, 302, 403, 404, 200, lambda w: (w.debtor.pk,), method="post"),
    "party_confirm": Row(READ, 302, 403, 404, 302, lambda w: (w.debtor.pk,), method="post"),
    # verification of means: rows of a case
    "verification_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "verification_plan": Row(READ, 302, 403, 200, 200),
    "verification_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.verification.pk,)),
    "party_edit": Row(READ, 302, 403, 404, 200, lambda w: (w.debtor.pk,)),
    # measures, persuasion, referrals: rows of a case
    "measure_list": Row(READ, 302, 403, 200, 200),
    "measure_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "measure_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.measure.pk,)),
    "measure_end": Row(READ, 302, 403, 404, 200, lambda w: (w.measure.pk,)),
    "measure_step": Row(
        READ, 302, 403, 404, 200, lambda w: (w.measure.pk, "ownership_established")
    ),
    "persuasion_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "referral_list": Row(READ, 302, 403, 200, 200),
    "referral_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "referral_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.referral.pk,)),
    # tables: one's own
    "import_new": Row(READ, 302, 403, 200, 200),
    "import_template": Row(READ, 302, 403, 200, 200),
    "job_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.table.pk,)),
    "job_state": Row(READ, 302, 403, 404, 200, lambda w: (w.table.pk,)),
    "job_file": Row(READ, 302, 403, 404, 200, lambda w: (w.table.pk,)),
    "publication_list": Row(READ, 302, 403, 200, 200),
    "publication_sheet": Row(READ, 302, 403, 200, 200),
    "publication_xlsx": Row(READ, 302, 403, 200, 200),
    # receipt books: rows of the office that received them
    "filing_list": Row(READ, 302, 403, 200, 200),
    "filing_new": Row(READ, 302, 403, 200, 200),
    "filing_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.filing.pk,)),
    "filing_edit": Row(READ, 302, 403, 404, 200, lambda w: (w.filing.pk,)),
    "filing_step": Row(READ, 302, 403, 404, 200, lambda w: (w.filing.pk, "refused")),
    "filing_exclude": Row(READ, 302, 403, 404, 200, lambda w: (w.filing.pk,)),
    "filing_count_again": Row(READ, 302, 403, 404, 302, lambda w: (w.excluded.pk,), method="post"),
    # steps of procedure
    "step_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk, "notified")),
    "step_cancel": Row(READ, 302, 403, 404, 200, lambda w: (w.step.pk,)),
    "procuracy": Row(READ, 302, 403, 200, 200),
    "document_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "document": Row(READ, 302, 403, 404, 200, lambda w: (w.document.pk,)),
    "document_withdraw": Row(READ, 302, 403, 404, 200, lambda w: (w.document.pk,)),
    # coercion plans: seen with their case
    "coercion_calendar": Row(READ, 302, 403, 200, 200),
    "coercion_print": Row(READ, 302, 403, 200, 200),
    "plan_new": Row(READ, 302, 403, 404, 200, lambda w: (w.plan.measure_id,)),
    "plan_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.plan.pk,)),
    "plan_edit": Row(READ, 302, 403, 404, 200, lambda w: (w.plan.pk,)),
    "plan_issue": Row(READ, 302, 403, 404, 200, lambda w: (w.plan.pk,), role=Role.HEAD),
    "plan_print": Row(READ, 302, 403, 404, 200, lambda w: (w.plan.pk,)),
    "plan_step": Row(READ, 302, 403, 404, 200, lambda w: (w.plan.pk, "coercion_met")),
    # administrative judgments: rows of the office that tracks them; bodies are everybody's names
    "administrative_list": Row(READ, 302, 403, 200, 200),
    "administrative_new": Row(READ, 302, 403, 200, 200),
    "administrative_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.administrative.pk,)),
    "administrative_step": Row(
        READ, 302, 403, 404, 200, lambda w: (w.administrative.pk, "voluntary_notice")
    ),
    "administrative_document": Row(READ, 302, 403, 404, 200, lambda w: (w.administrative.pk,)),
    "body_list": Row(READ, 302, 403, 200, 200),
    "body_new": Row(READ, 302, 403, 200, 200, role=Role.CITY_CLERK),
    "body_edit": Row(
        READ, 302, 403, 200, 200, lambda w: (w.administrative.debtor.pk,), role=Role.CITY_CLERK
    ),
    "administrative_statistics": Row(
        FIGURES, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"
    ),
    "administrative_rows": Row(
        READ, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5&column=new"
    ),
    "administrative_xlsx": Row(PRINT, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"),
    # simple registers: entries of the office that keeps them
    "registers": Row(READ, 302, 403, 200, 200),
    "register_list": Row(READ, 302, 403, 200, 200, lambda w: ("complaints",)),
    "register_new": Row(READ, 302, 403, 200, 200, lambda w: ("complaints",)),
    "register_detail": Row(READ, 302, 403, 404, 200, lambda w: ("complaints", w.entry.pk)),
    "register_cancel": Row(READ, 302, 403, 404, 200, lambda w: ("complaints", w.entry.pk)),
    # the steering committee: the city's meetings; tasks of the body they were given to
    "meeting_list": Row(MEET, 302, 403, 200, 200),
    "meeting_new": Row(CONVENE, 302, 403, 200, 200),
    "meeting_detail": Row(MEET, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "meeting_edit": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "meeting_send": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "meeting_attendance": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "meeting_issue": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "meeting_move": Row(
        CONVENE, 302, 403, 404, 302, lambda w: (w.meeting.pk, "close"), method="post"
    ),
    "meeting_sitting": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk, 1)),
    "agenda_new": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "agenda_edit": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.agenda.pk,)),
    "agenda_withdraw": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.agenda.pk,)),
    "agenda_move": Row(CONVENE, 302, 403, 404, 302, lambda w: (w.agenda.pk, "up"), method="post"),
    "meeting_papers": Row(MEET, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "meeting_notice": Row(CONVENE, 302, 403, 404, 200, lambda w: (w.meeting.pk,)),
    "committee_tasks": Row(TASKS, 302, 403, 200, 200),
    "committee_task": Row(TASKS, 302, 403, 404, 200, lambda w: (w.committee_task.pk,)),
    "committee_task_drop": Row(
        CONVENE, 302, 403, 404, 302, lambda w: (w.committee_task.pk,), method="post"
    ),
    # money: vouchers, orders and books of the office that keeps them
    "money_day": Row(READ, 302, 403, 200, 200),
    "money_print": Row(READ, 302, 403, 200, 200),
    "fee_list": Row(READ, 302, 403, 200, 200),
    "reduction_list": Row(READ, 302, 403, 200, 200),
    "bank_list": Row(READ, 302, 403, 200, 200),
    "bank_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.statement.pk,)),
    "bank_line": Row(
        READ, 302, 403, 404, 200, lambda w: (w.statement.lines.first().pk,), role=Role.ACCOUNTANT
    ),
    "money_held": Row(READ, 302, 403, 200, 200),
    "money_balance": Row(READ, 302, 403, 200, 200),
    "receipt_books": Row(READ, 302, 403, 200, 200),
    "receipt_book_close": Row(READ, 302, 403, 302, 302, method="post", role=Role.ACCOUNTANT),
    "voucher_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.voucher.pk,)),
    "voucher_print": Row(READ, 302, 403, 404, 200, lambda w: (w.voucher.pk,)),
    "voucher_reverse": Row(READ, 302, 403, 404, 200, lambda w: (w.voucher.pk,), role=Role.HEAD),
    "receipt_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,), role=Role.ACCOUNTANT),
    "pay_order_new": Row(
        READ, 302, 403, 404, 200, lambda w: (w.voucher.case_id,), role=Role.ACCOUNTANT
    ),
    "pay_order_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.order.pk,)),
    # assets: seen with their case
    "asset_list": Row(READ, 302, 403, 200, 200),
    "asset_file_list": Row(READ, 302, 403, 200, 200),
    "asset_file_new": Row(READ, 302, 403, 200, 200, role=Role.CLERK),
    "asset_file_assign": Row(
        READ, 302, 403, 404, 200, lambda w: (w.asset_file.pk,), role=Role.HEAD
    ),
    "asset_file_party": Row(READ, 302, 403, 404, 200, lambda w: (w.asset_file.pk,)),
    "asset_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "asset_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.asset.pk,)),
    "asset_edit": Row(READ, 302, 403, 404, 200, lambda w: (w.asset.pk,)),
    "asset_strike": Row(READ, 302, 403, 404, 200, lambda w: (w.asset.pk,)),
    "asset_step": Row(READ, 302, 403, 404, 200, lambda w: (w.asset.pk, "noted")),
    "encumbrance_new": Row(READ, 302, 403, 404, 200, lambda w: (w.asset.pk,)),
    "encumbrance_end": Row(READ, 302, 403, 404, 200, lambda w: (w.encumbrance.pk,)),
    # key cases: the list and the brief are open to who sees figures, each within the own scope
    "key_case_list": Row(FIGURES, 302, 403, 200, 200),
    "case_key": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "case_brief": Row(FIGURES, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "brief_pdf": Row(FIGURES, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    # distribution of what is held: seen with its office
    "distribution_new": Row(READ, 302, 403, 404, 200, lambda w: (w.case.pk,)),
    "distribution_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.distribution.pk,)),
    "distribution_print": Row(READ, 302, 403, 404, 200, lambda w: (w.distribution.pk,)),
    # legal terms: rows of the own scope; the calendar is shown to everybody
    "today": Row(READ, 302, 403, 200, 200),
    "deadline_list": Row(READ, 302, 403, 200, 200),
    "self_check": Row(READ, 302, 403, 200, 200),
    "calendar": Row(None, 302, None, 200, 200),
    # people and catalogues: an administrator's of whichever office
    "people": Row(MANAGE, 302, 403, 200, 200),
    "account_create": Row(MANAGE, 302, 403, 200, 200),
    "account_edit": Row(MANAGE, 302, 403, 200, 200, lambda w: (w.people[Role.CLERK].pk,)),
    "account_active": Row(
        MANAGE, 302, 403, 302, 302, lambda w: (w.people[Role.CLERK].pk,), method="post"
    ),
    "account_password": Row(
        MANAGE, 302, 403, 200, 200, lambda w: (w.people[Role.CLERK].pk,), method="post"
    ),
    "office_list": Row(MANAGE, 302, 403, 200, 200),
    "office_create": Row(MANAGE, 302, 403, 200, 200),
    "office_edit": Row(MANAGE, 302, 403, 200, 200, lambda w: (w.ba_dinh.pk,)),
    "succession_create": Row(MANAGE, 302, 403, 200, 200, lambda w: (w.ba_dinh.pk,)),
    "succession_delete": Row(
        MANAGE, 302, 403, 302, 302, lambda w: (w.succession.pk,), method="post"
    ),
    "officer_list": Row(MANAGE, 302, 403, 200, 200),
    "officer_create": Row(MANAGE, 302, 403, 200, 200),
    "officer_edit": Row(MANAGE, 302, 403, 200, 200, lambda w: (factories.officer().pk,)),
    "agency_list": Row(MANAGE, 302, 403, 200, 200),
    "agency_create": Row(MANAGE, 302, 403, 200, 200),
    "agency_edit": Row(MANAGE, 302, 403, 200, 200, lambda w: (Agency.objects.earliest("pk").pk,)),
    "membership_create": Row(
        MANAGE, 302, 403, 200, 200, lambda w: (Agency.objects.earliest("pk").pk,)
    ),
    "membership_edit": Row(
        MANAGE, 302, 403, 200, 200, lambda w: (CommitteeMembership.objects.get().pk,)
    ),
    # reports: figures are open to the office and the city, lines to who may read cases
    "board": Row(FIGURES, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"),
    "board_state": Row(FIGURES, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"),
    "board_print": Row(PRINT, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"),
    "outlook": Row(FIGURES, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"),
    "report_list": Row(FIGURES, 302, 403, 200, 200),
    "statement": Row(FIGURES, 302, 403, 404, 200, statement),
    "statement_cell": Row(
        READ, 302, 403, 404, 200, statement, query="column=c01&measure=cases&row=total"
    ),
    "statement_explain": Row(READ, 302, 403, 404, 200, statement, query="column=c01&measure=cases"),
    "case_counted": Row(READ, 302, 403, 404, 302, lambda w: (w.case.pk,)),
    "issued_list": Row(FIGURES, 302, 403, 200, 200),
    "issued_detail": Row(FIGURES, 302, 403, 404, 200, lambda w: (w.issued.code,)),
    "issued_file": Row(PRINT, 302, 403, 404, 200, lambda w: (w.issued.code,)),
    "issued_figures": Row(PRINT, 302, 403, 404, 200, lambda w: (w.issued.code,)),
    "statement_issue": Row(ISSUE, 302, 403, 404, 200, statement),
    "bridge": Row(READ, 302, 403, 404, 200, query="office=HN-BD&year=2018&months=5"),
    "reconcile_list": Row(READ, 302, 403, 200, 200),
    "reconcile_new": Row(READ, 302, 403, 200, 200),
    "reconcile_detail": Row(READ, 302, 403, 404, 200, lambda w: (w.reconciliation.pk,)),
    "reconcile_cell": Row(
        READ, 302, 403, 404, 200, lambda w: (w.reconciliation.pk,), query="row=total&column=c01"
    ),
    "reconcile_xlsx": Row(READ, 302, 403, 404, 200, lambda w: (w.reconciliation.pk,)),
    # reviews of several years: written by the city's clerk, issued by its leader
    "review_list": Row(FIGURES, 302, 403, 200, 200),
    "review_new": Row(ACCEPT, 302, 403, 200, 200),
    "review_detail": Row(FIGURES, 302, 403, 404, 200, review, role=Role.CITY_CLERK),
    "review_block": Row(
        ACCEPT,
        302,
        403,
        404,
        200,
        lambda w: (*review(w), "limits"),
        method="post",
    ),
    "review_paper": Row(PRINT, 302, 403, 404, 200, review, role=Role.CITY_CLERK),
    "review_issue": Row(ISSUE, 302, 403, 404, 200, review, role=Role.CITY_LEADER),
    "review_facts": Row(
        READ,
        302,
        403,
        404,
        200,
        lambda w: (*review(w), 2018, "decided"),
        role=Role.CITY_CLERK,
    ),
    "watch": Row(READ, 302, 403, 200, 200),
    "watch_list": Row(READ, 302, 403, 200, 200, lambda w: (2018, 5, "no_receipt")),
    "statement_clocks": Row(READ, 302, 403, 404, 200, statement),
    "statement_pdf": Row(PRINT, 302, 403, 404, 200, statement),
    "statement_xlsx": Row(PRINT, 302, 403, 404, 200, statement),
    "statement_json": Row(FIGURES, 302, 403, 404, 200, statement),
    "print_request": Row(PRINT, 302, 403, 404, 302, statement, method="post"),
    "print_file": Row(PRINT, 302, 403, 404, 200, lambda w: (w.job.pk,)),
    # lists by name: who prints and reads; a list made is its asker's alone
    "named_lists": Row(READ, 302, 403, 200, 200),
    "list_print": Row(READ, 302, 403, 404, 200, statement, method="post"),
    "books": Row(READ, 302, 403, 200, 200),
    "book_print": Row(READ, 302, 403, 404, 200, statement, method="post"),
    "print_job": Row(READ, 302, 403, 404, 200, lambda w: (w.list_job.pk,)),
    # what the forms say is no row of anybody's; the city's clerk draws up the next edition
    "layout_list": Row(None, 302, None, 200, 200),
    "layout_detail": Row(None, 302, None, 200, 200, lambda w: (Layout.objects.first().pk,)),
    "layout_new": Row(ACCEPT, 302, 403, 302, 302, method="post"),
    "layout_edit": Row(ACCEPT, 302, 403, 200, 200, layout_draft),
    "layout_column": Row(ACCEPT, 302, 403, 200, 200, lambda w: (*layout_draft(w), "c13")),
    "layout_preview": Row(ACCEPT, 302, 403, 200, 200, layout_draft),
    "layout_issue": Row(ACCEPT, 302, 403, 302, 302, layout_draft, method="post"),
    "layout_discard": Row(ACCEPT, 302, 403, 302, 302, layout_draft, method="post"),
    "form_renew": Row(ACCEPT, 302, 403, 200, 200, lambda w: (OfficialForm.objects.first().pk,)),
    "target_list": Row(FIGURES, 302, 403, 200, 200),
    "target_create": Row(SET_TARGET, 302, 403, 200, 200),
    "target_offices": Row(SET_TARGET, 302, 403, 200, 200),
    "target_officers": Row(SET_OFFICER_TARGET, 302, 403, 200, 200),
    "target_detail": Row(FIGURES, 302, 403, 404, 200, lambda w: (w.target.pk,)),
    "target_cancel": Row(FIGURES, 302, 403, 404, 403, lambda w: (w.target.pk,), method="post"),
    "target_path": Row(FIGURES, 302, 403, 404, 200, lambda w: ("HN-BD", 2018)),
    "published_list": Row(FIGURES, 302, 403, 200, 200),
    # closing: months of the offices whose cases one may read
    "closing_list": Row(READ, 302, 403, 200, 200),
    "closing_xlsx": Row(READ, 302, 403, 200, 200),
    "closing_detail": Row(READ, 302, 403, 404, 200, month),
    "closing_check": Row(READ, 302, 403, 404, 200, lambda w: (*month(w), "drafts")),
    "closing_reopen": Row(REOPEN, 302, 403, 404, 200, month),
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the project: its name with its namespaces, and its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, inner)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{prefix}{entry.name or ''}", str(entry.pattern)


NAMES = dict(patterns())


def test_every_address_is_in_the_table():
    nameless = [route for name, route in patterns() if not name or name.endswith(":")]
    assert not nameless, "addresses without a name"
    assert not set(NAMES) - set(TABLE), "addresses without a line in the table of this file"
    assert not set(TABLE) - set(NAMES), "lines without an address"
    assert len(list(patterns())) == len(NAMES), "two addresses share a name"


@pytest.fixture
def people_at_work(people, settings, tmp_path) -> dict[str, Any]:
    settings.MEDIA_ROOT = tmp_path
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)  # emptying the tables after other tests has taken them along
    seed.load_forms(OfficialForm)
    for office in ("HN", "HN-BD", "HN-HK"):
        open_books(factories.office(office), date(2017, 10, 1))
    return people


def ask(name: str, row: Row, people: dict[str, Any], user: Any = None, method: str = "") -> Any:
    """The answer to one asker, in a world of its own that is gone afterwards."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if user is not None:
            client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[-1])
        address = reverse(name, args=row.args(World(people)))
        answer = getattr(client, method or row.method)(f"{address}?{row.query}")
        if answer.streaming:
            b"".join(answer.streaming_content)  # to the end, which closes the file
        transaction.set_rollback(True)
    return answer


def holders(row: Row) -> list[Role]:
    return [role for role in Role if row.right is None or row.right in RIGHTS[role]]


def own_role(row: Row) -> Role:
    return row.role or holders(row)[0]


def agrees(answer: Any, expected: int | tuple[int, ...]) -> bool:
    return answer.status_code in (expected if isinstance(expected, tuple) else (expected,))


def test_anonymous(people_at_work, subtests):
    for name, row in TABLE.items():
        with subtests.test(name):
            answer = ask(name, row, people_at_work)
            assert agrees(answer, row.anonymous), answer.status_code
            assert row.anonymous != 302 or answer.url.startswith("/login")


def test_wrong_role(people_at_work, subtests):
    for name, row in TABLE.items():
        wrong = [role for role in Role if role not in holders(row)]
        with subtests.test(name):
            assert bool(wrong) == (row.wrong is not None)
        for role in wrong:
            with subtests.test(name, role=role):
                answer = ask(name, row, people_at_work, people_at_work[role])
                assert answer.status_code == row.wrong


def test_other_office(people_at_work, subtests):
    strangers = {
        role: factories.user(role, "HN-HK", username=f"{role}.hn-hk")
        for role in Role
        if role != Role.COMMITTEE
    }
    for name, row in TABLE.items():
        with subtests.test(name):
            answer = ask(name, row, people_at_work, strangers[own_role(row)])
            assert agrees(answer, row.other), answer.status_code


def test_own_office(people_at_work, subtests):
    for name, row in TABLE.items():
        with subtests.test(name):
            answer = ask(name, row, people_at_work, people_at_work[own_role(row)])
            assert agrees(answer, row.own), answer.status_code


COMMITTEE_READS = {"case_brief", "brief_pdf"}
"""Addresses of a case that open to a member when it is referred to the committee."""


def test_a_member_of_the_committee(people_at_work, subtests):
    """Of a case that is put to the member only the brief opens; before that nothing does."""
    member = people_at_work[Role.COMMITTEE]

    def referred(world):
        return (world.referral.case_id,)

    for name in COMMITTEE_READS:
        with subtests.test(name):
            assert ask(name, TABLE[name], people_at_work, member).status_code == 404
            row = TABLE[name]._replace(args=referred)
            assert ask(name, row, people_at_work, member).status_code == 200
    for name, row in TABLE.items():
        if name not in COMMITTEE_READS and row.right == READ and row.other == 404:
            with subtests.test(name):
                assert ask(name, row, people_at_work, member).status_code == 403


def test_no_address_breaks_by_the_other_method(people_at_work, subtests):
    for name, row in TABLE.items():
        other = "post" if row.method == "get" else "get"
        with subtests.test(name):
            answer = ask(name, row, people_at_work, people_at_work[own_role(row)], other)
            assert answer.status_code < 500


def test_a_row_that_does_not_exist_looks_like_one_of_another_office(people_at_work, subtests):
    """404 for both, so that nobody can find out which rows there are."""
    world = World(people_at_work)
    for name, row in TABLE.items():
        nowhere = tuple(0 if isinstance(a, int) else "HN-KHONG" for a in row.args(world))
        if row.other == 404 and nowhere:
            absent = row._replace(args=lambda world, nowhere=nowhere: nowhere)
            with subtests.test(name):
                answer = ask(name, absent, people_at_work, people_at_work[own_role(row)])
                assert answer.status_code == 404


def test_lists_hold_no_row_of_another_office(people_at_work, client):
    """The columns above see statuses only: a list answers 200 to both and must differ inside."""
    world = World(people_at_work)
    names = (world.case.decision, "Trần Thị Bình", str(world.draft))
    stranger = factories.user(Role.HEAD, "HN-HK", username="nguoi.la")
    for user, sees in ((people_at_work[Role.HEAD], True), (stranger, False)):
        client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[-1])
        text = client.get(reverse("case_list")).text + client.get(reverse("draft_list")).text
        assert (names[0] in text) == sees
        assert sees or not [name for name in names if name in text]


def test_what_a_role_that_reads_may_not_write(people_at_work):
    """Reading is one right, entering another: the accountant takes in no case, nor postpones."""
    accountant = people_at_work[Role.ACCOUNTANT]
    for name in ("case_new", "act_new"):
        for method in ("get", "post"):
            answer = ask(name, TABLE[name], people_at_work, accountant, method)
            assert answer.status_code == 403, (name, method)
    officer = people_at_work[Role.OFFICER]
    collect = TABLE["act_new"]._replace(args=lambda world: (world.case.pk, "collect"))
    for method in ("get", "post"):
        assert ask("act_new", collect, people_at_work, officer, method).status_code == 403, method
