"""What the intake page needs besides `open_case`: the class of a case, and a second send."""

from cases.actions.ledger import NewCase, Paper
from cases.choices import ActKind
from cases.models import Case, CaseClass, User


def class_of(origin: str, judgment_kind: str, **flags: bool) -> CaseClass:
    """The row of the small dimension table, made when it is first met."""
    row, _ = CaseClass.objects.get_or_create(
        defaults=None, origin=origin, judgment_kind=judgment_kind, **flags
    )
    return row


def already_opened(new: NewCase, paper: Paper, by: User) -> Case | None:
    """The case this same form opened before: a page sent twice opens one case."""
    if paper.decided_on is None:
        return None
    rows = Case.objects.visible_to(by).filter(
        office=new.office,
        decision=paper.decision,
        decided_on=paper.decided_on,
        judgment__number=new.judgment_no,
        judgment__court=new.court,
        acts__kind=ActKind.INTAKE,
        acts__recorded_by=by,
        acts__reversed_by=None,
    )
    names = sorted(party.name for party in new.parties)
    for case in rows.prefetch_related("parties"):
        if sorted(party.name for party in case.parties.all()) == names:
            return case
    return None
