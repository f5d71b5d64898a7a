"""What was done besides the ledger, year by year: coercion, persuasion, what was put to committees.

A step counts in the statistical year in which it was booked, unless it had been cancelled by that
year's closing, so a closed year comes out the same for ever. One SQL statement for all the years.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from cases.choices import (
    COERCIVE,
    CoercionResult,
    Heading,
    MeasureOutcome,
    PersuasionOutcome,
    StepKind,
)
from cases.measures import CARRIED
from cases.periods import year_end, year_start
from cases.rules.measures import ENDS

LABELS = {
    "decided": "Quyết định cưỡng chế",
    "held": "Tổ chức cưỡng chế",
    "with_forces": "trong đó huy động lực lượng",
    "on_site": "Tự nguyện ngay tại buổi cưỡng chế",
    "failed": "Cưỡng chế không thực hiện được",
    "persuaded": "Lượt vận động, thuyết phục",
    "agreed": "trong đó chuyển biến: đồng ý, thi hành một phần, thi hành xong",
    "avoided": "Đã quyết định cưỡng chế, tự nguyện sau vận động",
    "referred": "Báo cáo, xin ý kiến Ban Chỉ đạo, Ủy ban nhân dân",
    "concluded": "Có kết luận chỉ đạo",
    "followed": "Thực hiện kết luận",
    "due": "Kết luận đến hạn thực hiện",
    "in_time": "trong đó thực hiện đúng hạn",
    "late": "trong đó quá hạn",
    "tasks": "Nhiệm vụ Ban Chỉ đạo giao đến hạn",
    "tasks_in_time": "trong đó xong đúng hạn",
    "tasks_late": "trong đó quá hạn",
    "key_in": "Án trọng điểm đang theo dõi cuối năm",
    "key_done": "Án trọng điểm thi hành xong trong năm",
}
LISTED = tuple(code for code in LABELS if code != "key_in")
"""Numbers that are lists of dated facts; the others are balances."""

_STANDING = """(NOT EXISTS (
    SELECT FROM cases_step x WHERE x.cancels_id = {0}.id AND x.booked_on <= {1}
))"""
_YEAR = "(extract(year FROM {0})::int + (extract(month FROM {0}) >= 10)::int)"
_FACTS = f"""
WITH step AS (
    SELECT s.*, make_date({_YEAR.format("s.booked_on")}, 9, 30) AS closes
    FROM cases_step s
    WHERE s.office_id = ANY(%(offices)s) AND s.kind = ANY(%(kinds)s)
      AND s.booked_on BETWEEN %(start)s AND %(end)s AND s.cancels_id IS NULL
), standing AS (
    SELECT s.*, p.with_forces AS forces
    FROM step s LEFT JOIN cases_coercionplan p ON p.id = s.plan_id
    WHERE {_STANDING.format("s", "s.closes")}
), avoided AS (
    SELECT s.id
    FROM standing s JOIN cases_measure m ON m.id = s.measure_id
    WHERE s.kind = ANY(%(ends)s) AND s.outcome = %(voluntary)s AND m.kind = ANY(%(coercive)s)
      AND EXISTS (
        SELECT FROM cases_step p
        WHERE p.case_id = s.case_id AND p.kind = '{StepKind.PERSUADED}' AND p."on" <= s."on"
          AND p.booked_on <= s.closes AND {_STANDING.format("p", "s.closes")}
      ) AND NOT EXISTS (
        SELECT FROM cases_step h
        WHERE h.measure_id = s.measure_id AND h.kind = ANY(%(carried)s)
          AND h.booked_on <= s.closes AND {_STANDING.format("h", "s.closes")}
      )
), task AS (
    SELECT c.id, c.office_id, c.case_id, c.until AS due, f."on" AS done,
           make_date({_YEAR.format("c.until")}, 9, 30) AS closes, f.booked_on AS done_booked
    FROM cases_referral r JOIN cases_step c ON c.id = r.concluded_id
    LEFT JOIN cases_step f ON f.id = r.followed_id
    WHERE c.office_id = ANY(%(offices)s) AND c.until BETWEEN %(start)s AND %(end)s
      AND c.booked_on <= make_date({_YEAR.format("c.until")}, 9, 30)
), done AS (
    SELECT l.office_id, l.case_id, a."on", l.booked_on, sum(l.cases) AS times
    FROM cases_ledgerline l JOIN cases_act a ON a.id = l.act_id
    WHERE l.case_id IN (SELECT case_id FROM cases_keycase) AND EXISTS (
        SELECT FROM cases_keycase m
        WHERE m.case_id = l.case_id AND m.since <= a."on"
          AND (m.ended_on IS NULL OR m.ended_on >= a."on")
    ) AND l.office_id = ANY(%(offices)s) AND l.heading = '{Heading.COMPLETED}'
      AND l.booked_on BETWEEN %(start)s AND %(end)s
    GROUP BY 1, 2, 3, 4 HAVING sum(l.cases) <> 0
), fact AS (
    SELECT v.line, s.office_id, s.case_id, s."on", s.booked_on, s.booked_on AS counts_on, 1 AS times
    FROM standing s CROSS JOIN LATERAL (VALUES
        ('decided', s.kind = '{StepKind.COERCION_DECIDED}'),
        ('held', s.kind = '{StepKind.COERCED}' AND s.outcome = ANY(%(held)s)),
        ('with_forces',
         s.kind = '{StepKind.COERCED}' AND s.outcome = ANY(%(held)s) AND coalesce(s.forces, false)),
        ('on_site', s.kind = '{StepKind.COERCED}' AND s.outcome = '{CoercionResult.VOLUNTARY}'),
        ('failed', s.kind = '{StepKind.COERCED}' AND s.outcome = '{CoercionResult.FAILED}'),
        ('persuaded', s.kind = '{StepKind.PERSUADED}'),
        ('agreed', s.kind = '{StepKind.PERSUADED}' AND s.outcome = ANY(%(gained)s)),
        ('avoided', s.id IN (SELECT id FROM avoided)),
        ('referred', s.kind = '{StepKind.REFERRED}'),
        ('concluded', s.kind = '{StepKind.REFERRAL_CONCLUDED}'),
        ('followed', s.kind = '{StepKind.REFERRAL_FOLLOWED}')
    ) v(line, counts) WHERE v.counts
    UNION ALL
    SELECT v.line, t.office_id, t.case_id, t.due, t.due, t.due, 1
    FROM task t CROSS JOIN LATERAL (VALUES
        ('due', true),
        ('in_time', coalesce(t.done <= t.due AND t.done_booked <= t.closes, false)),
        ('late', NOT coalesce(t.done <= t.due AND t.done_booked <= t.closes, false))
    ) v(line, counts) WHERE v.counts
    UNION ALL
    SELECT v.line, m.office_id, r.case_id, t.due_on, t.due_on, t.due_on, 1
    FROM cases_committeetask t JOIN cases_meeting m ON m.id = t.meeting_id
    LEFT JOIN cases_agendaitem i ON i.id = t.item_id
    LEFT JOIN cases_referral r ON r.id = i.referral_id
    CROSS JOIN LATERAL (VALUES
        ('tasks', true),
        ('tasks_in_time', coalesce(t.done_on <= t.due_on, false)),
        ('tasks_late', NOT coalesce(t.done_on <= t.due_on, false))
    ) v(line, counts)
    WHERE v.counts AND m.office_id = ANY(%(offices)s) AND t.due_on BETWEEN %(start)s AND %(end)s
    UNION ALL
    SELECT 'key_done', office_id, case_id, "on", booked_on, booked_on, times::int FROM done
)
"""


def _asked(offices: Sequence[int], first: int, last: int) -> dict[str, Any]:
    kinds = {
        StepKind.COERCION_DECIDED, StepKind.COERCED, StepKind.PERSUADED, StepKind.REFERRED,
        StepKind.REFERRAL_CONCLUDED, StepKind.REFERRAL_FOLLOWED, *ENDS,
    }  # fmt: skip
    gained = (PersuasionOutcome.PERFORMED, PersuasionOutcome.PARTLY, PersuasionOutcome.AGREED)
    return {
        "offices": list(offices),
        "start": year_start(first),
        "end": year_end(last),
        "kinds": sorted(kind.value for kind in kinds),
        "ends": [kind.value for kind in ENDS],
        "carried": [kind.value for kind in CARRIED],
        "coercive": [kind.value for kind in COERCIVE],
        "voluntary": MeasureOutcome.VOLUNTARY.value,
        "held": [CoercionResult.CARRIED_OUT.value, CoercionResult.PARTLY.value],
        "gained": [outcome.value for outcome in gained],
    }


def counted(offices: Sequence[int], first: int, last: int) -> dict[int, dict[str, int]]:
    """Every number of each year."""
    found = {year: dict.fromkeys(LABELS, 0) for year in range(first, last + 1)}
    year = _YEAR.format("counts_on")
    sql = f"{_FACTS} SELECT {year}, line, sum(times)::bigint FROM fact GROUP BY 1, 2"
    for at, line, times in _rows(sql, _asked(offices, first, last)):
        found[at][line] = times
    for at, count in _key_cases(offices, first, last):
        found[at]["key_in"] = count
    return found


_KEY = """
SELECT year, count(DISTINCT m.case_id)
FROM generate_series(%(first)s, %(last)s) year
JOIN cases_keycase m ON m.since <= make_date(year, 9, 30)
    AND (m.ended_on IS NULL OR m.ended_on > make_date(year, 9, 30))
