"""Many cases carried to other keys at once: their positions in two queries, their acts by COPY.

The same rules, locks, numbers and triggers as `ledger.record_act`; nothing else may be posted so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from cases.actions.books import LINE_COLUMNS, line_rows, load_standing, next_entry_no
from cases.actions.journal_copy import LINE, copy_rows, field_of, reserve, text_of
from cases.choices import ActKind
from cases.models import Case, User
from cases.periods import statistical_year
from cases.rules.moves import REGISTER
from cases.rules.position import COLLECTED, OPEN_HEADINGS, Entry, Key, Position
from cases.rules.posting import booking_day, post

ACT_COLUMNS = (
    *("id", "case_id", "kind", "on", "booked_on", "written_at", "issuing_office_id"),
    *("register", "register_year", "entry_no", "decision", "decision_suffix", "entered_again"),
    *("decided_on", "signer", "recorded_by_id", "prepared_by_id", "ground", "opening", "note"),
)


@dataclass(frozen=True)
class Paper:
    """The one paper behind all these acts. Its number is kept as text: it numbers no single act."""

    number: str
    on: date
    signer: str
    prepared_by: User
    note: str = ""


@dataclass(frozen=True)
class Carried:
    """A case's act, and what stood of the case when it was carried."""

    act: int
    heading: str
    rest: int
    held: int


def carry(
    cases: Sequence[Case],
    keys: Mapping[int, Key],
    open_from: Mapping[int, date],
    *,
    kind: ActKind,
    paper: Paper,
    by: User,
    issuing: int,
) -> dict[int, Carried]:
    """Post `kind` (transfer or handover) on each case, numbered in their order; what the rules
    refuse is refused whole.

    The caller holds the books of the offices, whose first open days are `open_from`, and then the
    case rows; the series are locked here, last.
    """
    days = {c.pk: booking_day(paper.on, open_from.values(), c.last_booked_on) for c in cases}
    register, written_at = REGISTER[kind], timezone.now()
    ids = reserve("cases_act", len(cases))
    acts: list[str] = []
    lines: list[str] = []
    done: dict[int, Carried] = {}
    for year, group in groupby(sorted(days, key=lambda pk: days[pk]), key=_year_of(days)):
        members = list(group)
        positions = load_standing(members, year)
        first = next_entry_no(issuing, register, year)
        for number, pk in enumerate(members, first):
            position, act = positions[pk], next(ids)
            done[pk] = _standing(act, position)
            entry = Entry(kind, paper.on, days[pk], key=keys[pk], act=act)
            pairs = post(position, entry)
            row = (
                *(act, pk, kind.value, paper.on, days[pk], written_at, issuing),
                *(register.value, year, number, text_of(paper.number), "", 0),
                *(
                    paper.on,
                    text_of(paper.signer),
                    by.pk,
                    paper.prepared_by.pk,
                    "",
                    False,
                    text_of(paper.note),
                ),
            )
            acts.append("\t".join(map(field_of, row)) + "\n")
            lines += [LINE % line for line in line_rows(act, pk, pairs, days[pk])]
    copy_rows("cases_act", ACT_COLUMNS, "".join(acts))
    copy_rows("cases_ledgerline", LINE_COLUMNS, "".join(lines))
    return done


def _year_of(days: Mapping[int, date]):
    return lambda pk: statistical_year(days[pk])


def _standing(act: int, position: Position) -> Carried:
    money = list(_money(position))
    return Carried(
        act,
        position.place.heading if position.place else "",
        sum(amount for heading, amount in money if heading in OPEN_HEADINGS),
        sum(amount for heading, amount in money if heading == COLLECTED.heading),
    )


def _money(position: Position) -> Iterator[tuple[str, int]]:
    for (_, obligation, place), amount in position.balances.items():
        if obligation is not None:
            yield place.heading, amount
