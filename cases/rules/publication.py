"""Công khai người phải thi hành án chưa có điều kiện: which step may follow in which state. Pure.

Law 26/2008/QH12, Article 44a(2); Decree 62/2015/NĐ-CP, Article 11; Circular 04/2023/TT-BTP,
Articles 4 to 6; from 01/07/2026 Decree 152/2026/NĐ-CP, Article 23.
"""

from django.db.models import TextChoices

from cases.choices import ActKind, StepKind


class Publication(TextChoices):
    """Where a case stands between the decision without means and the end of its publication."""

    WAITING = "waiting", "Phải công khai"
    PUBLISHED = "published", "Đang công khai"
    CHANGED = "changed", "Phải sửa nội dung công khai"
    OVER = "over", "Phải chấm dứt công khai"


_ON_SHOW = (StepKind.PUBLICATION_CHANGED, StepKind.PUBLICATION_ENDED)
FOLLOWS: dict[Publication, tuple[StepKind, ...]] = {
    Publication.WAITING: (StepKind.PUBLISHED,),
    Publication.PUBLISHED: _ON_SHOW,
    Publication.CHANGED: _ON_SHOW,
    Publication.OVER: (StepKind.PUBLICATION_ENDED,),
}
SHOWING = (StepKind.PUBLISHED, StepKind.PUBLICATION_CHANGED)
STEPS = (*SHOWING, StepKind.PUBLICATION_ENDED)

CHANGES = (
    ActKind.AMEND,
    ActKind.COLLECT,
    ActKind.REDUCE,
    ActKind.TERMINATE,
    ActKind.WITHOUT_MEANS,
    ActKind.RESUME,
    ActKind.DELEGATE,
    ActKind.REVERSE,
)
"""Acts after which the duty that is published is another one."""


def state_of(without_means: bool, last: str | None, changed: bool) -> Publication | None:
    """The state of a case; None when nothing is or has to be published.

    The texts end publication with termination, resumption, recall or full performance; a case that
    left "chưa có điều kiện" in any other way (a returned request) is ended too.
    """
    if last in SHOWING:
        if not without_means:
            return Publication.OVER
        return Publication.CHANGED if changed else Publication.PUBLISHED
    return Publication.WAITING if without_means else None
