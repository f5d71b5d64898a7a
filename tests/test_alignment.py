"""A partner's table over ours: columns by label or number, rows by name, units, wrong totals."""

import pytest

from reports.reconciling.alignment import TOTAL, Chosen, Known, Place, aligned, amount

HAVE = "Có điều kiện thi hành"
COLUMNS = [
    Known("c01", 1, ("Tổng số thụ lý",)),
    Known("c02", 2, ("Chia ra", "Năm trước chuyển sang")),
    Known("c03", 3, ("Chia ra", "Thụ lý mới")),
    Known("c07", 7, ("Phải thi hành", "Tổng số")),
    Known("c08", 8, ("Phải thi hành", HAVE, "Tổng số")),
    Known("c09", 9, ("Phải thi hành", HAVE, "Thi hành xong", "Tổng số")),
    Known("c10", 10, ("Phải thi hành", HAVE, "Thi hành xong", "Thi hành xong")),
    Known("c18", 18, ("Phải thi hành", "Chưa có điều kiện")),
]
PLACES = [
    Place("HN-BD", ("HN-BD", "Chi cục THADS quận Ba Đình", "Ba Đình")),
    Place("HN-HK", ("HN-HK", "Chi cục THADS quận Hoàn Kiếm", "Hoàn Kiếm")),
]


def over(sheet, ours=(), money=False, **chosen):
    return aligned(sheet, COLUMNS, PLACES, dict(ours), money=money, chosen=Chosen(**chosen))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567", 1_234_567), ("1,234,567", 1_234_567), ("1 234 567", 1_234_567),
        ("1234567", 1_234_567), ("1.234", 1_234), ("1,234", 1_234), ("12,5", 12),
        ("1.234,6", 1_235),
        ("-", 0), ("–", 0), ("(12)", -12), ("-12", -12),
        ("12 việc", None), ("", None), ("Q.1", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text, value):
    assert amount(text) == value


def test_a_comma_in_millions_is_a_fraction():
    assert amount("1,234", 1_000_000) == 1_234_000
    assert amount("1.234", 1_000_000) == 1_234_000_000
    assert amount("0,5", 1_000_000) == 500_000


GROUPED = [
    ["BÁO CÁO KẾT QUẢ"],
    ["Đơn vị", "Tổng số thụ lý", "Chia ra", "", "Phải thi hành", "", ""],
    ["", "", "Năm trước chuyển sang", "Thụ lý mới", "Tổng số", HAVE, ""],
    ["", "", "", "", "", "Tổng số", "Thi hành xong"],
    ["Tổng số", "30", "10", "20", "28", "25", "9"],
    ["Quận Ba Đình", "20", "6", "14", "19", "17", "5"],
    ["Hoan Kiem", "10", "4", "6", "9", "8", "4"],
]


def test_grouped_heads_without_numbers():
    found = over(GROUPED)
    assert [found.columns[c] for c in range(1, 7)] == ["c01", "c02", "c03", "c07", "c08", "c10"]
    assert found.rows == {4: TOTAL, 5: "HN-BD", 6: "HN-HK"}
    assert found.at["HN-BD", "c03"].value == 14
    assert not found.doubts and not found.unknown_columns and not found.unknown_rows


def test_by_numbers_where_labels_say_nothing():
    found = over(
        [
            ["A", "1", "2", "3=1-2", "7"],
            ["HN-BD", "20", "6", "14", "19"],
            ["Cộng", "20", "", "", ""],
        ]
    )
    assert list(found.columns.values()) == ["c01", "c02", "c03", "c07"]
    assert found.at["HN-BD", "c07"].value == 19
    assert ("", "c02") not in found.at  # an empty cell says nothing


def test_a_moved_column_is_found_by_its_name():
    found = over(
        [
            ["TT", "Đơn vị", "Thụ lý mới", "Tổng số thụ lý", "Năm trước chuyển sang"],
            ["A", "B", "1", "2", "3"],
            ["1", "Ba Đình", "14", "20", "6"],
        ]
    )
    assert {code: cell.value for (_, code), cell in found.at.items()} == {
        "c03": 14, "c01": 20, "c02": 6,
    }  # fmt: skip
    assert len(found.doubts) == 3 and "lấy theo tên" in found.doubts[0]


def test_what_is_not_recognised_is_listed():
    found = over(
        [
            ["Đơn vị", "Tổng số thụ lý", "Ghi chú lạ"],
            ["Ba Đình", "20", "x"],
            ["Cầu Giấy", "5", ""],
            ["Hoàn Kiếm", "abc", "y"],
        ]
    )
    assert found.unknown_columns == [(2, "Ghi chú lạ")]
    assert found.unknown_rows == [(2, "Cầu Giấy")]
    assert found.doubts == ["Ô B4 không phải số: “abc”."]


def test_what_a_person_chose_goes_first():
    sheet = [
        ["Đơn vị", "Tổng số thụ lý", "Ghi chú lạ"], ["Ba Đình", "20", "6"], ["Cầu Giấy", "5", "1"],
    ]  # fmt: skip
    found = over(sheet, columns={1: "-", 2: "c02"}, rows={2: "HN-HK"})
    assert {k: cell.value for k, cell in found.at.items()} == {
        ("HN-BD", "c02"): 6, ("HN-HK", "c02"): 1,
    }  # fmt: skip
    assert not found.unknown_columns and not found.unknown_rows


OURS = {("HN-BD", "c01"): 20_400_000_000, ("HN-HK", "c01"): 1_234_000_000}


@pytest.mark.parametrize(
    ("heading", "figures", "unit", "by"),
    [
        ("Đơn vị tính: nghìn đồng", ("20.400.000", "1.234.000"), 1_000, "tiêu đề"),
        ("ĐVT: triệu đồng", ("20.400", "1.234"), 1_000_000, "tiêu đề"),
        ("", ("20.400", "1.234"), 1_000_000, "so với số của ta"),
        ("", ("20400000", "1234000"), 1_000, "so với số của ta"),
        ("", ("20.400.000.000", "1.234.000.000"), 1, "so với số của ta"),
    ],
)
def test_units_by_heading_or_by_comparing(heading, figures, unit, by):
    sheet = [[heading], ["Đơn vị", "Tổng số thụ lý", "Thụ lý mới"]]
    sheet += [["Ba Đình", figures[0], "0"], ["Hoàn Kiếm", figures[1], "0"]]
    found = over(sheet, OURS, money=True)
    assert (found.unit, found.unit_by) == (unit, by)
    assert found.at["HN-HK", "c01"].value == 1_234_000_000


def test_a_heading_that_the_figures_belie_is_told():
    sheet = [["Đơn vị tính: nghìn đồng"], ["Đơn vị", "Tổng số thụ lý", "Thụ lý mới"]]
    sheet += [["Ba Đình", "20.400", "0"], ["Hoàn Kiếm", "1.234", "0"]]
    found = over(sheet, OURS, money=True)
    assert found.unit == 1_000 and "triệu đồng" in found.doubts[0]
    assert over(sheet, OURS, money=True, unit=1_000_000).unit == 1_000_000


def test_a_wrong_total_of_theirs_is_told():
    wrong = [row[:] for row in GROUPED]
    wrong[4][1] = "31"
    (doubt,) = over(wrong).doubts
    assert doubt.startswith("Cột B") and "(30 và 31)" in doubt


def test_a_row_twice_counts_once():
    found = over([*GROUPED, ["Ba Đình", "1", "1", "1", "1", "1", "1"]])
    assert found.doubts == ["Dòng 8 trùng dòng 6: chưa tính."]
    assert found.at["HN-BD", "c01"].value == 20
