"""Thông báo: of the decisions half notified, who is still to be told."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from cases.actions.facts import notified_parties, owing
from cases.models import Act, Deadline, Step
from cases.rules.running import untold
from cases.terms import Bond, Term

Notice = tuple[int, int | None, int | None, date]
"""Of which case, about which decision, to whom, when."""


def untold_names(rows: Iterable[tuple[Deadline, Term]]) -> dict[int, tuple[str, ...]]:
    """Who is still to be told, by the row of a term of notice that runs; none where nobody was."""
    waiting = [
        (row, term)
        for row, term in rows
        if term.bond == Bond.EVERYONE and row.done_on is None and row.ended_on is None
    ]
    notices = _notices(waiting)
    half = {
        row: told
        for row, _ in waiting
        if (told := [n[2] for n in notices if n[0] == row.case_id and _about(n, row)])
    }
    if not half:
        return {}
    acts = Act.objects.filter(pk__in=[row.act_id for row in half])
    about: dict[int | None, int | None] = dict(acts.values_list("pk", "obligation"))
    owed, names = owing(about.values()), _names(half)
    return {
        row.pk: tuple(names[row.case_id][pk] for pk in sorted(missing))
        for row, told in half.items()
        if (missing := untold(frozenset(names[row.case_id]), owed[about.get(row.act_id)], told))
    }


def _notices(waiting: list[tuple[Deadline, Term]]) -> list[Notice]:
    if not waiting:
        return []
    kinds = {kind for _, term in waiting for kind in term.done_by}
    cases = {row.case_id for row, _ in waiting}
    rows = Step.objects.standing().filter(case__in=cases, kind__in=kinds, plan=None, measure=None)
    return list(rows.values_list("case", "act", "party", "on"))


def _about(notice: Notice, row: Deadline) -> bool:
    _, act, _, on = notice
    return act in (None, row.act_id) and on >= row.since


def _names(rows: Iterable[Deadline]) -> dict[int | None, dict[int, str]]:
    found: dict[int | None, dict[int, str]] = defaultdict(dict)
    parties = notified_parties({row.case_id for row in rows if row.case_id})
    for case, pk, name in parties.values_list("case", "pk", "name"):
        found[case][pk] = name
    return found
