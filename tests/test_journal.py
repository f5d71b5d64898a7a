"""The bulk journal writes what the screens would have written, or nothing."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.books import open_books
from cases.actions.journal import load_journal
from cases.actions.journal_file import COLUMNS, JournalRefused, read_rows
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.choices import ActKind, Heading, ObligationKind, PartyRole, PersonKind, Role
from cases.models import (
    Act,
    Balance,
    Books,
    Case,
    CaseClass,
    LedgerLine,
    Obligation,
    Office,
    Officer,
    Party,
    Series,
)
from cases.money import books_differ
from cases.rules import Refusal
from cases.rules.position import Place
from tests import factories

OPEN_ON = date(2017, 10, 1)


def row(case: str, on: str, act: str, **fields) -> dict[str, str]:
    return {"case": case, "on": on, "act": act} | {k: str(v) for k, v in fields.items()}


def intake(case: str, on: str, amount: int, **fields) -> dict[str, str]:
    fields = {
        "office": "HN-BD",
        "origin": "on_request",
        "judgment_kind": "civil",
        "officer": "HN-BD-01",
        "creditor": "Ngân hàng Sông Hồng",
        "debtor": "Đặng Văn Ứng",
        "court": "TAND quận Ba Đình",
        "judgment_no": f"{case}/2017/DSST",
        "judgment_on": "2017-08-01",
    } | fields
    return row(case, on, "intake", amount=amount, **fields)


STORY = [
    intake("A", "2017-11-06", 1_000, decision="1/QĐ-CCTHADS", decided_on="2017-11-06"),
    intake("O", "2015-03-02", 500, opening=1, heading="WITHOUT_MEANS", ground="a"),
    intake("S", "2014-03-03", 70, opening=1, heading="SEPARATE_BOOK", office="HN-HK", officer=""),
    intake("P", "2017-03-03", 90, opening=1, heading="POSTPONED", ground="d", flags="budget key"),
    intake("T", "2017-12-11", 800, decision="2/QĐ-CCTHADS", decided_on="2017-12-08"),
    row("A", "2017-11-20", "collect", amount=400),
    row("A", "2017-11-21", "pay_out", amount=300),
    row("A", "2017-11-22", "amend", amount=250),
    row("A", "2017-11-23", "amend", amount=-50),
    row("A", "2017-11-24", "reverse", ground="amend"),
    row("A", "2017-12-01", "postpone", ground="c", decision="9/QĐ-CCTHADS"),
    row("A", "2017-12-02", "reverse", ground="postpone"),
    row("A", "2017-12-03", "postpone", ground="b", decision="9/QĐ-CCTHADS"),
    row("A", "2017-12-20", "resume"),
    row("A", "2017-12-21", "reduce", amount=10),
    row("A", "2017-12-22", "terminate", ground="c", amount=40),
    row("O", "2017-12-22", "resume", office="HN"),
    row("O", "2018-01-05", "suspend", ground="1", amount=100),
    row("O", "2018-01-08", "resume", amount=60),
    row("O", "2018-01-09", "handover", officer="HN-BD-02"),
    row("O", "2018-01-10", "reclassify", origin="ex_officio", judgment_kind="criminal"),
    row("O", "2018-02-01", "transfer", office="HN-HK", officer="HN-HK-01"),
    row("O", "2018-02-02", "take_up", office="HN"),
    intake("N", "2018-02-05", 500, office="HN", officer="HN-01", continues="O"),
    row("S", "2018-02-05", "collect", amount=20),
    row("S", "2018-02-06", "delegate"),
    row("P", "2018-02-06", "without_means", ground="c"),
    row("P", "2018-02-07", "separate_book"),
    row("P", "2018-03-07", "resume"),
    row("T", "2018-02-07", "collect", amount=300),
    row("T", "2018-02-08", "transfer", office="HN-HK"),
    row("T", "2018-02-09", "reverse", ground="collect"),
    row("T", "2018-02-10", "recall", amount=100),
    row("T", "2018-02-12", "recall"),
    row("A", "2018-03-01", "collect", amount=800),
    row("A", "2018-03-02", "complete"),
    row("A", "2018-03-05", "pay_out", amount=900),
    row("P", "2018-03-09", "terminate", ground="e"),
]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def offices(hanoi, ba_dinh, hoan_kiem, settings):
    settings.TODAY = date(2018, 10, 5)


# ---------------------------------------------------------------- act by act
def post_one_by_one(path: Path, by) -> None:
    """The same file through the actions of the screens."""
    cases: dict[str, Case] = {}
    for _, r in read_rows(path):
        on = date.fromisoformat(r.on)
        office = Office.objects.filter(code=r.office).first()
        if office and not Books.objects.filter(office=office).exists():
            open_books(office, OPEN_ON)
        at = office or cases[r.case].office
        officer = None
        if r.officer:
            owner = Office.objects.get(code=r.officer.rpartition("-")[0])
            officer, _ = Officer.objects.get_or_create(
                code=r.officer,
                defaults={"name": r.officer, "office": owner, "valid_from": max(at.valid_from, on)},
            )
        decided_on = date.fromisoformat(r.decided_on) if r.decided_on else None
        issuing = office if r.act != "transfer" else None
        maker = by if r.act != "pay_out" else factories.second_accountant()
        paper = Paper(r.decision, decided_on, "", issuing, prepared_by=maker)
        given = {flag: flag in r.flags.split() for flag in CaseClass.FLAGS}
        case_class = None
        if r.origin:
            case_class, _ = CaseClass.objects.get_or_create(
                origin=r.origin, judgment_kind=r.judgment_kind, **given
            )
        if r.act == "intake":
            place = Place(r.heading or "IN_PROGRESS", r.ground)
            debt = ObligationKind.BUDGET_CLAIM if given["budget"] else ObligationKind.DEBT
            new = NewCase(
                office=office,
                officer=officer,
                case_class=case_class,
                court=r.court,
                judgment_no=r.judgment_no,
                judgment_on=date.fromisoformat(r.judgment_on),
                parties=(
                    NewParty(PartyRole.CREDITOR, r.creditor, PersonKind.LEGAL),
                    NewParty(PartyRole.DEBTOR, r.debtor),
                ),
                obligations=(NewObligation(debt, int(r.amount), "", 0, (1,)),),
                is_key="key" in r.flags,
                continues=cases.get(r.continues),
                opening_at=place if r.opening else None,
            )
            cases[r.case] = open_case(new, on=on, paper=paper, by=by)
            continue
        case = cases[r.case]
        case.refresh_from_db()
        reverses = None
        if r.act == "reverse":
            reverses = case.acts.filter(kind=r.ground, reversed_by=None).latest("pk")
        record_act(
            case.pk,
            kind=ActKind(r.act),
            on=on,
            by=by,
            paper=paper,
            amount=int(r.amount) if r.amount else None,
            obligation=Obligation.objects.get(case=case) if r.amount else None,
            ground="" if reverses else r.ground,
            to_office=office,
            to_officer=officer,
            to_class=case_class,
            reverses=reverses,
        )


def books() -> dict[str, list]:
    """Every row of the ledger by what names it on paper, without the ids a machine gave."""
    names = {"judgment": "case__judgment__number"}
    act = (
        *("kind", "on", "booked_on", "issuing_office__code", "register", "register_year"),
        *("entry_no", "decision", "decision_no", "decision_suffix", "decision_year"),
        *("entered_again", "decided_on", "signer", "amount", "ground", "opening", "note"),
        *("reverses__register", "reverses__entry_no"),
    )
    key = ("office__code", "officer__code", "case_class__origin", "case_class__judgment_kind")
    line = ("pair", "heading", "ground", "cases", "amount", "booked_on")
    case = (
        *("kind", "judgment__number", "judgment__court", "judgment__on", "judgment__kind"),
        *("decision", "decided_on", "is_key", "continues__judgment__number", *key),
        *("case_class__budget", "heading", "ground", "last_booked_on"),
    )
    return {
        "acts": [
            *Act.objects.order_by("pk").values_list(
                names["judgment"], *act, F("obligation__case__judgment__number")
            )
        ],
        "lines": [
            *LedgerLine.objects.order_by("act", "pk").values_list(
                names["judgment"],
                "act__register",
                "act__entry_no",
                *key,
                *line,
                F("obligation__case__judgment__number"),
            )
        ],
        "balances": sorted(
            Balance.objects.values_list(
                names["judgment"], "office__code", "heading", "ground", "cases", "amount", "last_on"
            )
        ),
        "cases": [*Case.objects.order_by("judgment__number").values_list(*case)],
        "parties": sorted(
            Party.objects.values_list(names["judgment"], "role", "kind", "name", "address")
        ),
        "obligations": sorted(
            Obligation.objects.values_list(
                names["judgment"], "kind", "creditor__name", "debtors__name", "joint"
            )
        ),
        "officers": sorted(Officer.objects.values_list("code", "office__code")),
        "series": sorted(Series.objects.values_list("office__code", "register", "year", "last_no")),
        "books": sorted(Books.objects.values_list("office__code", "open_on", "closed_through")),
    }


@pytest.fixture
def almighty(offices, monkeypatch):
    """Somebody who may record every kind of act, so that one hand can post a whole file."""
    monkeypatch.setattr("cases.actions.ledger.may_record", lambda role, kind: True)
    return factories.user(Role.CITY_CLERK)


@pytest.mark.parametrize("chunk", [3, 20_000])
def test_bulk_and_act_by_act_write_the_same_rows(almighty, tmp_path, monkeypatch, chunk):
    from django.db import transaction

    monkeypatch.setattr("cases.actions.journal.CHUNK", chunk)
    path = write(tmp_path / "journal.csv", STORY)
    with transaction.atomic():
        assert load_journal(path, books_open=OPEN_ON).acts == len(STORY)
        bulk = books()
        assert books_differ() == []
        transaction.set_rollback(True)
    assert not Act.objects.exists()
    post_one_by_one(path, almighty)
    one_by_one = books()
    assert books_differ() == []
    for table in bulk:
        assert bulk[table] == one_by_one[table], table


def test_every_act_of_the_table_stands_in_the_story():
    assert {ActKind(r["act"]) for r in STORY} == set(ActKind) - {ActKind.RETURN_REQUEST}


def test_return_of_a_request_under_the_new_law(almighty, tmp_path, settings):
    settings.TODAY = date(2026, 11, 1)
    rows = [
        intake("R", "2024-03-04", 100, opening=1, heading="WITHOUT_MEANS", ground="a"),
        row("R", "2026-06-30", "return_request"),
    ]
    with pytest.raises(JournalRefused, match="1 dòng sai"):
        load_journal(write(tmp_path / "a.csv", rows), books_open=date(2025, 10, 1))
    rows[1]["on"] = "2026-07-01"
    rows[0]["origin"] = "ex_officio"
    with pytest.raises(JournalRefused, match="1 dòng sai"):
        load_journal(write(tmp_path / "c.csv", rows), books_open=date(2025, 10, 1))
    rows[0]["origin"] = "on_request"
    load_journal(write(tmp_path / "b.csv", rows), books_open=date(2025, 10, 1))
    assert Case.objects.get().heading == Heading.RETURNED


# ---------------------------------------------------------------- refusals
def test_every_bad_row_is_named_and_nothing_posted(offices, tmp_path):
    rows = [
        intake("A", "2017-11-06", 1_000),
        row("A", "2017-11-07", "collect", amount=2_000),
        row("A", "2018-10-06", "collect", amount=10),
        row("B", "2017-11-07", "complete"),
        row("A", "7/11/2017", "complete"),
        row("A", "2017-11-08", "postpone", ground="x"),
        row("A", "2017-11-08", "dance"),
        row("A", "2017-11-08", "collect", amount="1.000"),
        intake("C", "2017-11-06", 10, office="HN-XX"),
        intake("D", "2017-11-06", 10, origin="somehow"),
        intake("A", "2017-11-06", 10),
        row("A", "2017-11-09", "complete"),
        intake("E", "2017-11-06", 10, decision="5/QĐ"),
        intake("F", "2017-11-06", 10, decision="5/QĐ"),
        intake("G", "2017-11-06", 10, officer="HN-BD-01", office="HN-HK"),
    ]
    with pytest.raises(JournalRefused) as refused:
        load_journal(write(tmp_path / "bad.csv", rows), books_open=OPEN_ON)
    found = {(bad.line, bad.field) for bad in refused.value.rows}
    assert found == {
        *((3, "amount"), (4, "on"), (5, "case"), (6, "on"), (7, "ground"), (8, "act")),
        *((9, "amount"), (10, "office"), (11, "origin"), (12, "case"), (13, "kind")),
        *((15, "decision"), (16, "officer")),
    }
    assert not Act.objects.exists()
    assert not Books.objects.exists()


def test_a_second_load_meets_the_numbers_of_the_first(offices, tmp_path):
    path = write(tmp_path / "a.csv", [intake("A", "2017-11-06", 10, decision="5/QĐ")])
    load_journal(path, books_open=OPEN_ON)
    with pytest.raises(JournalRefused, match="không ghi dòng nào"):
        load_journal(path)
    assert Act.objects.count() == 1


def test_office_without_books_is_named(offices, tmp_path):
    path = write(tmp_path / "a.csv", [intake("A", "2017-11-06", 10)])
    with pytest.raises(JournalRefused) as refused:
        load_journal(path)
    assert "chưa mở sổ" in str(refused.value.rows[0])


def test_books_open_anew_only_while_they_hold_no_line(offices, ba_dinh, tmp_path):
    """--books-open sets the day of offices that have no lines yet; of others it changes nothing."""
    open_books(ba_dinh, date(2016, 10, 1))
    path = write(tmp_path / "a.csv", [intake("A", "2017-11-06", 10)])
    load_journal(path, books_open=OPEN_ON)
    ba_dinh.refresh_from_db()
    assert Books.objects.get(office=ba_dinh).open_on == ba_dinh.books_open_on == OPEN_ON
    load_journal(
        write(tmp_path / "b.csv", [intake("B", "2017-11-07", 10)]), books_open=date(2017, 11, 1)
    )
    assert Books.objects.get(office=ba_dinh).open_on == OPEN_ON


def test_wrong_header(offices, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    with pytest.raises(JournalRefused) as refused:
        load_journal(path)
    assert "tiêu đề" in str(refused.value.rows[0])


def test_command_lists_bad_rows(offices, tmp_path, capsys):
    path = write(tmp_path / "a.csv", [intake("A", "2017-11-06", 10)])
    with pytest.raises(CommandError, match="1 dòng sai"):
        call_command("load_journal", str(path))
    assert "dòng 2, cột office" in capsys.readouterr().err
    call_command("load_journal", str(path), "--books-open", "2017-10-01")
    assert "1 việc ghi sổ, 1 hồ sơ" in capsys.readouterr().out


def test_odd_text_comes_through_whole(offices, tmp_path):
    name = 'Công ty "A\\B"\tC, Ễ Ữ'
    path = write(tmp_path / "a.csv", [intake("A", "2017-11-06", 10, debtor=name)])
    load_journal(path, books_open=OPEN_ON)
    assert Party.objects.get(role=PartyRole.DEBTOR).name == name


# ---------------------------------------------------------------- random files
@given(st.data())
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_random_files_agree_with_act_by_act(almighty, tmp_path, data):
    """Whatever the rules accept row by row is accepted in bulk, with the same rows."""
    from django.db import transaction

    rows = [intake("A", "2017-11-06", 100), intake("B", "2015-01-05", 60, opening=1)]
    day = date(2017, 11, 7).toordinal()
    kinds = [k for k in ActKind if k not in (ActKind.INTAKE, ActKind.RETURN_REQUEST)]
    accepted = list(rows)
    for _ in range(data.draw(st.integers(3, 12))):
        day += data.draw(st.integers(0, 60))
        on = date.fromordinal(min(day, date(2018, 10, 4).toordinal())).isoformat()
        kind = data.draw(st.sampled_from(kinds))
        extra = {}
        if kind in (ActKind.COLLECT, ActKind.PAY_OUT, ActKind.REDUCE, ActKind.AMEND):
            extra["amount"] = data.draw(st.integers(1, 60))
        if kind in (ActKind.POSTPONE, ActKind.WITHOUT_MEANS, ActKind.TERMINATE):
            extra["ground"] = data.draw(st.sampled_from("abc"))
        if kind == ActKind.SUSPEND:
            extra["ground"] = "1"
        if kind == ActKind.TRANSFER:
            extra["office"] = data.draw(st.sampled_from(["HN-BD", "HN-HK"]))
        if kind == ActKind.HANDOVER:
            continue
        if kind == ActKind.RECLASSIFY:
            extra |= {"origin": "ex_officio", "judgment_kind": "criminal"}
        if kind == ActKind.REVERSE:
            extra["ground"] = data.draw(st.sampled_from([str(k.value) for k in kinds]))
        trial = [*accepted, row(data.draw(st.sampled_from("AB")), on, kind.value, **extra)]
        try:
            with transaction.atomic():
                load_journal(write(tmp_path / "r.csv", trial), books_open=OPEN_ON)
                transaction.set_rollback(True)
            accepted = trial
        except JournalRefused:
            pass
    path = write(tmp_path / "r.csv", accepted)
    with transaction.atomic():
        load_journal(path, books_open=OPEN_ON)
        bulk = books()
        assert books_differ() == []
        transaction.set_rollback(True)
    with transaction.atomic():
        try:
            post_one_by_one(path, almighty)
        except Refusal as refusal:
            raise AssertionError(f"{refusal}: {accepted}") from refusal
        one_by_one = books()
        assert books_differ() == []
        transaction.set_rollback(True)
    for table in bulk:
        assert bulk[table] == one_by_one[table], table
