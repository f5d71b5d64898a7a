"""The tables, in reading order."""

from reports.models.issued import Issued, IssuedKind, IssuedQuerySet, PrintJob, PrintKind
from reports.models.layouts import Layout, OfficialForm
from reports.models.published import PublishedFigure
from reports.models.reconciliations import Reconciliation
from reports.models.review import BlockCode, Review, ReviewBlock
from reports.models.targets import Measure, Target, TargetDecision

__all__ = [
    "BlockCode",
    "Issued",
    "IssuedKind",
    "IssuedQuerySet",
    "Layout",
    "Measure",
    "OfficialForm",
    "PrintJob",
    "PrintKind",
    "PublishedFigure",
    "Reconciliation",
    "Review",
    "ReviewBlock",
    "Target",
    "TargetDecision",
]
