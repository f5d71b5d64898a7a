"""Who else a party is: the same person's other cases, and known people of the name. Writes nothing.

A case of another office shows only that it is there, and where.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value

from cases.choices import PartyRole
from cases.models import Case, Office, Party, Person, PersonLookup, PersonMerge, User
from cases.roles import SEES_BELOW
from cases.rules.identity import canonical
from cases.templatetags.vietnamese import masked


def one_with(ids: Iterable[int]) -> dict[int, set[int]]:
    """Each person with all rows that merging made one with it, itself among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE same(start, id) AS (
                SELECT known, known FROM unnest(%s::bigint[]) AS known
                UNION
                SELECT same.start, edge.to_id FROM same JOIN (
                    SELECT id AS from_id, merged_into_id AS to_id FROM cases_person
                    WHERE merged_into_id IS NOT NULL
                    UNION ALL
                    SELECT merged_into_id, id FROM cases_person WHERE merged_into_id IS NOT NULL
                ) edge ON edge.from_id = same.id
            ) SELECT start, id FROM same
            """,
            [sorted(set(ids))],
        )
        found: dict[int, set[int]] = {}
        for start, other in cursor.fetchall():
            found.setdefault(start, set()).add(other)
    return found


# ---------------------------------------------------------------- other cases
SHOWN = 5


@dataclass
class Others:
    """The cases of a person besides one: own ones as rows, the rest counted by office."""

    own: list[Case] = field(default_factory=list)
    elsewhere: list[tuple[str, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.own) + sum(number for _, number in self.elsewhere)

    @property
    def shown(self) -> list[Case]:
        return self.own[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(len(self.own) - SHOWN, 0)

    def __str__(self) -> str:
        """3 việc khác, 1 ở Chi cục THADS quận Đống Đa"""
        places = [f"{number} ở {office}" for office, number in self.elsewhere]
        return ", ".join([f"{self.count} việc khác", *places])


def others_of(persons: Iterable[int], by: User, *, besides: int | None = None) -> dict[int, Others]:
    """Other cases in which each person stands as a debtor, newest first; in three queries."""
    groups = one_with(persons)
    everybody = {person for group in groups.values() for person in group}
    rows = (
        Party.objects.filter(person__in=everybody, role=PartyRole.DEBTOR)
        .exclude(case=besides)
        .values_list("person", "case", "case__office__name")
    )
    held: dict[int, dict[int, str]] = {}
    for person, case, office in rows:
        held.setdefault(person, {})[case] = office
    mine = Case.objects.visible_to(by).select_related("office", "officer", "judgment")
    known = mine.in_bulk({case for cases in held.values() for case in cases}) if held else {}
    found: dict[int, Others] = {}
    for start, group in groups.items():
        cases = {c: office for person in group for c, office in held.get(person, {}).items()}
        if not cases:
            continue
        own = sorted((known[c] for c in cases if c in known), key=lambda c: (c.decided_on, c.pk))
        elsewhere = Counter(office for c, office in cases.items() if c not in known)
        found[start] = Others(own[::-1], sorted(elsewhere.items()))
    return found


# ---------------------------------------------------------------- a case's people
@dataclass
class Known:
    """What the register of persons says about one party."""

    others: Others | None = None
    other_name: str = ""
    alike: list[Person] = field(default_factory=list)


def known_parties(parties: list[Party], by: User) -> dict[int, Known]:
    """Of the parties of one case: other cases, a number under another name, namesakes."""
    linked = {p.person_id for p in parties if p.person_id and p.role == PartyRole.DEBTOR}
    others = others_of(linked, by, besides=parties[0].case_id) if linked else {}
    namesakes = _namesakes(parties)
    known: dict[int, Known] = {}
    for party in parties:
        about = Known(alike=namesakes.get(party.pk, []))
        if party.role == PartyRole.DEBTOR and party.person_id:
            about.others = others.get(party.person_id)
        if party.person and party.person.name != party.name:
            about.other_name = party.person.name
        if about.others or about.other_name or about.alike:
            known[party.pk] = about
    return known


def _namesakes(parties: list[Party]) -> dict[int, list[Person]]:
    """Known people of the same name and year as a party that has no number to tell them apart."""
    unsure = [p for p in parties if not p.identity_no and p.birth_year]
    if not unsure:
        return {}
    linked = [p.person_id for p in unsure if p.person_id]
    same = one_with(linked) if linked else {}
    first, *rest = (
        _alike(p.name, p.birth_year or 0, same.get(p.person_id or 0, ())).annotate(
            party=Value(p.pk)
        )
        for p in unsure
    )
    found: dict[int, list[Person]] = {}
    for person in first.union(*rest, all=True) if rest else first:
        found.setdefault(person.party, []).append(person)
    return found


MOST_ALIKE = 5


def alike(name: str, birth_year: int, besides: int | None = None) -> list[Person]:
    """People who stand for themselves and bear the name, in whatever marks, and the birth year."""
    return list(_alike(name, birth_year, one_with([besides])[besides] if besides else ()))


def _alike(name: str, birth_year: int, besides: Iterable[int]) -> QuerySet[Person]:
    rows = Person.objects.like(name, birth_year).standing().exclude(pk__in=besides)
    return rows.order_by("pk")[:MOST_ALIKE]


def with_number(text: str) -> Person | None:
    number = canonical(text)
    return Person.objects.filter(identity_no=number).first() if number else None


# ---------------------------------------------------------------- while a party is being typed
@dataclass(frozen=True)
class Met:
    """A known person who is, by the number, or may be, by name and year, the party being typed."""

    person: Person
    others: Others | None
    certain: bool
    other_name: bool


def met_with(name: str, birth_year: str, number: str, by: User) -> list[Met]:
    """The number decides alone; without one, namesakes of the year. Half a number finds nobody."""
    year = int(birth_year) if re.fullmatch(r"\d{4}", birth_year.strip()) else None
    number = canonical(number)
    found = found_by(name.strip(), year, number)[:MOST_ALIKE]
    others = others_of([person.pk for person in found], by) if found else {}
    written = name.strip().casefold()
    return [
        Met(
            person,
            others.get(person.pk),
            certain=bool(number),
            other_name=bool(number and written and person.name.casefold() != written),
        )
        for person in found
    ]


def masked_search(name: str, birth_year: int | str | None, number: str) -> str:
    """What was sought, as the log keeps it: the ends of a number, the initials of a name."""
    if number:
        return masked(canonical(number))
    initials = " ".join(f"{word[0]}." for word in name.split())
    return f"{initials} {birth_year}"


# ---------------------------------------------------------------- finding
MOST_FOUND = 20


def found_by(name: str, birth_year: int | None, number: str) -> list[Person]:
    """Exact number, or name with birth year; nothing else finds a person. Merged ones lead on."""
    if number:
        person = with_number(number)
        return [root_of(person)] if person else []
    if not name or not birth_year:
        return []
    rows = Person.objects.like(name, birth_year).order_by("pk")[:MOST_FOUND]
    return list({root.pk: root for root in map(root_of, rows)}.values())


def root_of(person: Person) -> Person:
    """The one who stands for all that were merged into it."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def person_seen(pk: int, by: User, looked_up: Iterable[int]) -> Person | None:
    """A person the reader has met: in a case of the own scope, by a look-up, or as the city."""
    person = Person.objects.filter(pk=pk).first()
    if person is None or by.role in SEES_BELOW or pk in looked_up:
        return person
    group = one_with([pk])[pk]
    return person if Party.objects.visible_to(by).filter(person__in=group).exists() else None


