"""Hồ sơ xử lý tài sản ủy thác: a file of its own kind, open until its money was sent back. Pure.

Law 26/2008/QH12, Article 57(2); Decree 152/2026/NĐ-CP, Article 27. It owes nothing and stands in
no statement: the case it serves is the delegating office's.
"""

from collections.abc import Iterable
from datetime import date

from cases.choices import CaseKind, StepKind
from cases.rules.refusal import Refusal, written
from cases.terms import term_on

OPEN = CaseKind.DELEGATED_ASSET.label
ENDED = "Đã chuyển tiền, kết thúc"
ENDS = StepKind.ASSET_MONEY_SENT


def is_open(standing: Iterable[str]) -> bool:
    """Of the kinds of the steps that stand."""
    return ENDS not in standing


def check_sent(held: int, on: date) -> None:
    """All that came in has gone out: the rest to the office that delegated (Article 57(2)(c))."""
    if held:
        article = term_on("UTTS_MONEY", on).article_on(on)
        raise Refusal(
            f"Còn giữ {written(held)} đồng của hồ sơ: chi chuyển nơi ủy thác trước ({article})."
        )
