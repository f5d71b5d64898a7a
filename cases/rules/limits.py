"""Numbers of the law, other than terms, as dated data: one row of `data/limits.csv` each.

A row says since when, until when and by which article; `provisional` is one of the old law that
the new one, as far as it could be read, does not restate. The day of the step decides.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cases.laws import UNREAD


@dataclass(frozen=True)
class Limit:
    key: str
    valid_from: date
    valid_to: date | None
    value: int
    article: str
    provisional: bool

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def basis(self) -> str:
        return f"{self.article}, {UNREAD}" if self.provisional else self.article


def _read() -> tuple[Limit, ...]:
    path = Path(__file__).parent.parent / "data" / "limits.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Limit(
                row["key"],
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                int(row["value"]),
                row["article"],
                bool(row["provisional"]),
            )
            for row in csv.DictReader(file)
        )


LIMITS = _read()


def limit(key: str, day: date) -> Limit | None:
    """The row in force on the day; None where the law of the day sets no such number."""
    return next((row for row in LIMITS if row.key == key and row.in_force(day)), None)
