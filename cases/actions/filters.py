"""Filters people keep: a name for the part of the list's address after the question mark."""

from cases.models import SavedFilter, User
from cases.rules import Refusal

NAME, QUERY, MOST = 80, 2000, 30


def keep_filter(user: User, name: str, query: str) -> SavedFilter:
    """Keep an address under a name; a name used again takes the new address."""
    if not name or len(name) > NAME:
        raise Refusal(f"Đặt tên bộ lọc, không quá {NAME} ký tự.", "name")
    if not query:
        raise Refusal("Chưa chọn điều kiện nào để lưu.", "query")
    if len(query) > QUERY:
        raise Refusal("Điều kiện lọc quá dài, không lưu được.", "query")
    others = SavedFilter.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST:
        raise Refusal(f"Mỗi người giữ {MOST} bộ lọc; xóa bớt rồi lưu.", "name")
    kept, _ = SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return kept


def forget_filter(kept: SavedFilter) -> None:
    kept.delete()
