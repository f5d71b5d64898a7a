"""One person across cases: found again by number, confirmed by name, merged and unmerged."""

import contextlib
import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case
from cases.actions.persons import (
    confirm_person,
    keep_apart,
    link_persons,
    log_lookup,
    merge_persons,
    undo_merge,
)
from cases.choices import ObligationKind, PartyRole, PersonKind, Role
from cases.models import CaseClass, Draft, Party, Person, PersonLookup, PersonMerge
from cases.persons import alike, known_parties, one_with, others_of
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import typed

TODAY = date(2018, 10, 5)
NUMBER = "001071012347"


def opened(people, number=1, at="HN-BD", name="Lê Văn Cường", year=1971, identity=NUMBER, **more):
    """A case of one debtor, opened by the clerk of the office."""
    clerk = people.get((Role.CLERK, at)) or people[Role.CLERK]
    if at != "HN-BD" and (Role.CLERK, at) not in people:
        clerk = people[Role.CLERK, at] = factories.user(Role.CLERK, at)
    row, _ = CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")
    new = NewCase(
        office=factories.office(at),
        officer=factories.officer(f"{at}-01"),
        case_class=row,
        court="TAND quận Ba Đình",
        judgment_no="45/2018/DSST",
        judgment_on=date(2018, 6, 12),
        parties=(
            NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
            NewParty(PartyRole.DEBTOR, name, PersonKind.NATURAL, year, identity, **more),
        ),
        obligations=(NewObligation(ObligationKind.DEBT, 1_000_000, "Nợ", 0, (1,)),),
    )
    paper = Paper(f"{number}/QĐ-CCTHADS", TODAY, "Trần Văn Mẫu")
    return open_case(new, on=date(2018, 10, 2), paper=paper, by=clerk)


def debtor(case) -> Party:
    return case.parties.get(role=PartyRole.DEBTOR)


def about(case, by):
    """What is known of the debtor of a case, as one account sees it."""
    party = case.parties.select_related("person").get(role=PartyRole.DEBTOR)
    return known_parties([party], by)[party.pk]


# ---------------------------------------------------------------- linking
def test_the_same_number_is_the_same_person_however_the_name_was_written(desk):
    first, second = opened(desk, 1), opened(desk, 2, name="Lê Văn Cưòng", year=None)
    assert debtor(first).person == debtor(second).person
    assert Person.objects.get().name == "Lê Văn Cường"
    assert debtor(second).name == "Lê Văn Cưòng", "a party keeps the judgment's words"
    assert about(second, desk[Role.CLERK]).other_name == "Lê Văn Cường"


def test_a_name_and_a_year_alone_never_link_by_themselves(desk):
    opened(desk, 1, identity="")
    second = opened(desk, 2, identity="", name="le van cuong")
    assert Person.objects.count() == 2
    known = about(second, desk[Role.CLERK])
    assert known.others is None
    assert [person.name for person in known.alike] == ["Lê Văn Cường"]


def test_a_confirmed_namesake_is_linked_and_no_new_person_is_made(desk):
    first = opened(desk, 1)
    second = opened(desk, 2, identity="", person=debtor(first).person_id)
    assert debtor(second).person == debtor(first).person
    third = opened(desk, 3, identity="")
    confirm_person(debtor(third), debtor(first).person_id, by=desk[Role.OFFICER])
    assert debtor(third).person == debtor(first).person
    others = others_of([debtor(first).person_id], desk[Role.CLERK], besides=first.pk)
    assert others[debtor(first).person_id].own == [third, second]


