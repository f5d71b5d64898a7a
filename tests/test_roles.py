"""The table of roles and rights in the README is the one the code holds."""

import re
from pathlib import Path

import pytest

from cases.choices import Role
from cases.roles import LABELS, RIGHTS, SEES_BELOW, may_record

README = Path(__file__).resolve().parent.parent / "README.md"
SECTION = "Vai trò và quyền"
SCOPE = {
    **dict.fromkeys(Role, "đơn vị mình"),
    **dict.fromkeys(SEES_BELOW, "thành phố và các đơn vị"),
    Role.ADMINISTRATOR: "danh mục, không xem hồ sơ",
    Role.COMMITTEE: "số liệu mọi đơn vị, khi đang là thành viên",
}


def expected() -> list[list[str]]:
    """The table as the code has it: a line a role, a column a right."""
    lines = [["Vai trò", "Phạm vi", *LABELS.values()]]
    for role in Role:
        rights = ["✓" if right in RIGHTS[role] else "–" for right in LABELS]
        lines.append([role.label, SCOPE[role], *rights])
    return lines


def markdown() -> str:
    head, *rows = (f"| {' | '.join(line)} |" for line in expected())
    return "\n".join([head, "|---|---|" + ":-:|" * len(LABELS), *rows])


def printed(text: str) -> list[list[str]]:
    section = text.split(f"## {SECTION}\n", 1)[1].split("\n#", 1)[0]
    rows = re.findall(r"^\|(.+)\|\s*$", section, re.M)
    lines = [[cell.strip() for cell in row.split("|")] for row in rows]
    return [line for line in lines if not set("".join(line)) <= set(":-")]


def test_readme_prints_the_roles_and_rights_of_the_code():
    if not README.exists():
        pytest.skip("there is no README yet")
    text = README.read_text("utf-8")
    assert f"## {SECTION}\n" in text, f"the README needs this section:\n{markdown()}"
    assert printed(text) == expected(), f"the README's table should be:\n{markdown()}"


def test_the_reader_of_the_table_reads_what_is_written():
    assert printed(f"# x\n\n## {SECTION}\n\n{markdown()}\n\n## y\n| a |\n") == expected()


def test_every_right_has_a_label_and_a_holder():
    held = set().union(*RIGHTS.values())
    assert held == set(LABELS)
    assert set(RIGHTS) == set(Role)


def test_rights_that_must_not_meet_in_one_role():
    for role, rights in RIGHTS.items():
        if "manage" in rights:  # who keeps the accounts sees no case and no figure
            assert rights == {"manage"}, role
        assert not {"money", "sign"} <= rights, role  # who signs does not hold the cash


@pytest.mark.parametrize("role", Role)
def test_money_is_the_accountants(role):
    assert may_record(role, "collect") == (role == Role.ACCOUNTANT)
