"""The demo's key cases on a small stock: marked, asked, referred, concluded; twice is once."""

from cases.actions.demo_key_cases import write_key_cases
from cases.actions.ledger import Paper, record_act
from cases.choices import ActKind, Role
from cases.models import KeyAsk, KeyCase, KeyEntry, Referral
from tests.test_views_cases import TODAY, opened


def test_it_marks_the_largest_and_tells_what_blocks_them(desk):
    for number in range(1, 16):
        opened(desk, number, number * 10**9, classed={"credit": True}, is_key=number < 3)
    over = opened(desk, 98, classed={"credit": True}, is_key=True)
    record_act(over.pk, kind=ActKind.TERMINATE, on=TODAY, ground="c", by=desk[Role.HEAD],
               paper=Paper("7/QĐ-CCTHADS", TODAY))  # fmt: skip
    opened(desk, 99, 10**12, classed={"credit": False})  # of no class that is looked at
    clerk, models = desk[Role.CITY_CLERK], (KeyCase, KeyEntry, KeyAsk, Referral)
    assert write_key_cases(clerk, most=14) == 14
    over.refresh_from_db()
    assert not over.is_key
    assert not KeyCase.objects.standing().filter(obstacles="").exists()
    largest = KeyCase.objects.standing().values_list("case__decision", flat=True)
    assert "15/QĐ-CCTHADS" in largest and "99/QĐ-CCTHADS" not in largest
    referrals = Referral.objects.standing()
    assert referrals.exclude(concluded=None).count() == 8 and referrals.count() == 12
    assert KeyAsk.objects.filter(settled_on=None).exists()
    assert KeyAsk.objects.exclude(settled_on=None).exists()
    rows = [model.objects.count() for model in models]
    assert write_key_cases(clerk, most=14) == 14
    assert rows == [model.objects.count() for model in models]