def test_somebody_else_cannot_be_confirmed(desk):
    """The number decides; another name, another year, or a row of another office do not pass."""
    first = opened(desk, 1)
    other = opened(desk, 2, identity="001071099999", person=debtor(first).person_id)
    stranger = opened(desk, 3, identity="", name="Phạm Hải", person=debtor(first).person_id)
    assert len({debtor(case).person_id for case in (first, other, stranger)}) == 3
    with pytest.raises(Refusal):
        confirm_person(debtor(stranger), debtor(first).person_id, by=desk[Role.CLERK])
    with pytest.raises(Refusal):
        confirm_person(debtor(other), debtor(first).person_id, by=desk[Role.CLERK])
    far = opened(desk, 4, at="HN-HK", identity="")
    with pytest.raises(PermissionDenied):
        confirm_person(debtor(far), debtor(first).person_id, by=desk[Role.CLERK])


def test_a_colleagues_party_is_not_confirmed(desk):
    first, second = opened(desk, 1), opened(desk, 2, identity="")
    before = debtor(second).person_id
    colleague = factories.user(
        Role.OFFICER, username="chv.khac", officer=factories.officer("HN-BD-02", "Đặng Thị Hoa")
    )
    with pytest.raises(PermissionDenied):
        confirm_person(debtor(second), debtor(first).person_id, by=colleague)
    assert debtor(second).person_id == before


def test_a_name_without_number_or_year_and_the_state_are_nobody(desk):
    case = opened(desk, 1, identity="", year=None)
    assert debtor(case).person is None
    assert case.parties.get(role=PartyRole.CREDITOR).person is None
    assert not Person.objects.exists()


def test_linking_costs_the_same_for_two_parties_as_for_forty(desk, django_assert_max_num_queries):
    case = opened(desk, 1)
    known = Party(case=case, name="Lê Văn Cường", identity_no=NUMBER)
    new = [Party(case=case, name=f"Người {n}", identity_no=f"0010710{n:05}") for n in range(20)]
    named = [Party(case=case, name=f"Tên {n}", birth_year=1980) for n in range(20)]
    with django_assert_max_num_queries(4):
        link_persons([known, *new, *named])
    assert known.person == debtor(case).person
    assert len({p.person_id for p in [*new, *named]}) == 40


def at_once(*calls):
    """The calls in threads of their own, begun together; what each raised."""
    barrier, raised = threading.Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait(timeout=10)
            call()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_one_new_number_at_once_get_one_person(desk):
    desk[Role.CLERK, "HN-HK"] = factories.user(Role.CLERK, "HN-HK")
    CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")
    for code in ("HN-BD-01", "HN-HK-01"):
        factories.officer(code)
    raised = at_once(lambda: opened(desk, 1), lambda: opened(desk, 2, at="HN-HK"))
    assert not raised
    person = Person.objects.get()
    assert sorted(person.parties.values_list("case__office__code", flat=True)) == ["HN-BD", "HN-HK"]


# ---------------------------------------------------------------- other cases, other offices
def test_another_office_shows_only_that_a_case_is_there(desk):
    mine, far = opened(desk, 1), opened(desk, 77, at="HN-HK")
    others = about(mine, desk[Role.OFFICER]).others
    assert str(others) == "1 việc khác, 1 ở Chi cục THADS quận Hoàn Kiếm"
    assert others.own == []
    city = about(mine, desk[Role.CITY_LEADER]).others
    assert city.own == [far]


def test_known_parties_cost_the_same_for_one_other_case_as_for_many(
    desk, django_assert_max_num_queries
):
    case = opened(desk, 1)
    for number in range(2, 9):
        opened(desk, number, at="HN-HK" if number % 2 else "HN-BD")
    with django_assert_max_num_queries(4):
        known = about(case, desk[Role.CLERK])
    assert known.others.count == 7


# ---------------------------------------------------------------- merging
@pytest.fixture
def twins(desk):
    """Two cases of what may be one person, at two offices, under an old number and a new one."""
    return opened(desk, 1), opened(desk, 2, at="HN-HK", identity="012345678")


