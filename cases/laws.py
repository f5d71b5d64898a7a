"""The two laws of enforcement: since when each is in force, and how an article is cited. Pure.

Law 26/2008/QH12 to 30/06/2026; Law 106/2025/QH15 from 01/07/2026, of which only what its decrees
say could be read. An event under the new law never cites an article of the old one as in force.
"""

from datetime import date, timedelta

from cases.periods import NEW_LAW_ON

LAW_2008_ON = date(2009, 7, 1)
OLD_LAW_ENDS = NEW_LAW_ON - timedelta(days=1)
L08, L25 = "Luật THADS 2008", "Luật THADS 2025"
N62, N152 = "Nghị định 62/2015/NĐ-CP", "Nghị định 152/2026/NĐ-CP"
UNREAD = "tạm theo Luật 2008, chưa đối chiếu điều khoản"
"""What stands beside a rule of the old law that is applied to an event under the new one."""
CARRIED_OVER = f"{L25}, {UNREAD}"


def cited(day: date, old: str, new: str = "") -> str:
    """The article of the law of the day; `new` is empty where the new law's was not read."""
    return old if day < NEW_LAW_ON else new or CARRIED_OVER


def cited_over(since: date, until: date, old: str, new: str = "") -> str:
    """The article, or both, for events from one day to another."""
    first, last = cited(since, old, new), cited(until, old, new)
    return first if first == last else f"{first}; từ {NEW_LAW_ON:%d/%m/%Y} {last}"
