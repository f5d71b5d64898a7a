"""From life histories to the rows of the journal: numbers of decisions, officers, papers, flags."""

import csv
from collections import defaultdict
from datetime import date
from random import Random
from typing import TextIO

from cases.demo.amounts import BUDGET, CREDIT, OTHER
from cases.demo.days import FIRST_DAY, statistical_year
from cases.demo.figures import BILLION, HN, INVENTED, OFFICES, PUBLISHED
from cases.demo.lives import Life, live_through
from cases.demo.money import fit_money
from cases.demo.names import Papers, draw_papers

SEED = 2018
HEADER = (
    "case", "on", "act", "office", "amount", "ground", "decision", "decided_on", "origin",
    "judgment_kind", "officer", "creditor", "debtor", "court", "judgment_no", "judgment_on",
    "flags", "heading", "opening", "continues",
)  # fmt: skip
REGISTERS = {
    "postpone": "09",
    "suspend": "09",
    "resume": "09",
    "terminate": "10",
    "without_means": "11",
    "separate_book": "20",
    "delegate": "05",
    "take_up": "12",
    "recall": "04",
    "amend": "04",
    "reduce": "18",
}
"""Books of Circular 04/2023 that number the decisions; receipts and endings carry no decision."""

CASES_OF_AN_OFFICER = 270
KEY_CREDITS, KEY_OTHERS = 36, 14


def write_journal(out: TextIO) -> None:
    """Write the journal of Hanoi's statistical year 2018; the same bytes at every call."""
    rng = Random(SEED)
    lives = live_through(rng)
    fit_money(rng, lives)
    lives.sort(key=lambda life: (life.opened, life.office))
    keys = number_intakes(rng, lives)
    decisions = number_decisions(lives)
    flags = draw_flags(rng, lives)
    papers: dict[int, Papers] = {}
    days = {day: date.fromordinal(day).isoformat() for day in _days_of(lives)}
    officers = _officers_of_offices()
    rows: list[tuple] = []
    for life in lives:
        office = OFFICES[life.office]
        continues = life.continues
        if continues:
            paper = papers[id(continues)]
        else:
            paper = draw_papers(
                rng, life.category, life.kind, office.area, date.fromordinal(life.opened)
            )
        if life.continued_by:
            papers[id(life)] = paper
        number, key = keys[id(life)]
        rows.append(
            (
                key,
                days[life.opened],
                "intake",
                office.code,
                life.amount,
                "",
                f"{number}{_suffix(life.office)}",
                days[life.opened],
                "ex_officio" if life.category == BUDGET else "on_request",
                life.kind,
                f"{office.code}-{rng.randint(1, officers[life.office]):02}",
                paper.creditor,
                paper.debtor,
                paper.court,
                paper.judgment_no,
                paper.judgment_on.isoformat(),
                flags[id(life)],
                life.heading,
                1 if life.is_opening else "",
                keys[id(continues)][1] if continues else "",
            )
        )
        for step in sorted(life.steps, key=lambda step: step.day):
            amount = step.settlement.amount if step.settlement else step.amount
            decision = decisions.get(id(step), "")
            on = days[step.day]
            issuer = OFFICES[HN].code if step.act == "take_up" else ""
            rows.append(
                (key, on, step.act, issuer, amount or "", step.ground, decision, decision and on)
                + ("",) * 12
            )
    rows.sort(key=lambda row: row[1])  # as an office writes its books: by day, all cases mixed
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)


def number_intakes(rng: Random, lives: list[Life]) -> dict[int, tuple[int, str]]:
    """Number of the intake decision and key of each case, in order of days.

    Numbers begin anew with each statistical year. Of earlier years only the unfinished cases are
    known, so their numbers leave gaps.
    """
    keys = {}
    last: dict[tuple[int, int], int] = defaultdict(int)
    whole = sum(office.weight for office in OFFICES)
    a_year = [sum(INVENTED.new) * office.weight / whole for office in OFFICES]
    for life in lives:
        year = statistical_year(life.opened)
        number = last[life.office, year] + 1
        if life.is_opening:
            passed = (life.opened - date(year - 1, 10, 1).toordinal()) / 365
            number = max(number, round(a_year[life.office] * passed * rng.uniform(0.9, 1.0)))
        last[life.office, year] = number
        keys[id(life)] = (number, f"{OFFICES[life.office].code}/{year}/{number:05}")
    return keys


def number_decisions(lives: list[Life]) -> dict[int, str]:
    """Decisions of the year after the intake, numbered per office and register without gaps."""
    last: dict[tuple[int, str], int] = defaultdict(int)
    steps = [
        (step.day, n, step, life)
        for n, life in enumerate(lives)
        for step in life.steps
        if step.act in REGISTERS
    ]
    steps.sort(key=lambda item: item[:2])
    numbers = {}
    for _, _, step, life in steps:
        office = HN if step.act == "take_up" else life.office  # the city office takes up
        register = office, REGISTERS[step.act]
        last[register] += 1
        numbers[id(step)] = f"{last[register]}{_suffix(office)}"
    return numbers


def draw_flags(rng: Random, lives: list[Life]) -> dict[int, str]:
    """Flags of the statistics; the key cases are the largest credits and corruption cases."""
    corrupt = {id(life) for life in lives if _is_corruption(rng, life)}
    open_lives = [life for life in lives if life.heading != "SEPARATE_BOOK" and life.rest]
    by_size = sorted(open_lives, key=lambda life: -life.rest)
    keys = [life for life in by_size if life.category == CREDIT][:KEY_CREDITS]
    keys += [life for life in by_size if life.category != CREDIT and id(life) in corrupt][
        :KEY_OTHERS
    ]
    key_ids = {id(life) for life in keys}
    flags = {}
    for life in lives:
        names = []
        if life.category != OTHER:
            names.append("budget" if life.category == BUDGET else "credit")
        if id(life) in corrupt or (life.continues and id(life.continues) in corrupt):
            names.append("corruption")
        if id(life) in key_ids or (life.continues and id(life.continues) in key_ids):
            names.append("key")
        flags[id(life)] = " ".join(names)
    return flags


def _is_corruption(rng: Random, life: Life) -> bool:
    if life.kind != "criminal" or life.continues:
        return False
    chance = {BUDGET: 0.25, CREDIT: 0.6, OTHER: 0.12}[life.category]
    large = life.amount >= {BUDGET: 0.1, CREDIT: 0, OTHER: 0.2}[life.category] * BILLION
    return large and rng.random() < chance


def _suffix(office: int) -> str:
    return "/QĐ-CTHADS" if office == HN else "/QĐ-CCTHADS"


def _officers_of_offices() -> list[int]:
    docketed = PUBLISHED.five_months.carried_in + sum(INVENTED.new)
    whole = sum(office.weight for office in OFFICES)
    return [
        max(3, round(docketed * office.weight / whole / CASES_OF_AN_OFFICER)) for office in OFFICES
    ]


def _days_of(lives: list[Life]) -> set[int]:
    days = {life.opened for life in lives}
    days.update(step.day for life in lives for step in life.steps)
    return days | {FIRST_DAY}
