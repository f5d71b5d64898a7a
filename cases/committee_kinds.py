"""The steering committee's vocabulary: its meetings, who comes, what is said of a task."""

from django.db.models import TextChoices


class MeetingKind(TextChoices):
    """Joint Circular 05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC, Article 9(2)."""

    QUARTERLY = "quarterly", "Họp định kỳ"
    EXTRAORDINARY = "extraordinary", "Họp đột xuất"


class MeetingState(TextChoices):
    """Read off what was done about a meeting, never stored."""

    PREPARING = "preparing", "Đang chuẩn bị"
    SENT = "sent", "Đã gửi tài liệu"
    SITTING = "sitting", "Đang họp"
    HELD = "held", "Đã họp, chờ duyệt thông báo"
    APPROVED = "approved", "Đã duyệt dự thảo thông báo"
    ISSUED = "issued", "Đã thông báo kết luận"


class Attendance(TextChoices):
    INVITED = "invited", "Được mời"
    PRESENT = "present", "Dự họp"
    WRITTEN = "written", "Vắng, có ý kiến bằng văn bản"
    ABSENT = "absent", "Vắng"


class ReportKind(TextChoices):
    PROGRESS = "progress", "Đang thực hiện"
    DONE = "done", "Đã thực hiện xong"
    REOPENED = "reopened", "Chưa đạt, tiếp tục thực hiện"
