"""Xác minh: one page records what was found; the trip's sheet and its results go in one order."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions.steps import cancel_step, record_step
from cases.actions.verification import (
    Circumstances,
    FoundAsset,
    NewVerification,
    note_circumstances,
    record_verification,
)
from cases.choices import AssetKind, Conclusion, PartyRole, Role, StepKind, VerificationSource
from cases.means import advice_on, planned, trips, ward_of
from cases.models import Asset, Party, Step, Verification
from cases.rules import Refusal
from cases.rules.means import postponed_too, verification_gap
from tests import factories
from tests.test_persons import opened

TODAY = date(2018, 10, 5)


def debtor(case) -> Party:
    return case.parties.get(role=PartyRole.DEBTOR)


def found(case, conclusion=Conclusion.WITHOUT_MEANS, **more):
    fields = {
        "party": debtor(case),
        "source": VerificationSource.COMMUNE,
        "result": "Không có thu nhập, không có tài sản.",
        "conclusion": conclusion,
        "circumstances": Circumstances(),
    }
    return NewVerification(**fields | more)


def typed(case, **changes):
    """The page filled in at the commune's office."""
    return {
        "on": "04/10/2018",
        "party": str(debtor(case).pk),
        "source": "commune",
        "place": "UBND phường Cống Vị",
        "document_no": "12/BB",
        "conclusion": "partly",
        "result": "Có xe máy cũ.\nKhông kê khai thu nhập.",
        "in_prison": "no",
        "prison_until": "",
        "assets-TOTAL_FORMS": "2",
        "assets-INITIAL_FORMS": "0",
        "assets-0-kind": "vehicle",
        "assets-0-description": "Xe máy Honda Wave",
        "assets-0-identifier": "29-X1 123.45",
        "assets-1-kind": "land",
        "assets-1-description": "",
        "assets-1-identifier": "",
    } | changes


def plan(case, people, place="", until=None):
    return record_step(
        case, kind=StepKind.VERIFICATION_PLANNED, on=TODAY, by=people[Role.OFFICER], note=place,
        until=until,
    )  # fmt: skip


# ---------------------------------------------------------------- recording
def test_one_page_writes_step_result_assets_and_what_became_known(desk, login):
    case = opened(desk, 1)
    address = reverse("verification_new", args=(case.pk,))
    answer = login(desk[Role.OFFICER]).post(address, typed(case))
    assert answer.url == reverse("case_detail", args=(case.pk,))
    verification = Verification.objects.get()
    step = verification.step
    assert (step.kind, step.on, step.officer) == (
        StepKind.VERIFIED,
        date(2018, 10, 4),
        case.officer,
    )
    assert verification.result == "Có xe máy cũ.\nKhông kê khai thu nhập."
    assert step.note == "Không chấp hành án phạt tù, đã rõ địa chỉ."
    asset = Asset.objects.get()
    assert (asset.kind, asset.identifier, asset.party) == (
        AssetKind.VEHICLE, "29-X1 123.45", debtor(case),
    )  # fmt: skip
    assert debtor(case).in_prison is False
    page = login(desk[Role.OFFICER]).get(answer.url).text
    assert "Xe máy Honda Wave" in page
    minutes = login(desk[Role.HEAD]).get(reverse("verification_detail", args=(verification.pk,)))
    assert "12/BB" in minutes.text


def test_an_unknown_address_is_kept_on_the_party(desk):
    case = opened(desk, 1)
    unknown = found(case, Conclusion.ADDRESS_UNKNOWN, circumstances=Circumstances(None, None, True))
    record_verification(case, unknown, on=TODAY, by=desk[Role.OFFICER])
    assert debtor(case).address_unknown
    advice = advice_on(case, "without_means", TODAY)
    assert len(advice) == 1
    assert "điểm b khoản 1 Điều 48" in advice[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": "06/10/2018"}, "on"),
        ({"conclusion": ""}, "conclusion"),
        ({"result": " "}, "result"),
        ({"party": "999999"}, "party"),
        ({"prison_until": "01/01/2020"}, "prison_until"),
        ({"assets-1-identifier": "AB 123"}, "assets-1-description"),
    ],
)
def test_what_is_refused_comes_back_whole_with_its_reason(desk, login, changes, field):
    case = opened(desk, 1)
    address = reverse("verification_new", args=(case.pk,))
    page = login(desk[Role.OFFICER]).post(address, typed(case, **changes)).text
    assert f'href="#id_{field}"' in page
    assert "Xe máy Honda Wave" in page
    assert "UBND phường Cống Vị" in page
    assert not Step.objects.filter(kind=StepKind.VERIFIED).exists()
    assert debtor(case).in_prison is None


