"""The tables, in reading order."""

from cases.models.administrative import AdministrativeJudgment, PublicBody
from cases.models.cases import Case, CaseClass, Obligation, ObligationDebtor, Party
from cases.models.closings import Closing, ClosingBalance
from cases.models.files import Document, SavedFilter, TableJob
from cases.models.filings import ExcludedPeriod, Filing, Judgment
from cases.models.handovers import Handover, HandoverItem
from cases.models.ledger import Act, Balance, Draft, LedgerLine, Series
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
    Asset,
    CalendarDay,
    Deadline,
    InterestPeriod,
    Step,
    Verification,
)
from cases.models.search import SearchText

__all__ = [
    "Act",
    "AdministrativeJudgment",
    "Agency",
    "Asset",
    "Balance",
    "Books",
    "CalendarDay",
    "Case",
    "CaseClass",
    "Closing",
    "ClosingBalance",
    "CommitteeMembership",
    "Deadline",
    "Document",
    "Draft",
    "ExcludedPeriod",
    "Filing",
    "Handover",
    "HandoverItem",
    "InterestPeriod",
    "Judgment",
    "LedgerLine",
    "Obligation",
    "ObligationDebtor",
    "Office",
    "Officer",
    "Party",
    "Person",
    "PersonLookup",
    "PersonMerge",
    "PublicBody",
    "SavedFilter",
    "SearchText",
    "Series",
    "Step",
    "Succession",
    "TableJob",
    "User",
    "Verification",
]
