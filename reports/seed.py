"""What is shipped in reports/data, read into the tables. Running it again changes nothing.

The models are given, so that a migration can hand in its own.
"""

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
WHOLE = (
    *("carried_in", "new_intake", "docketed", "delegated", "taken_up", "recalled", "to_enforce"),
    *("enforceable", "not_yet_enforceable", "completed"),
)
UNITS = {"HANOI": "HN"}
"""Names of places in the published tables that are offices of ours."""
UNIT_OF = {"HN": "HANOI", "HN-TP": "HANOI"}
"""Under which of them an office's figures are published: the city's, whoever leads it."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def sources() -> dict[str, str]:
    """Addresses of the sources by their keys."""
    return {row["key"]: row["url"] for row in _rows("sources.csv")}


def load_layouts(layout: Any) -> int:
    rows = json.loads((DATA / "layouts.json").read_text("utf-8"))
    for row in rows:
        layout.objects.get_or_create(code=row["code"], defaults=row)
    return len(rows)


def load_forms(form: Any) -> int:
    rows = json.loads((DATA / "forms.json").read_text("utf-8"))
    for row in rows:
        known = {name: row[name] for name in ("number", "valid_from")}
        form.objects.get_or_create(**known, defaults=row)
    return len(rows)


def load_published(figure: Any) -> int:
    known = set(figure.objects.values_list("code", flat=True))
    rows = [
        figure(
            code=row["id"],
            as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
            rate_printed=row["rate_printed"],
            target=row["target"],
            gap_points=row["gap_points"],
            **{name: int(row[name]) if row[name] else None for name in WHOLE},
            **{name: row[name] for name in ("unit", "year", "months", "measure", "note", "source")},
        )
        for row in _rows("published-figures.csv")
        if row["id"] not in known
    ]
    figure.objects.bulk_create(rows)
    return len(rows)


def load_targets(decision: Any, target: Any, office: Any) -> int:
    """Published targets: those of an office of ours, the others for reference by name."""
    offices = {o.code: o for o in office.objects.filter(code__in=UNITS.values())}
    count = 0
    for row in _rows("targets.csv"):
        code = UNITS.get(row["scope"])
        if code and code not in offices:
            continue
        bound = offices[code] if code else None
        unit = "" if code else row["scope"]
        paper = {
            "year": row["year"],
            "number": row["decision"],
            "decided_on": date.fromisoformat(row["decided_on"]) if row["decided_on"] else None,
            "set_by": None,
        }
        made = decision.objects.filter(
            **paper, targets__office=bound, targets__unit=unit, targets__officer=None
        ).first() or decision.objects.create(**paper, source=row["source"], note=row["note"])
        for measure in ("cases", "money"):
            target.objects.get_or_create(
                decision=made, office=bound, unit=unit, officer=None,
                months=row["months"], measure=measure,
                defaults={
                    "rate": Decimal(row[f"{measure}_rate"]), "strict": row["strict"] == "1",
                },
            )  # fmt: skip
            count += 1
    return count
