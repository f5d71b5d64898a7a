"""The pages of measures: choosing a kind, deciding, adding, ending, the list and its figures."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.measures import add_to_measure, end_measure
from cases.actions.steps import cancel_step
from cases.choices import MeasureKind, MeasureOutcome, Role, StepKind
from cases.measures import total_of, totals
from cases.models import Deadline, Measure, Step
from tests import factories
from tests.test_case_page import queries
from tests.test_measures import TODAY, case, debtor, decide, house  # noqa: F401
from tests.test_views_cases import opened

M, K, Outcome = MeasureKind, StepKind, MeasureOutcome


def at(case, kind="", **query):  # noqa: F811
    asked = "&".join(f"{name}={value}" for name, value in ({"kind": kind} | query).items())
    return reverse("measure_new", args=(case.pk,)) + f"?{asked}"


def typed(case, **changes):  # noqa: F811
    return {
        "on": "25/10/2018", "document_no": "15/QĐ-CCTHADS", "signer": "Nguyễn Văn An",
        "party": debtor(case).pk,
    } | changes  # fmt: skip


def test_the_kinds_stand_with_the_article_of_today(desk, case, login, settings):  # noqa: F811
    client = login(desk[Role.OFFICER])
    page = client.get(at(case)).text
    assert page.index("Biện pháp bảo đảm</h2>") < page.index("Biện pháp cưỡng chế</h2>")
    assert "Điều 67 Luật THADS 2008" in page and "2025" not in page
    settings.TODAY = date(2026, 7, 10)
    page = client.get(at(case)).text
    assert "Điều 67 Luật THADS 2025" in page and "Luật THADS 2008" not in page


def test_seizing_from_the_page(desk, case, login):  # noqa: F811
    client, asset = login(desk[Role.OFFICER]), house(case, value=5_000_000_000)
    page = client.get(at(case, "seize", asset=asset.pk))
    assert page.context["form"].initial["asset"] == asset
    assert "khoản 3 Điều 71" in page.text
    form = typed(case, asset=asset.pk, carried_on="25/10/2018", note="Có tổ dân phố chứng kiến")
    refused = client.post(at(case, "seize"), form)
    assert refused.context["form"].errors.keys() == {"disproportion"}
    assert "Có tổ dân phố chứng kiến" in refused.text
    page = client.post(at(case, "seize"), form | {"disproportion": "Tài sản duy nhất"}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("measure_detail", args=(Measure.objects.get().pk,))
    assert "Đang áp dụng" in page.text and "Kê biên tài sản" in page.text
    again = client.post(at(case, "seize"), form | {"disproportion": "Khác"}, follow=True)
    assert "không ghi lần hai" in again.text
    text = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "Đang cưỡng chế nhưng hồ sơ chưa ghi lần vận động" in text
    assert "kê biên tài sản 25/10/2018" in text


def test_the_page_follows_the_day_entered(desk, case, login, settings):  # noqa: F811
    settings.TODAY = date(2026, 7, 10)
    client = login(desk[Role.OFFICER])
    page = client.get(at(case, "exit_postponed"))
    assert "Điều 45 Nghị định 152/2026/NĐ-CP" in page.text
    page = client.post(at(case, "exit_postponed"), typed(case, on="30/06/2026", look="1"))
    assert "khoản 1 Điều 51 Nghị định 62/2015/NĐ-CP" in page.text
    assert "không tính vào số biện pháp bảo đảm" in page.text
    assert not page.context["form"].errors and not Measure.objects.exists()


def test_what_would_refuse_is_said_before_anything_is_typed(desk, login):
    case = opened(desk, amount=5)  # noqa: F811
    page = login(desk[Role.OFFICER]).get(at(case, "deduct_account")).text
    assert "Chưa ghi việc thông báo quyết định thi hành án" in page


def test_an_asset_of_another_case_cannot_be_chosen(desk, case, login):  # noqa: F811
    other = house(opened(desk, number=215, amount=5))
    page = login(desk[Role.OFFICER]).post(at(case, "seize"), typed(case, asset=other.pk))
    assert page.context["form"].errors.keys() == {"asset"}


def test_adding_and_ending_from_the_page(desk, case, login):  # noqa: F811
    measure, _ = decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    client = login(desk[Role.OFFICER])
    step = reverse("measure_step", args=(measure.pk, "ownership_established"))
    seen = client.get(step).context["form"]["last_seen"].value()
    typed = {"on": "25/10/2018", "note": "Công văn 7", "last_seen": seen}
    page = client.post(step, typed, follow=True)
    assert "Cưỡng chế hoặc trả lại tài sản, giấy tờ tạm giữ" in page.text  # ten days run
    assert step not in page.text  # once is enough
    assert client.get(reverse("measure_step", args=(measure.pk, "coerced"))).status_code == 404
    end = reverse("measure_end", args=(measure.pk,))
    refused = client.post(end, {"on": "25/10/2018", "outcome": "lifted"})
    assert refused.context["form"].errors.keys() == {"note"}
    page = client.post(
        end, {"on": "25/10/2018", "outcome": "lifted", "note": "Trả lại"}, follow=True
    )
    assert "Đã kết thúc" in page.text and end not in page.text
    assert "Biện pháp đã kết thúc" in client.get(end, follow=True).text


def test_a_note_sent_twice_is_written_once_and_a_second_like_it_again(desk, case, login):  # noqa: F811
    measure, _ = decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    client, url = login(desk[Role.OFFICER]), reverse("measure_step", args=(measure.pk, "noted"))
    for written in (1, 2):
        seen = client.get(url).context["form"]["last_seen"].value()
        typed = {"on": "25/10/2018", "note": "Gọi điện cho ông Cường", "last_seen": seen}
        assert "Đã ghi: " in client.post(url, typed, follow=True).text
        assert "không ghi lần hai" in client.post(url, typed, follow=True).text
        assert measure.steps.filter(kind=K.NOTED).count() == written


def test_steps_of_measures_lead_to_their_pages(desk, case, login):  # noqa: F811
    client = login(desk[Role.OFFICER])

    def sent_to(kind):
        return client.get(reverse("step_new", args=(case.pk, kind)))["Location"]

    assert sent_to("frozen") == at(case, "freeze")
    assert sent_to("coercion_decided") == reverse("measure_new", args=(case.pk,))
    assert sent_to("persuaded") == reverse("persuasion_new", args=(case.pk,))
    assert sent_to("referred") == reverse("referral_new", args=(case.pk,))
    assert sent_to("seized") == at(case, "seize")  # a seizure begins with its decision
    assert sent_to("security_ended").endswith("#measures")  # none runs
    measure, _ = decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    assert sent_to("security_ended") == reverse("measure_end", args=(measure.pk,))
    assert sent_to("ownership_established") == reverse(
        "measure_step", args=(measure.pk, "ownership_established")
    )
    seizing, _ = decide(case, desk[Role.OFFICER], asset=house(case))
    assert sent_to("seized") == reverse("measure_step", args=(seizing.pk, "seized"))


def test_who_only_reads_sees_no_buttons(desk, case, login):  # noqa: F811
    measure, _ = decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    client = login(desk[Role.ACCOUNTANT])
    for address in (
        reverse("case_detail", args=(case.pk,)),
        reverse("measure_detail", args=(measure.pk,)),
    ):
        page = client.get(address)
        assert page.status_code == 200 and "Sổ đỏ AB 123" in page.text
        assert reverse("measure_end", args=(measure.pk,)) not in page.text
        assert reverse("measure_new", args=(case.pk,)) not in page.text
    assert client.get(reverse("measure_end", args=(measure.pk,))).status_code == 403
    other = factories.user(Role.OFFICER, "HN-BD", username="khac", officer=factories.officer(
        "HN-BD-02", "Lê Thị Hoa"
    ))  # fmt: skip
    assert login(other).get(at(case)).status_code == 403


# ---------------------------------------------------------------- the list and its figures
def test_the_list_puts_what_is_overdue_first(desk, case, login, settings):  # noqa: F811
    officer = desk[Role.OFFICER]
    hold, _ = decide(case, officer, M.HOLD, object="Sổ đỏ AB 123", on=date(2018, 10, 24))
    late, _ = decide(case, officer, M.FREEZE, object="TK 1", on=date(2018, 10, 20))
    soon, _ = decide(case, officer, M.FREEZE, object="TK 2", on=date(2018, 10, 25))
    gone, _ = decide(case, officer, M.FREEZE, object="TK 3", on=date(2018, 10, 10))
    void, _ = decide(case, officer, M.FREEZE, object="TK 4", document_no="9/QĐ")
    add_to_measure(gone, kind=K.SENT_TO_PROCURACY, on=date(2018, 10, 11), by=officer)
    end_measure(gone, outcome=Outcome.LIFTED, on=date(2018, 10, 12), by=officer, note="Đã nộp")
    cancel_step(void.steps.get(), by=officer, reason="Nhầm")
    for measure in (late, hold, soon):
        add_to_measure(measure, kind=K.SENT_TO_PROCURACY, on=TODAY, by=officer)
    settings.TODAY = date(2018, 11, 2)
    client = login(desk[Role.HEAD])

    def shown(**query):
        return [row.pk for row in client.get(reverse("measure_list"), query).context["page_obj"]]

    assert shown() == [late.pk, soon.pk, hold.pk]
    assert shown(state="overdue") == [late.pk]
    assert shown(state="ended") == [gone.pk]
    assert len(shown(state="all")) == 4
    assert shown(kind="hold") == [hold.pk]
    assert shown(since="25/10/2018") == [soon.pk]
    assert shown(until="20/10/2018") == [late.pk]
    assert shown(officer="HN-BD-01") == shown()
    assert shown(officer="HN-BD-99") == []
    text = client.get(reverse("measure_list")).text
    assert "Quá hạn 30/10/2018" in text and "Cưỡng chế hoặc chấm dứt phong tỏa" in text


def test_the_pages_of_the_list_follow_each_other(desk, case, login, monkeypatch):  # noqa: F811
    """Those with a duty by its day, then the others, the newest first; each once, on one page."""
    officer, made = desk[Role.OFFICER], []
    for n in range(7):
        measure, _ = decide(case, officer, M.FREEZE, object=f"TK {n}", on=date(2018, 10, 10 + n))
        made.append(measure.pk)
    for n in (1, 3, 4):
        measure = Measure.objects.get(pk=made[n])
        add_to_measure(measure, kind=K.SENT_TO_PROCURACY, on=date(2018, 10, 20), by=officer)
        end_measure(measure, outcome=Outcome.LIFTED, on=date(2018, 10, 20), by=officer, note="x")
    Deadline.objects.filter(step__measure__in=[made[n] for n in (1, 3, 4)]).delete()
    cancel_step(Measure.objects.get(pk=made[0]).steps.get(), by=officer, reason="Nhầm")
    monkeypatch.setattr("cases.views.measures.PAGE", 2)
    client, seen = login(officer), []
    for page in "123":
        answer = client.get(reverse("measure_list"), {"state": "all", "page": page})
        seen += [row.pk for row in answer.context["page_obj"]]
    assert seen == [made[n] for n in (2, 5, 6, 4, 3, 1)]


def test_the_city_sees_all_and_narrows_to_one_office(desk, case, login):  # noqa: F811
    decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    client = login(desk[Role.CITY_LEADER])
    page = client.get(reverse("measure_list"), {"office": "HN-BD"})
    assert len(page.context["page_obj"]) == 1 and "officer" not in page.context["filters"].fields
    assert not client.get(reverse("measure_list"), {"office": "HN-HK"}).context["page_obj"]
    other = login(factories.user(Role.HEAD, "HN-HK"))
    page = other.get(reverse("measure_list"))
    assert not page.context["page_obj"]
    assert all(whole.decided == 0 for _, _, whole in page.context["totals"])


def figures(people, since=date(2018, 10, 1), until=date(2018, 10, 31)):
    found = totals(Step.objects.visible_to(people[Role.HEAD]), since, until)
    rows = {row.kind: row for _, rows in found for row in rows}
    wholes = {label: total_of(rows) for label, rows in found}
    return rows, wholes


def test_figures_count_what_was_booked_and_each_carrying_out_once(desk, case):  # noqa: F811
    officer, asset = desk[Role.OFFICER], house(case)
    freeze, _ = decide(case, officer, M.FREEZE, object="TK 1", on=date(2018, 10, 20))
    seized, _ = decide(
        case, officer, asset=asset, on=date(2018, 10, 22), carried_on=TODAY, replaces=freeze
    )
    exploit, _ = decide(case, officer, M.EXPLOIT, asset=house(case))
    add_to_measure(exploit, kind=K.COERCED, on=TODAY, by=officer)
    end_measure(exploit, outcome=Outcome.CARRIED_OUT, on=TODAY, by=officer)
    income, _ = decide(case, officer, M.DEDUCT_INCOME, party=debtor(case))
    end_measure(income, outcome=Outcome.VOLUNTARY, on=TODAY, by=officer)
    rows, wholes = figures(desk)
    assert (rows[M.FREEZE].decided, rows[M.FREEZE].to_coercion) == (1, 1)
    assert (rows[M.SEIZE].decided, rows[M.SEIZE].carried) == (1, 1)
    assert (rows[M.EXPLOIT].decided, rows[M.EXPLOIT].carried) == (1, 1)  # held and ended: once
    assert (rows[M.DEDUCT_INCOME].voluntary, rows[M.DEDUCT_INCOME].carried) == (1, 0)
    assert (wholes["Bảo đảm"].decided, wholes["Cưỡng chế"].decided) == (1, 3)
    assert wholes["Cưỡng chế"].carried == 2
    lifted = end_measure(seized, outcome=Outcome.LIFTED, on=TODAY, by=officer, note="Thỏa thuận")
    assert figures(desk)[0][M.SEIZE].lifted == 1
    cancel_step(lifted, by=officer, reason="Nhầm")
    assert figures(desk)[0][M.SEIZE].lifted == 0
    later = figures(desk, date(2018, 11, 1), date(2018, 11, 30))[1]
    assert all(whole.decided == whole.carried == 0 for whole in later.values())


@pytest.mark.parametrize(("on", "count"), [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1)])
def test_exit_postponed_counts_from_the_new_law(desk, case, settings, on, count):  # noqa: F811
    settings.TODAY = date(2026, 7, 10)
    decide(case, desk[Role.OFFICER], M.EXIT_POSTPONED, on=on, party=debtor(case))
    rows, _ = figures(desk, date(2025, 10, 1), date(2026, 9, 30))
    assert rows[M.EXIT_POSTPONED].decided == count


# ---------------------------------------------------------------- how much it asks
def test_the_case_page_stays_within_its_budget(desk, case, login):  # noqa: F811
    officer, asset = desk[Role.OFFICER], house(case)
    decide(case, officer, asset=asset, carried_on=TODAY)
    for n in range(6):
        measure, _ = decide(
            case, officer, M.FREEZE, object=f"TK {n}", on=date(2018, 10, 20), document_no=f"{n}"
        )
        if n % 2:
            end_measure(measure, outcome=Outcome.LIFTED, on=TODAY, by=officer, note="Đã nộp")
    assert len(queries(login(officer), case)) <= 28


def test_the_list_costs_the_same_for_many(desk, case, login):  # noqa: F811
    client, officer = login(desk[Role.CITY_LEADER]), desk[Role.OFFICER]

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("measure_list")).status_code == 200
        return len(found)

    decide(case, officer, M.FREEZE, object="TK")
    asked()
    few = asked()
    for n in range(8):
        decide(case, officer, M.FREEZE, object=f"TK {n}", document_no=f"{n}/QĐ")
    assert asked() == few <= 14
