"""Who may do what: roles and rights as data. The README prints this table; a test compares them."""

from cases.choices import ActKind, Role

READ = "read"  # see the cases of the own scope
FIGURES = "figures"  # see figures of the own scope
PREPARE = "prepare"  # enter a case or an act as a draft
SIGN = "sign"  # let a draft, or an own entry, become an act
RECORD = "record"  # record a paper somebody else signed
MONEY = "money"  # record collections and payouts
CONFIRM_PAYOUT = "confirm_payout"
CLOSE = "close"  # close a month of the own office
ACCEPT = "accept"  # take in, or send back, what an office closed and sent
REOPEN = "reopen"
SET_TARGET = "set_target"
SET_OFFICER_TARGET = "set_officer_target"  # of the officers of the own office
PRINT = "print"  # statements and forms as PDF and workbook
ISSUE = "issue"  # a statement under a number: signed here, or recorded as signed
MEET = "meet"  # see the steering committee's meetings, within one's part of them
CONVENE = "convene"  # prepare them, record them, see all of them
TASKS = "tasks"  # see the tasks given to one's own body and say what was done
MANAGE = "manage"  # people and catalogues

LABELS: dict[str, str] = {
    READ: "Xem hồ sơ",
    FIGURES: "Xem số liệu",
    PREPARE: "Lập dự thảo",
    SIGN: "Ký, ghi sổ",
    RECORD: "Ghi văn bản đã ký",
    MONEY: "Thu, chi tiền",
    CONFIRM_PAYOUT: "Duyệt chi",
    CLOSE: "Khóa sổ",
    ACCEPT: "Nhận báo cáo",
    REOPEN: "Mở lại sổ",
    SET_TARGET: "Giao chỉ tiêu",
    SET_OFFICER_TARGET: "Giao chỉ tiêu Chấp hành viên",
    PRINT: "In báo cáo",
    ISSUE: "Phát hành báo cáo",
    MEET: "Xem họp Ban Chỉ đạo",
    CONVENE: "Tổ chức họp Ban Chỉ đạo",
    TASKS: "Nhiệm vụ Ban Chỉ đạo giao",
    MANAGE: "Quản trị người dùng, danh mục",
}

RIGHTS: dict[Role, frozenset[str]] = {
    Role.OFFICER: frozenset((READ, FIGURES, PREPARE, PRINT)),
    Role.HEAD: frozenset(
        (
            *(READ, FIGURES, PREPARE, SIGN, CONFIRM_PAYOUT, CLOSE),
            *(SET_OFFICER_TARGET, PRINT, ISSUE, TASKS),
        )
    ),
    Role.ACCOUNTANT: frozenset((READ, FIGURES, MONEY, CONFIRM_PAYOUT, PRINT)),
    Role.CLERK: frozenset((READ, FIGURES, PREPARE, RECORD, CLOSE, PRINT, ISSUE, TASKS)),
    Role.CITY_LEADER: frozenset(
        (
            *(READ, FIGURES, SIGN, REOPEN, SET_TARGET, SET_OFFICER_TARGET, PRINT, ISSUE),
            *(MEET, CONVENE, TASKS),
        )
    ),
    Role.CITY_CLERK: frozenset(
        (
            *(READ, FIGURES, RECORD, PREPARE, CLOSE, ACCEPT, REOPEN),
            *(SET_TARGET, SET_OFFICER_TARGET, PRINT, ISSUE, MEET, CONVENE, TASKS),
        )
    ),
    Role.ADMINISTRATOR: frozenset((MANAGE,)),
    Role.COMMITTEE: frozenset((FIGURES, PRINT, MEET, TASKS)),
}

SEES_BELOW = frozenset((Role.CITY_LEADER, Role.CITY_CLERK))
"""Roles whose scope is the own office with all below it; the others see their office alone."""


_MONEY_ACTS = {ActKind.COLLECT: MONEY, ActKind.PAY_OUT: CONFIRM_PAYOUT}


def may_record(role: str, kind: str) -> bool:
    """Whether a role may let an act of this kind enter the ledger.

    Money is the accountants', and paid out by who confirms what another prepared. Everything else
    needs the right to sign, or to record a paper that somebody with that right has signed.
    """
    rights = RIGHTS[Role(role)]
    if right := _MONEY_ACTS.get(ActKind(kind)):
        return right in rights
    return SIGN in rights or RECORD in rights


def may_prepare(role: str, kind: str) -> bool:
    """Whether a role may draw up an act of this kind for a signature; money has no drafts."""
    return PREPARE in RIGHTS[Role(role)] and kind not in _MONEY_ACTS


def may_issue(role: str) -> bool:
    """Whether a role lets a paper that is no act stand: signs it, or records it once signed."""
    return bool(RIGHTS[Role(role)] & {SIGN, RECORD})


def may_begin(role: str, kind: str) -> bool:
    """Whether a role may record an act or draw it up; a payment begins with an order to pay."""
    if kind == ActKind.PAY_OUT:
        return MONEY in RIGHTS[Role(role)]
    return may_record(role, kind) or may_prepare(role, kind)


def may_set_calendar(role: str) -> bool:
    """Whether a role may say which days are worked: the administrator, and the city."""
    return bool(RIGHTS[Role(role)] & {MANAGE, REOPEN})


def may_set_layouts(role: str) -> bool:
    """Whether a role may draw up and issue what the forms say: the city's clerk, who takes the
    offices' reports in and sees the figures by which an edition is tried; the administrator,
    who sees none, reads."""
    return ACCEPT in RIGHTS[Role(role)]


def may_step(role: str) -> bool:
    """Whether a role may record steps of procedure: who prepares, signs or records acts."""
    return bool(RIGHTS[Role(role)] & {PREPARE, SIGN, RECORD})