def test_a_row_for_one_more_asset_keeps_what_was_typed(desk, login):
    case = opened(desk, 1)
    address = reverse("verification_new", args=(case.pk,))
    page = login(desk[Role.OFFICER]).post(address, typed(case, add="assets")).text
    assert 'name="assets-2-description"' in page
    assert 'name="assets-TOTAL_FORMS" value="3"' in page
    assert "Xe máy Honda Wave" in page
    assert "Không kê khai thu nhập." in page
    assert "error-summary" not in page


@pytest.mark.parametrize("count", ["x", "-3", "²", "9" * 5000])
def test_a_tampered_count_of_rows_is_no_fault(desk, login, count):
    case = opened(desk, 1)
    address = reverse("verification_new", args=(case.pk,))
    for more in ({"add": "assets"}, {}):
        fields = typed(case, **more) | {"assets-TOTAL_FORMS": count}
        assert login(desk[Role.OFFICER]).post(address, fields).status_code in (200, 302)


@pytest.mark.django_db(transaction=True)
def test_the_same_page_sent_twice_at_once_is_one_verification(desk, settings):
    case = opened(desk, 1)
    address, data = reverse("verification_new", args=(case.pk,)), typed(case)
    barrier, answers = threading.Barrier(2), []

    def post():
        try:
            client = Client()
            client.force_login(desk[Role.CLERK], backend=settings.AUTHENTICATION_BACKENDS[-1])
            barrier.wait(timeout=10)
            answers.append(client.post(address, data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Verification.objects.count() == Asset.objects.count() == 1


def test_who_may_not_record_steps_records_no_verification(desk, login):
    case = opened(desk, 1)
    for address in ("verification_new", "party_edit"):
        pk = case.pk if address == "verification_new" else debtor(case).pk
        for method in ("get", "post"):
            client = login(desk[Role.ACCOUNTANT])
            answer = getattr(client, method)(reverse(address, args=(pk,)))
            assert answer.status_code == 403, (address, method)


def test_a_colleagues_case_is_not_verified(desk, login):
    """Refused before anything is typed, and not when it is sent."""
    case = opened(desk, 1)
    colleague = factories.user(
        Role.OFFICER, username="chv.khac", officer=factories.officer("HN-BD-02", "Đặng Thị Hoa")
    )
    for name, pk in (("verification_new", case.pk), ("party_edit", debtor(case).pk)):
        assert login(desk[Role.OFFICER]).get(reverse(name, args=(pk,))).status_code == 200
        assert login(colleague).get(reverse(name, args=(pk,))).status_code == 403


def test_prison_and_address_change_with_a_step_as_trace(desk, login):
    case = opened(desk, 1)
    address = reverse("party_edit", args=(debtor(case).pk,))
    data = {"on": "03/10/2018", "in_prison": "yes", "prison_until": "01/06/2022"}
    login(desk[Role.OFFICER]).post(address, data)
    assert Circumstances.of(debtor(case)) == Circumstances(True, date(2022, 6, 1), False)
    step = Step.objects.get(kind=StepKind.NOTED)
    assert "đến 01/06/2022" in step.note
    again = note_circumstances(
        debtor(case), Circumstances(True, date(2022, 6, 1)), on=TODAY, by=desk[Role.OFFICER]
    )
    assert again is None, "nothing new, no step"


def test_a_cancelled_verification_stays_to_be_seen_and_counts_no_more(desk, login):
    case = opened(desk, 1)

    def case_page():
        return login(desk[Role.HEAD]).get(reverse("case_detail", args=(case.pk,))).text

    done, _ = record_verification(
        case,
        found(case, assets=(FoundAsset(AssetKind.LAND, "Thửa 12, tờ 5"),)),
        on=TODAY,
        by=desk[Role.OFFICER],
    )
    assert advice_on(case, "without_means", TODAY) == []
    assert "Thửa 12, tờ 5" in case_page()
    cancel_step(done.step, by=desk[Role.OFFICER], reason="Nhầm hồ sơ")
    assert "Thửa 12, tờ 5" not in case_page()
    assert not case.assets.standing().exists()
    assert Verification.objects.get(step__case=case) == done
    assert "Chưa ghi lần xác minh nào" in advice_on(case, "without_means", TODAY)[0]


# ---------------------------------------------------------------- the ground of a decision
@pytest.mark.parametrize(
    ("verified", "conclusion", "on", "words"),
    [
        (None, "", date(2018, 10, 5), "khoản 1 Điều 44a"),
        (None, "", date(2026, 7, 1), "Luật số 106/2025/QH15"),
        (date(2018, 4, 5), "without_means", date(2018, 10, 5), ""),
        (date(2018, 4, 4), "without_means", date(2018, 10, 5), "đã quá 06 tháng"),
        (date(2018, 8, 31), "without_means", date(2019, 2, 28), ""),
        (date(2018, 8, 31), "without_means", date(2019, 3, 1), "đã quá 06 tháng"),
        (date(2018, 10, 1), "with_means", date(2018, 10, 5), "kết luận có điều kiện"),
    ],
)
def test_a_decision_without_means_rests_on_a_fresh_verification(verified, conclusion, on, words):
    gap = verification_gap(verified, conclusion, on)
    assert words in gap
    assert bool(words) == bool(gap)


def test_the_old_decree_alone_asks_to_note_the_postponement():
    assert "Điều 9 Nghị định 62/2015" in postponed_too("address_unknown", date(2026, 6, 30))
    assert postponed_too("address_unknown", date(2026, 7, 1)) == ""
    assert postponed_too("without_means", date(2018, 10, 5)) == ""


def test_the_act_warns_of_what_is_missing_and_does_not_refuse(desk, login):
    case = opened(desk, 1)
    page = login(desk[Role.CLERK]).get(reverse("act_new", args=(case.pk, "without_means"))).text
    assert "Chưa ghi lần xác minh nào" in page
    page = login(desk[Role.CLERK]).get(reverse("act_new", args=(case.pk, "postpone"))).text
    assert "Chưa ghi lần xác minh nào" not in page


# ---------------------------------------------------------------- the trip
@pytest.mark.parametrize(
    ("address", "ward"),
    [
        ("12 Liễu Giai, phường Cống Vị, quận Ba Đình", "phường Cống Vị"),
        ("Thôn Đoài, xã Kim Chung, Đông Anh", "xã Kim Chung"),
        ("P. 302, nhà A, P.Cống Vị", "phường Cống Vị"),
        ("Gặp công an Phường Cống Vị; hỏi nhà đất", "phường Cống Vị"),
        ("Tổ 3, TT. Trâu Quỳ, Gia Lâm", "thị trấn Trâu Quỳ"),
        ("Hà Nội", ""),
        ("", ""),
    ],
)
def test_the_ward_is_read_from_an_address(address, ward):
    assert ward_of(address) == ward


def test_the_sheet_is_grouped_by_place_and_results_are_entered_in_its_order(desk, login):
    cases = [opened(desk, n, identity="", year=None, name=f"Người {n}") for n in (1, 2, 3)]
    steps = [
        plan(case, desk, place)
        for case, place in zip(
            cases, ("phường Ngọc Hà", "phường Cống Vị", "phường Cống Vị"), strict=True
        )
    ]
    page = login(desk[Role.OFFICER]).get(reverse("verification_plan")).text
    order = [page.index(words) for words in ("phường Cống Vị", "Người 2", "Người 3", "Người 1")]
    assert order == sorted(order)
    assert "3 nơi" in page
    address = reverse("verification_new", args=(cases[1].pk,)) + f"?planned={steps[1].pk}"
    client = login(desk[Role.OFFICER])
    assert "phường Cống Vị" in client.get(address).text, "the place is filled in"
    answer = client.post(address, typed(cases[1], next="1"))
    third = reverse("verification_new", args=(cases[2].pk,))
    assert answer.url == f"{third}?planned={steps[2].pk}"
    answer = client.post(answer.url, typed(cases[2], next="1"))
    answer = client.post(answer.url, typed(cases[0], next="1"))
    assert answer.url == reverse("verification_plan")
    assert "Chưa có nơi nào" in client.get(answer.url).text


def test_a_trip_goes_with_its_case_and_ends_with_it(desk):
    case = opened(desk, 1)
    step = plan(case, desk)
    assert planned(desk[Role.HEAD]).get() == step
    far = factories.user(Role.HEAD, "HN-HK")
    assert not planned(far).exists()
    cancel_step(step, by=desk[Role.OFFICER], reason="Hoãn đi")
    assert not planned(desk[Role.HEAD]).exists()


def test_the_sheet_costs_the_same_for_one_trip_as_for_many(
    desk, login, django_assert_max_num_queries
):
    client = login(desk[Role.HEAD])
    for number in range(1, 8):
        plan(opened(desk, number, identity="", year=None), desk)
    with django_assert_max_num_queries(11):
        client.get(reverse("verification_plan"))
    assert len(trips(planned(desk[Role.HEAD]))) == 7


def test_the_page_can_be_left_without_a_trip_of_another_case(desk, login):
    """A trip named in the address that is another case's, or was made, is simply not there."""
    one, other = opened(desk, 1), opened(desk, 2)
    step = plan(other, desk)
    address = reverse("verification_new", args=(one.pk,))
    page = login(desk[Role.OFFICER]).get(f"{address}?planned={step.pk}").text
    assert "sang nơi kế tiếp" not in page


def test_a_party_of_another_case_is_refused(desk):
    one, other = opened(desk, 1), opened(desk, 2)
    with pytest.raises(Refusal):
        record_verification(one, found(one, party=debtor(other)), on=TODAY, by=desk[Role.OFFICER])
