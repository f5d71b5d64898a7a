"""A journal of a small city in 2018, and an independent count of it.

The count knows neither headings nor lines: it follows each case through its acts, day by day.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

HEAD = [
    "case",
    "on",
    "act",
    "office",
    "amount",
    "ground",
    "decision",
    "decided_on",
    "origin",
    "judgment_kind",
    "officer",
    "creditor",
    "debtor",
    "court",
    "judgment_no",
    "judgment_on",
    "flags",
    "heading",
    "opening",
    "continues",
]
START = date(2017, 10, 1)
OFFICES = ("HN", "HN-BD", "HN-HK")
GROUND = {"terminate": "c", "without_means": "a", "postpone": "d", "suspend": "1"}


def write(path: Path, rows: list[dict]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD)
        writer.writeheader()
        writer.writerows(rows)
    return path


def intake(case, on, office, amount, *, opening="", heading="", origin="on_request", flags=""):
    return {
        "case": case,
        "on": on,
        "act": "intake",
        "office": office,
        "amount": amount,
        "origin": origin,
        "judgment_kind": "civil",
        "officer": f"{office}-01",
        "creditor": "Nguyễn Văn An",
        "debtor": "Trần Thị Bình",
        "court": "TAND thành phố Hà Nội",
        "judgment_no": f"{case}/2017/DSST",
        "judgment_on": date(2017, 1, 2),
        "flags": flags,
        "heading": heading,
        "opening": "1" if opening else "",
    }


def act(case, on, kind, amount="", ground=None, office=""):
    return {
        "case": case,
        "on": on,
        "act": kind,
        "amount": amount,
        "ground": GROUND.get(kind, "") if ground is None else ground,
        "office": office,
    }


# Small enough to count by hand: two carried in, one in the separate book, three new.
HAND = [
    intake("A", date(2016, 5, 5), "HN-BD", 1_000_000, opening=True),
    intake("B", date(2016, 6, 5), "HN-BD", 2_000_000, opening=True, heading="WITHOUT_MEANS"),
    intake("S", date(2015, 6, 5), "HN-BD", 700_000, opening=True, heading="SEPARATE_BOOK"),
    intake("C", date(2017, 10, 10), "HN-HK", 3_000_000),
    intake("D", date(2017, 12, 12), "HN", 5_000_000),
    intake("E", date(2018, 1, 15), "HN-BD", 400_000),
    act("A", date(2017, 11, 10), "collect", 400_000),
    act("A", date(2017, 11, 12), "pay_out", 400_000),
    act("A", date(2018, 1, 10), "transfer", office="HN-HK"),
    act("B", date(2018, 2, 1), "separate_book"),
    act("S", date(2018, 2, 2), "resume"),
    act("C", date(2017, 12, 10), "collect", 3_000_000),
    act("C", date(2017, 12, 11), "complete"),
    act("D", date(2018, 2, 20), "postpone", ground="c"),
    act("E", date(2018, 2, 21), "terminate"),
]


def random_year(seed: int, cases: int = 60) -> list[dict]:
    """A year without transfers and reversals, every act legal, days in order within a case."""
    draw = Random(seed)
    rows = []
    for number in range(cases):
        case, office = f"K{number}", draw.choice(OFFICES)
        amount = draw.randrange(1, 10**9)
        opening = draw.random() < 0.5
        state, rest = "open", amount
        day = START + timedelta(draw.randrange(300))
        if opening:
            state = draw.choice(["open", "open", "without", "separate"])
            heading = {"open": "", "without": "WITHOUT_MEANS", "separate": "SEPARATE_BOOK"}[state]
            on = date(2016, 3, 1)
            rows.append(intake(case, on, office, amount, opening=True, heading=heading))
            day = START + timedelta(draw.randrange(100))
        else:
            rows.append(
                intake(case, day, office, amount, origin=draw.choice(["ex_officio", "on_request"]))
            )
        while state not in ("gone", "stop"):
            day += timedelta(draw.randrange(1, 50))
            if day > date(2018, 9, 30):
                break
            if state == "separate":
                rows.append(act(case, day, "resume"))
                state = "open"
                continue
            choices = ["collect", "collect", "terminate", "delegate", "recall", "reduce", "take_up"]
            choices += {
                "open": ["without_means", "postpone", "suspend"],
                "parked": ["resume", "resume"],
                "without": ["separate_book", "resume"],
            }[state]
            kind = draw.choice(choices)
            if kind in ("collect", "reduce"):
                if not rest:
                    rows.append(act(case, day, "complete"))
                    state = "gone"
                    continue
                part = rest if draw.random() < 0.5 else draw.randrange(1, rest + 1)
                rest -= part
                rows.append(act(case, day, kind, part))
                if kind == "collect" and draw.random() < 0.5:
                    rows.append(act(case, day, "pay_out", part))
                continue
            rows.append(act(case, day, kind))
            state = {
                "without_means": "without",
                "postpone": "parked",
                "suspend": "parked",
                "resume": "open",
                "separate_book": "separate",
            }.get(kind, "gone")
    return rows


@dataclass
class Count:
    """Figures by column code, for cases and for money."""

    cases: Counter = field(default_factory=Counter)
    money: Counter = field(default_factory=Counter)

    def add(self, column: str, amount: int, case: int = 1) -> None:
        self.cases[column] += case
        self.money[column] += amount


def count(rows: list[dict], cutoff: date, offices=OFFICES) -> Count:
    """What a clerk with the case files would count for the year 2018 up to the day."""
    figures = Count()
    files: dict[str, list[dict]] = {}
    for row in rows:
        files.setdefault(row["case"], []).append(row)
    for history in files.values():
        first, *rest = history
        if first["office"] not in offices:
            continue
        opened, left = bool(first["opening"]), int(first["amount"])
        if not opened and first["on"] > cutoff:
            continue
        state = {"WITHOUT_MEANS": "without", "SEPARATE_BOOK": "separate"}.get(
            first["heading"], "open"
        )
        if not opened:
            figures.add("c03", left)
        elif state != "separate":
            figures.add("c02", left)
        old_separate = state == "separate"
        for row in rest:
            if row["on"] > cutoff:
                break
            kind, amount = row["act"], int(row["amount"] or 0)
            if kind in ("collect", "reduce"):
                figures.add("c10" if kind == "collect" else "c12", amount, 0)
                left -= amount
            elif kind == "complete":
                figures.add("c10", 0)
                state = "gone"
            elif kind in ("terminate", "delegate", "take_up", "recall"):
                column = {"terminate": "c11", "delegate": "c04", "take_up": "c05", "recall": "c06"}
                figures.add(column[kind], left)
                state = "gone"
            elif kind == "resume":
                if state == "separate" and old_separate:
                    figures.add("c03", left)  # newly docketed
                    old_separate = False
                state = "open"
            elif kind != "pay_out":
                state = {
                    "without_means": "without",
                    "postpone": "postponed",
                    "suspend": "suspended",
                    "separate_book": "separate",
                }[kind]
        column = {"open": "c13", "postponed": "c16", "suspended": "c15", "without": "c18"}
        if state == "separate":
            figures.add("m01", left)
            if not old_separate:
                figures.add("c18", left)
                figures.add("m02", left)
        elif state != "gone":
            figures.add(column[state], left)
    return figures
