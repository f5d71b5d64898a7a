"""What a decision that the debtor has no means rests on. Pure."""

from datetime import date

from cases.choices import Conclusion
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import months_later

FRESH_MONTHS = 6
"""Law 26/2008/QH12, Article 44(2): who has no means is verified at least every six months. No
article says how old the verification under a decision may be; after this it is surely stale."""


def verification_gap(verified_on: date | None, conclusion: str, on: date) -> str:
    """Why a decision of the day `on` that the debtor has no means lacks its ground; "" if not.

    A warning, never a refusal. Law 26/2008/QH12, Article 44a(1): "căn cứ kết quả xác minh"; from
    01/07/2026 Article 38 of Law 106/2025/QH15 (text not seen) and Decree 152/2026, Article 21.
    """
    old = on < NEW_LAW_ON
    if verified_on is None:
        article = "khoản 1 Điều 44a" if old else "Điều 38 Luật số 106/2025/QH15"
        return (
            f"Chưa ghi lần xác minh nào trước ngày này; quyết định phải căn cứ vào đó ({article})."
        )
    if on > months_later(verified_on, FRESH_MONTHS):
        return f"Lần xác minh gần nhất ngày {verified_on:%d/%m/%Y}, đã quá {FRESH_MONTHS:02} tháng."
    if conclusion == Conclusion.WITH_MEANS:
        return f"Lần xác minh gần nhất, ngày {verified_on:%d/%m/%Y}, kết luận có điều kiện."
    return ""


def postponed_too(conclusion: str, on: date) -> str:
    """What the decision must also say when the address is not known; "" if nothing.

    Decree 62/2015/NĐ-CP, Article 9(3); the new decree does not repeat it.
    """
    if conclusion != Conclusion.ADDRESS_UNKNOWN or on >= NEW_LAW_ON:
        return ""
    return (
        "Chưa xác định được địa chỉ: nếu cũng chưa rõ tài sản, hoặc phải tự mình thực hiện nghĩa vụ"
        ", quyết định ghi rõ việc thi hành án bị hoãn theo điểm b khoản 1 Điều 48"
        " (khoản 3 Điều 9 Nghị định 62/2015/NĐ-CP)."
    )
