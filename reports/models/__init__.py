"""The tables, in reading order."""

from reports.models.issued import Issued, IssuedQuerySet, PrintJob, PrintKind
from reports.models.layouts import Layout, OfficialForm
from reports.models.published import PublishedFigure
from reports.models.reconciliations import Reconciliation
from reports.models.targets import Measure, Target, TargetDecision

__all__ = [
    "Issued",
    "IssuedQuerySet",
    "Layout",
    "Measure",
    "OfficialForm",
    "PrintJob",
    "PrintKind",
    "PublishedFigure",
    "Reconciliation",
    "Target",
    "TargetDecision",
]
