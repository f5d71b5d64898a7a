"""Watch: what an office may want to look at again before its month goes out. For self-check.

A pattern is data: words, thresholds and one SQL statement that lists what fits. None of the
thresholds is law, and what a pattern finds may be quite right; the page says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from cases.models import Closing
from cases.periods import Period
from cases.today import today


@dataclass(frozen=True)
class Pattern:
    """`looks` says what it looks for, `words` what is said of each line; {n} and {m} are its
    numbers, the rest the thresholds."""

    code: str
    label: str
    looks: str
    words: str
    sql: str
    thresholds: Mapping[str, Any]

    @property
    def explained(self) -> str:
        return self.looks.format(**self.thresholds)


class Found(NamedTuple):
    """One line of a pattern, and the two numbers its words speak of."""

    office: int
    case: int
    on: date
    officer: int | None
    n: int
    m: int


# ---------------------------------------------------------------- the statements
_STANDS = "NOT a.opening AND NOT EXISTS (SELECT FROM cases_act r WHERE r.reverses_id = a.id)"

_LAST_DAYS = f"""
WITH counted AS (
    SELECT a.issuing_office_id AS office_id, a.case_id, a."on", a."on" >= %(start)s AS here,
           a."on" > (date_trunc('month', a."on") + interval '1 month')::date - 1 - %(last)s AS ends
    FROM cases_act a
    WHERE a.issuing_office_id = ANY(%(offices)s) AND a.kind = %(kind)s
      AND a."on" BETWEEN %(since)s AND %(cutoff)s AND {_STANDS}
), share AS (
    SELECT office_id, count(*) FILTER (WHERE here)::numeric AS whole,
           count(*) FILTER (WHERE here AND ends)::numeric AS part,
           CASE WHEN count(*) FILTER (WHERE NOT here) >= %(history)s
                THEN count(*) FILTER (WHERE NOT here AND ends)::numeric
                     / count(*) FILTER (WHERE NOT here)
                ELSE %(last)s / 30.0 END AS usual
    FROM counted GROUP BY 1
)
SELECT c.office_id, c.case_id, c."on", k.officer_id,
       round(100 * s.part / s.whole)::int AS n, round(100 * s.usual)::int AS m
FROM counted c JOIN share s USING (office_id) JOIN cases_case k ON k.id = c.case_id
WHERE c.here AND c.ends AND s.part >= %(least)s
  AND s.part / s.whole >= s.usual * %(times)s AND s.part / s.whole >= s.usual + %(more)s / 100.0
"""

_NO_RECEIPT = f"""
SELECT a.issuing_office_id AS office_id, a.case_id, a."on", k.officer_id,
       0 AS n, money.owed AS m
FROM cases_act a JOIN cases_case k ON k.id = a.case_id CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.amount) FILTER (WHERE b.kind = 'intake' AND l.amount > 0), 0)
         - coalesce(sum(l.amount) FILTER (WHERE l.heading IN ('REDUCED', 'TERMINATED', 'DELEGATED',
               'TAKEN_UP', 'RECALLED', 'RETURNED')), 0) AS owed
    FROM cases_ledgerline l JOIN cases_act b ON b.id = l.act_id
    WHERE l.case_id = a.case_id
) money
WHERE a.issuing_office_id = ANY(%(offices)s) AND a.kind = 'complete'
  AND a."on" BETWEEN %(start)s AND %(cutoff)s AND {_STANDS} AND money.owed > %(owed)s
  AND NOT EXISTS (
      SELECT FROM cases_voucher v
      WHERE v.case_id = a.case_id AND v.kind = 'receipt' AND v.reverses_id IS NULL
        AND NOT EXISTS (SELECT FROM cases_voucher r WHERE r.reverses_id = v.id)
  )
"""

_LONG_BEFORE = f"""
SELECT a.issuing_office_id AS office_id, a.case_id, a."on", k.officer_id,
       (a.written_at AT TIME ZONE %(zone)s)::date - coalesce(a.decided_on, a."on") AS n, 0 AS m
FROM cases_act a JOIN cases_case k ON k.id = a.case_id
WHERE a.issuing_office_id = ANY(%(offices)s) AND a.booked_on BETWEEN %(start)s AND %(cutoff)s
  AND a.kind <> 'reverse' AND a.recorded_by_id IS NOT NULL AND {_STANDS}
  AND (a.written_at AT TIME ZONE %(zone)s)::date - coalesce(a.decided_on, a."on") > %(days)s
  AND (a.written_at AT TIME ZONE %(zone)s)::date <= %(today)s