JOIN cases_case k ON k.id = m.case_id
WHERE k.office_id = ANY(%(offices)s)
GROUP BY 1
"""


def _key_cases(offices: Sequence[int], first: int, last: int) -> list[tuple[int, int]]:
    """How many cases bore the mark of a key case at each year's end."""
    return _rows(_KEY, _asked(offices, first, last) | {"first": first, "last": last})


_FORCES = f"""
SELECT {_YEAR.format("s.booked_on")}, f.body, count(DISTINCT s.id), sum(f.head_count)::bigint
FROM cases_step s JOIN cases_coercionplan p ON p.id = s.plan_id
JOIN cases_planforce f ON f.plan_id = p.id
WHERE s.office_id = ANY(%(offices)s) AND s.kind = '{StepKind.COERCED}' AND p.with_forces
  AND s.outcome = ANY(%(held)s) AND s.booked_on BETWEEN %(start)s AND %(end)s
  AND {_STANDING.format("s", "make_date(" + _YEAR.format("s.booked_on") + ", 9, 30)")}
GROUP BY 1, 2
"""


def forces(offices: Sequence[int], first: int, last: int) -> dict[int, dict[str, tuple[int, int]]]:
    """Who was sent to the coercions that were held with forces: days and people, by body."""
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for year, body, days, people in _rows(_FORCES, _asked(offices, first, last)):
        found[year][body] = (days, people)
    return found


class Fact(NamedTuple):
    office: int
    case: int | None
    on: date
    booked_on: date
    times: int


def behind(line: str, offices: Sequence[int], year: int) -> list[Fact]:
    """The facts that a number of a year counts."""
    sql = (
        f'{_FACTS} SELECT office_id, case_id, "on", booked_on, times FROM fact'
        f" WHERE line = %(line)s AND {_YEAR.format('counts_on')} = %(year)s"
        " ORDER BY booked_on, case_id"
    )
    asked = _asked(offices, year, year) | {"line": line, "year": year}
    return [Fact(*row) for row in _rows(sql, asked)]


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()
