"""A handover takes the files of delegated assets along: in its list, in its money, with a step."""

import pytest
from django.urls import reverse

from cases import inventory
from cases.actions.money import receive
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.steps import record_step, write_step
from cases.actions.vouchers import Given
from cases.choices import Fund, PayMethod, Role, StepKind
from cases.models import Act, Case, Handover
from cases.rules import Refusal
from tests.test_asset_files import SOI, file, fresh, typed  # noqa: F401
from tests.test_handovers import prepared, second, signed, successor, to_successor  # noqa: F401
from tests.test_views_cases import TODAY, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(file, desk):  # noqa: F811
    """The file in the hands of HN-BD-01, an asset handed over and 900 đồng waiting to go back."""
    Case.objects.filter(pk=file.pk).update(officer=desk[Role.OFFICER].officer)
    write_step(fresh(file), StepKind.ASSET_HANDED_OVER, TODAY, desk[Role.OFFICER])
    receive(
        file, fund=Fund.DELEGATED, amount=900, on=TODAY, by=desk[Role.ACCOUNTANT],
        method=PayMethod.BANK, given=Given(number="BC1", name="Người mua"),
    )  # fmt: skip
    return fresh(file)


def test_an_officers_list_names_it_with_its_money_and_its_terms(kept, desk, login):
    case = opened(desk)
    handover = prepared(desk)
    assert set(handover.items.values_list("case", flat=True)) == {case.pk, kept.pk}
    totals = inventory.totals_of_list(handover)
    assert (totals.cases, totals.held) == (2, 900)
    assert [(row.label, row.cases) for row in totals.states][-1] == ("Xử lý tài sản ủy thác", 1)
    terms = kept.deadlines.filter(done_on=None, ended_on=None)
    running = terms.count()
    assert running
    signed(desk, handover)
    assert fresh(kept).officer == second()
    assert set(terms.values_list("officer", flat=True)) == {second().pk}
    item = handover.items.get(case=kept)
    assert (item.act, item.heading, item.rest, item.held, item.deadlines) == (
        None, "", 0, 900, running,
    )  # fmt: skip
    assert item.step.document_no == "12/BB" and item.step.recorded_by == desk[Role.HEAD]
    assert item.step.note.startswith("Giao Chấp hành viên Lê Thị Hoa, từ Nguyễn Văn An.")
    assert not Act.objects.filter(case=kept).exists()
    assert Act.objects.filter(case=case, kind="handover").count() == 1
    assert not Handover.objects.posting().exists()
    totals = inventory.totals_of_list(Handover.objects.get(pk=handover.pk))
    assert (totals.cases, totals.held) == (2, 900)
    page = login(desk[Role.HEAD]).get(reverse("handover_detail", args=[handover.pk])).text
    assert "Xử lý tài sản ủy thác" in page and "Đã ghi vào hồ sơ" in page
    paper = login(desk[Role.HEAD]).get(reverse("handover_print", args=[handover.pk])).text
    assert "7/QĐ-XLTS" in paper and "Bàn giao 2 hồ sơ" in paper


def test_a_list_of_files_alone_is_handed_over(kept, desk, login):
    client = login(desk[Role.CLERK])
    chosen = client.get(reverse("handover_new"), {"state": "delegated_asset"}).context
    assert chosen["totals"].cases == 1 and list(chosen["choice"].cases()) == [kept]
    signed(desk, prepared(desk))
    assert fresh(kept).officer == second()


def test_the_successor_gets_it_unassigned(kept, desk, successor):  # noqa: F811
    signed(desk, to_successor(desk, successor))
    moved = fresh(kept)
    assert (moved.office, moved.officer) == (successor, None)
    assert set(kept.deadlines.values_list("office", flat=True)) == {successor.pk}
    assert Handover.objects.get().items.get().step.note.startswith(f"Giao {successor}")


def test_one_whose_money_went_back_stays_and_blocks_the_signature(kept, desk):
    handover = prepared(desk)
    order = prepare_order(
        kept.office, by=desk[Role.ACCOUNTANT], items=[Item(kept, Fund.DELEGATED, 900)],
        payee=Payee(SOI, PayMethod.BANK, account="3511"),
    )  # fmt: skip
    confirm_order(order.pk, by=desk[Role.HEAD])
    record_step(kept, kind=StepKind.ASSET_MONEY_SENT, on=TODAY, by=desk[Role.CLERK])
    with pytest.raises(Refusal, match="đã kết thúc"):
        signed(desk, handover)
    with pytest.raises(Refusal, match="Không có hồ sơ nào"):
        prepared(desk)
