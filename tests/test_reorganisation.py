"""1 July 2025: thirty districts become twelve divisions, and every statement of 2025 stays right.

The ledger, the documents and the statements against the count by hand of `reorganisation`.
"""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F

from cases import tasks
from cases.actions import handovers
from cases.actions.closings import close_month
from cases.actions.intake import class_of
from cases.actions.journal import load_journal
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.actions.people import edit_office, load_offices
from cases.choices import (
    OPEN_PLACES,
    HandoverKind,
    Heading,
    ObligationKind,
    PartyRole,
    Role,
)
from cases.models import (
    Act,
    Balance,
    Case,
    Handover,
    HandoverItem,
    LedgerLine,
    Office,
    Officer,
    Succession,
    User,
)
from cases.periods import Period
from cases.rules import Refusal
from reports import seed
from reports.figures import statistics
from reports.figures.scopes import OWN
from reports.figures.statistics import MEASURES
from reports.models import Layout
from tests.history2018 import Count, intake, write
from tests.reorganisation import CUT, END, START, arrivals, count, lives

pytestmark = pytest.mark.django_db
YEAR, NINE, TEN = Period(2025, 12), Period(2025, 9), Period(2025, 10)


@pytest.fixture
def city(settings):
    """The real catalogue of Hanoi; one district is split between two divisions by officer."""
    settings.TODAY = date(2025, 10, 5)
    load_offices()
    seed.load_layouts(Layout)
    split, second = Office.objects.get(code="HN-CG"), Office.objects.get(code="HN-KV02")
    Succession.objects.create(old=split, new=second, on=CUT)
    return Office.objects.get(code="HN-TP")


def districts() -> list[str]:
    rows = Office.objects.filter(kind="district", valid_to=date(2025, 6, 30))
    return list(rows.order_by("code").values_list("code", flat=True))


def divisions() -> list[str]:
    rows = Office.objects.filter(kind="regional").order_by("code")
    return list(rows.values_list("code", flat=True))


def receiver(district: str, officer: str) -> str:
    """Which division takes an officer's cases over."""
    if district == "HN-CG":
        return "HN-KV02" if officer.endswith("2") else "HN-KV04"
    return Succession.objects.get(old__code=district).new.code


@pytest.fixture
def taking_over():
    known: dict[tuple[str, str], str] = {}

    def division(*of: str) -> str:
        if of not in known:
            known[of] = receiver(*of)
        return known[of]

    return division


@pytest.fixture
def people(city):
    """The city's clerk and leader, and an accountant in every division."""
    found = {
        role: User.objects.create_user(f"{role}.tp", role=role, name=Role(role).label, office=city)
        for role in (Role.CITY_CLERK, Role.CITY_LEADER)
    }
    for division in Office.objects.filter(kind="regional"):
        found[division.code] = User.objects.create_user(
            f"ke.toan.{division.code}", role=Role.ACCOUNTANT, name="Kế toán", office=division
        )
    return found


def load(rows, tmp_path):
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)


def numbered(rows) -> dict[str, int]:
    """The case of each key of the journal: they are numbered as they come."""
    keys = list(dict.fromkeys(row["case"] for row in rows))
    return dict(zip(keys, Case.objects.order_by("pk").values_list("pk", flat=True), strict=True))


def reorganise(people) -> list[Handover]:
    """One document for each district and the division it goes to, signed on the first day."""
    made = []
    for old in Office.objects.filter(code__in=districts()).order_by("pk"):
        for new in old.successors.order_by("pk"):
            officers = [None]
            if old.successors.count() > 1:
                codes = [o for o in old.officer_set.all() if receiver(old.code, o.code) == new.code]
                officers = codes
            for officer in officers:
                document = handovers.prepare(
                    by=people[Role.CITY_CLERK], kind=HandoverKind.OFFICE, from_office=old,
                    to_office=new, from_officer=officer, on=CUT, reason="Sắp xếp tổ chức bộ máy",
                    cases=Case.objects.all(),
                )  # fmt: skip
                made.append(
                    handovers.sign(
                        document.pk, by=people[Role.CITY_LEADER], number=f"{len(made) + 1}/BB",
                        on=CUT, signer="Nguyễn Thị Dung",
                    )
                )  # fmt: skip
                tasks.post_handover(document.pk)
    return made


