"""What the frame around every page needs: the day, the demo's banner, the menu of the role."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cases.choices import Role
from cases.today import today

OFFICE = (Role.OFFICER, Role.HEAD, Role.ACCOUNTANT, Role.CLERK)
CITY = (Role.CITY_LEADER, Role.CITY_CLERK)
EVERYBODY = (*OFFICE, *CITY, Role.COMMITTEE)

# label, URL name, who sees it. An entry whose page is not there (yet) is left out.
MENU = (
    ("Việc hôm nay", "today", OFFICE),
    ("Hồ sơ", "case_list", (*OFFICE, *CITY)),
    ("Kết quả", "board", EVERYBODY),
    ("Báo cáo", "report_list", (Role.HEAD, Role.CLERK, *CITY)),
    ("Quản trị", "people", (Role.ADMINISTRATOR,)),
)


def address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _menu(role: str, path: str) -> Iterator[dict[str, object]]:
    entries = [
        (label, url)
        for label, name, roles in MENU
        if role in roles and (url := address(name)) is not None
    ]
    # The current entry is the one whose address is the longest beginning of this page's address.
    inside = [url for _, url in entries if path == url or (url != "/" and path.startswith(url))]
    current = max(inside, key=len, default=None)
    for label, url in entries:
        yield {"label": label, "url": url, "current": url == current, "exact": url == path}


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
    may_see_cases = role in (*OFFICE, *CITY)
    return shared | {
        "menu": list(_menu(role, request.path)),
        "search_url": address("case_list") if may_see_cases else None,
        "password_url": address("password_change"),
        "logout_url": address("logout"),
        "idle_minutes": settings.IDLE_MINUTES,
        "keep_url": address("session_keep"),
    }
