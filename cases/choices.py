"""The field's vocabulary: codes in English, labels in the statute's Vietnamese."""

from django.db.models import TextChoices


class Heading(TextChoices):
    """Tài khoản: a place where a case or money can stand in the ledger."""

    IN_PROGRESS = "IN_PROGRESS", "Đang thi hành"
    POSTPONED_BY_CONSENT = "POSTPONED_BY_CONSENT", "Hoãn theo thỏa thuận (điểm c)"
    POSTPONED = "POSTPONED", "Hoãn thi hành án"
    SUSPENDED = "SUSPENDED", "Tạm đình chỉ thi hành án"
    WITHOUT_MEANS = "WITHOUT_MEANS", "Chưa có điều kiện thi hành"
    COLLECTED = "COLLECTED", "Đã thu, chưa chi trả"
    COMPLETED = "COMPLETED", "Thi hành xong"
    TERMINATED = "TERMINATED", "Đình chỉ thi hành án"
    REDUCED = "REDUCED", "Miễn, giảm nghĩa vụ"
    DELEGATED = "DELEGATED", "Ủy thác thi hành án"
    TAKEN_UP = "TAKEN_UP", "Rút lên thi hành"
    RECALLED = "RECALLED", "Thu hồi, hủy quyết định"
    RETURNED = "RETURNED", "Gửi lại yêu cầu thi hành án"
    SEPARATE_BOOK = "SEPARATE_BOOK", "Sổ theo dõi riêng"
    INTAKE = "INTAKE", "Thụ lý (ngoài sổ)"
    TRANSFERRED = "TRANSFERRED", "Chuyển giao giữa đơn vị, Chấp hành viên"
    REOPENED = "REOPENED", "Thụ lý lại từ sổ theo dõi riêng"
    SEPARATE_ENDED = "SEPARATE_ENDED", "Ra khỏi sổ theo dõi riêng"
    CORRECTED = "CORRECTED", "Điều chỉnh năm trước"


ENFORCEABLE = (
    Heading.IN_PROGRESS,
    Heading.POSTPONED_BY_CONSENT,
    Heading.POSTPONED,
    Heading.SUSPENDED,
)
STOCK = (*ENFORCEABLE, Heading.WITHOUT_MEANS)
RESULTS = (Heading.COLLECTED, Heading.COMPLETED, Heading.TERMINATED, Heading.REDUCED)
EXITS = (Heading.DELEGATED, Heading.TAKEN_UP, Heading.RECALLED, Heading.RETURNED)
CONTRA = (
    Heading.INTAKE,
    Heading.TRANSFERRED,
    Heading.REOPENED,
    Heading.SEPARATE_ENDED,
    Heading.CORRECTED,
)
OPEN_PLACES = (*STOCK, Heading.SEPARATE_BOOK)
"""Where a case stands that is still in an officer's hands."""


class ActKind(TextChoices):
    """Việc ghi sổ: what can happen to a case. The codes are the journal's."""

    INTAKE = "intake", "Thụ lý, ra quyết định thi hành án"
    AMEND = "amend", "Sửa đổi, bổ sung quyết định"
    COLLECT = "collect", "Thu tiền, tài sản thi hành án"
    PAY_OUT = "pay_out", "Chi trả tiền, giao tài sản"
    COMPLETE = "complete", "Kết thúc, thi hành xong"
    TERMINATE = "terminate", "Đình chỉ thi hành án"
    REDUCE = "reduce", "Miễn, giảm nghĩa vụ"
    POSTPONE = "postpone", "Hoãn thi hành án"
    SUSPEND = "suspend", "Tạm đình chỉ thi hành án"
    WITHOUT_MEANS = "without_means", "Quyết định chưa có điều kiện thi hành"
    RESUME = "resume", "Tiếp tục thi hành án"
    DELEGATE = "delegate", "Ủy thác thi hành án"
    TAKE_UP = "take_up", "Rút hồ sơ lên thi hành"
    RECALL = "recall", "Thu hồi, hủy quyết định thi hành án"
    RETURN_REQUEST = "return_request", "Gửi lại yêu cầu thi hành án"
    SEPARATE_BOOK = "separate_book", "Chuyển sổ theo dõi riêng"
    TRANSFER = "transfer", "Chuyển giao đơn vị"
    HANDOVER = "handover", "Bàn giao Chấp hành viên"
    RECLASSIFY = "reclassify", "Phân loại lại"
    REVERSE = "reverse", "Hủy bút toán"