def cases_of(person: Person, by: User) -> tuple[QuerySet[Party], list[tuple[str, int]]]:
    """As whom and in which cases of the own scope a person stands; elsewhere, how many where."""
    group = one_with([person.pk])[person.pk]
    parties = Party.objects.filter(person__in=group)
    mine = parties.filter(case__in=Case.objects.visible_to(by))
    rows = mine.select_related("case__judgment", "case__office", "case__officer")
    elsewhere = (
        parties.exclude(case__in=Case.objects.visible_to(by))
        .values_list("case__office__name")
        .annotate(number=Count("case", distinct=True))
        .order_by("case__office__name")
    )
    return rows.order_by("-case__decided_on", "-case"), list(elsewhere)


# ---------------------------------------------------------------- merging
def merges_of(person: Person) -> list[PersonMerge]:
    """Every merge that made this person's group, and those taken back, newest first."""
    group = one_with([person.pk])[person.pk]
    rows = PersonMerge.objects.filter(Q(kept__in=group) | Q(merged__in=group))
    return list(rows.select_related("kept", "merged", "by", "undone_by").order_by("-pk"))


def merge_seen(pk: int) -> PersonMerge | None:
    return PersonMerge.objects.select_related("kept", "merged").filter(pk=pk).first()


MOST_PROPOSED, RECENT = 50, 20_000


def merge_proposals() -> list[tuple[Person, Person]]:
    """Pairs of standing persons with one plain name, birth year and kind, but for those judged
    apart: each of the lately entered, newest first, with the oldest of the same name.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT older.id, person.id FROM (
                SELECT * FROM cases_person WHERE merged_into_id IS NULL AND birth_year IS NOT NULL
                ORDER BY id DESC LIMIT %s
            ) AS person CROSS JOIN LATERAL (
                SELECT id FROM cases_person AS other
                WHERE plain_name(other.name) = plain_name(person.name)
                AND other.birth_year = person.birth_year AND other.kind = person.kind
                AND other.merged_into_id IS NULL AND other.id < person.id
                ORDER BY other.id + 0 LIMIT 1
            ) AS older
            WHERE NOT EXISTS (
                SELECT FROM cases_personmerge AS apart
                WHERE (apart.kept_id, apart.merged_id)
                    IN ((older.id, person.id), (person.id, older.id))
            )
            ORDER BY person.id DESC LIMIT %s
            """,
            [RECENT, MOST_PROPOSED],
        )
        pairs = cursor.fetchall()
    people = Person.objects.in_bulk({pk for pair in pairs for pk in pair})
    return [(people[first], people[other]) for first, other in pairs]


# ---------------------------------------------------------------- the log
def lookups(by: User) -> QuerySet[PersonLookup]:
    """Nhật ký tra cứu: the city's to read, of its own offices' accounts."""
    accounts = User.objects.filter(office__in=Office.objects.visible_to(by))
    return PersonLookup.objects.filter(by__in=accounts).select_related("by__office")