def go_on(rows, keys, people) -> None:
    """The acts after the cut, recorded one by one at the divisions."""
    for row in rows:
        if row["act"] == "intake":
            keys[row["case"]] = opened(row, people[Role.CITY_CLERK]).pk
            continue
        pk = keys[row["case"]]
        amount = int(row["amount"]) if row["amount"] else None
        by = people[Role.CITY_CLERK]
        if row["act"] in ("collect", "pay_out"):
            at = Case.objects.select_related("office").get(pk=pk).office
            by = people[at.code if at.kind == "regional" else receiver(at.code, _officer(pk))]
        paper = Paper(prepared_by=people[Role.CITY_CLERK])  # what is paid out, another prepared
        record_act(
            pk, kind=row["act"], on=row["on"], amount=amount, ground=row["ground"], by=by,
            paper=paper if row["act"] == "pay_out" else Paper(),
        )  # fmt: skip


def opened(row, by, on=None) -> Case:
    """A new case, docketed by an officer of its office."""
    office = Office.objects.get(code=row["office"])
    officer, _ = Officer.objects.get_or_create(
        code=row["officer"], office=office,
        defaults={"name": "Lê Thị Hoa", "valid_from": office.valid_from},
    )  # fmt: skip
    new = NewCase(
        office=office, officer=officer, case_class=class_of(row["origin"], row["judgment_kind"]),
        court=row["court"], judgment_no=row["judgment_no"], judgment_on=row["judgment_on"],
        parties=(
            NewParty(PartyRole.CREDITOR, row["creditor"]),
            NewParty(PartyRole.DEBTOR, row["debtor"]),
        ),
        obligations=(NewObligation(ObligationKind.DEBT, row["amount"], creditor=0, debtors=(1,)),),
    )  # fmt: skip
    return open_case(new, on=on or row["on"], paper=Paper(), by=by)


def _officer(pk: int) -> str:
    return Case.objects.select_related("officer").get(pk=pk).officer.code


def split(rows):
    """The journal up to the eve, and what then happens to every fourth case."""
    later = [r for r in rows if r["on"] >= CUT and int(r["case"][1:]) % 4 == 0]
    return [r for r in rows if r["on"] < CUT], later


def figures(row_or_total) -> dict[str, dict[str, int]]:
    """The leaves of the layout, without zeros."""
    return {m: {k: v for k, v in row_or_total.figures[m].items() if v} for m in MEASURES}


def leaves(made, row) -> dict[str, dict[str, int]]:
    codes = {c.code for c in made.columns if not c.sums and not c.rate} - {"correction"}
    return {m: {k: v for k, v in found.items() if k in codes} for m, found in figures(row).items()}


def by_hand(counted: Count) -> dict[str, dict[str, int]]:
    return {m: {k: v for k, v in getattr(counted, m).items() if v} for m in MEASURES}


def added(counts) -> Count:
    total = Count()
    for one in counts:
        total.cases.update(one.cases)
        total.money.update(one.money)
    return total


def city_figures(city, period):
    made = statistics.statement(city, period)
    assert made.proved
    return figures(made.total)


# ---------------------------------------------------------------- the story
@pytest.fixture
def reorganised(city, people, tmp_path, monkeypatch):
    """A year with the reorganisation in it; what it was on the eve, and without it."""
    monkeypatch.setattr(handovers, "CHUNK", 40)  # most documents are posted by the worker
    rows = lives(20250701, 2400, districts())
    before, after = split(rows)
    new = arrivals(20250702, 6, divisions())
    rows = before + after + new
    with transaction.atomic():
        load([{k: row[k] for k in row if k != "booked"} for row in rows], tmp_path)
        alone = city_figures(city, YEAR)
        transaction.set_rollback(True)
    load(before, tmp_path)
    eve = {
        code: statistics.statement(Office.objects.get(code=code), NINE, OWN).canonical
        for code in districts()
    }
    documents, keys = reorganise(people), numbered(before)
    go_on(after + [row for row in new if "booked" not in row], keys, people)
    july = city_closes_july(city)
    go_on([row for row in new if "booked" in row], keys, people)
    assert statistics.statement(city, TEN).canonical == july
    return rows, alone, eve, documents, keys


def city_closes_july(city) -> str:
    """The divisions close their first month; what the city's statement then reads."""
    for division in Office.objects.filter(kind="regional"):
        close_month(division, TEN.cutoff, by=None)
    return statistics.statement(city, TEN).canonical


