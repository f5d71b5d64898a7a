"""A creditor takes an asset in payment, a buyer pays in parts: on the pages and in the terms."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from cases.actions.assets import NewAsset, add_asset, record_asset_step
from cases.actions.ledger import NewObligation, NewParty
from cases.actions.steps import write_step
from cases.choices import AssetKind, AssetState, ObligationKind, PartyRole, Role, StepKind
from cases.models import Deadline, Measure
from cases.rules import Refusal
from tests.test_views_cases import opened

K = StepKind
BEGUN, NOW = date(2026, 8, 3), date(2026, 10, 5)
BANK, TU = "Ngân hàng TMCP Sông Hồng", "Nguyễn Anh Tú"
TWICE_CUT = (
    (K.SEIZED, None), (K.VALUED, 1_000_000_000), (K.AUCTION_CONTRACT, 1_000_000_000),
    (K.AUCTION_FAILED, None), (K.PRICE_REDUCED, 900_000_000), (K.AUCTION_FAILED, None),
    (K.PRICE_REDUCED, 810_000_000), (K.AUCTION_FAILED, None),
)  # fmt: skip


def after(desk, settings, steps, **fields):
    """A house of a case of 2018, brought so far in the autumn of 2026."""
    case = opened(desk, **fields)
    settings.TODAY = NOW
    asset, _ = add_asset(
        case, NewAsset(AssetKind.HOUSE, "Nhà số 5 ngõ 12", costs=60_000_000),
        by=desk[Role.OFFICER],
    )  # fmt: skip
    for n, (kind, amount) in enumerate(steps):
        write_step(
            case, kind, BEGUN + timedelta(5 * n), desk[Role.OFFICER], asset=asset, amount=amount,
            counterpart="Công ty A",
        )  # fmt: skip
    asset.refresh_from_db()
    return asset


def record(desk, asset, kind, on=NOW, **said):
    newest = max(asset.steps.values_list("pk", flat=True))
    steps, _ = record_asset_step(
        asset, kind=kind, on=on, by=desk[Role.OFFICER], last_seen=newest, **said
    )
    asset.refresh_from_db()
    return steps[0]


@pytest.fixture
def two(desk, settings):
    """600 triệu owed to the bank, 400 to Tú; the house stands at 810."""
    return after(
        desk, settings, TWICE_CUT,
        parties=(
            NewParty(PartyRole.CREDITOR, BANK), NewParty(PartyRole.CREDITOR, TU),
            NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),
        ),
        obligations=(
            NewObligation(ObligationKind.DEBT, 600_000_000, "Nợ gốc", 0, (2,)),
            NewObligation(ObligationKind.DEBT, 400_000_000, "Nợ gốc", 1, (2,)),
        ),
    )  # fmt: skip


def test_the_form_shows_what_each_would_pay_and_keeps_it(desk, two, login):
    """750 left after costs for 1,000: the bank keeps 450 and pays 360, Tú keeps 300, pays 510."""
    client, address = (
        login(desk[Role.OFFICER]),
        reverse("asset_step", args=(two.pk, "creditor_takes")),
    )
    text = client.get(address).text
    for words in ("810.000.000", "450.000.000", "360.000.000", "300.000.000", "510.000.000",
                  "khoản 2 Điều 66 Nghị định 152/2026/NĐ-CP"):  # fmt: skip
        assert words in text
    seen = max(two.steps.values_list("pk", flat=True))
    typed = {"on": f"{NOW:%d/%m/%Y}", "last_seen": seen, "amount": "", "note": ""}
    assert "Trường này là bắt buộc" in client.post(address, typed).text
    bank = two.case.parties.get(name=BANK)
    back = client.post(address, typed | {"parties": bank.pk, "amount": "5 triệu"}).text
    assert "Tính ra 360.000.000 đồng" in back
    assert 'value="5 triệu"' in back
    sent = client.post(address, typed | {"parties": bank.pk})
    assert sent.status_code == 302
    step = two.steps.get(kind=K.CREDITOR_TAKES)
    assert (step.amount, step.party) == (360_000_000, bank)
    assert client.post(address, typed | {"parties": bank.pk}).status_code == 302
    assert two.steps.filter(kind=K.CREDITOR_TAKES).count() == 1
    page = client.get(reverse("asset_detail", args=(two.pk,))).text
    assert "còn phải nộp <b>360.000.000</b>" in page


def test_another_sum_says_why_and_a_debtor_takes_nothing(desk, two):
    bank = two.case.parties.get(name=BANK)
    with pytest.raises(Refusal, match="Chọn người được thi hành án"):
        record(desk, two, K.CREDITOR_TAKES, parties=[two.case.parties.get(role="debtor")])
    with pytest.raises(Refusal, match="ghi lý do"):
        record(desk, two, K.CREDITOR_TAKES, parties=[bank], amount=355_000_000)
    said = {"amount": 355_000_000, "note": "Trừ lệ phí trước bạ 5.000.000"}
    assert record(desk, two, K.CREDITOR_TAKES, parties=[bank], **said).amount == 355_000_000


def test_paying_has_its_term_and_then_the_handover(desk, settings, two):
    """Nghị định 152/2026: Điều 65(6), five working days; Điều 67(1)(c), sixty days."""
    record(desk, two, K.CREDITOR_TAKES, parties=[two.case.parties.get(name=BANK)])
    record(desk, two, K.TAKE_NOTIFIED)
    settings.TODAY = asked = date(2026, 10, 13)  # the fifth working day was Monday 12/10
    record(desk, two, K.TAKE_ASKED, on=asked)
    term = Deadline.objects.get(case=two.case, term="AU_TAKE_PAY")
    assert (term.due_on, term.done_on) == (date(2026, 10, 20), None)
    with pytest.raises(Refusal, match=r"chưa nộp 360\.000\.000"):
        record(desk, two, K.ASSET_HANDED_OVER, on=asked)
    record(desk, two, K.TAKE_PAID, on=asked, amount=360_000_000)
    term.refresh_from_db()
    assert term.done_on == asked
    handover = Deadline.objects.get(case=two.case, term="HANDOVER")
    assert handover.due_on == date(2026, 12, 14)  # 12/12 is a Saturday
    record(desk, two, K.ASSET_HANDED_OVER, on=asked)
    assert two.state == AssetState.HANDED_OVER


def test_the_seizure_is_carried_out_with_the_handover(desk, settings, two):
    """What was sold is not released (Law 26/2008, Article 105); another measure runs on."""
    by, measures = desk[Role.OFFICER], []
    for kind in ("seize", "hand_over"):
        measure = Measure.objects.create(
            case=two.case, kind=kind, asset=two, object="Nhà", article="Điều 71", recorded_by=by
        )
        measures.append(measure)
    record(desk, two, K.CREDITOR_TAKES, parties=[two.case.parties.get(name=BANK)])
    record(desk, two, K.TAKE_NOTIFIED)
    settings.TODAY = on = date(2026, 10, 13)
    record(desk, two, K.TAKE_ASKED, on=on)
    record(desk, two, K.TAKE_PAID, on=on, amount=360_000_000)
    record(desk, two, K.ASSET_HANDED_OVER, on=on)
    for measure in measures:
        measure.refresh_from_db()
    assert [measure.is_open for measure in measures] == [False, True]
    end = measures[0].steps.get(kind=K.COERCION_ENDED)
    assert (end.on, end.outcome, two.state) == (on, "carried_out", AssetState.HANDED_OVER)


def test_the_price_comes_in_parts_and_the_handover_runs_from_the_last(desk, settings, login):
    won = ((K.SEIZED, None), (K.VALUED, 10**9), (K.AUCTION_CONTRACT, 10**9), (K.AUCTION_WON, 10**9))
    asset = after(desk, settings, won, amount=10**9)
    on = date(2026, 9, 1)
    record(desk, asset, K.AUCTION_PART_PAID, on=on, amount=100_000_000)
    assert not Deadline.objects.filter(case=asset.case, term="HANDOVER").exists()
    client = login(desk[Role.OFFICER])
    page = client.get(reverse("asset_detail", args=(asset.pk,))).text
    assert "đã nộp 100.000.000, còn 900.000.000" in page
    form = client.get(reverse("asset_step", args=(asset.pk, "auction_paid"))).text
    assert 'value="900.000.000"' in form
    record(desk, asset, K.AUCTION_PAID, on=on, amount=900_000_000)
    terms = Deadline.objects.filter(case=asset.case)
    assert terms.get(term="HANDOVER").due_on == date(2026, 11, 2)  # 31/10 is a Saturday
    assert terms.get(term="AU_PAY").done_on == on
    assert "đã nộp đủ" in client.get(reverse("asset_detail", args=(asset.pk,))).text


@pytest.mark.django_db(transaction=True)
def test_the_form_of_taking_fits_a_telephone(sit_down, office, settings):
    with transaction.atomic():
        asset = after(office, settings, TWICE_CUT, amount=600_000_000)
    for width in (1440, 390):
        page = sit_down(office[Role.OFFICER], width=width)
        page.goto(reverse("asset_step", args=(asset.pk, "creditor_takes")))
        assert page.evaluate("document.documentElement.scrollWidth") == width
