"""The only code that writes a review: begun, written block by block, issued."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cases.models import Office, User
from cases.roles import ACCEPT, ISSUE, SIGN
from cases.rules import Refusal
from reports import actions
from reports.figures.scopes import WITH_BELOW
from reports.models import Issued, IssuedKind, Review, ReviewBlock
from reports.review import kept, words
from reports.review.figures import review as figures_of
from reports.review.words import frozen


def may_write(by: User, office: Office) -> bool:
    """The city's clerk, who takes the offices' reports in."""
    return by.may(ACCEPT) and Office.objects.visible_to(by).filter(pk=office.pk).exists()


def may_issue(by: User, office: Office) -> bool:
    """The city's leader, who signs it: what goes to the Party committee is nobody else's word."""
    return by.may(ISSUE) and by.may(SIGN) and by.office_id == office.pk


def spelled(text: str) -> str:
    """One spelling of Vietnamese letters and line ends, so that equal texts are equal."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def figures(row: Review) -> kept.Review:
    """The figures of a review: frozen once issued, before that as the closed books have them."""
    if row.issued is not None:
        return kept.Review.of(frozen(row.issued.figures)["figures"])
    return figures_of(row.office, row.first_year, row.last_year, row.boundaries)


def offices(row: Review) -> list[int]:
    """Whose books a review adds up."""
    return list(Office.objects.with_below(row.office_id).values_list("pk", flat=True))


@transaction.atomic
def begin(
    *, by: User, office: Office, title: str, first_year: int, last_year: int, boundaries: str
) -> Review:
    """Lập: with words proposed from the figures, for the clerk to change."""
    if not may_write(by, office):
        raise PermissionDenied
    found = figures_of(office, first_year, last_year, boundaries)
    row = Review.objects.create(
        office=office, title=title, first_year=first_year, last_year=last_year,
        boundaries=boundaries, made_by=by,
    )  # fmt: skip
    ReviewBlock.objects.bulk_create(
        ReviewBlock(review=row, code=code, words=proposed, edited_by=by)
        for code, proposed in words.proposals(found).items()
    )
    return row


@dataclass
class Conflict(Exception):
    """Somebody else has changed the block meanwhile: their text, beside what was typed."""

    block: ReviewBlock


@transaction.atomic
def write_block(row: Review, code: str, text: str, *, seen: int, by: User) -> ReviewBlock:
    """Sửa một phần, from the version that was seen. Nothing is written over another's words."""
    if not may_write(by, row.office):
        raise PermissionDenied
    held = Review.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.issued_id is not None:
        raise Refusal("Báo cáo đã phát hành, không sửa được nữa.", "words")
    block = held.blocks.select_related("edited_by").get(code=code)
    if block.words == text:  # a double send, or two who wrote the same
        return block
    if block.version != seen:
        raise Conflict(block)
    block.words, block.version = text, block.version + 1
    block.edited_by, block.edited_at = by, timezone.now()
    block.save()
    return block


def check_issuable(row: Review, found: kept.Review) -> None:
    if row.issued is not None:
        raise Refusal("Báo cáo đã phát hành.")
    if open_years := [str(year.year) for year in found.open_years]:
        raise Refusal(
            f"Năm {', '.join(open_years)} còn đơn vị chưa khóa sổ: chưa phát hành được báo cáo."
        )
    if any(words.BLANK in b.words for b in row.blocks.all()):
        raise Refusal(f"Còn chỗ ghi “{words.BLANK}”: viết nốt, hoặc bỏ đi.")
    if empty := [b.title for b in row.blocks.all() if not b.words.strip()]:
        raise Refusal(f"Còn phần chưa viết: {'; '.join(empty)}.")


@transaction.atomic
def issue(
    row: Review, *, by: User, number: int, issued_on: date, signer: str, address: str
) -> Issued:
    """Phát hành: figures and text frozen together under a number, their paper archived."""
    if not may_issue(by, row.office):
        raise PermissionDenied
    held = Review.objects.select_for_update(of=("self",)).select_related("office").get(pk=row.pk)
    if held.issued_id is not None:
        raise Refusal("Báo cáo đã phát hành.")
    found = figures_of(held.office, held.first_year, held.last_year, held.boundaries)
    check_issuable(held, found)
    blocks = {block.code: block.words for block in held.blocks.all()}
    made = actions.freeze(
        words.as_frozen(held.title, blocks, found),
        by_user=by, office=held.office, year=held.last_year, months=12, kind=IssuedKind.REVIEW,
        scope=WITH_BELOW, by="office", title=held.title, number=number, issued_on=issued_on,
        signer=signer, address=address,
    )  # fmt: skip
    held.issued = made
    held.save(update_fields=["issued"])
    return made
