"""Boundaries: offices gathered under those that stand on a day in their place.

What thirty districts did until 30/06/2025 is the past of twelve divisions. Sums are gathered,
never rates. An office that was divided between several stays by itself: nobody can say which part
of its past is whose.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from cases.models import Office, Succession


class Area(NamedTuple):
    """An office that stands on the day, and the offices whose sums are its own."""

    head: Office
    offices: tuple[Office, ...]


def areas(offices: Iterable[Office], day: date) -> list[Area]:
    """Each of the offices in exactly one area; a head among its own offices comes first."""
    taken: dict[int, list[Office]] = defaultdict(list)
    for row in Succession.objects.filter(on__lte=day).select_related("new").order_by("pk"):
        taken[row.old_id].append(row.new)
    heads: dict[int, Office] = {}
    gathered: dict[int, list[Office]] = defaultdict(list)
    for office in offices:
        head = office
        while len(taken[head.pk]) == 1:
            head = taken[head.pk][0]
        heads[head.pk] = head
        gathered[head.pk].append(office)
    return [
        Area(head, tuple(sorted(gathered[head.pk], key=lambda o: (o.pk != head.pk, o.pk))))
        for head in sorted(heads.values(), key=lambda o: (o.parent_id is not None, o.pk))
    ]
