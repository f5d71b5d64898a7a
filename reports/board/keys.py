"""Key cases of the board's offices: what blocks each, and what is asked of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Prefetch, Q, Sum
from django.db.models.functions import Coalesce

from cases.choices import OPEN_PLACES
from cases.models import Balance, KeyAsk, KeyCase, User
from cases.today import today

SHOWN = 6


@dataclass(frozen=True)
class Key:
    mark: KeyCase
    rest: int
    asks: Sequence[KeyAsk]
    day: date

    @property
    def first(self) -> KeyAsk | None:
        return self.asks[0] if self.asks else None

    @property
    def days_late(self) -> int:
        """Of what is asked first."""
        due = self.first.due_on if self.first else None
        return max(0, (self.day - due).days) if due else 0


@dataclass(frozen=True)
class Keys:
    shown: tuple[Key, ...]
    count: int


def keys(user: User, offices: Sequence[int]) -> Keys:
    """The marks that the user may read of these offices: what was asked first comes first."""
    marks = KeyCase.objects.visible_to(user).standing().filter(case__office__in=offices)
    waiting = Q(asks__settled_on=None)
    far = date.max
    found = list(
        marks.annotate(due=Coalesce(Min("asks__due_on", filter=waiting), far))
        .order_by("due", "since", "pk")
        .select_related("case__office")
        .prefetch_related(
            Prefetch(
                "asks",
                KeyAsk.objects.filter(settled_on=None).select_related("agency"),
                to_attr="waiting",
            )
        )[:SHOWN]
    )
    rest = dict(
        Balance.objects.filter(case__in=[mark.case_id for mark in found], heading__in=OPEN_PLACES)
        .values_list("case")
        .annotate(Sum("amount"))
    )
    day = today()
    shown = (Key(mark, rest.get(mark.case_id, 0), mark.waiting, day) for mark in found)  # type: ignore[attr-defined]
    return Keys(tuple(shown), len(found) if len(found) < SHOWN else marks.count())
