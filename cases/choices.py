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

    FREE = "free", "Chưa áp dụng biện pháp"
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


class PayMethod(TextChoices):
    CASH = "cash", "Tiền mặt"
    BANK = "bank", "Chuyển khoản"
    IN_KIND = "in_kind", "Tài sản, hiện vật"
    POST = "post", "Bưu chính"


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


# ---------------------------------------------------------------- steps of procedure
class StepKind(TextChoices):
    """Bước tố tụng: what is done, received or found on a case and moves no figure."""

    # before a decision exists
    RECEIVED = "received", "Nhận bản án, quyết định, yêu cầu"
    SUPPLEMENT_ASKED = "supplement_asked", "Yêu cầu bổ sung"
    SUPPLEMENTED = "supplemented", "Đã bổ sung"
    REFUSED = "refused", "Từ chối yêu cầu thi hành án"
    # issuing and notifying
    FILE_OPENED = "file_opened", "Lập hồ sơ thi hành án"
    SENT_TO_PROCURACY = "sent_to_procuracy", "Gửi quyết định cho Viện kiểm sát"
    NOTIFIED = "notified", "Thông báo, tống đạt"
    POSTED = "posted", "Niêm yết công khai"
    MEDIA_NOTICE = "media_notice", "Thông báo trên phương tiện thông tin"
    ABROAD_SENT = "abroad_sent", "Gửi hồ sơ ủy thác tư pháp ra nước ngoài"
    ABROAD_REMINDED = "abroad_reminded", "Nhắc ủy thác tư pháp"
    OFFICER_CHANGE_ASKED = "officer_change_asked", "Yêu cầu thay đổi Chấp hành viên"
    OFFICER_CHANGE_ANSWERED = "officer_change_answered", "Trả lời yêu cầu thay đổi Chấp hành viên"
    # verification
    VERIFICATION_PLANNED = "verification_planned", "Lên lịch xác minh"
    VERIFIED = "verified", "Xác minh điều kiện thi hành án"
    VERIFY_RESULT_NOTIFIED = "verify_result_notified", "Thông báo kết quả xác minh"
    VERIFY_QUERY_SENT = "verify_query_sent", "Yêu cầu cung cấp thông tin"
    VERIFY_QUERY_ANSWERED = "verify_query_answered", "Trả lời yêu cầu cung cấp thông tin"
    VERIFY_DELEGATED = "verify_delegated", "Ủy quyền xác minh"
    VERIFY_DELEGATION_ANSWERED = "verify_delegation_answered", "Trả lời ủy quyền xác minh"
    VERIFY_AGAIN_ASKED = "verify_again_asked", "Kết quả khác hoặc kháng nghị về xác minh"
    NEW_INFORMATION = "new_information", "Thông tin mới về điều kiện thi hành"
    WITHOUT_MEANS_FOUND = "without_means_found", "Có căn cứ chưa có điều kiện"
    PUBLISHED = "published", "Công khai người chưa có điều kiện"
    PUBLICATION_CHANGED = "publication_changed", "Sửa đổi thông tin công khai"
    PUBLICATION_ENDED = "publication_ended", "Chấm dứt công khai"
    # postponing, suspending, ending
    POSTPONE_GROUND = "postpone_ground", "Có căn cứ hoãn"
    POSTPONE_ASKED = "postpone_asked", "Người có thẩm quyền kháng nghị yêu cầu hoãn"
    POSTPONE_ENDED = "postpone_ended", "Căn cứ hoãn không còn"
    PROTEST_SUSPENSION = "protest_suspension", "Nhận quyết định tạm đình chỉ do kháng nghị"
    BANKRUPTCY_NOTICE = "bankruptcy_notice", "Tòa án thụ lý đơn phá sản"
    SUSPENSION_ENDED = "suspension_ended", "Căn cứ tạm đình chỉ không còn"
    TERMINATION_GROUND = "termination_ground", "Có căn cứ đình chỉ"
    CERTIFICATE_ASKED = "certificate_asked", "Đề nghị xác nhận kết quả"
    CERTIFIED = "certified", "Xác nhận kết quả thi hành án"
    # delegation
    DELEGATION_GROUND = "delegation_ground", "Có căn cứ ủy thác"
    DELEGATION_RECEIVED = "delegation_received", "Nhận quyết định ủy thác"
    NEW_JUDGMENT = "new_judgment", "Nhận bản án mới sau ủy thác"
    NEW_JUDGMENT_FORWARDED = "new_judgment_forwarded", "Chuyển bản án mới cho nơi nhận ủy thác"
    ASSET_DELEGATION_RECEIVED = "asset_delegation_received", "Nhận ủy thác xử lý tài sản"
    ASSET_DELEGATION_DECIDED = "asset_delegation_decided", "Quyết định xử lý tài sản ủy thác"
    ASSET_MONEY_SENT = "asset_money_sent", "Chuyển tiền cho nơi ủy thác"
    # security and coercion
    SECURITY_MINUTES = "security_minutes", "Lập biên bản phong tỏa, tạm giữ"
    FROZEN = "frozen", "Quyết định phong tỏa"
    HELD = "held", "Quyết định tạm giữ tài sản, giấy tờ"
    REGISTRATION_STOPPED = "registration_stopped", "Quyết định tạm dừng đăng ký, chuyển dịch"
    EXIT_POSTPONED = "exit_postponed", "Tạm hoãn xuất cảnh"
    OWNERSHIP_ESTABLISHED = "ownership_established", "Xác định quyền sở hữu"
    SECURITY_ENDED = "security_ended", "Chấm dứt biện pháp bảo đảm"
    COERCION_DECIDED = "coercion_decided", "Quyết định cưỡng chế"
    COERCION_REPORTED = "coercion_reported", "Báo cáo Chủ tịch Ủy ban nhân dân"
    COERCION_EXCHANGED = "coercion_exchanged", "Gửi văn bản trao đổi với Công an"
    COERCION_ANSWERED = "coercion_answered", "Công an trả lời văn bản trao đổi"
    COERCION_DRAFTED = "coercion_drafted", "Dự thảo kế hoạch cưỡng chế"
    COERCION_PLANNED = "coercion_planned", "Ban hành kế hoạch cưỡng chế"
    POLICE_PLANNED = "police_planned", "Công an ban hành phương án bảo vệ"
    COERCION_MET = "coercion_met", "Họp triển khai cưỡng chế"
    COERCED = "coerced", "Tổ chức cưỡng chế"
    COERCION_CALLED_OFF = "coercion_called_off", "Dừng, hủy buổi cưỡng chế"
    COERCION_ENDED = "coercion_ended", "Kết thúc, chấm dứt biện pháp cưỡng chế"
    PERSUADED = "persuaded", "Vận động, thuyết phục"
    REFERRED = "referred", "Báo cáo, xin ý kiến Ban Chỉ đạo, Ủy ban nhân dân"
    REFERRAL_CONCLUDED = "referral_concluded", "Có kết luận chỉ đạo"
    REFERRAL_FOLLOWED = "referral_followed", "Thực hiện kết luận chỉ đạo"
    DISPUTE_NOTIFIED = "dispute_notified", "Thông báo quyền khởi kiện về tài sản tranh chấp"
    COMMON_NOTIFIED = "common_notified", "Thông báo chủ sở hữu chung"
    # valuation, auction, handing over
    SEIZED = "seized", "Kê biên tài sản"
    VALUATION_CONTRACT = "valuation_contract", "Ký hợp đồng thẩm định giá"
    VALUED = "valued", "Có kết quả thẩm định giá"
    VALUE_NOTIFIED = "value_notified", "Thông báo kết quả thẩm định giá"
    REVALUATION_ASKED = "revaluation_asked", "Yêu cầu định giá lại"
    COOWNER_NOTIFIED = "coowner_notified", "Thông báo quyền ưu tiên mua"
    AUCTION_CONTRACT = "auction_contract", "Ký hợp đồng dịch vụ đấu giá"
    AUCTION_FAILED = "auction_failed", "Đấu giá không thành"
    AUCTION_FAIL_NOTIFIED = "auction_fail_notified", "Thông báo đấu giá không thành"
    PRICE_REDUCED = "price_reduced", "Giảm giá tài sản"
    CREDITOR_TAKES = "creditor_takes", "Người được thi hành án nhận tài sản"
    AUCTION_WON = "auction_won", "Đấu giá thành"
    AUCTION_PAID = "auction_paid", "Người mua nộp đủ tiền"
    ASSET_HANDED_OVER = "asset_handed_over", "Giao tài sản"
    SEIZURE_LIFTED = "seizure_lifted", "Giải tỏa kê biên"
    AUCTION_STOPPED = "auction_stopped", "Dừng cuộc đấu giá"
    REDEEMED = "redeemed", "Người phải thi hành án nộp tiền nhận lại tài sản"
    # money
    PAYEE_NOTIFIED = "payee_notified", "Thông báo người được nhận tiền"
    DEPOSITED = "deposited", "Gửi tiết kiệm tiền thi hành án"
    CASH_RECEIVED = "cash_received", "Thu tiền mặt ngoài trụ sở"
    CASH_HANDED_IN = "cash_handed_in", "Nộp tiền mặt về quỹ"
    # complaints
    COMPLAINT_RECEIVED = "complaint_received", "Nhận khiếu nại"
    COMPLAINT_ADMITTED = "complaint_admitted", "Thụ lý khiếu nại"
    COMPLAINT_SOLVED = "complaint_solved", "Giải quyết khiếu nại"
    DENUNCIATION_RECEIVED = "denunciation_received", "Nhận tố cáo"
    DENUNCIATION_SOLVED = "denunciation_solved", "Giải quyết tố cáo"
    PROCURACY_PROTEST = "procuracy_protest", "Viện kiểm sát kháng nghị"
    PROTEST_ANSWERED = "protest_answered", "Trả lời kháng nghị"
    # administrative judgments
    VOLUNTARY_NOTICE = "voluntary_notice", "Thông báo tự nguyện thi hành án hành chính"
    DEBTOR_REPORTED = "debtor_reported", "Cơ quan phải thi hành báo cáo"
    COMPELLING_ASKED = "compelling_asked", "Yêu cầu Tòa án ra quyết định buộc thi hành"
    COMPELLED = "compelled", "Tòa án ra quyết định buộc thi hành"
    SUPERIOR_ORDERED = "superior_ordered", "Cấp trên chỉ đạo thi hành"
    DEBTOR_MET = "debtor_met", "Làm việc với cơ quan phải thi hành"
    COMPELLING_PUBLISHED = "compelling_published", "Công khai quyết định buộc thi hành"
    COMPELLING_UNPUBLISHED = "compelling_unpublished", "Chấm dứt công khai"
    RESPONSIBILITY_PROPOSED = "responsibility_proposed", "Kiến nghị xử lý trách nhiệm"
    RESPONSIBILITY_ANSWERED = "responsibility_answered", "Trả lời kiến nghị xử lý trách nhiệm"
    DISCIPLINED = "disciplined", "Xử lý kỷ luật, xử phạt, hình sự"
    EXPLANATION_ASKED = "explanation_asked", "Đề nghị giải thích, kiến nghị giám đốc thẩm"
    EXPLAINED = "explained", "Tòa án giải thích, trả lời"
    PARTLY_DONE = "partly_done", "Thi hành xong một phần"
    DONE = "done", "Thi hành xong"
    # more triggers of legal terms
    INTERIM_RECEIVED = "interim_received", "Nhận quyết định áp dụng biện pháp khẩn cấp tạm thời"
    AWARD_RESUMED = "award_resumed", "Tòa án chấm dứt tạm đình chỉ công nhận phán quyết"
    PUBLICATION_CHANGE_FOUND = "publication_change_found", "Có thay đổi thông tin đã công khai"
    PRIVATE_PROPOSED = "private_proposed", "Nhận đề nghị của văn phòng thi hành án dân sự"
    PRIVATE_ANSWERED = "private_answered", "Trả lời văn phòng thi hành án dân sự"
    COERCION_SENT = "coercion_sent", "Gửi kế hoạch cưỡng chế"
    LAWSUIT_FILED = "lawsuit_filed", "Khởi kiện về tài sản tranh chấp, tài sản chung"
    PRICE_AGREED = "price_agreed", "Đương sự thỏa thuận giá tài sản"
    COOWNER_ANSWERED = "coowner_answered", "Chủ sở hữu chung mua hoặc từ chối mua"
    TAKE_NOTIFIED = "take_notified", "Thông báo về việc nhận tài sản"
    ASSET_AGREED = "asset_agreed", "Thỏa thuận nhận tài sản"
    SOLD_DIRECTLY = "sold_directly", "Bán tài sản không qua đấu giá"
    PROTEST_ACCEPTED = "protest_accepted", "Chấp nhận kháng nghị"
    PROTEST_PERFORMED = "protest_performed", "Thực hiện kháng nghị đã chấp nhận"
    # any
    FULFILLED = "fulfilled", "Đã thực hiện nghĩa vụ giao, làm"
    NOTED = "noted", "Ghi nhận khác"
    CANCELLED = "cancelled", "Hủy bước đã ghi"