def test_the_reorganisation_of_2025(reorganised, city, taking_over):
    rows, alone, eve, documents, keys = reorganised
    counted, files = count(rows, END, taking_over)
    made = statistics.statement(city, YEAR)
    _city_totals_are_those_of_a_year_without_it(made, alone, rows, counted)
    _every_office_counts_what_the_hand_counts(made, counted)
    _old_offices_stay_right_through_their_last_day(eve, rows)
    _divisions_with_and_without_their_predecessors(counted)
    _every_open_case_is_in_one_new_office(documents, files)
    _results_and_money_held_stay_where_they_were_earned(counted, files)
    _new_cases_count_at_their_division_alone(rows, keys, taking_over)
    _each_month_on_both_sides_of_the_cut_is_right(city, rows, taking_over)


def _city_totals_are_those_of_a_year_without_it(made, alone, rows, counted):
    """Each column, the same statement with the transfers and without them, and by hand."""
    assert figures(made.total) == alone
    without, _ = count(rows, END)
    assert by_hand(added(counted.values())) == by_hand(added(without.values()))
    assert leaves(made, made.total) == by_hand(added(counted.values()))
    assert made.proved
    assert sum(made.total.figures["cases"][c] > 50 for c in ("c02", "c03", "c10", "m01")) == 4


def _every_office_counts_what_the_hand_counts(made, counted):
    """Freshness too: what was docketed this year arrived as new, the rest as carried in."""
    shown = {row.key: leaves(made, row) for row in made.rows}
    expected = {code: by_hand(one) for code, one in counted.items()}
    assert {k: v for k, v in shown.items() if any(v.values())} == {
        k: v for k, v in expected.items() if any(v.values())
    }
    divisions = [counted[f"HN-KV{n:02}"] for n in range(1, 13)]
    assert all(d.cases["c02"] and d.cases["c03"] for d in divisions)


def _old_offices_stay_right_through_their_last_day(eve, rows):
    """30 June reads as on the eve; over the whole year nothing stands there any more."""
    nine, _ = count(rows, NINE.cutoff)
    stock = ("c13", "c14", "c15", "c16", "m01")
    for code, canonical in eve.items():
        office = Office.objects.get(code=code)
        then = statistics.statement(office, NINE, OWN)
        assert then.canonical == canonical
        assert leaves(then, then.total) == by_hand(nine[code])
        ended = statistics.statement(office, YEAR, OWN)
        assert not [m for m in MEASURES for c in stock if ended.total.figures[m][c]]
        assert ended.proved


def _divisions_with_and_without_their_predecessors(counted):
    """Twelve months of a division include its predecessors; "now" keeps to the division."""
    for division in Office.objects.filter(kind="regional"):
        old = division.predecessors.values_list("code", flat=True)
        whole = statistics.statement(division, YEAR, OWN)
        assert leaves(whole, whole.total) == by_hand(
            added([counted[division.code], *(counted[code] for code in old)])
        )
        now = statistics.statement(division, YEAR, OWN, now=True)
        assert leaves(now, now.total) == by_hand(counted[division.code])
        assert whole.proved
        assert now.proved


