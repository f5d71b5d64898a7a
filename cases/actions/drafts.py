"""Drafts: forms prepared for a signature. They touch no figure; signing records them, once."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.rights import carries_on, may_act_on
from cases.choices import ActKind
from cases.models import Case, Draft, User
from cases.roles import PREPARE, RECORD, SIGN
from cases.rules import Refusal

Written = TypeVar("Written")
GONE = "Dự thảo này đã được ký hoặc đã hủy."


@transaction.atomic
def save_draft(
    *,
    by: User,
    kind: ActKind,
    fields: dict[str, Any],
    summary: str,
    case: Case | None = None,
    draft: Draft | None = None,
) -> Draft:
    """Keep a form as typed. The same form sent twice is one draft; an old draft is replaced."""
    if not by.may(PREPARE) or by.office is None:
        raise PermissionDenied
    if case is not None and not may_act_on(case, kind, by):
        raise PermissionDenied
    if draft is not None:
        kept = _locked(draft.pk, by)
        if kept.prepared_by_id != by.pk:
            raise Refusal("Dự thảo do người khác lập: ký hoặc hủy, không sửa thay.")
        kept.fields, kept.summary = fields, summary
        kept.save()
        return kept
    # Two sends of one form wait for each other at the writer's own row.
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    same = Draft.objects.filter(case=case, kind=kind, prepared_by=by, fields=fields).first()
    return same or Draft.objects.create(
        case=case,
        office=case.office if case else by.office,
        kind=kind,
        fields=fields,
        summary=summary,
        prepared_by=by,
    )


@transaction.atomic
def sign(draft: Draft, *, by: User, write: Callable[[], Written]) -> Written:
    """What the draft prepared becomes what `write` records, and the draft goes."""
    kept = _locked(draft.pk, by)
    written = write()
    kept.delete()
    return written


@transaction.atomic
def discard(draft: Draft, *, by: User) -> None:
    """Hủy dự thảo: by who prepared it, or who could have signed it."""
    kept = _locked(draft.pk, by)
    if not may_discard(kept, by):
        raise PermissionDenied
    kept.delete()


def may_discard(draft: Draft, by: User) -> bool:
    signs = by.may(SIGN) or by.may(RECORD)
    return draft.prepared_by_id == by.pk or (signs and carries_on(draft.office, by))


def _locked(pk: int, by: User) -> Draft:
    rows = Draft.objects.visible_to(by).select_for_update(of=("self",))
    if (kept := rows.filter(pk=pk).first()) is None:
        raise Refusal(GONE)
    return kept
