"""The field's vocabulary: codes in English, labels in the statute's Vietnamese."""

from django.db.models import TextChoices

from cases.step_kinds import StepKind as StepKind


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

    JUDGMENTS = "01", "Sổ nhận bản án, quyết định"
    REQUESTS = "02", "Sổ nhận yêu cầu thi hành án"
    DOCKET = "03", "Sổ thụ lý thi hành án"
    CHANGES = "04", "Sổ ra quyết định thu hồi, sửa đổi, bổ sung, hủy"
    DELEGATIONS = "05", "Sổ ra quyết định ủy thác"
    DELEGATIONS_IN = "06", "Sổ nhận quyết định ủy thác"
    POSTPONEMENTS = "09", "Sổ ra quyết định hoãn, tạm đình chỉ, tiếp tục"
    TERMINATIONS = "10", "Sổ ra quyết định đình chỉ"
    WITHOUT_MEANS = "11", "Sổ ra quyết định về việc chưa có điều kiện"
    TAKING_UP = "12", "Sổ ra quyết định rút hồ sơ thi hành án"
    REDUCTIONS = "18", "Sổ theo dõi miễn, giảm"
    ADMINISTRATIVE = "19", "Sổ theo dõi, quản lý thi hành án hành chính"
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


TO_BE_DONE = (ObligationKind.HAND_OVER, ObligationKind.DO_OR_NOT)
"""Performed by an act, not by money: a step records that it was."""


class InterestBasis(TextChoices):
    """Căn cứ lãi chậm thi hành án of an obligation; the dated rates are in `rules.interest`."""

    NONE = "", "Không tính lãi"
    LAW = "law", "Theo Bộ luật Dân sự"
    JUDGMENT = "judgment", "Theo lãi suất bản án ấn định"


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


# ---------------------------------------------------------------- before a decision exists
class FilingKind(TextChoices):
    """Văn bản đến that a case can come from, each with its receipt book."""

    JUDGMENT = "judgment", "Bản án, quyết định Tòa án chuyển giao"
    REQUEST = "request", "Yêu cầu thi hành án"
    DELEGATION = "delegation", "Quyết định ủy thác"


class Channel(TextChoices):
    DIRECT = "direct", "Nộp trực tiếp"
    ORAL = "oral", "Trình bày trực tiếp, lập biên bản"
    POST = "post", "Qua đường bưu chính"
    ELECTRONIC = "electronic", "Trực tuyến (Cổng dịch vụ công, VNeID)"


class FilingState(TextChoices):
    """Where a văn bản đã nhận stands; never stored, read off its steps and cases."""

    WAITING = "waiting", "Chờ giải quyết"
    INCOMPLETE = "incomplete", "Chờ bổ sung"
    REFUSED = "refused", "Đã từ chối"
    DECIDED = "decided", "Đã ra quyết định"
    STRUCK_OUT = "struck_out", "Đã gạch bỏ"


class ExclusionReason(TextChoices):
    """Why a time does not count towards the limitation (Law 26/2008, Article 30(2), (3))."""

    FORCE_MAJEURE = "force_majeure", "Sự kiện bất khả kháng"
    OBSTACLE = "obstacle", "Trở ngại khách quan"
    EMERGENCY = "emergency", "Tình trạng khẩn cấp"
    POSTPONED = "postponed", "Hoãn thi hành án (không phải do người được thi hành án đồng ý)"
    SUSPENDED = "suspended", "Tạm đình chỉ thi hành án"


# ---------------------------------------------------------------- verification, assets
class VerificationSource(TextChoices):
    COMMUNE = "commune", "Ủy ban nhân dân cấp xã"
    POLICE = "police", "Công an"
    LAND_OFFICE = "land_office", "Văn phòng đăng ký đất đai"
    BANK = "bank", "Ngân hàng, tổ chức tín dụng"
    SOCIAL_INSURANCE = "social_insurance", "Bảo hiểm xã hội"
    VEHICLE_REGISTRY = "vehicle_registry", "Cơ quan đăng ký phương tiện"
    TAX = "tax", "Cơ quan thuế"
    EMPLOYER = "employer", "Nơi trả thu nhập"
    PRISON = "prison", "Trại giam, trại tạm giam"
    DEBTOR = "debtor", "Người phải thi hành án tự kê khai"
    CREDITOR = "creditor", "Người được thi hành án cung cấp"
    OTHER = "other", "Nguồn khác"


