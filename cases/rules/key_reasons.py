"""Why a case may be called key: one row of `data/key_reasons.csv` each. Pure.

No text that could be read sets a threshold for "án trọng điểm, phức tạp", so the reasons are data:
one is added as a row, one no longer used gets its last day and keeps its name.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CORRUPTION, CREDIT, OTHER = "corruption", "credit", "other"
"""Those that the class of a case gives by itself, and the one that must be told in words."""


@dataclass(frozen=True)
class KeyReason:
    code: str
    label: str
    valid_to: date | None

    def in_use(self, day: date) -> bool:
        return self.valid_to is None or day <= self.valid_to


def _read() -> tuple[KeyReason, ...]:
    path = Path(__file__).parent.parent / "data" / "key_reasons.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            KeyReason(
                row["code"],
                row["label"],
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(file)
        )


REASONS = _read()
_LABELS = {reason.code: reason.label for reason in REASONS}


def reasons_on(day: date) -> list[tuple[str, str]]:
    """The reasons one may give on a day, as choices."""
    return [(reason.code, reason.label) for reason in REASONS if reason.in_use(day)]


def reason_label(code: str) -> str:
    return _LABELS.get(code, code)


def reason_of_flags(*, corruption: bool, credit: bool) -> str:
    """The reason that a case's own class tells."""
    return CORRUPTION if corruption else CREDIT if credit else OTHER
