"""A coercion for tests: a case, its decision, a plan with forces, the steps before the issue."""

from datetime import date, time

from cases.actions.plans import NewForce, NewPlan, issue_plan, make_plan, record_plan_step
from cases.actions.steps import write_step
from cases.choices import ForceBody, MeasureKind, PartyRole, Role, StepKind
from cases.models import Measure
from tests import factories
from tests.test_views_cases import opened

DAY = date(2018, 10, 25)
DECIDED, NOTIFIED, EXCHANGED = date(2018, 9, 10), date(2018, 9, 12), date(2018, 9, 14)
FORCES = (
    NewForce(ForceBody.ENFORCEMENT, 4, "Chi cục THADS quận Ba Đình", "Nguyễn Văn An, 0912 345 678"),
    NewForce(ForceBody.POLICE, 12, "Công an quận Ba Đình", "Thiếu tá Lê Hùng", "Bảo vệ vòng ngoài"),
    NewForce(ForceBody.COMMUNE, 2, "UBND phường Ngọc Hà"),
)


def measure_of(case, by, kind=MeasureKind.HAND_OVER, decided=DECIDED):
    """A coercive measure with the step that decides it."""
    debtor = case.parties.filter(role=PartyRole.DEBTOR).first()
    measure = Measure.objects.create(
        case=case,
        kind=kind,
        party=debtor,
        object="Nhà đất số 12 ngõ 5 phố Đội Cấn",
        article="Điều 117 Luật THADS",
        recorded_by=by,
    )
    write_step(case, StepKind.COERCION_DECIDED, decided, by, measure=measure, document_no="9/QĐ")
    return measure


def planned(case, **changes):
    said = {
        "on": DAY,
        "starts_at": time(8),
        "ends_at": time(11, 30),
        "place": "Số 12 ngõ 5 phố Đội Cấn",
        "ward": "phường Ngọc Hà",
        "method": "Mời đương sự bàn giao; mở khóa, kiểm kê, chuyển đồ đạc đến kho; bàn giao nhà.",
        "police_unit": "Công an quận Ba Đình",
        "equipment": "02 xe tải, 01 xe cứu thương",
        "cost_estimate": 48_500_000,
        "area": "Khu dân cư đông, ngõ rộng 2,5 m",
        "attitude": "Không hợp tác, có khả năng chống đối",
        "children": 2,
        "elderly": 1,
        "weapons": "Bình gas, 02 chó dữ",
        "contacts": "Chỉ huy chung: Nguyễn Văn An, 0912 345 678",
        "identity_first": "CCCD 001071012347, đối chiếu 12/09/2018",
        "identity_second": "Sổ hộ khẩu số 0123, Công an phường xác nhận",
        "officers": (factories.officer(),) if case.office.code == "HN-BD" else (),
        "forces": FORCES,
    } | changes
    return NewPlan(**said)


def drafted(people, case=None, **changes):
    """A draft with its notice and its exchange with the police."""
    by = people[Role.OFFICER]
    case = case or opened(people)
    measure = measure_of(case, by)
    plan, _ = make_plan(measure, planned(case, **changes), by=by)
    record_plan_step(plan, StepKind.NOTIFIED, by=by, on=NOTIFIED, party=measure.party)
    record_plan_step(plan, StepKind.COERCION_EXCHANGED, by=by, on=EXCHANGED, document_no="31/CV")
    return plan


def issued(people, case=None, on=date(2018, 10, 5), **changes):
    plan = drafted(people, case, **changes)
    by = people[Role.HEAD]
    issue_plan(plan, by=by, on=on, number="3/KH-CCTHADS", signer=by.name, seen=plan.prepared_at)
    plan.refresh_from_db()
    return plan


def busy_month(people, plans=60):
    """October of two offices with many plans, some of which want the same people."""
    elsewhere = factories.user(Role.OFFICER, "HN-HK")
    case = opened(people, 220)
    other = opened(people, 7, at="HN-HK", debtor="Phạm Văn Hải")
    days = [d for d in range(1, 32) if date(2018, 10, d).weekday() < 5]
    for n in range(plans):
        at, by = (case, people[Role.OFFICER]) if n % 3 else (other, elsewhere)
        changes = {
            "on": date(2018, 10, days[(n * 7) % len(days)]),
            "starts_at": time(8 + (n % 4) * 2),
            "ends_at": time(10 + (n % 4) * 2 + n % 2),
            "place": f"Số {n + 1} ngõ {n % 9 + 1} phố Đội Cấn, khu tập thể Viện Nghiên cứu",
            "officers": (factories.officer(f"{at.office.code}-01"),),
        }
        plan, _ = make_plan(measure_of(at, by), planned(at, **changes), by=by)
        if n % 9 == 0:
            kind = StepKind.COERCION_CALLED_OFF
            record_plan_step(plan, kind, by=by, on=DECIDED, outcome="lifted", note="Hoãn")
    return case
