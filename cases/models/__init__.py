"""The tables, in reading order."""

from cases.models.administrative import AdministrativeJudgment, PublicBody
from cases.models.assets import Asset, Encumbrance
from cases.models.cases import Case, CaseClass, Obligation, ObligationDebtor, Party
from cases.models.closings import (
    Closing,
    ClosingBalance,
    ClosingRemark,
    Ended,
    Reopening,
    SignOff,
    SignStep,
)
from cases.models.coercion import CoercionPlan, Measure, PlanForce, Referral
from cases.models.committee import (
    AgendaItem,
    CommitteeTask,
    Invitation,
    Meeting,
    TaskReport,
)
from cases.models.files import Document, SavedFilter, TableJob
from cases.models.filings import ExcludedPeriod, Filing, Judgment
from cases.models.handovers import Handover, HandoverItem
from cases.models.key_cases import KeyAsk, KeyCase, KeyEntry
from cases.models.ledger import Act, Balance, Draft, LedgerLine, Series
from cases.models.money import (
    BankLine,
    BankMatch,
    BankStatement,
    Distribution,
    DistributionRow,
    FeeCharge,
    PayOrder,
    PayOrderItem,
    ReceiptBook,
    Voucher,
    VoucherLine,
)
from cases.models.offices import (
    Agency,
    Books,
    CommitteeMembership,
    Office,
    Officer,
    Succession,
    User,
)
from cases.models.persons import Person, PersonLookup, PersonMerge
from cases.models.procedure import (
    CalendarDay,
    Deadline,
    InterestPeriod,
    Step,
    Verification,
)
from cases.models.registers import RegisterEntry
from cases.models.search import SearchText

__all__ = [
    "Act",
    "AdministrativeJudgment",
    "Agency",
    "AgendaItem",
    "Asset",
    "Balance",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "Books",
    "CalendarDay",
    "Case",
    "CaseClass",
    "Closing",
    "ClosingBalance",
    "ClosingRemark",
    "CoercionPlan",
    "CommitteeMembership",
    "CommitteeTask",
    "Deadline",
    "Distribution",
    "DistributionRow",
    "Document",
    "Draft",
    "Encumbrance",
    "Ended",
    "ExcludedPeriod",
    "FeeCharge",
    "Filing",
    "Handover",
    "HandoverItem",
    "InterestPeriod",
    "Invitation",
    "Judgment",
    "KeyAsk",
    "KeyCase",
    "KeyEntry",
    "LedgerLine",
    "Measure",
    "Meeting",
    "Obligation",
    "ObligationDebtor",
    "Office",
    "Officer",
    "Party",
    "PayOrder",
    "PayOrderItem",
    "Person",
    "PersonLookup",
    "PersonMerge",
    "PlanForce",
    "PublicBody",
    "ReceiptBook",
    "Referral",
    "RegisterEntry",
    "Reopening",
    "SavedFilter",
    "SearchText",
    "Series",
    "SignOff",
    "SignStep",
    "Step",
    "Succession",
    "TableJob",
    "TaskReport",
    "User",
    "Verification",
    "Voucher",
    "VoucherLine",
]