class Conclusion(TextChoices):
    """Kết luận xác minh."""

    WITH_MEANS = "with_means", "Có điều kiện thi hành"
    PARTLY = "partly", "Có điều kiện một phần"
    WITHOUT_MEANS = "without_means", "Chưa có điều kiện thi hành"
    ADDRESS_UNKNOWN = "address_unknown", "Chưa xác định được địa chỉ, nơi cư trú"


class AssetKind(TextChoices):
    LAND = "land", "Quyền sử dụng đất"
    HOUSE = "house", "Nhà, công trình"
    VEHICLE = "vehicle", "Phương tiện"
    ACCOUNT = "account", "Tài khoản"
    SECURITIES = "securities", "Cổ phiếu, giấy tờ có giá"
    INCOME = "income", "Thu nhập"
    GOODS = "goods", "Hàng hóa, đồ vật"
    OTHER = "other", "Tài sản khác"


class AssetState(TextChoices):
    """Where an asset stands; read off its steps."""

    FREE = "free", "Chưa bị phong tỏa, kê biên"
    FROZEN = "frozen", "Đang bị phong tỏa, tạm giữ, tạm dừng chuyển dịch"
    SEIZED = "seized", "Đã kê biên"
    VALUED = "valued", "Đã thẩm định giá"
    ON_SALE = "on_sale", "Đang bán"
    SOLD = "sold", "Đã bán, chờ giao"
    HANDED_OVER = "handed_over", "Đã giao"
    RELEASED = "released", "Đã giải tỏa, trả lại"


class EncumbranceKind(TextChoices):
    MORTGAGE = "mortgage", "Thế chấp"
    PLEDGE = "pledge", "Cầm cố"
    DISPUTE = "dispute", "Tranh chấp"
    LEASE = "lease", "Cho thuê, cho mượn"
    OTHER = "other", "Hạn chế khác"


# ---------------------------------------------------------------- security and coercion
class MeasureKind(TextChoices):
    """Biện pháp bảo đảm (Law 26/2008/QH12, Article 66), cưỡng chế (Article 71, in its order)."""

    FREEZE = "freeze", "Phong tỏa tài khoản, tài sản ở nơi gửi giữ"
    HOLD = "hold", "Tạm giữ tài sản, giấy tờ"
    STOP_REGISTRATION = "stop_registration", "Tạm dừng đăng ký, chuyển dịch, thay đổi hiện trạng"
    EXIT_POSTPONED = "exit_postponed", "Tạm hoãn xuất cảnh"
    DEDUCT_ACCOUNT = "deduct_account", "Khấu trừ tiền trong tài khoản; thu hồi, xử lý tiền"
    DEDUCT_INCOME = "deduct_income", "Trừ vào thu nhập"
    SEIZE = "seize", "Kê biên, xử lý tài sản"
    EXPLOIT = "exploit", "Khai thác tài sản"
    HAND_OVER = "hand_over", "Buộc chuyển giao vật, quyền tài sản, giấy tờ"
    DO_OR_NOT = "do_or_not", "Buộc thực hiện hoặc không được thực hiện công việc"


SECURITY = (
    MeasureKind.FREEZE,
    MeasureKind.HOLD,
    MeasureKind.STOP_REGISTRATION,
    MeasureKind.EXIT_POSTPONED,
)
COERCIVE = (
    MeasureKind.DEDUCT_ACCOUNT,
    MeasureKind.DEDUCT_INCOME,
    MeasureKind.SEIZE,
    MeasureKind.EXPLOIT,
    MeasureKind.HAND_OVER,
    MeasureKind.DO_OR_NOT,
)