def _every_open_case_is_in_one_new_office(documents, files):
    held = Counter(Balance.objects.filter(cases=1).values_list("case", flat=True))
    assert set(held.values()) == {1}
    open_ones = Case.objects.filter(heading__in=OPEN_PLACES)
    assert not open_ones.exclude(office__kind="regional").exists()
    assert not Balance.objects.filter(
        cases=1, office__kind="district", heading__in=OPEN_PLACES
    ).exists()
    assert not HandoverItem.objects.filter(act=None).exists()
    assert len(documents) == 31  # one district went to two divisions
    assert open_ones.count() == sum(file.is_open for file in files.values())
    by_division = Counter(open_ones.values_list("office__code", flat=True))
    assert by_division == Counter(f.office for f in files.values() if f.is_open)
    for office in Office.objects.filter(acts_issued__kind="transfer").distinct():
        numbers = Act.objects.filter(issuing_office=office, register="NB", register_year=2025)
        numbers = sorted(numbers.values_list("entry_no", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def _results_and_money_held_stay_where_they_were_earned(counted, files):
    """Money held at the end of June and paid later is the old office's, and none is lost."""
    held = Counter()
    for file in files.values():
        held.update({at: amount for at, amount in file.held.items() if amount})
    books = Balance.objects.filter(heading=Heading.COLLECTED, amount__gt=0)
    found = Counter()
    for code, amount in books.values_list("office__code", "amount"):
        found[code] += amount
    assert found == held
    paid_late = LedgerLine.objects.filter(
        act__kind="pay_out", act__on__gte=CUT, office__kind="district", heading="COMPLETED"
    )
    assert paid_late.count() > 10
    assert not LedgerLine.objects.filter(
        office__kind="regional", booked_on__lt=CUT
    ).exists()  # no line of a division before its first day


def _new_cases_count_at_their_division_alone(rows, keys, taking_over):
    """Not one line of them anywhere else, and no district's figure knows of them."""
    came = {r["case"]: r for r in rows if r["act"] == "intake" and r["on"] >= CUT}
    assert len(came) == 72
    given = Counter((r["office"], r["judgment_on"] < CUT) for r in came.values())
    assert [given[code, old] for code in divisions() for old in (True, False)] == [2, 4] * 12
    pks = {keys[case]: row["office"] for case, row in came.items()}
    lines = LedgerLine.objects.filter(case__in=pks).order_by()
    assert set(lines.values_list("case", "office__code").distinct()) == set(pks.items())
    assert not Act.objects.filter(case__in=pks, kind="transfer").exists()
    assert not HandoverItem.objects.filter(case__in=pks).exists()
    kinds = Counter(Act.objects.filter(case__in=pks).values_list("kind", flat=True))
    assert kinds["intake"] == 72
    assert kinds["collect"] > 5
    assert len(kinds) > 6
    with_them, _ = count(rows, END, taking_over)
    without, _ = count([r for r in rows if r["case"] not in came], END, taking_over)
    for code in districts():
        assert by_hand(with_them[code]) == by_hand(without[code])
    for code in divisions():
        assert with_them[code].cases["c03"] - without[code].cases["c03"] == 6


def _each_month_on_both_sides_of_the_cut_is_right(city, rows, taking_over):
    """May to September, every office: papers that came late in the month they were booked in."""
    late = [r for r in rows if "booked" in r and r["on"] < r["booked"]]
    assert len(late) > 24
    acts = Act.objects.filter(on__gte=CUT, booked_on__gt=F("on"))
    assert Counter(acts.values_list("on", "booked_on")) == Counter(
        (r["on"], r["booked"]) for r in late
    )
    for months in range(8, 13):
        period = Period(2025, months)
        counted, _ = count(rows, period.cutoff, taking_over)
        at = city if period.cutoff >= CUT else Office.objects.get(code="HN")
        made = statistics.statement(at, period)
        assert made.proved
        shown = {row.key: leaves(made, row) for row in made.rows}
        expected = {code: by_hand(one) for code, one in counted.items()}
        assert {k: v for k, v in shown.items() if any(v.values())} == {
            k: v for k, v in expected.items() if any(v.values())
        }
        assert bool(set(expected) & set(divisions())) == (period.cutoff >= CUT)


def test_officers_may_be_named_case_by_case(city, people, tmp_path):
    """A division's officers receive their cases with the transfer; the others wait unassigned."""
    rows, _ = split(lives(7, 60, districts()[:2]))
    load(rows, tmp_path)
    old = Office.objects.get(code=districts()[0])
    new = old.successors.get()
    officer = Officer.objects.create(
        office=new, code=f"{new.code}-01", name="Lê Thị Hoa", valid_from=CUT
    )
    document = handovers.prepare(
        by=people[Role.CITY_CLERK], kind=HandoverKind.OFFICE, from_office=old, to_office=new,
        on=CUT, reason="Sắp xếp tổ chức bộ máy", cases=Case.objects.all(),
    )  # fmt: skip
    named = handovers.assign_items(
        document.pk, by=people[Role.CITY_CLERK], receiver=officer,
        holder=old.officer_set.order_by("code").first(),
    )  # fmt: skip
    handovers.sign(
        document.pk, by=people[Role.CITY_LEADER], number="1/BB", on=CUT, signer="Bà Dung"
    )
    assert 0 < named < document.items.count()
    assert Case.objects.filter(office=new, officer=officer).count() == named
    assert Case.objects.filter(office=new, officer=None).count() == document.items.count() - named


def signed_at(people, old, number="1/BB") -> Handover:
    document = handovers.prepare(
        by=people[Role.CITY_CLERK], kind=HandoverKind.OFFICE, from_office=old,
        to_office=old.successors.get(), on=CUT, reason="Sắp xếp tổ chức bộ máy",
        cases=Case.objects.all(),
    )  # fmt: skip
    return handovers.sign(
        document.pk, by=people[Role.CITY_LEADER], number=number, on=CUT, signer="Bà Dung"
    )


def test_a_paper_recorded_after_a_closing_keeps_its_day_and_counts_from_the_first_open_one(
    city, people, tmp_path
):
    """June closed: booked on 1 July. July closed too at the other office: booked on 1 August."""
    rows, _ = split(lives(11, 80, districts()[:2]))
    load(rows, tmp_path)
    for old, through, booked in zip(
        Office.objects.filter(code__in=districts()[:2]).order_by("code"),
        (date(2025, 6, 30), date(2025, 7, 31)),
        (CUT, date(2025, 8, 1)),
        strict=True,
    ):
        for months in range(1, 13):
            if (cutoff := Period(2025, months).cutoff) <= through:
                close_month(old, cutoff, by=None)
        document = signed_at(people, old)
        acts = Act.objects.filter(handover_item__handover=document)
        assert set(acts.values_list("on", "booked_on")) == {(CUT, booked)}
        july = statistics.statement(city, Period(2025, 10))
        standing = next(r for r in july.rows if r.key == old.code).figures["cases"]["c13"]
        assert bool(standing) == (booked > date(2025, 7, 31))
        assert july.proved
    assert statistics.statement(city, Period(2025, 11)).proved


def test_an_office_that_ended_can_still_be_edited_but_not_end_before_its_own_lines(
    city, people, tmp_path
):
    rows, _ = split(lives(13, 40, districts()[:1]))
    load(rows, tmp_path)
    old = Office.objects.get(code=districts()[0])
    signed_at(people, old)
    admin = User.objects.create_user(
        "quan.tri", role=Role.ADMINISTRATOR, name="Quản trị", office=city
    )
    edit_office(old.pk, by=admin, seat="Phố Liễu Giai")
    with pytest.raises(Refusal, match="Sổ của đơn vị đã ghi đến ngày"):
        edit_office(old.pk, by=admin, valid_to=date(2024, 12, 31))


def test_a_receipt_of_june_found_in_july_is_the_divisions_and_june_does_not_move(
    city, people, tmp_path
):
    """The case had gone: the receipt keeps its day and is booked where and when the case stands."""
    old = Office.objects.get(code=districts()[0])
    load([intake("K0", date(2025, 5, 5), old.code, 900_000)], tmp_path)
    case = Case.objects.get()
    new = old.successors.get()
    eve = statistics.statement(old, NINE, OWN).canonical
    signed_at(people, old)
    act = record_act(
        case.pk, kind="collect", on=date(2025, 6, 20), amount=400_000, by=people[new.code]
    )
    assert (act.on, act.booked_on) == (date(2025, 6, 20), CUT)
    assert set(act.lines.values_list("office", flat=True)) == {new.pk}
    assert statistics.statement(old, NINE, OWN).canonical == eve
    july = statistics.statement(city, TEN)
    by_office = {row.key: row.figures["money"]["c10"] for row in july.rows}
    assert (by_office[new.code], by_office.get(old.code, 0)) == (400_000, 0)
    assert july.proved


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2025, 9, 30)])
def test_a_district_dockets_nothing_after_its_last_day(city, people, tmp_path, day):
    """Neither a decision of July, nor one of June for which June is closed already."""
    old = Office.objects.get(code=districts()[0])
    load([intake("K0", date(2025, 5, 5), old.code, 900_000)], tmp_path)
    row = intake("K1", day, old.code, 500_000)
    with pytest.raises(Refusal, match="không hoạt động"):
        opened(row, people[Role.CITY_CLERK])
    assert opened(row, people[Role.CITY_CLERK], on=date(2025, 6, 30)).office == old
    for months in range(1, 10):
        close_month(old, Period(2025, months).cutoff, by=None)
    with pytest.raises(Refusal, match="không hoạt động"):
        opened(row | {"case": "K2"}, people[Role.CITY_CLERK], on=date(2025, 6, 30))
