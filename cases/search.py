"""Finding cases by number, name or asset: diacritics do not matter, exact ones come first.

A word matches from its beginning, several words in their order. Every condition is said twice: as
keys of the index of `SearchText`, and as a piece of its text. A rare word goes through the index; a
word so common that the newest cases are full of it is read off those, newest first, without ever
gathering the hundreds of thousands that also match.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from cases.models import Case as CaseRow
from cases.models import Party, SearchText
from cases.models.search import SearchWords
from cases.rules.identity import canonical

MOST = 300
"""So many are ranked and shown; beyond that the count says "hơn"."""

SAMPLE, DENSE_IN_ALL, DENSE_IN_OFFICE = 2_000, 40, 200
"""A condition that so many of the newest cases meet is read off the newest, 2 % of a city's, 10 %
of an office's: about where walking until enough are found costs what gathering all would."""

NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Condition:
    """One way to match: keys of the index, pieces of the text of which one must stand there."""

    keys: str
    pieces: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> Q:
        """Not as LIKE: its guessed selectivity would read the whole table to find a common word."""
        found = Q()
        for name, piece in self.pieces:
            found |= Q(GreaterThan(StrIndex(name, Value(piece)), 0))
        return found

    def by_index(self, rows: "QuerySet[SearchText]", within: str = "") -> "QuerySet[SearchText]":
        keys = f"({self.keys}) & ({within})" if within else self.keys
        return rows.filter(
            HasKeys(SearchWords("office_id", "marked", "plain"), Value(keys)), self.said
        )


class HasKeys(Func):
    arg_joiner, template = " @@ ", "%(expressions)s::tsquery"
    output_field = BooleanField()


def _key(word: str, prefix: str = "") -> str:
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{prefix}"


def _keys(text: str) -> str:
    *whole, last = text.split(" ")
    return " & ".join((*(_key(word) for word in whole), _key(last, ":*")))


@dataclass(frozen=True)
class Sought:
    """What was typed, in both spellings, as conditions from the most exact to the loosest."""

    marked: str
    plain: str

    @classmethod
    def of(cls, text: str) -> "Sought":
        marked = re.sub(r"\s*/\s*", "/", re.sub(r"[|\s]+", " ", text.lower())).strip()
        with connection.cursor() as cursor:
            cursor.execute("SELECT plain_name(%s)", [marked])
            plain = re.sub(r"[|\s]+", " ", cursor.fetchone()[0]).strip()
        return cls(marked, plain)

    @property
    def has_number(self) -> bool:
        return re.search(r"\d", self.plain) is not None

    @cached_property
    def tiers(self) -> list[Condition]:
        return self._numbers() if self.has_number else self._names()

    @property
    def loosest(self) -> Condition:
        return self.tiers[-1]

    def _names(self) -> list[Condition]:
        """Equal with marks, equal, contained with marks, contained; typed without marks: the last
        of each."""
        spellings = [("marked", self.marked), ("plain", self.plain)]
        if self.marked == self.plain:
            del spellings[0]
        equal = [Condition(_key(f"={s}"), ((name, f"| {s} |"),)) for name, s in spellings]
        return equal + [Condition(_keys(s), ((name, f" {s}"),)) for name, s in spellings]

    def _numbers(self) -> list[Condition]:
        """ "214" is 214/QĐ-CCTHADS, not 2140; a plate is the same with and without its dots."""
        if NUMBER.fullmatch(self.plain):
            n = self.plain
            keys = f"{_key(n)} | {_key(n + '/', ':*')}"
            exact = (("plain", f"| {n}/"), ("plain", f"| {n} |"))
            return [Condition(keys, exact), Condition(keys)]
        code = re.sub(r"[\W_]", "", self.plain)
        keys = f"({_keys(self.plain)}) | {_key(code, ':*')}"
        whole = tuple(("plain", f"| {text} |") for text in (self.plain, code))
        start = tuple(("plain", f"| {text}") for text in (self.plain, code))
        inside = tuple(("plain", f" {text}") for text in (self.plain, code))
        return [Condition(keys, whole), Condition(keys, start), Condition(keys, inside)]