class MeasureOutcome(TextChoices):
    """How a measure ended: the outcome of the step that ends it."""

    CARRIED_OUT = "carried_out", "Đã thực hiện xong"
    VOLUNTARY = "voluntary", "Đương sự tự nguyện thi hành trước khi cưỡng chế"
    TO_COERCION = "to_coercion", "Chuyển sang biện pháp cưỡng chế"
    LIFTED = "lifted", "Giải tỏa, chấm dứt, hủy bỏ"
    FAILED = "failed", "Không thực hiện được"


class CoercionResult(TextChoices):
    """How the day of a coercion went: the outcome of the step that holds it."""

    CARRIED_OUT = "carried_out", "Cưỡng chế xong"
    PARTLY = "partly", "Xong một phần"
    VOLUNTARY = "voluntary", "Tự nguyện thi hành tại buổi cưỡng chế"
    FAILED = "failed", "Không thực hiện được"


class PlanState(TextChoices):
    """Where a coercion plan stands; read off its steps."""

    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"
    HELD = "held", "Đã tổ chức"
    CALLED_OFF = "called_off", "Đã dừng, hủy"


class ForceBody(TextChoices):
    """Who takes part in a coercion."""

    ENFORCEMENT = "enforcement", "Cơ quan thi hành án"
    POLICE = "police", "Công an"
    COMMUNE = "commune", "Ủy ban nhân dân cấp xã"
    PROCURACY = "procuracy", "Viện kiểm sát"
    MEDICAL = "medical", "Y tế"
    FIRE = "fire", "Cảnh sát phòng cháy, chữa cháy"
    UTILITY = "utility", "Điện, nước, viễn thông"
    FRONT = "front", "Mặt trận, đoàn thể, tổ dân phố"
    WITNESS = "witness", "Người chứng kiến"
    OTHER = "other", "Thành phần khác"


class CoOwnerAnswer(TextChoices):
    """What a co-owner answers when offered the debtor's share (Law 26/2008, Article 74(3))."""

    BUYS = "buys", "Mua phần tài sản"
    DECLINES = "declines", "Từ chối mua"


class PersuasionOutcome(TextChoices):
    PERFORMED = "performed", "Tự nguyện thi hành xong"
    PARTLY = "partly", "Tự nguyện thi hành một phần"
    PROMISED = "promised", "Cam kết thi hành theo thời hạn"
    AGREED = "agreed", "Các bên thỏa thuận"
    REFUSED = "refused", "Không chấp nhận"
    ABSENT = "absent", "Không gặp được"


class Addressee(TextChoices):
    """Who a case is referred to."""

    STEERING_COMMITTEE = "steering_committee", "Ban Chỉ đạo thi hành án dân sự"
    PEOPLES_COMMITTEE = "peoples_committee", "Chủ tịch Ủy ban nhân dân"


# ---------------------------------------------------------------- money
class Fund(TextChoices):
    """Tiền đang giữ để làm gì: what money in the office's hands is held for."""

    OBLIGATION = "obligation", "Tiền thi hành án"
    UNDISTRIBUTED = "undistributed", "Tiền chưa phân phối"
    ADVANCE = "advance", "Tạm ứng chi phí"
    COSTS = "costs", "Chi phí thi hành án"
    SET_ASIDE = "set_aside", "Tiền thuê nhà để lại cho người phải thi hành án"
    SECURED = "secured", "Trả bên nhận bảo đảm"
    SURPLUS = "surplus", "Trả lại người phải thi hành án"
    FEE = "fee", "Phí thi hành án"
    DELEGATED = "delegated", "Chuyển nơi ủy thác"
    DEPOSIT = "deposit", "Tiền đặt trước, đặt cọc"


class VoucherKind(TextChoices):
    RECEIPT = "receipt", "Thu"
    PAYMENT = "payment", "Chi"
    DISTRIBUTION = "distribution", "Phân phối"


