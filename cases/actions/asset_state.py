"""Where an asset stands: read off its standing steps by the rules, and kept with them.

Whoever writes or cancels a step that names an asset passes through here, whatever page it came
from: the rules refuse what the asset's life does not allow.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cases.actions import deadlines
from cases.actions.deadlines import calendar_now
from cases.actions.money_facts import SALE, paid_from
from cases.choices import StepKind
from cases.models import Asset, Step
from cases.rules import Refusal
from cases.rules.asset_life import follow, live
from cases.rules.asset_record import About, Event, Life

_SAID = ("amount", "counterpart", "until", "note", "outcome")


def standing(asset: Asset) -> list[Step]:
    """Its steps that were not cancelled, in the order of its life."""
    rows = asset.steps.standing().select_related("recorded_by")
    return list(rows.order_by("on", "pk"))


def life_of(asset: Asset, steps: Iterable[Step]) -> Life:
    """The asset as its steps tell it."""
    return live(about(asset), (event_of(step) for step in steps), calendar_now())


def about(asset: Asset) -> About:
    return About(asset.kind, bool(asset.co_owners) or asset.share_part < asset.share_of)


def event_of(step: Step) -> Event:
    return Event(
        step.kind, step.on, step.amount, step.counterpart, step.until, step.note, step.outcome
    )


def check(asset: Asset, kind: str, on: date, fields: Mapping[str, Any]) -> Life:
    """The asset with one more step, or a Refusal where its life does not allow it on that day.

    The asset is locked first. `fields` are the step's other columns.
    """
    kept = Asset.objects.select_for_update(no_key=True, of=("self",)).get(pk=asset.pk)
    if kept.struck_out_at:
        raise Refusal("Tài sản đã được xóa khỏi danh mục.", "asset")
    before = [event_of(step) for step in standing(kept)]
    place = sum(event.on <= on for event in before)
    said = {name: fields[name] for name in _SAID if name in fields}
    events = [*before[:place], Event(kind, on, **said), *before[place:]]
    return live(about(kept), events, calendar_now())


def settle(step: Step, life: Life | None) -> None:
    """After a step was written: state and value of its asset, by the walk that allowed it."""
    asset = (step.cancels or step).asset
    if asset is None:
        return
    life = life or life_of(asset, standing(asset))
    Asset.objects.filter(pk=asset.pk).update(state=life.state, value=life.value)
    if (step.cancels or step).kind in SALE:
        for case in paid_from(asset):
            deadlines.sync(case)


def may_cancel(step: Step) -> None:
    """Refuse to cancel what later steps rest on; a verification, while its assets are used."""
    if step.kind == StepKind.VERIFIED:
        _may_cancel_found(step)
    if step.asset is None:
        return
    kept = Asset.objects.select_for_update(no_key=True, of=("self",)).get(pk=step.asset.pk)
    life, calendar = Life(), calendar_now()
    for row in standing(kept):
        if row.pk == step.pk:
            continue
        try:
            life = follow(about(kept), life, event_of(row), calendar)
        except Refusal as refusal:
            raise Refusal(
                f"Hủy “{row.label}” ngày {row.on:%d/%m/%Y} trước: bước đó dựa vào bước này."
            ) from refusal


def _may_cancel_found(step: Step) -> None:
    """An asset goes with the verification that found it: not once something happened to it."""
    rows = Asset.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    for asset in rows.filter(verification__step=step, struck_out_at=None):
        done = [row for row in standing(asset) if row.kind != StepKind.NOTED]
        if done:
            raise Refusal(
                f"Hủy “{done[-1].label}” ngày {done[-1].on:%d/%m/%Y} của tài sản {asset} trước: "
                "tài sản được tìm thấy khi xác minh này."
            )