@dataclass
class Found:
    """Ids of the cases found, best first; `more` when there are more than are ranked."""

    ids: list[int]
    more: bool
    cases: "QuerySet[CaseRow]"

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[CaseRow]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[CaseRow]:
        rows = self.cases.in_bulk(self.ids[part])
        return [rows[pk] for pk in self.ids[part] if pk in rows]


@dataclass
class Search:
    """A search among the cases of some offices, or of those only that `narrow` leaves of them.

    `offices` are the ids of the scope; `wide` says that they are most of all cases, so that their
    ids would not narrow the index.
    """

    text: str
    offices: list[int]
    wide: bool
    narrow: "Callable[[QuerySet[CaseRow]], QuerySet[CaseRow]] | None" = None

    @cached_property
    def sought(self) -> Sought:
        return Sought.of(self.text)

    @cached_property
    def rows(self) -> "QuerySet[SearchText]":
        rows = self._of_offices()
        if self.narrow is None:
            return rows
        # Asked row by row of what the words leave: as EXISTS it would become a join, and the
        # planner might read every open case of the city to find the few that are sought.
        kept = self.narrow(CaseRow.objects.filter(pk=OuterRef("pk"))).values("pk")[:1]
        return rows.filter(pk=Subquery(kept))

    def _of_offices(self) -> "QuerySet[SearchText]":
        if len(self.offices) == 1:  # said so that the index gives its newest first
            return SearchText.objects.filter(office=self.offices[0])
        return SearchText.objects.filter(office__in=self.offices)

    @property
    def within(self) -> str:
        return "" if self.wide else " | ".join(_key(f"o:{pk}") for pk in self.offices)

    def every_match(self) -> "QuerySet[SearchText]":
        """All that match, in no order: for a list sorted otherwise and for an export."""
        if not self.sought.plain or not self.offices:
            return SearchText.objects.none()
        return self.sought.loosest.by_index(self.rows, self.within)

    def ranked(self, cases: "QuerySet[CaseRow]") -> Found:
        """The best matches, newest first among equals."""
        tiers = self.sought.tiers
        dense = [False] if self.sought.has_number or not self.sought.plain else self._dense()
        ids = list(self._tier_by_tier(dense) if dense[-1] else _ids(self._at_once(tiers)))
        return Found(ids[:MOST], len(ids) > MOST, cases)

    def _at_once(self, tiers: list[Condition]) -> "QuerySet[SearchText]":
        steps = [When(tier.said, then=Value(n)) for n, tier in enumerate(tiers[:-1])]
        rank = Case(*steps, default=Value(len(steps)), output_field=IntegerField())
        return self.every_match().order_by(rank, "-day", "-case")

    def _dense(self) -> list[bool]:
        """Which conditions the newest cases are full of."""
        newest = self._of_offices().order_by("-day", "-case")[:SAMPLE]
        counts = {
            f"n{n}": Count("pk", filter=tier.said) for n, tier in enumerate(self.sought.tiers)
        }
        if self.narrow is not None:
            newest = self.rows.filter(pk__in=newest.values("pk"))
        hits = newest.aggregate(**counts)
        least = DENSE_IN_ALL if self.wide else DENSE_IN_OFFICE
        return [hits[name] >= least for name in counts]

    def _tier_by_tier(self, dense: list[bool]) -> Iterable[int]:
        seen: dict[int, None] = {}
        for tier, common in zip(self.sought.tiers, dense, strict=True):
            if len(seen) <= MOST:
                found = (
                    self.rows.filter(tier.said) if common else tier.by_index(self.rows, self.within)
                )
                seen |= dict.fromkeys(_ids(found.order_by("-day", "-case")))
        return seen


def by_number(text: str, cases: "QuerySet[CaseRow]") -> "QuerySet[CaseRow, int]":
    """Ids of the cases with a party, or an asset, of exactly this number; the newest first."""
    number, code = canonical(text), re.sub(r"[\W_]", "", text)
    parties = Party.objects.filter(identity_no__in={text, number, code}).values_list("case")
    assets = Condition(_key(f"={code}")).by_index(SearchText.objects.all()).values_list("pk")
    found = {pk for (pk,) in (*parties, *assets)}
    return cases.filter(pk__in=found).order_by("-decided_on", "-pk").values_list("pk", flat=True)


def _ids(rows: "QuerySet[SearchText]") -> list[int]:
    return list(rows.values_list("pk", flat=True)[: MOST + 1])
