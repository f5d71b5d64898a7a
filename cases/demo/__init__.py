"""The demo's journal: Hanoi's statistical year 2018 (01/10/2017 to 30/09/2018), simulated.

Published are a handful of figures of the city and eight districts (`PUBLISHED`); the journal meets
every one of them, and what the published half-year report says of parts (State budget, credit
institutions, criminal judgments) comes out near. Everything else is invented: the months between
(`INVENTED`), how cases and money are shared among the 31 offices (`OFFICES`), every person,
company, bank and case.

How the figures are met, without a correction on any cut-off day:

- Cases (`plan`, `lives`). For each month the number of every kind of event follows from smooth
  paths through the published points: new, finished, left, and without means at the month's end.
  Each number is shared among the offices by largest remainder, each event falls on a random
  worked day of its month, and happens to a case for which it is plausible then.
- Money (`money`). Budget cases and claims between persons draw their amounts. Credit cases,
  nine tenths of all money, are scaled: what settlements bring, to each month of the city and each
  office's need up to May; what stays unsettled, to each office's enforceable money in May and the
  city's smooth growth. So every month is fitted in the same way, published or not.
- Papers (`names`, `journal`). Decisions are numbered in order per office, register and statistical
  year; judgments carry the courts' own kind of number.

All is drawn from one seeded generator: the same bytes at every call.
"""

from cases.demo.figures import INVENTED, OFFICES, PUBLISHED, Invented, OfficeProfile, Published
from cases.demo.journal import HEADER, write_journal

__all__ = [
    "HEADER",
    "INVENTED",
    "OFFICES",
    "PUBLISHED",
    "Invented",
    "OfficeProfile",
    "Published",
    "write_journal",
]