class Proceeds(TextChoices):
    """Nguồn tiền: what a sum came from decides who is paid first out of it."""

    COLLECTED = "collected", "Tiền nộp, thu theo quyết định thi hành án"
    COERCED = "coerced", "Tiền thu theo quyết định cưỡng chế"
    PLEDGED = "pledged", "Tiền xử lý tài sản cầm cố, thế chấp"
    SPECIFIC = "specific", "Tiền bán tài sản kê biên để bảo đảm một nghĩa vụ cụ thể"
    BANKRUPTCY = "bankruptcy", "Tiền thi hành án về phá sản"


class PayMethod(TextChoices):
    CASH = "cash", "Tiền mặt"
    BANK = "bank", "Chuyển khoản"
    IN_KIND = "in_kind", "Tài sản, hiện vật"
    POST = "post", "Bưu chính"
    UNKNOWN = "unknown", "Không rõ"
    """Of histories loaded from books that do not say it; no page offers it."""


# ---------------------------------------------------------------- administrative judgments
class AdministrativeOutcome(TextChoices):
    """Điều 311 khoản 1 Luật Tố tụng hành chính 2015, points a to g."""

    REJECTED = "a", "a) Không chấp nhận yêu cầu khởi kiện"
    DECISION_ANNULLED = "b", "b) Hủy quyết định hành chính"
    DISMISSAL_ANNULLED = "c", "c) Hủy quyết định kỷ luật buộc thôi việc"
    ACT_UNLAWFUL = "d", "d) Tuyên bố hành vi hành chính trái pháp luật"
    OMISSION_UNLAWFUL = "dd", "đ) Tuyên bố hành vi không thực hiện nhiệm vụ trái pháp luật"
    VOTER_LIST = "e", "e) Sửa đổi, bổ sung danh sách cử tri"
    INTERIM_MEASURE = "g", "g) Quyết định áp dụng biện pháp khẩn cấp tạm thời"


class AdministrativeState(TextChoices):
    """Tình trạng of a tracked administrative judgment, read off its steps as of a day."""

    TRACKED = "tracked", "Đang theo dõi"
    COMPELLED = "compelled", "Có quyết định buộc thi hành"
    PARTLY = "partly", "Thi hành xong một phần"
    DONE = "done", "Thi hành xong"
    STRUCK_OUT = "struck_out", "Xóa khỏi sổ, ghi nhầm"


class JobKind(TextChoices):
    IMPORT = "import", "Nhập từ bảng tính"
    EXPORT = "export", "Xuất bảng tính"


class HandoverKind(TextChoices):
    OFFICER = "officer", "Bàn giao giữa Chấp hành viên"
    OFFICE = "office", "Bàn giao sang đơn vị kế thừa"


# ---------------------------------------------------------------- legal terms
class Actor(TextChoices):
    """Whose term it is; the first four are the office's duties and can be overdue of it."""

    OFFICE = "office", "Cơ quan thi hành án"
    OFFICER = "officer", "Chấp hành viên"
    HEAD = "head", "Thủ trưởng"
    ACCOUNTANT = "accountant", "Kế toán"
    COURT = "court", "Tòa án"
    PROCURACY = "procuracy", "Viện kiểm sát"
    POLICE = "police", "Công an"
    COMMITTEE = "committee", "Ủy ban nhân dân cấp xã"
    SUPERIOR = "superior", "Cơ quan cấp trên"
    AGENCY = "agency", "Cơ quan, tổ chức khác"
    BANK = "bank", "Ngân hàng"
    PARTY = "party", "Đương sự"
    CREDITOR = "creditor", "Người được thi hành án"
    DEBTOR = "debtor", "Người phải thi hành án"
    BUYER = "buyer", "Người mua tài sản"
    PAYEE = "payee", "Người được nhận tiền"


DUTIES = (Actor.OFFICE, Actor.OFFICER, Actor.HEAD, Actor.ACCOUNTANT)
