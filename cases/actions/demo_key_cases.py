"""The demo's key cases: the largest credit and corruption cases that stand, with what blocks them.

Through the real actions, on whatever stands today. Names of agencies are true, the rest invented.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from cases.actions.key_cases import Asked, Said, amend, ask, end, mark, settle
from cases.actions.referrals import Conclusion, conclude, refer
from cases.choices import OPEN_PLACES, Addressee, Heading
from cases.models import Agency, Case, KeyCase, User
from cases.rules.key_reasons import reason_of_flags
from cases.today import today

POLICE, FINANCE = "Công an thành phố Hà Nội", "Sở Tài chính"
LAND, COURT = "Sở Nông nghiệp và Môi trường", "Tòa án nhân dân thành phố"
PROCURACY = "Viện kiểm sát nhân dân thành phố"
MOST, REFERRED, CONCLUDED, REST = 50, 12, 8, 5
"""So many are marked; of the largest so many are referred and concluded on; one in five without
anything asked."""


@dataclass(frozen=True)
class Block:
    """What blocks a case, and what is asked of whom within so many days of today."""

    obstacles: str
    body: str = ""
    asked: str = ""
    due: int = 0
    words: str = ""
    concluded: str = ""


BLOCKS = (
    Block(
        "Người phải thi hành án chống đối, không bàn giao nhà đất đã bán đấu giá thành.",
        POLICE, "Bố trí lực lượng bảo vệ cưỡng chế giao nhà", -12,
        "Đã hai lần không giao được tài sản cho người mua",
        "Thống nhất cưỡng chế giao nhà; Công an thành phố chủ trì phương án bảo vệ.",
    ),
    Block(
        "Diện tích thực tế của thửa đất thế chấp khác giấy chứng nhận, có tranh chấp ranh giới.",
        LAND, "Đo đạc, xác định ranh giới, cấp trích lục thửa đất", 20,
        "Tài sản thế chấp là nhiều thửa đất liền kề",
        "Giao Sở Nông nghiệp và Môi trường đo đạc, cấp trích lục trong 30 ngày.",
    ),
    Block(
        "Bản án tuyên xử lý tài sản thế chấp nhưng không rõ phần công trình xây thêm.",
        COURT, "Giải thích bản án về phần công trình xây thêm", -5,
        "Đã kiến nghị giải thích bản án, chưa có trả lời",
        "Đề nghị Tòa án nhân dân thành phố trả lời kiến nghị trước kỳ họp sau.",
    ),
    Block(
        "Tài sản bị kê biên là cổ phần, vốn góp; doanh nghiệp không cung cấp sổ sách để định giá.",
        FINANCE, "Cử người tham gia xác định giá trị phần vốn góp", 35,
        "Số tiền phải thu hồi lớn, tài sản ở nhiều doanh nghiệp",
        "Sở Tài chính cử cán bộ phối hợp thẩm định giá phần vốn góp.",
    ),
    Block(
        "Người phải thi hành án đang chấp hành án phạt tù, tài sản đứng tên đã xử lý hết.",
        PROCURACY, "Phối hợp truy tìm, xác minh tài sản tẩu tán", 45,
        "Cơ quan Trung ương theo dõi việc thu hồi tài sản",
        "Các cơ quan phối hợp rà soát, truy tìm tài sản; báo cáo hằng quý.",
    ),
    Block(
        "Đã giảm giá nhiều lần, không có người đăng ký mua tài sản đấu giá.",
        words="Tồn đọng nhiều kỳ, dư nợ tiếp tục phát sinh lãi",
    ),
)  # fmt: skip


def write_key_cases(by: User, most: int = MOST) -> int:
    """By the city's clerk; answers with how many stand marked. A second run adds nothing."""
    over = KeyCase.objects.visible_to(by).standing().exclude(case__heading__in=OPEN_PLACES)
    for gone in over.select_related("case__office"):
        end(gone, on=today(), reason="Việc đã kết thúc hoặc đã chuyển nơi khác", by=by)
    for rank, case in enumerate(_chosen(by, most)):
        block = BLOCKS[rank % len(BLOCKS)]
        standing = _mark(case, block, rank, by)
        if block.body and rank % REST:
            _ask(standing, block, settled=rank >= REFERRED and rank % 3 == 0, by=by)
        if rank < REFERRED:
            _refer(case, block, concluded=rank < CONCLUDED, rank=rank, by=by)
    return KeyCase.objects.standing().count()


def _chosen(by: User, most: int) -> list[Case]:
    """Those marked already, and as many of the largest others as are missing; the largest first."""
    owed = Sum("balances__amount", filter=Q(balances__heading__in=OPEN_PLACES), default=0)
    rows = Case.objects.visible_to(by).open().annotate(owed=owed)
    rows = rows.select_related("office", "officer", "case_class").order_by("-owed", "pk")
    marked = list(rows.filter(is_key=True))
    others = rows.filter(Q(case_class__credit=True) | Q(case_class__corruption=True))
    others = others.filter(heading=Heading.IN_PROGRESS, is_key=False)
    found = [*marked, *others[: max(0, most - len(marked))]]
    return sorted(found, key=lambda case: (-case.owed, case.pk))  # type: ignore[attr-defined]


def _mark(case: Case, block: Block, rank: int, by: User) -> KeyCase:
    """Marked, or if a history gave the mark alone, told why."""
    flags = case.case_class
    reason = reason_of_flags(corruption=flags.corruption, credit=flags.credit)
    said = Said(reason, block.words, block.obstacles)
    if standing := case.key_marks.standing().select_related("case__office").first():
        newest = standing.entries.values_list("pk", flat=True).first() or 0
        return amend(standing, said, last_seen=newest, by=by)[0]
    since = max(case.decided_on, _before(30 + 7 * rank))
    return mark(case, said, since=since, by=by)[0]


def _ask(standing: KeyCase, block: Block, *, settled: bool, by: User) -> None:
    body, _ = Agency.objects.get_or_create(name=block.body)
    due = today() + timedelta(days=block.due)
    for row in standing.asks.all():
        if (row.agency_id, row.words) == (body.pk, block.asked):
            return
    row, _ = ask(standing, Asked(block.asked, body, due), by=by)
    if settled:
        settle(row, on=_before(2), result="Đã có văn bản phối hợp.", by=by)


def _refer(case: Case, block: Block, *, concluded: bool, rank: int, by: User) -> None:
    """To the whole committee, or to the one agency of which something is asked."""
    if case.referrals.standing().exists():
        return
    bodies = [Agency.objects.get_or_create(name=block.body)[0]] if block.body else []
    sent, _ = refer(
        case, addressee=Addressee.STEERING_COMMITTEE, by=by, on=_before(20 - rank % 5),
        reason=block.obstacles, asked=block.asked or "Cho ý kiến về hướng xử lý tiếp theo",
        document_no=f"{100 + rank}/BC-THADS", put_to=bodies if rank % 4 == 3 else [],
    )  # fmt: skip
    if concluded:
        said = Conclusion(
            _before(6), block.concluded or "Thống nhất đề xuất của cơ quan thi hành án.",
            f"{20 + rank}/TB-BCĐ", block.body, today() + timedelta(days=block.due or 30),
        )  # fmt: skip
        if said.due_on and said.due_on < said.on:
            said = Conclusion(said.on, said.words, said.number, said.responsible)
        conclude(sent, said, by=by)


def _before(days: int) -> date:
    return today() - timedelta(days=days)
