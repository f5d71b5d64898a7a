"""The demo's journal: Hanoi's statistical years 2018 to 2025, simulated.

Published are a handful of figures of the city and eight districts (`figures.PUBLISHED`, and what
`years.YEARS` names); the journal meets every one of them, and what the published half-year report
of 2018 says of parts (State budget, credit institutions, criminal judgments) comes out near.
Everything else is invented: the months between (`figures.INVENTED`, `seasons`), targets and totals
of the years in between, how cases and money are shared among the 31 offices (`OFFICES`), every
person, company, bank and case.

How the figures are met, without a correction on any cut-off day:

- Cases (`plan`, `lives`). For each month the number of every kind of event follows from paths
  through the published points: new, finished, left, and without means at the month's end. Each
  number is shared among the offices by largest remainder, each event falls on a random worked day
  of its month, and happens to a case for which it is plausible then. The cases live on from year
  to year.
- Money (`money`, `rests`). Budget cases and claims between persons draw their amounts. Credit
  cases, nine tenths of all money, are scaled: what settlements bring, to each month of the city
  (and in 2018 to each office's need up to May); what stays unsettled, to the city's enforceable
  money at each cut-off. Very large cases that come in a year and are found without means early in
  the next take up what is lacking, so that each cut-off is met by itself.
- The reorganisation (`territory`). A case keeps its old district here; on 1 July 2025 all that
  stands is transferred, and from then on the division of the area acts.
- Papers (`names`, `journal`). Decisions are numbered in order per office, register and statistical
  year; judgments carry the courts' own kind of number.

All is drawn from one seeded generator: the same bytes at every call.
"""

from cases.demo.figures import (
    CUT,
    INVENTED,
    OFFICES,
    PUBLISHED,
    Invented,
    OfficeProfile,
    Published,
)
from cases.demo.journal import HEADER, write_journal
from cases.demo.years import YEARS

__all__ = [
    "CUT",
    "HEADER",
    "INVENTED",
    "OFFICES",
    "PUBLISHED",
    "YEARS",
    "Invented",
    "OfficeProfile",
    "Published",
    "write_journal",
]
