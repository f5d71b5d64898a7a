"""What the rules know of an asset: its kind, a step of it, and where it stands after some steps."""

from dataclasses import dataclass, field
from datetime import date

from cases.choices import AssetState

S = AssetState


@dataclass(frozen=True)
class Event:
    """A step of the asset, as the rules see it."""

    kind: str
    on: date
    amount: int | None = None
    counterpart: str = ""
    until: date | None = None
    note: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class About:
    """What of the asset the rules ask about."""

    kind: str
    co_owned: bool = False


@dataclass(frozen=True)
class Valuation:
    on: date
    value: int
    by: str
    agreed: bool = False


@dataclass(frozen=True)
class Round:
    """One attempt to auction: from a starting price to what came of it."""

    start: int
    since: date
    held_on: date | None = None
    organiser: str = ""
    cut: int = 0  # against the start before
    failed_on: date | None = None
    stopped_on: date | None = None
    won_on: date | None = None
    price: int | None = None
    buyer: str = ""
    paid_in: int = 0  # of the price, by the buyer

    @property
    def left(self) -> int:
        """Of the price, still to be paid."""
        return (self.price or 0) - self.paid_in

    @property
    def open(self) -> bool:
        return not (self.failed_on or self.stopped_on or self.won_on)


@dataclass(frozen=True)
class Taking:
    """A creditor takes the asset in payment; `top_up` is what he pays for it besides."""

    top_up: int
    notified_on: date | None = None  # the debtor, who may still redeem it
    asked_on: date | None = None  # the creditor, to pay
    paid: bool = False


@dataclass(frozen=True)
class Life:
    """Where an asset stands after some steps, with what the next ones are judged by."""

    state: AssetState = S.FREE
    securities: int = 0
    value: int | None = None
    valuations: tuple[Valuation, ...] = ()
    rounds: tuple[Round, ...] = ()
    notified_on: date | None = None  # of the last valuation
    revalued: bool = False  # asked for once already
    cuts: int = 0
    taking: Taking | None = None
    sale_notified_on: date | None = None  # of a sale without auction
    buys: bool = False  # a co-owner takes the share
    paid: bool = False
    last: Event | None = None
    done: tuple[str, ...] = field(default=(), compare=False)

    @property
    def round(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def failed(self) -> bool:
        """The last attempt failed and no new price stands."""
        return self.round is not None and self.round.failed_on is not None
