"""From life histories to the rows of the journal: numbers of decisions, officers, papers, flags."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import TextIO

from cases.demo.amounts import BUDGET, CREDIT, OTHER
from cases.demo.days import CUT_DAY, statistical_year
from cases.demo.figures import BILLION, HN, INVENTED, OFFICES
from cases.demo.life import Life, Step
from cases.demo.lives import live_through
from cases.demo.names import Papers, draw_papers
from cases.demo.rests import fit_money
from cases.demo.territory import DESK, OFFICERS, code_of, officer_of, suffix_of

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

ENDINGS = frozenset(("complete", "terminate", "delegate", "take_up", "recall"))
KEY_CREDITS, KEY_OTHERS = 36, 14


def write_journal(out: TextIO, every: int = 1) -> None:
    """Write the journal of the statistical years 2018 to 2025; the same bytes at every call.

    Of every so many cases one is written, and all of the demo's own desk: what is quick to load.
    """
    rng = Random(SEED)
    lives = live_through(rng)
    fit_money(rng, lives)
    lives.sort(key=lambda life: (life.opened, life.office))
    if every > 1:
        lives = _thinned(lives, every)
    rows = list(_rows(rng, lives))
    rows.sort(key=lambda row: row[1])  # as an office writes its books: by day, all cases mixed
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)


def _thinned(lives: list[Life], every: int) -> list[Life]:
    first = [life for life in lives if not life.continues]
    kept = {id(life) for life in first[::every]}
    kept |= {id(life) for life in first if code_of(life.office, CUT_DAY) == DESK}
    for life in lives:  # in order of days: what is continued stands before
        if life.continues and id(life.continues) in kept:
            kept.add(id(life))
    return [life for life in lives if id(life) in kept]


def _rows(rng: Random, lives: list[Life]) -> Iterator[tuple]:
    keys = number_intakes(rng, lives)
    decisions = number_decisions(lives)
    flags = draw_flags(rng, lives)
    papers: dict[int, Papers] = {}
    days = _Days()
    for life in lives:
        office, opened, continues = OFFICES[life.office], life.opened, life.continues
        if continues:
            paper = papers[id(continues)]
        else:
            paper = draw_papers(
                rng, life.category, life.kind, office.area, date.fromordinal(opened)
            )
        if life.continued_by:
            papers[id(life)] = paper
        number, key = keys[id(life)]
        officer = rng.randint(1, OFFICERS[life.office])
        yield (
            key,
            days[opened],
            "intake",
            code_of(life.office, opened),
            life.amount,
            "",
            f"{number}{suffix_of(life.office, opened)}",
            days[opened],
            "ex_officio" if life.category == BUDGET else "on_request",
            life.kind,
            officer_of(life.office, officer, opened),
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
        steps = sorted(life.steps, key=lambda step: step.day)
        if opened < CUT_DAY and not any(s.act in ENDINGS and s.day < CUT_DAY for s in steps):
            moved = code_of(life.office, CUT_DAY), officer_of(life.office, officer, CUT_DAY)
            yield _transfer(key, days[CUT_DAY], *moved)
        for step in steps:
            amount = step.settlement.amount if step.settlement else step.amount
            decision = decisions.get(id(step), "")
            on = days[step.day]
            issuer = code_of(HN, step.day) if step.act == "take_up" else ""
            yield (
                (key, on, step.act, issuer, amount or "", step.ground, decision, decision and on)
                + ("",) * 12
            )


class _Days(dict[int, str]):
    """Days as they are written."""

    def __missing__(self, day: int) -> str:
        found = self[day] = date.fromordinal(day).isoformat()
        return found


def _transfer(key: str, on: str, office: str, officer: str) -> tuple:
    return (key, on, "transfer", office, *("",) * 6, officer, *("",) * 9)


def number_intakes(rng: Random, lives: list[Life]) -> dict[int, tuple[int, str]]:
    """Number of the intake decision and key of each case, in order of days.

    Numbers begin anew with each statistical year. Of earlier years only the unfinished cases are
    known, so their numbers leave gaps.
    """
    keys = {}
    last: dict[tuple[str, int], int] = defaultdict(int)
    whole = sum(office.weight for office in OFFICES)
    a_year = [sum(INVENTED.new) * office.weight / whole for office in OFFICES]
    for life in lives:
        year = statistical_year(life.opened)
        code = code_of(life.office, life.opened)
        number = last[code, year] + 1
        if life.is_opening:
            passed = (life.opened - date(year - 1, 10, 1).toordinal()) / 365
            number = max(number, round(a_year[life.office] * passed * rng.uniform(0.9, 1.0)))
        last[code, year] = number
        keys[id(life)] = (number, f"{code}/{year}/{number:05}")
    return keys


def number_decisions(lives: list[Life]) -> dict[int, str]:
    """Decisions after the intake, numbered per office, register and year without gaps."""
    last: dict[tuple[str, str, int], int] = defaultdict(int)
    steps: list[tuple[int, int, Step, Life]] = [
        (step.day, n, step, life)
        for n, life in enumerate(lives)
        for step in life.steps
        if step.act in REGISTERS
    ]
    steps.sort(key=lambda item: item[:2])
    numbers = {}
    for day, _, step, life in steps:
        office = HN if step.act == "take_up" else life.office  # the city office takes up
        register = code_of(office, day), REGISTERS[step.act], statistical_year(day)
        last[register] += 1
        numbers[id(step)] = f"{last[register]}{suffix_of(office, day)}"
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
