"""The tables, in reading order."""

from cases.models.cases import (
    Case,
    CaseClass,
    Judgment,
    Obligation,
    ObligationDebtor,
    Party,
    Person,
)
from cases.models.closings import Closing, ClosingBalance
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

__all__ = [
    "Act",
    "Agency",
    "Balance",
    "Books",
    "Case",
    "CaseClass",
    "Closing",
    "ClosingBalance",
    "CommitteeMembership",
    "Draft",
    "Judgment",
    "LedgerLine",
    "Obligation",
    "ObligationDebtor",
    "Office",
    "Officer",
    "Party",
    "Person",
    "Series",
    "Succession",
    "User",
]