def test_merging_is_the_citys_needs_a_reason_and_leaves_the_parties_alone(desk, twins):
    one, other = (debtor(case) for case in twins)
    before = list(Party.objects.order_by("pk").values())
    for role in (Role.OFFICER, Role.HEAD, Role.CLERK, Role.ADMINISTRATOR, Role.COMMITTEE):
        with pytest.raises(PermissionDenied):
            merge_persons(one.person_id, other.person_id, reason="Trùng", by=desk[role])
    with pytest.raises(Refusal, match="lý do"):
        merge_persons(one.person_id, other.person_id, reason=" ", by=desk[Role.CITY_CLERK])
    merge = merge_persons(one.person_id, other.person_id, reason="Trùng", by=desk[Role.CITY_CLERK])
    assert list(Party.objects.order_by("pk").values()) == before
    both = others_of([one.person_id, other.person_id], desk[Role.CITY_CLERK])
    assert both[one.person_id].count == both[other.person_id].count == 2
    undo_merge(merge, reason="Nhầm", by=desk[Role.CITY_LEADER])
    assert list(Party.objects.order_by("pk").values()) == before
    apart = others_of([one.person_id], desk[Role.CITY_CLERK])
    assert apart[one.person_id].count == 1
    with pytest.raises(Refusal, match="đã được tách"):
        undo_merge(merge, reason="Nhầm", by=desk[Role.CITY_LEADER])


def test_apart_is_apart_until_somebody_merges(desk, twins):
    one, other = (debtor(case).person_id for case in twins)
    keep_apart(one, other, by=desk[Role.CITY_CLERK])
    assert one_with([one]) == {one: {one}}
    assert PersonMerge.objects.get().undone_at is not None


def test_a_person_and_an_organisation_are_not_one(desk):
    person = Person.objects.create(kind=PersonKind.NATURAL, name="Lê Văn Cường")
    firm = Person.objects.create(kind=PersonKind.LEGAL, name="Lê Văn Cường")
    with pytest.raises(Refusal):
        merge_persons(person.pk, firm.pk, reason="Trùng", by=desk[Role.CITY_CLERK])


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_each_other_at_once_leave_one_standing(desk):
    a = Person.objects.create(kind=PersonKind.NATURAL, name="Lê Văn Cường", birth_year=1971)
    b = Person.objects.create(kind=PersonKind.NATURAL, name="Lê Văn Cường", birth_year=1971)
    clerk, leader = desk[Role.CITY_CLERK], desk[Role.CITY_LEADER]
    raised = at_once(
        lambda: merge_persons(a.pk, b.pk, reason="Trùng", by=clerk),
        lambda: merge_persons(b.pk, a.pk, reason="Trùng", by=leader),
    )
    assert [type(error) for error in raised] == [Refusal]
    assert Person.objects.standing().count() == 1
    assert PersonMerge.objects.filter(undone_at=None).count() == 1


