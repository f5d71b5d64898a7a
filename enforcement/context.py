"""What the frame around every page needs: the day, the demo's banner, the menu of the role."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cases.choices import Role
from cases.deadlines import pressing
from cases.today import today

OFFICE = (Role.OFFICER, Role.HEAD, Role.ACCOUNTANT, Role.CLERK)
CITY = (Role.CITY_LEADER, Role.CITY_CLERK)
EVERYBODY = (*OFFICE, *CITY, Role.COMMITTEE)

# label, URL name, who sees it. An entry whose page is not there (yet) is left out.
MENU = (
    ("Việc hôm nay", "today", OFFICE),
    ("Thời hạn", "deadline_list", CITY),
    ("Hồ sơ", "case_list", (*OFFICE, *CITY)),
    ("Cưỡng chế", "coercion_calendar", (*OFFICE, *CITY)),
    ("Thu, chi", "money_day", OFFICE),
    ("Kết quả", "board", EVERYBODY),
    ("Báo cáo", "report_list", (Role.HEAD, Role.CLERK, *CITY)),
    ("Ban Chỉ đạo", "meeting_list", (*CITY, Role.COMMITTEE)),
    ("Quản trị", "people", (Role.ADMINISTRATOR,)),
)

# The pages inside an entry, as tabs: label, URL name, who sees it. The longest address that begins
# a page's own decides which tab, and with it which entry, is the current one.
TABS = {
    "today": (
        ("Việc hôm nay", "today", OFFICE),
        ("Thời hạn", "deadline_list", OFFICE),
        ("Đi xác minh", "verification_plan", OFFICE),
        ("Tự kiểm tra", "self_check", OFFICE),
        ("Lịch làm việc", "calendar", OFFICE),
        ("Xác nhận số liệu", "closing_list", (Role.OFFICER,)),
        ("Ban Chỉ đạo giao", "committee_tasks", (Role.HEAD, Role.CLERK)),
    ),
    "deadline_list": (
        ("Thời hạn", "deadline_list", CITY),
        ("Tự kiểm tra", "self_check", CITY),
        ("Lịch làm việc", "calendar", CITY),
    ),
    "case_list": (
        ("Danh sách", "case_list", (*OFFICE, *CITY)),
        ("Án trọng điểm", "key_case_list", OFFICE),
        ("Sổ nhận", "filing_list", (*OFFICE, *CITY)),
        ("Nhập bảng tính", "import_new", (Role.OFFICER, Role.HEAD, Role.CLERK)),
        ("Bàn giao", "handover_list", (*OFFICE, *CITY)),
        ("Miễn, giảm", "reduction_list", (*OFFICE, *CITY)),
        ("Công khai", "publication_list", (*OFFICE, *CITY)),
        ("Gửi Viện kiểm sát", "procuracy", (Role.OFFICER, Role.HEAD, Role.CLERK)),
        ("Án hành chính", "administrative_list", (*OFFICE, *CITY)),
        ("Sổ khác", "registers", (*OFFICE, *CITY)),
        ("Tài sản ủy thác", "asset_file_list", (*OFFICE, *CITY)),
        ("Tra cứu người", "person_find", (*OFFICE, *CITY)),
    ),
    "coercion_calendar": (
        ("Lịch cưỡng chế", "coercion_calendar", (*OFFICE, *CITY)),
        ("Biện pháp", "measure_list", (*OFFICE, *CITY)),
        ("Tài sản", "asset_list", (*OFFICE, *CITY)),
        ("Xin ý kiến", "referral_list", (*OFFICE, *CITY)),
    ),
    "report_list": (
        ("Lập báo cáo", "report_list", (Role.HEAD, Role.CLERK, *CITY)),
        ("Khóa sổ", "closing_list", (Role.HEAD, Role.CLERK, *CITY)),
        ("Danh sách", "named_lists", (Role.HEAD, Role.CLERK, *CITY)),
        ("Sổ", "books", (Role.HEAD, Role.CLERK, *CITY)),
        ("Đã phát hành", "issued_list", (Role.HEAD, Role.CLERK, *CITY)),
        ("Cầu nối", "bridge", (Role.HEAD, Role.CLERK, *CITY)),
        ("Đối chiếu", "reconcile_list", (Role.HEAD, Role.CLERK, *CITY)),
        ("Tự kiểm tra", "watch", (Role.HEAD, Role.CLERK, *CITY)),
        ("Chỉ tiêu", "target_list", (Role.HEAD, Role.CLERK, *CITY)),
        ("Số liệu đã công bố", "published_list", (Role.HEAD, Role.CLERK, *CITY)),
        ("Bố cục, biểu mẫu", "layout_list", (Role.HEAD, Role.CLERK, *CITY)),
    ),
    "meeting_list": (
        ("Án trọng điểm", "key_case_list", (*CITY, Role.COMMITTEE)),
        ("Họp", "meeting_list", (*CITY, Role.COMMITTEE)),
        ("Nhiệm vụ", "committee_tasks", (*CITY, Role.COMMITTEE)),
        ("Tổng kết nhiều năm", "review_list", (*CITY, Role.COMMITTEE)),
    ),
    "money_day": (
        ("Trong ngày", "money_day", OFFICE),
        ("Tiền đang giữ", "money_held", OFFICE),
        ("Cân đối", "money_balance", OFFICE),
        ("Biên lai", "receipt_books", (Role.ACCOUNTANT, Role.HEAD)),
        ("Phí thi hành án", "fee_list", (Role.ACCOUNTANT, Role.HEAD)),
        ("Ngân hàng", "bank_list", (Role.ACCOUNTANT, Role.HEAD)),
    ),
}


def address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _entries(rows: Iterable[tuple], role: str) -> list[tuple[str, str, str]]:
    return [
        (label, name, url)
        for label, name, roles in rows
        if role in roles and (url := address(name)) is not None
    ]


def _inside(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _with_badge(menu: list[dict], user: Any) -> list[dict]:
    """How much is overdue or due today, beside the entry that leads there."""
    url = address("today")
    for entry in menu:
        if entry["url"] == url and user.role in OFFICE:
            entry["badge"] = pressing(user, today())
    return menu


def _marked(entries: Iterable[tuple[str, str, str]], current: str | None, path: str) -> list[dict]:
    return [
        {"label": label, "url": url, "current": name == current, "exact": url == path}
        for label, name, url in entries
    ]


def _menu(role: str, path: str) -> dict[str, list[dict]]:
    """The menu of the role, and the tabs of the entry this page belongs to."""
    entries = _entries(MENU, role)
    tabs = {name: _entries(rows, role) for name, rows in TABS.items()}
    pages = [(url, name, name) for _, name, url in entries]
    pages += [(url, entry, name) for entry, rows in tabs.items() for _, name, url in rows]
    found = max((page for page in pages if _inside(page[0], path)), default=None, key=_length)
    entry, tab = (found[1], found[2]) if found else (None, None)
    rows = tabs.get(entry or "", [])
    return {
        "menu": _marked(entries, entry, path),
        "tabs": _marked(rows, tab, path) if len(rows) > 1 else [],
    }


def _length(page: tuple[str, str, str]) -> int:
    return len(page[0])


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    shared: dict[str, object] = {
        "demo": settings.DEMO,
        "today": today(),
        "signed_in": signed_in,
    }
    if not signed_in:
        return shared
    role = getattr(user, "role", "")
    menu = _menu(role, request.path)
    _with_badge(menu["menu"], user)
    may_see_cases = role in (*OFFICE, *CITY)
    return (
        shared
        | menu
        | {
            "search_url": address("case_find") if may_see_cases else None,
            "password_url": address("password_change"),
            "logout_url": address("logout"),
            "idle_minutes": settings.IDLE_MINUTES,
            "keep_url": address("session_keep"),
        }
    )
