"""Where a coercion plan stands: read off its standing steps, and kept with them.

Whoever writes or cancels a step that names a plan passes through here.
"""

from django.core.exceptions import PermissionDenied

from cases.choices import StepKind
from cases.models import CoercionPlan, Step, User
from cases.roles import may_issue
from cases.rules import Refusal
from cases.rules.coercion import AFTER_ISSUE, state_of


def settle(step: Step) -> None:
    """After a step was written: the state of its plan."""
    named = step.cancels or step
    if named.plan_id:
        standing = Step.objects.standing().filter(plan=named.plan_id)
        state = state_of(standing.values_list("kind", flat=True))
        CoercionPlan.objects.filter(pk=named.plan_id).exclude(state=state).update(state=state)


def may_cancel(step: Step, by: User) -> None:
    """An issued plan is taken back by who may issue one, and while nothing rests on it."""
    if step.plan is None or step.kind != StepKind.COERCION_PLANNED:
        return
    if not may_issue(by.role):
        raise PermissionDenied
    later = step.plan.steps.standing().filter(kind__in=AFTER_ISSUE).first()
    if later is not None:
        raise Refusal(f"Hủy “{later.label}” trước: bước đó dựa vào kế hoạch đã ban hành.")
