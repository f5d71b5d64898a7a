"""From which day money is paid out: of its coming, or of handing over what it was paid for."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.asset_state import standing
from cases.actions.assets import record_asset_step
from cases.actions.distribution import confirm_distribution
from cases.actions.money import receive, reverse_voucher
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.steps import cancel_step
from cases.actions.vouchers import Given
from cases.choices import Fund, PayMethod, Proceeds, Role, StepKind
from cases.deadlines import by_role, running_of
from cases.models import Deadline
from cases.rules.payable import Sale, interest_until, payable_from
from tests import factories
from tests.test_assets import house, seized, step, told
from tests.test_distribution import asked, save
from tests.test_views_cases import opened

K = StepKind
OLD, NEW = date(2019, 2, 20), date(2026, 9, 1)
LATER = date(2026, 10, 20)
PRICE = 900_000_000


# ---------------------------------------------------------------- the clauses
@pytest.mark.parametrize(
    ("came", "sale", "since"),
    [
        # Law 26/2008, Article 47(5): ten days from the coming of the money.
        (OLD, None, OLD),
        # Decree 62/2015, Article 27(4): of an auction, from the handing over to the buyer.
        (OLD, Sale(True, date(2019, 3, 11)), date(2019, 3, 11)),
        (OLD, Sale(True), None),
        # It speaks of auctions alone.
        (OLD, Sale(False), OLD),
        # Decree 152/2026, Article 30(7): whatever was sold waits for the handing over.
        (NEW, Sale(False), None),
        (NEW, Sale(False, LATER), LATER),
        (NEW, Sale(True, LATER), LATER),
        # Handed over before all was paid: the money must have come.
        (NEW, Sale(True, OLD), NEW),
    ],
)
def test_from_which_day_it_is_paid_out(came, sale, since):
    assert payable_from(came, sale) == since


@pytest.mark.parametrize(
    ("came", "sale", "until"),
    [
        (OLD, None, OLD),
        (OLD, Sale(True, date(2019, 3, 11)), OLD),
        # Decree 152/2026, Article 29(2)
        (NEW, None, NEW),
        (NEW, Sale(True, LATER), LATER),
        (NEW, Sale(True), None),
    ],
)
def test_up_to_which_day_interest_runs(came, sale, until):
    assert interest_until(came, sale) == until


# ---------------------------------------------------------------- on a case
def terms(case, key) -> list[tuple]:
    rows = Deadline.objects.filter(case=case, term=key).order_by("pk")
    return [(row.since, row.due_on, row.done_on) for row in rows]


def sold(desk, case):
    told(desk, case)
    asset = seized(desk, house(desk, case))
    step(desk, asset, K.PRICE_AGREED, amount=PRICE)
    step(desk, asset, K.AUCTION_CONTRACT, amount=PRICE, counterpart="Công ty B")
    step(desk, asset, K.AUCTION_WON, amount=PRICE, counterpart="Ông Mua")
    step(desk, asset, K.AUCTION_PAID, amount=PRICE)
    return asset


def came(desk, case, asset=None, amount=PRICE, on=date(2018, 10, 5)):
    return receive(
        case, fund=Fund.UNDISTRIBUTED, amount=amount, on=on, by=desk[Role.ACCOUNTANT],
        method=PayMethod.BANK, given=Given(number="12", name="Ông Mua", asset=asset),
    )  # fmt: skip


def test_undistributed_money_of_no_sale_runs_from_its_coming(desk):
    case = opened(desk, amount=PRICE)
    voucher = came(desk, case)
    assert terms(case, "DISTRIBUTE") == [(date(2018, 10, 5), date(2018, 10, 15), None)]
    (line,) = [row for row in running_of(case, date(2018, 10, 5)) if row.row.term == "DISTRIBUTE"]
    for role in (Role.OFFICER, Role.ACCOUNTANT):
        assert line.form(by_role(desk[role])).label == "Phân phối tiền"
    reverse_voucher(voucher, by=desk[Role.HEAD], reason="Nhầm hồ sơ")
    assert terms(case, "DISTRIBUTE") == []


def test_the_price_of_an_auction_runs_from_the_handing_over(desk, settings):
    """Held or distributed: until the buyer has the house nothing is late; then ten days."""
    case = opened(desk, amount=PRICE)
    asset = sold(desk, case)
    came(desk, case, asset)
    assert terms(case, "DISTRIBUTE") == []
    made = save(desk, case, asked(
        case, amount=PRICE, asset=asset, kind=Proceeds.COERCED, cut_off=date(2018, 10, 5)
    ))  # fmt: skip
    assert (made.kind, made.received_on, made.cut_off) == (
        "coerced", date(2018, 10, 5), date(2018, 10, 5)
    )  # fmt: skip
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert terms(case, "PAY") == []
    handed = step(desk, asset, K.ASSET_HANDED_OVER, counterpart="Ông Mua")
    assert terms(case, "PAY") == [(date(2018, 10, 5), date(2018, 10, 15), None)]
    assert terms(case, "DISTRIBUTE") == [(date(2018, 10, 5), date(2018, 10, 15), date(2018, 10, 5))]
    cancel_step(handed, by=desk[Role.OFFICER], reason="Chưa giao")
    assert terms(case, "PAY") == terms(case, "DISTRIBUTE") == []
    assert standing(asset)


def test_handed_over_late_the_days_count_from_there(desk, settings):
    case = opened(desk, amount=PRICE)
    asset = sold(desk, case)
    came(desk, case, asset)
    settings.TODAY = date(2018, 11, 12)
    newest = max(asset.steps.values_list("pk", flat=True))
    record_asset_step(
        asset, kind=K.ASSET_HANDED_OVER, on=date(2018, 11, 12), by=desk[Role.OFFICER],
        last_seen=newest, counterpart="Ông Mua",
    )  # fmt: skip
    assert terms(case, "DISTRIBUTE") == [(date(2018, 11, 12), date(2018, 11, 22), None)]
    made = save(desk, case, asked(case, amount=PRICE, asset=asset))
    settings.TODAY = date(2018, 11, 26)
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert terms(case, "DISTRIBUTE") == [
        (date(2018, 11, 12), date(2018, 11, 22), date(2018, 11, 26))
    ]
    assert terms(case, "PAY") == [(date(2018, 11, 12), date(2018, 11, 22), None)]
    order = prepare_order(
        case.office, by=desk[Role.ACCOUNTANT],
        payee=Payee("Ngân hàng", PayMethod.BANK, account="1"),
        items=[Item(case, Fund.OBLIGATION, PRICE, case.obligations.get())],
    )  # fmt: skip
    confirm_order(order.pk, by=factories.second_accountant())
    assert terms(case, "PAY") == [(date(2018, 11, 12), date(2018, 11, 22), date(2018, 11, 26))]


def test_another_case_of_the_debtor_waits_for_the_same_house(desk):
    case, other = opened(desk, amount=100_000_000), opened(desk, 215, amount=PRICE)
    asset = sold(desk, case)
    came(desk, case, asset)
    made = save(desk, case, asked(case, other, amount=PRICE, asset=asset))
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert terms(case, "PAY") == terms(other, "PAY") == []
    step(desk, asset, K.ASSET_HANDED_OVER, counterpart="Ông Mua")
    assert [len(terms(row, "PAY")) for row in (case, other)] == [1, 1]


def test_the_receipt_on_screen_says_whose_price_it_is(desk, login):
    case = opened(desk, amount=PRICE)
    asset = sold(desk, case)
    client = login(desk[Role.ACCOUNTANT])
    page = reverse("receipt_new", args=(case.pk,))
    seen = client.get(page).context["form"].initial["last_seen"]
    client.post(page, {
        "fund": Fund.UNDISTRIBUTED, "asset": asset.pk, "amount": "900 triệu", "on": "05/10/2018",
        "method": "bank", "decision": "GBC 1", "name": "Ông Mua", "party": "", "last_seen": seen,
    })  # fmt: skip
    assert case.vouchers.get().asset == asset
