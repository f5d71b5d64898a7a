"""The band of a case: what comes next, by its terms and by what its balances ask."""

from datetime import date

from django.urls import reverse

from cases.actions.ledger import NewObligation, Paper, record_act
from cases.choices import ActKind, ObligationKind, Role
from tests.test_views_cases import opened

FINE = NewObligation(ObligationKind.FINE, 300_000, "Phạt tiền", None, (1,))


def test_a_fine_wholly_exempted_ends_the_enforcement(desk, login):
    """Law 26/2008/QH12, Article 50(1)(e): there is nothing to verify next year."""
    case = opened(desk, obligations=(FINE,), classed={"origin": "ex_officio"})
    record_act(
        case.pk, kind=ActKind.REDUCE, on=date(2018, 10, 5), by=desk[Role.HEAD], amount=300_000,
        paper=Paper("12/2018/QĐST-THA", date(2018, 10, 5)),
    )  # fmt: skip
    case.deadlines.all().delete()
    page = login(desk[Role.HEAD]).get(reverse("case_detail", args=(case.pk,)))
    assert "Đã miễn toàn bộ nghĩa vụ" in page.text
    assert "khoản 1 Điều 50 Luật THADS" in page.context["next_step"].more
    assert page.context["next_step"].offer.kind == ActKind.TERMINATE
    assert "Miễn giảm, đình chỉ 100,00 %" in page.text
