"""Invented people, companies, banks, and judgments in the courts' way of numbering them.

Nobody and no bank here exists; the courts do, and are named as in their own papers.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from cases.demo.amounts import BUDGET, CREDIT
from cases.demo.days import previous_worked

STATE = "Ngân sách nhà nước"
CITY_COURT = "TAND thành phố Hà Nội"
HIGH_COURT = "TAND cấp cao tại Hà Nội"

SURNAMES = (
    ("Nguyễn", 38), ("Trần", 11), ("Lê", 9), ("Phạm", 7), ("Hoàng", 5), ("Vũ", 5), ("Đỗ", 4),
    ("Bùi", 3), ("Đặng", 3), ("Ngô", 2), ("Dương", 2), ("Đinh", 2), ("Phan", 2), ("Lưu", 1),
    ("Tạ", 1), ("Chu", 1), ("Kiều", 1), ("Khuất", 1), ("Cấn", 1), ("Phùng", 1),
)  # fmt: skip
MEN_MIDDLE = (
    "Văn", "Văn", "Văn", "Đức", "Hữu", "Quang", "Minh", "Xuân", "Tiến", "Anh", "Ngọc", "Mạnh",
    "Đình", "Công", "Duy", "Trọng", "Thế", "Bá",
)  # fmt: skip
MEN_GIVEN = (
    "Hùng", "Dũng", "Tuấn", "Cường", "Thắng", "Sơn", "Hải", "Long", "Nam", "Trung", "Kiên", "Hiếu",
    "Quân", "Thành", "Đạt", "Hưng", "Khánh", "Toàn", "Phong", "Việt", "Bình", "Chiến", "Huy",
    "Lâm", "Phúc", "Quyết", "Tùng", "Vinh", "Đông", "Khoa",
)  # fmt: skip
WOMEN_MIDDLE = (
    "Thị", "Thị", "Thị", "Thị", "Thu", "Ngọc", "Minh", "Thanh", "Phương", "Hồng", "Bích", "Kim",
    "Thúy", "Mai", "Diệu",
)  # fmt: skip
WOMEN_GIVEN = (
    "Hương", "Lan", "Hà", "Hoa", "Thảo", "Trang", "Linh", "Nga", "Hằng", "Yến", "Loan", "Oanh",
    "Dung", "Hạnh", "Huyền", "Nhung", "Phượng", "Quỳnh", "Tâm", "Thủy", "Vân", "Xuân", "Ánh",
    "Chi", "Liên", "Mai", "Ngân", "Tuyết", "Giang", "Hiền",
)  # fmt: skip
BANKS = (
    ("Ngân hàng TMCP Sông Hồng", 20),
    ("Ngân hàng TMCP Hồ Gươm", 16),
    ("Ngân hàng TMCP Cổ Loa", 13),
    ("Ngân hàng TMCP Ba Vì", 11),
    ("Ngân hàng TMCP Hương Tích", 9),
    ("Ngân hàng TMCP Tản Viên", 8),
    ("Ngân hàng TMCP Sông Nhuệ", 7),
    ("Ngân hàng TMCP Cầu Mây", 5),
    ("Công ty tài chính TNHH MTV Phố Hiến", 5),
    ("Công ty cho thuê tài chính Sông Đáy", 3),
    ("Quỹ tín dụng nhân dân Bãi Giữa", 2),
    ("Quỹ tín dụng nhân dân Làng Mía", 1),
)
COMPANY_FORMS = ("Công ty TNHH", "Công ty TNHH", "Công ty cổ phần", "Công ty TNHH MTV")
COMPANY_TRADES = (
    "Xây dựng", "Thương mại", "Đầu tư", "Sản xuất và Thương mại", "Vận tải", "Cơ khí", "Nội thất",
    "May mặc", "Thực phẩm", "Thiết bị điện", "Bao bì", "Dịch vụ kỹ thuật", "Vật liệu xây dựng",
)  # fmt: skip
COMPANY_NAMES = (
    "Hoàng Gia Phát", "Minh Tâm Việt", "Đại Thịnh An", "Tân Trường Hải", "Bảo Khánh Long",
    "Phú Điền Xanh", "Kim Ngưu Đỏ", "Thiên Sơn Vĩnh", "An Lộc Hưng", "Quang Vinh Phú",
    "Đông Phong Mới", "Lạc Hồng Phát", "Trường Thọ An", "Việt Nhật Tiến", "Hải Đăng Sáng",
    "Thăng Tiến Lộc", "Lam Khê Thịnh", "Gia Lộc Bình", "Tây Đô Hưng", "Phương Bắc Xanh",
)  # fmt: skip
ENDINGS = {
    "civil": "DSST",
    "criminal": "HSST",
    "family": "HNGĐ-ST",
    "commercial": "KDTM-ST",
    "labour": "LĐ-ST",
    "administrative": "HC-ST",
    "bankruptcy": "QĐ-TBPS",
    "other": "QĐST-DS",
}
SETTLED_ENDINGS = {"civil": "QĐST-DS", "family": "QĐST-HNGĐ", "commercial": "QĐST-KDTM"}
APPEAL_ENDINGS = {
    "civil": "DSPT",
    "criminal": "HSPT",
    "family": "HNGĐ-PT",
    "commercial": "KDTM-PT",
    "labour": "LĐ-PT",
    "administrative": "HC-PT",
}
JUDGMENTS_A_YEAR = {"criminal": 420, "family": 640, "civil": 210, "commercial": 75}


@dataclass(frozen=True, slots=True)
class Papers:
    """What the intake decision says of judgment and parties."""

    creditor: str
    debtor: str
    court: str
    judgment_no: str
    judgment_on: date


def draw_papers(rng: Random, category: str, kind: str, area: str, decided_on: date) -> Papers:
    """Parties and judgment of one case at the office of `area`."""
    if kind == "arbitration":
        court = "Trung tâm Trọng tài thương mại Hồng Hà"
    elif kind == "competition":
        court = "Hội đồng xử lý vụ việc cạnh tranh"
    elif area.startswith("thành phố"):
        court = CITY_COURT if rng.random() < 0.9 else HIGH_COURT
    elif kind in ("bankruptcy", "administrative"):
        court = CITY_COURT
    else:
        court = f"TAND {area}" if rng.random() < 0.86 else CITY_COURT
    age = rng.randint(32, 110) if category == BUDGET else int(45 + rng.expovariate(1 / 150))
    judged = date.fromordinal(previous_worked(decided_on.toordinal() - min(age, 1700)))
    return Papers(
        creditor=_draw_creditor(rng, category, kind),
        debtor=_draw_debtor(rng, category, kind),
        court=court,
        judgment_no=_draw_number(rng, kind, court, judged),
        judgment_on=judged,
    )


def draw_person(rng: Random) -> str:
    """Surname, middle name, given name."""
    surname = rng.choices(_SURNAMES, cum_weights=_SURNAME_SUMS)[0]
    if rng.random() < 0.56:
        return f"{surname} {rng.choice(MEN_MIDDLE)} {rng.choice(MEN_GIVEN)}"
    return f"{surname} {rng.choice(WOMEN_MIDDLE)} {rng.choice(WOMEN_GIVEN)}"


def draw_company(rng: Random) -> str:
    """Form, trade and an invented name."""
    return " ".join(rng.choice(part) for part in (COMPANY_FORMS, COMPANY_TRADES, COMPANY_NAMES))


def _draw_creditor(rng: Random, category: str, kind: str) -> str:
    if category == BUDGET:
        return STATE
    if category == CREDIT:
        return rng.choices(_BANKS, cum_weights=_BANK_SUMS)[0]
    if kind in ("commercial", "arbitration", "bankruptcy"):
        return draw_company(rng)
    return draw_person(rng)


def _draw_debtor(rng: Random, category: str, kind: str) -> str:
    firms = {"commercial": 0.85, "arbitration": 1, "bankruptcy": 1, "labour": 0.95}
    firms |= {"competition": 1, "civil": 0.07, "administrative": 0.1}
    chance = 0.4 if category == CREDIT and kind == "civil" else firms.get(kind, 0)
    return draw_company(rng) if rng.random() < chance else draw_person(rng)


def _draw_number(rng: Random, kind: str, court: str, on: date) -> str:
    if kind == "arbitration":
        return f"{rng.randint(1, 160)}/{on:%y}"
    if kind == "competition":
        return f"{rng.randint(1, 40)}/QĐ-HĐXL"
    ending = ENDINGS[kind]
    if court == HIGH_COURT or (court == CITY_COURT and rng.random() < 0.6):
        ending = APPEAL_ENDINGS.get(kind, ending)
    elif rng.random() < 0.45:
        ending = SETTLED_ENDINGS.get(kind, ending)
    in_year = on.timetuple().tm_yday / 366 * JUDGMENTS_A_YEAR.get(kind, 40)
    return f"{max(1, round(in_year * rng.uniform(0.85, 1.1)))}/{on.year}/{ending}"


def _running(weights: list[int]) -> list[int]:
    sums: list[int] = []
    for weight in weights:
        sums.append(weight + (sums[-1] if sums else 0))
    return sums


_SURNAMES = [name for name, _ in SURNAMES]
_SURNAME_SUMS = _running([weight for _, weight in SURNAMES])
_BANKS = [name for name, _ in BANKS]
_BANK_SUMS = _running([weight for _, weight in BANKS])
