"""Hồ sơ xử lý tài sản ủy thác: a file of its own kind, open until its money was sent back. Pure.

Law 26/2008/QH12, Article 57(2); Decree 152/2026/NĐ-CP, Article 27. It owes nothing and stands in
no statement: the case it serves is the delegating office's.
"""

from collections.abc import Iterable

from cases.choices import CaseKind, StepKind

OPEN = CaseKind.DELEGATED_ASSET.label
ENDED = "Đã chuyển tiền, kết thúc"
ENDS = StepKind.ASSET_MONEY_SENT


def is_open(standing: Iterable[str]) -> bool:
    """Of the kinds of the steps that stand."""
    return ENDS not in standing
