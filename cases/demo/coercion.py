"""Assets, measures, plans and money of the demo's desk: what happened, so many days ago.

Data alone: each story is a list of happenings on one case, oldest first. `actions.demo_desk` plays
them through the same actions as the screens, so the demo can hold nothing that they would refuse.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Happening:
    """What is recorded, and how many days before the demo's today (on a day worked)."""

    what: str
    ago: int
    said: dict[str, Any] = field(default_factory=dict)


def _(what: str, ago: int, **said: Any) -> Happening:
    return Happening(what, ago, said)


PERSUADED = _("persuaded", 95, outcome="refused", who="Chấp hành viên, tổ dân phố, cán bộ phường",
              note="Đương sự không đồng ý tự nguyện, đề nghị cho thêm thời gian.")  # fmt: skip
HOUSE = {
    "kind": "house", "description": "Nhà ở 4 tầng và quyền sử dụng 46,5 m² đất, số {n} phố Đội Cấn",
    "identifier": "BK {n:06}", "holder": "Văn phòng đăng ký đất đai Hà Nội",
    "place": "số {n} phố Đội Cấn", "ward": "phường Ngọc Hà",
}  # fmt: skip
LAND = HOUSE | {
    "kind": "land", "description": "Quyền sử dụng 82 m² đất ở, thửa số 27, tờ bản đồ 14",
    "place": "tổ 12", "ward": "phường Ngọc Hà",
}  # fmt: skip
CAR = {
    "kind": "vehicle", "description": "Ô tô con 5 chỗ, sản xuất năm 2021",
    "identifier": "30A-{n:05}",
    "holder": "Phòng Cảnh sát giao thông Hà Nội", "place": "Bãi gửi xe phố Kim Mã",
    "ward": "phường Giảng Võ",
}  # fmt: skip
ACCOUNT = {
    "kind": "account", "description": "Tài khoản thanh toán", "identifier": "0011{n:08}",
    "holder": "Ngân hàng TMCP Hồ Gươm",
}  # fmt: skip
APPRAISER = "Công ty cổ phần Thẩm định giá Tràng An"
AUCTIONEER = "Công ty Đấu giá hợp danh Kinh Bắc"
SEIZED = (
    PERSUADED,
    _("asset", 92, **HOUSE, costs=60_000_000),
    _("measure", 90, kind="seize", carried_on=88, sent=88, document_no="{n}/QĐ"),
)
VALUED = (
    *SEIZED,
    _("step", 85, kind="valuation_contract", counterpart=APPRAISER),
    _("step", 71, kind="valued", share=1.4, counterpart=APPRAISER),
    _("step", 70, kind="value_notified"),
    _("step", 63, kind="auction_contract", share=1.4, counterpart=AUCTIONEER, until=33),
)
FAILED_ONCE = (
    *VALUED,
    _("step", 33, kind="auction_failed"),
    _("step", 31, kind="auction_fail_notified"),
    _("step", 20, kind="price_reduced", share=1.28, until=-12),
)
EVICTION = (
    PERSUADED,
    _("measure", 31, kind="hand_over", object="Nhà đất số {n} phố Đội Cấn",
      sent=30, document_no="{n}/QĐ"),
)  # fmt: skip
PLAN = {
    "place": "Số {n} phố Đội Cấn", "ward": "phường Ngọc Hà",
    "method": "Mời đương sự tự nguyện bàn giao; mở khóa, kiểm kê, chuyển đồ đạc đến kho của đơn vị;"
              " bàn giao nhà cho người được thi hành án, có đại diện phường chứng kiến.",
    "police_unit": "Công an phường Ngọc Hà",
    "equipment": "02 xe tải, 01 xe cứu thương, khóa, máy quay",
    "cost_estimate": 48_500_000, "area": "Khu dân cư đông, ngõ rộng 2,5 m, gần trường tiểu học",
    "attitude": "Không hợp tác, đã hai lần vắng mặt khi được triệu tập",
    "children": 1, "elderly": 1, "weapons": "Bình gas; nuôi 02 chó",
    "contacts": "Chỉ huy chung: Chấp hành viên phụ trách", "identity_first": "Căn cước công dân đã "
    "đối chiếu", "identity_second": "Công an phường xác nhận nhân khẩu",
}  # fmt: skip
PREPARED = (
    _("plan_step", 28, kind="notified"),
    _("plan_step", 27, kind="coercion_exchanged", document_no="{n}/CV"),
    _("plan_step", 24, kind="coercion_answered", document_no="118/CV-CAP"),
    _("plan_step", 22, kind="coercion_drafted"),
    _("plan_step", 20, kind="coercion_discussed"),
)
ISSUED = (
    *PREPARED,
    _("issue", 14, number="{n}/KH"),
    _("plan_step", 14, kind="coercion_sent"),
    _("plan_step", 10, kind="police_planned", document_no="56/PA-CAP"),
)
STORIES: tuple[tuple[Happening, ...], ...] = (
    VALUED[:4],
    VALUED[:6],
    (*VALUED[:6], _("step", 20, kind="auction_contract", share=1.4, counterpart=AUCTIONEER,
                    until=-17)),
    FAILED_ONCE,
    (
        *VALUED,
        _("step", 33, kind="auction_won", share=1.45, counterpart="Ông Đỗ Mạnh Tường"),
        _("step", 12, kind="auction_paid", share=1.45),
        _("proceeds", 12, share=1.45),
    ),
    (
        *VALUED,
        _("step", 33, kind="auction_won", share=1.5, counterpart="Bà Lương Thu Hằng"),
        _("step", 20, kind="auction_paid", share=1.5),
        _("proceeds", 20, share=1.5),
        _("step", 8, kind="asset_handed_over", counterpart="Bà Lương Thu Hằng"),
        _("distribute", 3, cost=60_000_000),
    ),
    (
        _("asset", 20, **ACCOUNT),
        _("measure", 7, kind="freeze", sent=6, document_no="{n}/QĐ"),
    ),
    (
        _("asset", 60, **ACCOUNT),
        _("measure", 50, kind="freeze", sent=49, document_no="{n}/QĐ"),
        _("measure", 44, kind="deduct_account", replaces=True, sent=43,
          document_no="{n}/QĐ"),
    ),
    (
        _("asset", 30, **CAR),
        _("measure", 6, kind="stop_registration", sent=5, document_no="{n}/QĐ"),
    ),
    (
        _("asset", 80, **LAND),
        _("persuaded", 75, outcome="promised", who="Chấp hành viên, tổ trưởng dân phố", note=""),
        _("measure", 60, kind="seize", carried_on=58, sent=58, document_no="{n}/QĐ"),
        _("end", 40, outcome="lifted", note="Đương sự thỏa thuận giải tỏa, đã nộp một phần."),
    ),
    (_("measure", 60, kind="deduct_income", object="Trừ 30 % lương hằng tháng", sent=59,
       document_no="{n}/QĐ"),),
    (*EVICTION, _("plan", 30, day=-13, **PLAN), *ISSUED),
    (*EVICTION, _("plan", 30, day=-13, starts=9, **PLAN | {"place": "Số 8 ngõ 12 phố Linh Lang",
                                                         "ward": "phường Ngọc Hà"}), *ISSUED),
    (*EVICTION, _("plan", 30, day=-20, **PLAN | {"place": "Tập thể Thành Công, nhà B7",
                                                "ward": "phường Giảng Võ"}), *PREPARED),
    (
        *EVICTION, _("plan", 30, day=2, **PLAN), *ISSUED,
        _("plan_step", 4, kind="coercion_met"),
        _("plan_step", 2, kind="coerced", outcome="carried_out", at=9,
          note="Đã bàn giao nhà cho người được thi hành án."),
    ),
    (
        *EVICTION, _("plan", 30, day=-6, **PLAN), *ISSUED,
        _("persuaded", 5, outcome="performed", who="Chấp hành viên, Hội Phụ nữ phường", note=""),
        _("plan_step", 4, kind="coercion_called_off", outcome="voluntary",
          note="Đương sự tự nguyện bàn giao nhà."),
    ),
    (
        PERSUADED,
        _("refer", 40, addressee="steering_committee",
          reason="Nhiều hộ cùng ở, phản ứng gay gắt, cần lực lượng của nhiều cơ quan.",
          asked="Chỉ đạo Công an, Ủy ban nhân dân phường phối hợp cưỡng chế trong tháng 10."),
        _("conclude", 18,
          words="Thống nhất chủ trương cưỡng chế; Công an thành phố lập phương án bảo vệ.",
          responsible="Công an phường Ngọc Hà", due=-10),
    ),
)  # fmt: skip
