"""From which day money that came must be paid out, and up to which day late interest runs.

Money is paid out within ten days of its coming (Law 26/2008/QH12, Article 47(5)); the price of an
asset sold at auction within ten days of handing the asset over to the buyer (Decree 62/2015/NĐ-CP,
Article 27(4)). From 01/07/2026 the price of whatever was sold is kept on deposit until the asset is
handed over (Decree 152/2026/NĐ-CP, Article 30(7)); the length of the term was not read.
"""

from dataclasses import dataclass
from datetime import date

from cases.periods import NEW_LAW_ON


@dataclass(frozen=True)
class Sale:
    """What the money was paid for: an asset sold, and the day the buyer had it."""

    at_auction: bool
    handed_over_on: date | None = None


def payable_from(received_on: date, sale: Sale | None) -> date | None:
    """The day from which the term for paying out counts; none while the buyer waits."""
    if sale is None or not (sale.at_auction or received_on >= NEW_LAW_ON):
        return received_on
    return sale.handed_over_on and max(sale.handed_over_on, received_on)


def interest_until(received_on: date, sale: Sale | None) -> date | None:
    """The last day that bears late interest: of a sale under the new law, that of handing over.

    Decree 152/2026/NĐ-CP, Article 29(2). Before it interest answers to the time not yet enforced
    (joint circular 11/2016, Article 6(1)): until the money came. None while the buyer waits.
    """
    if sale is None or received_on < NEW_LAW_ON:
        return received_on
    return sale.handed_over_on