class Merging(TestCase):
    """Whatever is merged and undone, the standing merges alone say who is one."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=12))
    def test_groups_follow_the_standing_merges(self, moves):
        city = factories.user(Role.CITY_CLERK)
        people = [
            Person.objects.create(kind=PersonKind.NATURAL, name=f"Người {n}") for n in range(5)
        ]
        standing: list[PersonMerge] = []
        for undo, i, j in moves:
            if undo and standing:
                undo_merge(standing.pop(i % len(standing)), reason="Nhầm", by=city)
                continue
            with contextlib.suppress(Refusal):
                standing.append(merge_persons(people[i].pk, people[j].pk, reason="Trùng", by=city))
        expected = {person.pk: {person.pk} for person in people}
        for merge in standing:
            group = expected[merge.kept_id] | expected[merge.merged_id]
            for pk in group:
                expected[pk] = group
        assert one_with(expected) == expected


# ---------------------------------------------------------------- looking up
def test_namesakes_leave_out_who_was_merged_away(desk, twins):
    one, other = (debtor(case).person_id for case in twins)
    assert len(alike("LE VAN CUONG", 1971)) == 2
    merge_persons(one, other, reason="Trùng", by=desk[Role.CITY_CLERK])
    assert [person.pk for person in alike("LE VAN CUONG", 1971)] == [one]
    assert alike("LE VAN CUONG", 1971, besides=other) == []


def test_more_look_ups_than_an_officer_makes_are_refused(desk, monkeypatch):
    monkeypatch.setattr("cases.actions.persons.MOST_LOOKUPS", 2)
    for _ in range(2):
        log_lookup(desk[Role.OFFICER], "001•••••••47", 1)
    with pytest.raises(Refusal, match="một giờ"):
        log_lookup(desk[Role.OFFICER], "001•••••••47", 1)
    log_lookup(desk[Role.CLERK], "001•••••••47", 1)


# ---------------------------------------------------------------- the pages
def test_a_person_is_found_by_number_or_name_with_year_and_the_log_keeps_it_masked(desk, login):
    opened(desk, 1)
    opened(desk, 77, at="HN-HK")
    client, address = login(desk[Role.OFFICER]), reverse("person_find")
    page = client.post(address, {"number": "001.071.012.347"}).text
    assert "Lê Văn Cường" in page
    assert "1 ở Chi cục THADS quận Hoàn Kiếm" in page
    assert "001•••••••47" in page
    assert NUMBER not in page.split("<table")[1]
    page = client.post(address, {"name": "le van cuong", "birth_year": "1971"}).text
    assert "Lê Văn Cường" in page
    assert "Không tìm thấy ai" in client.post(address, {"number": "001071012348"}).text
    assert list(PersonLookup.objects.order_by("pk").values_list("sought", "found")) == [
        ("001•••••••47", 1),
        ("l. v. c. 1971", 1),
        ("001•••••••48", 0),
    ]
    assert client.get(address, {"number": NUMBER}).text.count("Lê Văn Cường") == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Nhập số định danh"),
        ({"name": "Lê Văn Cường"}, "cần năm sinh"),
        ({"number": "một hai ba"}, "Chỉ gồm chữ số"),
    ],
)
def test_less_than_a_number_or_a_name_with_a_year_finds_nobody(desk, login, data, words):
    opened(desk, 1)
    page = login(desk[Role.OFFICER]).post(reverse("person_find"), data).text
    assert words in page
    assert not PersonLookup.objects.exists()


def test_the_page_of_a_person_is_no_list_by_the_back_door(desk, login):
    """Nobody walks through the numbers of the pages: first a look-up, or an own case."""
    far = opened(desk, 77, at="HN-HK")
    address = reverse("person_detail", args=(debtor(far).person_id,))
    client = login(desk[Role.OFFICER])
    assert client.get(address).status_code == 404
    client.post(reverse("person_find"), {"number": NUMBER})
    page = client.get(address).text
    assert "Chi cục THADS quận Hoàn Kiếm" in page
    assert reverse("case_detail", args=(far.pk,)) not in page
    assert "77/QĐ-CCTHADS" not in page
    mine = opened(desk, 1)
    page = client.get(address).text
    assert reverse("case_detail", args=(mine.pk,)) in page


def test_the_whole_number_is_shown_on_asking_and_the_asking_is_logged(desk, login):
    case = opened(desk, 1)
    client = login(desk[Role.OFFICER])
    assert NUMBER not in client.get(reverse("case_detail", args=(case.pk,))).text
    page = client.post(reverse("party_number", args=(debtor(case).pk,)))
    assert NUMBER in page.text
    assert "no-store" in page["Cache-Control"]
    assert PersonLookup.objects.get().sought == "001•••••••47 (1/QĐ-CCTHADS)"
    assert client.get(reverse("party_number", args=(debtor(case).pk,))).status_code == 405


def test_the_city_merges_from_the_proposals_and_takes_it_back(desk, login, twins):
    one, other = (debtor(case).person for case in twins)
    client = login(desk[Role.CITY_CLERK])
    assert reverse("person_merge", args=(one.pk,)) in client.get(reverse("person_duplicates")).text
    data = {"other": str(other.pk), "reason": "Cùng địa chỉ, cùng cha mẹ"}
    answer = client.post(reverse("person_merge", args=(one.pk,)), data)
    assert answer.url == reverse("person_detail", args=(one.pk,))
    assert "2/QĐ-CCTHADS" in client.get(answer.url).text
    moved = client.get(reverse("person_detail", args=(other.pk,)))
    assert moved.url == answer.url
    assert "Không có đề nghị nào" in client.get(reverse("person_duplicates")).text
    undo = reverse("person_unmerge", args=(PersonMerge.objects.get().pk,))
    assert "Tách lại" in client.get(undo).text
    client.post(undo, {"reason": "Khác cha mẹ"})
    assert "2/QĐ-CCTHADS" not in client.get(answer.url).text
    assert "Không có đề nghị nào" in client.get(reverse("person_duplicates")).text


def test_what_was_judged_apart_is_not_proposed_again(desk, login, twins):
    one, other = (debtor(case).person_id for case in twins)
    client = login(desk[Role.CITY_LEADER])
    client.post(reverse("person_apart"), {"one": one, "other": other})
    assert "Không có đề nghị nào" in client.get(reverse("person_duplicates")).text


def test_a_merge_by_number_needs_somebody_with_that_number(desk, login, twins):
    one, other = (debtor(case).person for case in twins)
    address, client = reverse("person_merge", args=(one.pk,)), login(desk[Role.CITY_CLERK])
    page = client.post(address, {"number": "001071000000", "reason": "Trùng"}).text
    assert "Không có người nào mang số này" in page
    page = client.post(address, {"number": NUMBER, "reason": "Trùng"}).text
    assert "Chọn hai người khác nhau" in page
    assert client.post(address, {"number": "012 345 678", "reason": "Trùng"}).status_code == 302
    assert one_with([one.pk])[one.pk] == {one.pk, other.pk}


def test_the_log_shows_the_citys_own_offices_and_is_filtered(desk, login):
    log_lookup(desk[Role.OFFICER], "001•••••••47", 1)
    log_lookup(desk[Role.HEAD], "012••••78", 0)
    client, address = login(desk[Role.CITY_LEADER]), reverse("lookup_list")
    page = client.get(address).text
    assert "001•••••••47" in page
    assert "012••••78" in page
    page = client.get(address, {"account": desk[Role.HEAD].username}).text
    assert "001•••••••47" not in page
    assert "012••••78" in page


def test_a_namesake_is_confirmed_from_the_page_of_the_case(desk, login):
    first, second = opened(desk, 1), opened(desk, 2, identity="")
    client = login(desk[Role.OFFICER])
    page = client.get(reverse("case_detail", args=(second.pk,))).text
    assert "Có thể là người đã có trong hệ thống" in page
    client.post(
        reverse("party_confirm", args=(debtor(second).pk,)), {"person": debtor(first).person_id}
    )
    assert debtor(second).person == debtor(first).person
    answer = client.post(reverse("party_confirm", args=(debtor(second).pk,)), {"person": "x"})
    assert answer.status_code == 302
    assert debtor(second).person == debtor(first).person


# ---------------------------------------------------------------- while a case is entered
def intake_typed(**changes):
    """The intake page with one debtor who has no number."""
    return typed(debtors__0__identity_no="", **changes)


def test_who_is_known_shows_while_the_party_is_typed_and_the_log_has_it(desk, login):
    mine = opened(desk, 1)
    opened(desk, 77, at="HN-HK")
    client, address = login(desk[Role.OFFICER]), reverse("person_known")
    page = client.post(address, {"row": "debtors-0", "identity_no": "001 071 012 347"}).text
    assert "Đã có trong hệ thống" in page
    assert "2 việc" in page
    assert reverse("case_detail", args=(mine.pk,)) in page
    assert "1 ở Chi cục THADS quận Hoàn Kiếm" in page
    assert "77/QĐ-CCTHADS" not in page
    page = client.post(address, {"identity_no": NUMBER, "name": "Phạm Văn Hải"}).text
    assert "tên ghi khi ấy là <b>Lê Văn Cường</b>" in page
    said = {"row": "debtors-0", "name": "le van cuong", "birth_year": "1971"}
    page = client.post(address, said).text
    assert f'name="debtors-0-person" value="{debtor(mine).person_id}"' in page
    assert PersonLookup.objects.count() == 3
    for half in ({"identity_no": "0010710123"}, {"name": "Lê Văn Cường"}, {}):
        assert "Lê Văn Cường" not in client.post(address, half).text
    assert PersonLookup.objects.count() == 3
    assert login(desk[Role.ACCOUNTANT]).post(address, said).status_code == 403


def test_without_a_script_a_button_asks_and_nothing_typed_is_lost(desk, login):
    known = debtor(opened(desk, 1)).person_id
    page = login(desk[Role.CLERK]).post(reverse("case_new"), intake_typed(seek="debtors")).text
    assert "Cùng tên, cùng năm sinh" in page
    assert f'name="debtors-0-person" value="{known}"' in page
    assert 'value="350 triệu"' in page
    assert "error-summary" not in page
    assert Person.objects.count() == 1


def test_a_namesake_chosen_at_intake_is_linked_also_by_who_signs_the_draft(desk, login):
    first = opened(desk, 1, identity="")
    known = debtor(first).person_id
    chosen = intake_typed(debtors__0__person=str(known))
    login(desk[Role.OFFICER]).post(reverse("case_new"), chosen)
    draft = Draft.objects.get()
    page = login(desk[Role.HEAD]).get(reverse("case_new"), {"draft": draft.pk}).text
    assert f'value="{known}" id="debtors-0-person-{known}" checked' in page
    client, data = login(desk[Role.CLERK]), chosen | {"decision": "9/QĐ-CCTHADS"}
    asks = client.post(reverse("case_new"), data)  # the number leaves a gap: a remark
    assert f'id="debtors-0-person-{known}" checked' in asks.text, "the choice comes back too"
    seen = asks.context["intake"].seen
    assert client.post(reverse("case_new"), data | {"confirmed": seen}).status_code == 302
    assert first.parties.get(role="debtor").person_id == known
    new = Party.objects.filter(role="debtor").exclude(case=first).get()
    assert new.person_id == known
    assert Person.objects.filter(birth_year=1971).count() == 1


def test_a_number_that_cannot_be_is_refused_at_intake_with_its_reason(desk, login):
    page = (
        login(desk[Role.CLERK]).post(reverse("case_new"), typed(debtors__0__birth_year="1972")).text
    )
    assert "sinh năm 1971, không phải 1972" in page
    assert 'href="#id_debtors-0-identity_no"' in page
    assert not CaseClass.objects.filter(case__isnull=False).exists()


def test_many_parties_without_a_number_cost_one_query(desk, django_assert_num_queries):
    case = opened(desk)
    for name in ("Lê Văn Cường", "Phạm Văn Đạt", "Vũ Thị Ánh"):
        for _ in range(2):
            Person.objects.create(kind="natural", name=name, birth_year=1980)
    parties = [
        Party.objects.create(case=case, role="debtor", name=name, birth_year=1980)
        for name in ("LE VAN CUONG", "Phạm Văn Đạt", "Vũ Thị Ánh", "Không ai biết")
    ]
    with django_assert_num_queries(1):
        known = known_parties(parties, desk[Role.OFFICER])
    assert [len(known[p.pk].alike) if p.pk in known else 0 for p in parties] == [2, 2, 2, 0]