class Register(TextChoices):
    """Sổ: the numbered books of Circular 04/2023/TT-BTP, Article 30, that give `entry_no`.

    The last three are the office's own: receipts, vouchers and internal entries.
    """

    DOCKET = "03", "Sổ thụ lý thi hành án"
    CHANGES = "04", "Sổ ra quyết định thu hồi, sửa đổi, bổ sung, hủy"
    DELEGATIONS = "05", "Sổ ra quyết định ủy thác"
    POSTPONEMENTS = "09", "Sổ ra quyết định hoãn, tạm đình chỉ, tiếp tục"
    TERMINATIONS = "10", "Sổ ra quyết định đình chỉ"
    WITHOUT_MEANS = "11", "Sổ ra quyết định về việc chưa có điều kiện"
    TAKING_UP = "12", "Sổ ra quyết định rút hồ sơ thi hành án"
    REDUCTIONS = "18", "Sổ theo dõi miễn, giảm"
    SEPARATE_BOOK = "20", "Sổ theo dõi việc chưa có điều kiện"
    RECEIPTS = "PT", "Phiếu thu, biên lai"
    VOUCHERS = "PC", "Phiếu chi"
    ENTRIES = "NB", "Bút toán nội bộ"


class Origin(TextChoices):
    EX_OFFICIO = "ex_officio", "Chủ động"
    ON_REQUEST = "on_request", "Theo yêu cầu"


class JudgmentKind(TextChoices):
    CIVIL = "civil", "Dân sự"
    CRIMINAL = "criminal", "Hình sự"
    ADMINISTRATIVE = "administrative", "Hành chính"
    FAMILY = "family", "Hôn nhân và gia đình"
    COMMERCIAL = "commercial", "Kinh doanh, thương mại"
    LABOUR = "labour", "Lao động"
    BANKRUPTCY = "bankruptcy", "Phá sản"
    ARBITRATION = "arbitration", "Trọng tài"
    COMPETITION = "competition", "Cạnh tranh"
    OTHER = "other", "Khác"


class CaseKind(TextChoices):
    ENFORCEMENT = "enforcement", "Thi hành án"
    DELEGATED_ASSET = "delegated_asset", "Xử lý tài sản ủy thác"


class ObligationKind(TextChoices):
    COURT_FEE = "court_fee", "Án phí, lệ phí Tòa án"
    FINE = "fine", "Phạt tiền"
    CONFISCATION = "confiscation", "Tịch thu, truy thu sung công quỹ"
    BUDGET_CLAIM = "budget_claim", "Khoản thu khác cho ngân sách"
    COMPENSATION = "compensation", "Bồi thường"
    DEBT = "debt", "Trả nợ"
    MAINTENANCE = "maintenance", "Cấp dưỡng"
    RETURN_PROPERTY = "return_property", "Trả lại tiền, tài sản"
    HAND_OVER = "hand_over", "Giao tài sản, nhà đất"
    DO_OR_NOT = "do_or_not", "Buộc làm hoặc không được làm công việc"
    OTHER = "other", "Khác"


BUDGET_KINDS = (
    ObligationKind.COURT_FEE,
    ObligationKind.FINE,
    ObligationKind.CONFISCATION,
    ObligationKind.BUDGET_CLAIM,
)


class PersonKind(TextChoices):
    NATURAL = "natural", "Cá nhân"
    LEGAL = "legal", "Tổ chức"
    STATE = "state", "Ngân sách nhà nước"


class PartyRole(TextChoices):
    CREDITOR = "creditor", "Người được thi hành án"
    DEBTOR = "debtor", "Người phải thi hành án"
    RELATED = "related", "Người có quyền lợi, nghĩa vụ liên quan"


class OfficeKind(TextChoices):
    CITY_DEPARTMENT = "city_department", "Cục Thi hành án dân sự"
    CITY_OFFICE = "city_office", "Thi hành án dân sự thành phố"
    DISTRICT = "district", "Chi cục Thi hành án dân sự"
    REGIONAL = "regional", "Phòng Thi hành án dân sự khu vực"


class Role(TextChoices):
    OFFICER = "officer", "Chấp hành viên"
    HEAD = "head", "Thủ trưởng đơn vị"
    ACCOUNTANT = "accountant", "Kế toán"
    CLERK = "clerk", "Thư ký thống kê"
    CITY_LEADER = "city_leader", "Lãnh đạo thành phố"
    CITY_CLERK = "city_clerk", "Thư ký thống kê thành phố"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"
    COMMITTEE = "committee", "Thành viên Ban Chỉ đạo"