"""

_SAME_DAY = """
WITH verified AS (
    SELECT s.office_id, s.case_id, s."on", s.officer_id
    FROM cases_step s
    WHERE s.office_id = ANY(%(offices)s) AND s.kind = 'verified' AND s.officer_id IS NOT NULL
      AND s.booked_on BETWEEN %(start)s AND %(cutoff)s
      AND s.case_id IS NOT NULL AND s.cancels_id IS NULL
      AND NOT EXISTS (SELECT FROM cases_step c WHERE c.cancels_id = s.id)
), days AS (
    SELECT officer_id, "on", count(DISTINCT case_id) AS cases
    FROM verified GROUP BY 1, 2 HAVING count(DISTINCT case_id) >= %(cases)s
)
SELECT DISTINCT v.office_id, v.case_id, v."on", v.officer_id, d.cases::int AS n, 0 AS m
FROM verified v JOIN days d USING (officer_id, "on")
"""

_BACK_AND_FORTH = f"""
WITH turns AS (
    SELECT a.issuing_office_id AS office_id, a.case_id, a."on", a.kind,
           lag(a."on") OVER turn AS earlier, lag(a.kind) OVER turn AS before
    FROM cases_act a
    WHERE a.issuing_office_id = ANY(%(offices)s)
      AND a.kind IN ('without_means', 'resume', 'reclassify')
      AND a."on" BETWEEN %(start)s::date - %(days)s AND %(cutoff)s AND {_STANDS}
    WINDOW turn AS (PARTITION BY a.case_id, a.kind = 'reclassify' ORDER BY a."on", a.id)
)
SELECT t.office_id, t.case_id, t."on", k.officer_id, t."on" - t.earlier AS n, 0 AS m
FROM turns t JOIN cases_case k ON k.id = t.case_id
WHERE t."on" >= %(start)s AND t."on" - t.earlier <= %(days)s
  AND (t.kind, t.before) IN (('resume', 'without_means'), ('reclassify', 'reclassify'))
"""

# ---------------------------------------------------------------- the patterns
_SPIKE = {"last": 3, "least": 5, "times": 2, "more": 25, "history": 20}
_SPIKE_WORDS = "{n} % số quyết định loại này của tháng nằm trong những ngày cuối; bình thường {m} %"
_SPIKE_LOOKS = (
    " dồn vào {last} ngày cuối tháng: từ {least} việc trở lên, gấp {times} lần và hơn {more} điểm "
    "so với tỷ trọng thường thấy của chính đơn vị trong mười hai tháng trước."
)
PATTERNS = (
    Pattern(
        "without_means", "Chưa có điều kiện dồn cuối kỳ",
        "Quyết định chưa có điều kiện" + _SPIKE_LOOKS, _SPIKE_WORDS,
        _LAST_DAYS, _SPIKE | {"kind": "without_means"},
    ),
    Pattern(
        "completed", "Thi hành xong dồn cuối kỳ",
        "Việc thi hành xong" + _SPIKE_LOOKS, _SPIKE_WORDS,
        _LAST_DAYS, _SPIKE | {"kind": "complete"},
    ),
    Pattern(
        "no_receipt", "Thi hành xong, chưa thấy chứng từ thu",
        "Việc thi hành xong có khoản tiền phải thi hành mà hồ sơ chưa có chứng từ thu nào. Có thể "
        "chứng từ còn thiếu, hoặc nghĩa vụ được thực hiện cách khác cần ghi rõ.",
        "phải thi hành {m} đồng, không có chứng từ thu", _NO_RECEIPT, {"owed": 0},
    ),
    Pattern(
        "long_before", "Văn bản ghi muộn",
        "Văn bản có ngày trước ngày nhập hơn {days} ngày.",
        "nhập sau ngày văn bản {n} ngày", _LONG_BEFORE, {"days": 15},
    ),
    Pattern(
        "same_day", "Một ngày xác minh nhiều việc",
        "Một Chấp hành viên được ghi xác minh từ {cases} việc trở lên trong cùng một ngày. Đi một "
        "địa bàn nhiều việc là bình thường; hãy xem ngày ghi có đúng ngày làm không.",
        "cùng ngày xác minh {n} việc", _SAME_DAY, {"cases": 15},
    ),
    Pattern(
        "back_and_forth", "Phân loại đi rồi lại trong một tháng",
        "Việc xác định chưa có điều kiện rồi tiếp tục thi hành, hoặc đổi phân loại hai lần, trong "
        "vòng {days} ngày.",
        "trở lại sau {n} ngày", _BACK_AND_FORTH, {"days": 31},
    ),
)  # fmt: skip
BY_CODE = {pattern.code: pattern for pattern in PATTERNS}


# ---------------------------------------------------------------- finding
def _asked(pattern: Pattern, offices: Sequence[int], period: Period) -> dict[str, Any]:
    start = period.cutoff.replace(day=1)
    year_before = start.replace(year=start.year - 1)
    days = {"start": start, "cutoff": period.cutoff, "since": year_before, "today": today()}
    asked = {"offices": list(offices), "zone": settings.TIME_ZONE}
    return {**asked, **days, **pattern.thresholds}


def counts(pattern: Pattern, offices: Sequence[int], period: Period) -> dict[int, int]:
    """How many lines of the month fit, by office."""
    sql = f"SELECT office_id, count(*) FROM ({pattern.sql}) found GROUP BY 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, _asked(pattern, offices, period))
        return dict(cursor.fetchall())


def lines(pattern: Pattern, offices: Sequence[int], period: Period) -> list[Found]:
    sql = f'SELECT * FROM ({pattern.sql}) found ORDER BY "on", officer_id, case_id'
    with connection.cursor() as cursor:
        cursor.execute(sql, _asked(pattern, offices, period))
        return [Found(*row) for row in cursor]


def closed(offices: Sequence[int], period: Period) -> set[int]:
    """The offices that have closed the month: only then may others see how many."""
    standing = Closing.objects.filter(
        office__in=offices, cutoff__gte=period.cutoff, withdrawn_at=None
    )
    return set(standing.values_list("office_id", flat=True))
