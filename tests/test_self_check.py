"""The self-check as the procuracy would: each list finds its story, and lets it go when mended."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.actions.ledger import Paper, record_act
from cases.actions.steps import write_step
from cases.choices import ActKind, Role
from cases.deadlines.checks import CHECKS
from cases.today import today
from tests.test_deadlines import opened, verified

pytestmark = pytest.mark.django_db
DECIDED = date(2018, 7, 2)  # a Monday; today is Friday 05/10/2018


def step(kind, on, *, of_act=False, **fields):
    """What led there is told elsewhere; here it is simply written down."""

    def write(desk, case):
        said = fields | ({"act": case.acts.order_by("pk")[0]} if of_act else {})
        write_step(case, kind, on, desk[Role.OFFICER], **said)

    return write  # fmt: skip


def act(kind, on, by=Role.CLERK, **fields):
    def write(desk, case):
        record_act(case.pk, kind=kind, on=on, by=desk[by], **fields)

    return write  # fmt: skip


def looked(on, conclusion="with_means"):
    def write(desk, case):
        for party in case.parties.filter(role="debtor"):
            verified(desk, case, on, conclusion, party=party)

    return write  # fmt: skip


def paid(desk, case):
    record_act(
        case.pk, kind=ActKind.PAY_OUT, on=today(), amount=5, by=desk[Role.ACCOUNTANT],
        paper=Paper("PC1", prepared_by=desk[Role.HEAD]),
    )  # fmt: skip


SENT = step("sent_to_procuracy", date(2018, 7, 30), of_act=True)
TOLD = step("notified", date(2018, 7, 4), of_act=True)
STORIES = {
    # check: what happened, what mends it (nothing: late stays late)
    "unsent": ((), SENT),
    "sent_late": ((SENT,), None),
    "unnotified": ((), step("notified", date(2018, 7, 30), of_act=True)),
    "notified_late": ((step("notified", date(2018, 7, 30), of_act=True),), None),
    "unverified": ((TOLD,), looked(date(2018, 10, 4))),
    "verified_late": ((TOLD, looked(date(2018, 10, 4))), None),
    "never_verified": ((), looked(date(2018, 10, 4))),
    "means_unverified": (
        (act(ActKind.WITHOUT_MEANS, date(2018, 9, 3), ground="a"),),
        looked(date(2018, 10, 4)),
    ),
    "undecided": (
        (looked(date(2018, 9, 3), "without_means"),),
        act(ActKind.WITHOUT_MEANS, date(2018, 9, 20), ground="a"),
    ),
    "unpublished": (
        (act(ActKind.WITHOUT_MEANS, date(2018, 9, 3), ground="a"),),
        act(ActKind.RESUME, date(2018, 9, 20), ground="means"),
    ),
    "contracts": (
        (step("seized", date(2018, 9, 10)),),
        step("valuation_contract", date(2018, 9, 24)),
    ),
    "handover": (
        (step("auction_paid", date(2018, 7, 16)),),
        step("asset_handed_over", date(2018, 10, 4)),
    ),
    "unpaid": (
        (act(ActKind.COLLECT, date(2018, 9, 10), Role.ACCOUNTANT, amount=5, paper=Paper("PT1")),),
        paid,
    ),
    "resume": (
        (
            act(ActKind.POSTPONE, date(2018, 8, 1), ground="d"),
            step("postpone_ended", date(2018, 9, 3)),
        ),
        act(ActKind.RESUME, date(2018, 9, 20), ground="4a"),
    ),
    "no_file": ((), step("file_opened", date(2018, 7, 30))),
    "quiet": ((), step("noted", date(2018, 10, 4))),
}


def test_each_list_has_its_story():
    assert set(STORIES) == {check.code for check in CHECKS}


@pytest.mark.parametrize("code", list(STORIES))
def test_it_is_found_with_its_case_and_gone_when_mended(code, desk, login):
    happened, mended = STORIES[code]
    case = opened(desk, on=DECIDED if code != "quiet" else DECIDED - timedelta(days=120))
    for write in happened:
        write(desk, case)
    client = login(desk[Role.HEAD])
    address = reverse("self_check")

    def counted():
        page = client.get(address)
        return {check.code: count for check, _, count, _ in page.context["checks"]}[code]

    assert counted() >= 1
    page = client.get(address, {"check": code})
    assert str(case) in page.text
    if mended:
        mended(desk, case)
        assert counted() == 0
