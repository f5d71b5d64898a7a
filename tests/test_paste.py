"""Hundreds of rows from a workbook into the docket: recognised, checked, mended, saved."""

import pytest
from django.urls import reverse

from cases import jobs
from cases.actions import tables as actions
from cases.choices import ObligationKind, Role
from cases.forms import tables as forms
from cases.forms.intake import Intake
from cases.models import Act, Case, Draft, TableJob
from cases.rules import Refusal, tables
from cases.rules.columns import BY_KEY, TABLE_COLUMNS, column_named, day_of, kind_of_judgment
from cases.sheets import read_sheet

HEADS = [
    "STT", "Số QĐ", "Ngày QĐ", "Người ký", "Cách ra quyết định", "Số bản án", "Ngày bản án",
    "Tòa án", "Họ tên người phải thi hành án", "Năm sinh", "Địa chỉ", "Người được thi hành án",
    "Địa chỉ", "Nghĩa vụ", "Số tiền",
]  # fmt: skip


def row(n: int, **changed: str) -> list[str]:
    given = {
        "STT": str(n), "Số QĐ": f"{n}/QĐ-CCTHADS", "Ngày QĐ": "02/10/2018",
        "Người ký": "Nguyễn Văn Mẫu", "Cách ra quyết định": "Theo đơn",
        "Số bản án": f"{n}/2018/DSST", "Ngày bản án": "20/08/2018", "Tòa án": "TAND quận Ba Đình",
        "Họ tên người phải thi hành án": f"Lê Văn {n}", "Năm sinh": "1975",
        "Địa chỉ": "Số 1 phố Huế", "Người được thi hành án": "Trần Thị Bình",
        "Nghĩa vụ": "Trả nợ", "Số tiền": "1.200.000",
    } | changed  # fmt: skip
    return [given[head] for head in HEADS]


def clipboard(*rows: list[str], heads: list[str] = HEADS) -> str:
    def quoted(cell: str) -> str:
        return f'"{cell}"' if "\n" in cell or "\t" in cell else cell

    return "\r\n".join("\t".join(quoted(cell) for cell in line) for line in (heads, *rows)) + "\r\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_once(monkeypatch, django_capture_on_commit_callbacks):
    """The worker's part, done in this process."""
    monkeypatch.setattr(jobs, "queue", lambda job: jobs.run_job(job.pk))


def pasted(client, *rows: list[str], heads: list[str] = HEADS) -> TableJob:
    answer = client.post(reverse("import_new"), {"text": clipboard(*rows, heads=heads)})
    assert answer.status_code == 302, answer.text
    return TableJob.objects.latest("pk")


def send(client, job: TableJob, do: str, **fields: str):
    return client.post(reverse("job_detail", args=(job.pk,)), {"do": do} | fields)


def page(client, job: TableJob, query: str = ""):
    return client.get(reverse("job_detail", args=(job.pk,)) + query)


# ---------------------------------------------------------------- the main road
def test_pasted_checked_saved(desk, login, at_once):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1), row(2, **{"Số tiền": "1,2 tỷ"}), row(3))
    shown = page(client, job)
    assert "Dòng có lỗi" in shown.text and "Ghi sổ" in shown.text
    assert not Case.objects.exists()
    send(client, job, "all")
    cases = Case.objects.order_by("pk")
    assert [case.decision for case in cases] == [f"{n}/QĐ-CCTHADS" for n in (1, 2, 3)]
    first = cases[0]
    debtor, creditor = first.parties.get(role="debtor"), first.parties.get(role="creditor")
    assert (debtor.name, debtor.birth_year, debtor.address) == ("Lê Văn 1", 1975, "Số 1 phố Huế")
    assert (creditor.name, creditor.address) == ("Trần Thị Bình", "Số 1 phố Huế")
    assert first.case_class.origin == "on_request"
    assert first.case_class.judgment_kind == "civil"
    assert first.obligations.get().kind == ObligationKind.DEBT
    assert cases[1].balances.get(obligation_id__gt=0, heading="IN_PROGRESS").amount == 1_200_000_000
    done = page(client, job)
    assert "1/QĐ-CCTHADS" in done.text
    job.refresh_from_db()
    assert (job.saved, job.done, job.total) == (3, 3, 3)


def test_a_case_from_a_table_has_the_terms_of_one_typed_in(desk, login, at_once):
    """Terms are written once for a step of many cases; they are those of the intake page."""
    client = login(desk[Role.CLERK])
    send(client, pasted(client, row(1), row(2)), "all")
    groups = forms.groups_of(tables.recognised([HEADS, row(3)]), {}, desk[Role.CLERK])
    Intake(groups[0].data, by=desk[Role.CLERK], asks=False).apply()
    found = [
        sorted(case.deadlines.values_list("term", "since", "due_on"))
        for case in Case.objects.order_by("pk")
    ]
    assert found[0] and found[0] == found[1] == found[2]


def test_a_second_send_saves_nothing_more(desk, login, at_once):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1))
    send(client, job, "all")
    answer = send(client, job, "all")
    assert "không lưu hai lần" in client.get(answer.url).text
    assert Act.objects.count() == 1
    jobs.run_job(job.pk)
    assert Act.objects.count() == 1


# ---------------------------------------------------------------- what is recognised
@pytest.mark.parametrize(
    ("header", "key", "unit"),
    [
        ("Số QĐ", "decision", 1),
        ("so quyet dinh thi hanh an", "decision", 1),
        ("NGÀY BẢN ÁN", "judgment_on", 1),
        ("Số tiền (1.000 đồng)", "amount", 1000),
        ("Số tiền phải thi hành (triệu đồng)", "amount", 10**6),
        ("Án phí (ĐVT: nghìn đồng)", "amount_court_fee", 1000),
        ("Số tiền (đ)", "amount", 1),
        ("Tiền phạt", "amount_fine", 1),
        ("Ghi chú", "", 1),
    ],
)
def test_headers(header, key, unit):
    assert column_named(header) == (key, unit)


def test_every_header_we_write_is_one_we_read():
    """What is exported under these headers can be brought back."""
    for column in TABLE_COLUMNS:
        assert column_named(column.header) == (column.key, 1), column.header
    names = [name for column in TABLE_COLUMNS for name in column.names]
    assert len(names) == len(set(names))


def test_the_order_of_columns_is_free_and_titles_are_skipped(desk, login):
    order = [8, 14, 1, 2, 5, 6, 7, 3, 4, 13, 11]
    lines = [[line[i] for i in order] for line in (HEADS, row(1), row(2))]
    total = ["Tổng cộng", "2.400.000", *[""] * 9]
    numbering = [f"({n})" for n in range(1, 12)]
    text = [["DANH SÁCH", *[""] * 10], [""] * 11, lines[0], numbering, *lines[1:], total]
    table = tables.recognised(text)
    assert [c.key for c in table.columns][:3] == ["debtor_name", "amount", "decision"]
    assert table.numbers == [5, 6]
    assert table.skipped == ["dòng 7: Tổng cộng"]


def test_two_rows_of_headers():
    """Merged cells above: "Bản án" over Số and Ngày, "Quyết định thi hành án" likewise."""
    above = ["Quyết định thi hành án", "", "Bản án", "", "Người phải thi hành án"]
    table = tables.recognised([above, ["Số", "Ngày", "Số", "Ngày", ""], ["1", "2", "3", "4", "5"]])
    keys = [column.key for column in table.columns]
    assert keys == ["decision", "decided_on", "judgment_no", "judgment_on", "debtor_name"]


def test_a_table_turned_on_its_side_is_turned_back(desk, login):
    client = login(desk[Role.CLERK])
    lines = [list(line) for line in zip(HEADS, row(1), row(2), strict=True)]
    job = pasted(client, *lines[1:], heads=lines[0])
    assert "đã được xoay lại" in page(client, job).text
    assert actions.table_of(job).rows[1][1] == "2/QĐ-CCTHADS"


def test_cells_with_line_breaks_and_quotes(desk, login):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1, **{"Người được thi hành án": "Trần Thị Bình\nTrần Văn An"}))
    assert actions.table_of(job).rows[0][11] == "Trần Thị Bình\nTrần Văn An"
    with pytest.raises(Refusal):
        tables.pasted("a\t" + "x" * 200_000)


def test_days_amounts_and_judgments_as_written():
    assert day_of("43374") == "01/10/2018"
    assert day_of("43374,5") == "01/10/2018"
    assert day_of("2018-10-01 00:00:00") == "2018-10-01"
    assert day_of("05/10/2018") == "05/10/2018"
    assert day_of("12345678") == "12345678"
    assert kind_of_judgment("12/2018/DSST") == "civil"
    assert kind_of_judgment("03/2018/HNGĐ-ST") == "family"
    assert kind_of_judgment("12/2018") == ""


def test_amounts_in_the_unit_of_their_column(desk, login, at_once):
    client = login(desk[Role.CLERK])
    heads = [*HEADS[:-1], "Số tiền (nghìn đồng)"]
    amounts = ("1.250", "1250,5", "2 tỷ")
    job = pasted(client, *(row(n, **{"Số tiền": a}) for n, a in enumerate(amounts, 1)), heads=heads)
    assert "nghìn đồng" in page(client, job).text
    send(client, job, "all")
    held = [
        case.balances.get(heading="IN_PROGRESS", obligation_id__gt=0).amount
        for case in Case.objects.order_by("pk")
    ]
    assert held == [1_250_000, 1_250_500, 2_000_000_000]


# ---------------------------------------------------------------- several rows, one case
def test_rows_of_one_decision_are_one_case(desk, login, at_once):
    """Two debtors jointly, one for himself, and a court fee to the State by its own column."""
    client = login(desk[Role.CLERK])
    heads = [*HEADS, "Liên đới", "Án phí"]
    blank = dict.fromkeys(HEADS, "")
    ex_officio = {"Cách ra quyết định": "chủ động", "Số tiền": "", "Nghĩa vụ": ""}
    rows = [
        [*row(1, **ex_officio), "", "200.000"],
        [*row(1, **blank | {"Họ tên người phải thi hành án": "Phạm Văn Hai"}), "", "300.000"],
        [*row(2), "", ""],
        [*row(2, **{"Họ tên người phải thi hành án": "Phạm Văn Hai", "Số tiền": "5.000.000"}),
         "x", ""],
    ]  # fmt: skip
    job = pasted(client, *rows, heads=heads)
    assert "2 việc trong 4 dòng" in page(client, job).text
    send(client, job, "all")
    first, second = Case.objects.order_by("pk")
    fees = first.obligations.order_by("pk")
    assert [fee.kind for fee in fees] == ["court_fee", "court_fee"]
    assert [fee.debtors.get().name for fee in fees] == ["Lê Văn 1", "Phạm Văn Hai"]
    assert {fee.creditor.kind for fee in fees} == {"state"}
    alone, joint = second.obligations.order_by("pk")
    assert not alone.joint and alone.debtors.get().name == "Lê Văn 2"
    assert joint.joint and joint.debtors.count() == 2


def test_rows_of_one_decision_that_disagree(desk, login):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1), row(1, **{"Ngày bản án": "21/08/2018"}), row(2))
    shown = page(client, job).text
    assert "Khác với dòng 2 của cùng quyết định" in shown
    assert "Cùng quyết định với dòng 3 còn lỗi" in shown


# ---------------------------------------------------------------- problems at their cells
@pytest.mark.parametrize(
    ("column", "typed", "key", "reason"),
    [
        ("Số tiền", "1.25", "amount", "hai cách"),
        ("Số tiền", "", "amount", "Nhập số tiền"),
        ("Ngày bản án", "20/08/2028", "judgment_on", "tương lai"),
        ("Ngày bản án", "20/12/2018", "judgment_on", "tương lai"),
        ("Ngày bản án", "03/10/2018", "judgment_on", "trước quyết định"),
        ("Ngày QĐ", "31/02/2018", "decided_on", "ngày/tháng/năm"),
        ("Họ tên người phải thi hành án", "", "debtor_name", "bắt buộc"),
        ("Năm sinh", "1850", "debtor_birth_year", "1880"),
        ("Nghĩa vụ", "Án phí", "obligation_kind", "khoản 2 Điều 36"),
        ("Nghĩa vụ", "gì đó", "obligation_kind", "Không rõ “gì đó”"),
        ("Cách ra quyết định", "?", "origin", "Ghi một trong"),
        ("Người được thi hành án", "", "creditor_name", "bắt buộc"),
    ],
)
def test_each_problem_stands_at_its_cell(desk, column, typed, key, reason):
    table = tables.recognised([HEADS, row(1), row(2, **{column: typed})])
    checked = forms.check(table, {}, desk[Role.CLERK])
    assert list(checked.problems) == [1], checked.problems
    assert reason in " ".join(checked.problems[1][key]), checked.problems
    assert BY_KEY[key].header in checked.reasons(1)[0]


def test_zeros_lost_by_excel_are_named(desk):
    table = tables.recognised([[*HEADS, "CCCD"], [*row(1), "1075012347"]])
    reasons = forms.check(table, {}, desk[Role.CLERK]).reasons(0)
    assert "001075012347?" in reasons[0]


def test_what_looks_wrong_is_said_and_hinders_nothing(desk, login, at_once):
    """The remarks of the intake page, at their cells; nothing is asked twice of a table."""
    client = login(desk[Role.CLERK])
    heads = [*HEADS, "Đang chấp hành án phạt tù"]
    criminal = {"Số bản án": "7/2018/HSST", "Nghĩa vụ": "bồi thường"}
    rows = [
        [*row(1, **{"Số tiền": "500"}), ""],
        [*row(2, **criminal), ""],
        [*row(3, **criminal), "có"],
        [*row(4, **{"Số bản án": "4/2017/DSST"}), ""],
    ]
    job = pasted(client, *rows, heads=heads)
    checked = forms.check(actions.table_of(job), {}, desk[Role.CLERK])
    assert not checked.problems
    assert {r: list(at) for r, at in checked.remarks.items()} == {
        0: ["amount"], 1: ["debtor_in_prison"], 3: ["judgment_on"],
    }  # fmt: skip
    assert "3 dòng nên xem lại" in page(client, job).text
    odd = page(client, job, "?rows=odd").text
    assert "có thiếu đơn vị nghìn" in odd and 'name="c-2-1"' not in odd
    send(client, job, "all")
    assert Case.objects.count() == 4
    assert Case.objects.get(decision__startswith="3/").parties.get(role="debtor").in_prison is True
    # the same judgments against the same people, under other numbers
    for n, line in enumerate(rows):
        line[1] = f"{n + 50}/QĐ-CCTHADS"
    table = tables.recognised([heads, *rows])
    found = forms.check(table, {}, desk[Role.CLERK]).remarks
    assert "Bản án này đã có việc với người này: 3/QĐ-CCTHADS" in found[2]["debtor_name"][0]


def test_officers_by_code_or_name(desk, officer):
    by = desk[Role.CLERK]
    typed = ["HN-BD-01", "nguyen van an", "Nguyễn Văn Không Có"]
    table = tables.recognised([[*HEADS, "CHV"], *([*row(n), t] for n, t in enumerate(typed, 1))])
    assert list(forms.check(table, {}, by).problems) == [2]
    groups = forms.groups_of(table, {}, by)
    assert [g.data["officer"] for g in groups] == [str(officer.officer_id)] * 2 + [""]


def test_a_number_that_lives_in_the_docket_is_seen_before_saving(desk, login, at_once):
    client = login(desk[Role.CLERK])
    send(client, pasted(client, row(1)), "all")
    again = page(client, pasted(client, row(1), row(2))).text
    assert "Số này đã có trong sổ thụ lý, ghi ngày 02/10/2018" in again


def test_the_check_asks_the_database_as_often_for_many_rows_as_for_one(
    desk, django_assert_max_num_queries
):
    few, many = (tables.recognised([HEADS, *(row(n) for n in range(1, m))]) for m in (2, 60))
    for table in (few, many):
        with django_assert_max_num_queries(4):
            assert not forms.check(table, {}, desk[Role.CLERK]).problems


def test_a_table_saved_before_is_checked_as_cheaply(
    desk, login, at_once, django_assert_max_num_queries
):
    """Its decisions are taken already: nobody looks for other cases of each of its judgments."""
    client = login(desk[Role.CLERK])
    rows = [row(n) for n in range(1, 9)]
    send(client, pasted(client, *rows), "all")
    table = tables.recognised([HEADS, *rows])
    with django_assert_max_num_queries(5):
        assert len(forms.check(table, {}, desk[Role.CLERK]).bad) == 8


# ---------------------------------------------------------------- mending
def test_mended_in_the_grid_and_saved(desk, login, at_once):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1), row(2, **{"Số tiền": "1.25"}), row(3))
    shown = page(client, job).text
    assert 'name="c-1-14"' in shown and 'name="c-0-14"' not in shown  # only what has problems
    assert 'name="c-0-14"' in page(client, job, "?rows=all").text
    answer = send(client, job, "all", **{"c-1-14": "1.26"})
    assert "Còn 1 dòng có lỗi, chưa lưu dòng nào" in client.get(answer.url).text
    assert 'value="1.26"' in page(client, job).text  # kept as typed
    send(client, job, "all", **{"c-1-14": "1.250.000"})
    assert Case.objects.count() == 3


def test_good_rows_first_and_the_rest_goes_on_in_the_grid(desk, login, at_once):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1), row(2, **{"Số tiền": "1.25"}))
    send(client, job, "good")
    assert Case.objects.count() == 1
    assert "1 dòng chưa lưu" in page(client, job).text
    rest = TableJob.objects.get(pk=int(send(client, job, "again").url.split("/")[2]))
    assert actions.table_of(rest).numbers == [3]  # still the row of the first sheet
    send(client, rest, "all", **{"c-0-14": "1,25 triệu"})
    assert Case.objects.count() == 2


def test_read_again_in_the_encoding_a_person_names(desk, login):
    """Two names alone say too little; what was mended is lost, and the page had said so."""
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1, **{"Họ tên người phải thi hành án": "Lª Tó"}))
    assert actions.table_of(job).rows[0][8] == "Lª Tó"
    send(client, job, "read", encoding="tcvn3")
    job.refresh_from_db()
    table = actions.table_of(job)
    assert (table.rows[0][8], table.rows[0][7]) == ("Lê Tú", "TAND quận Ba Đình")
    assert "“<b>Lê Tú</b>”" in page(client, job).text
    answer = send(client, job, "read", encoding="khác")
    assert "không đọc lại được" in client.get(answer.url).text


def test_columns_are_named_by_hand(desk, login, at_once):
    client = login(desk[Role.CLERK])
    heads = [f"Thứ {n}" for n in range(len(HEADS))]
    job = pasted(client, row(1), heads=heads)
    assert "Chưa thấy cột" in page(client, job).text
    keys = [
        "number", "decision", "decided_on", "signer", "origin", "judgment_no", "judgment_on",
        "court", "debtor_name", "debtor_birth_year", "debtor_address", "creditor_name",
        "creditor_address", "obligation_kind", "amount*1000",
    ]  # fmt: skip
    send(client, job, "check", **{f"k-{i}": key for i, key in enumerate(keys)})
    table = actions.table_of(TableJob.objects.get())
    assert table.columns[14].unit == 1000
    assert table.rows[0] == heads  # without a header row the first line is a row like the others
    send(client, job, "good")
    assert Case.objects.get().balances.get(obligation_id__gt=0, heading="IN_PROGRESS").amount == (
        1_200_000_000
    )


def test_what_all_rows_share_need_not_be_a_column(desk, login, at_once):
    client = login(desk[Role.CLERK])
    left_out = {3, 4, 7, 13}
    lines = [[c for i, c in enumerate(line) if i not in left_out] for line in (HEADS, row(1))]
    job = pasted(client, lines[1], heads=lines[0])
    shared = {"signer": "Nguyễn Văn Mẫu", "origin": "on_request", "court": "TAND quận Ba Đình"}
    send(client, job, "all", obligation_kind="debt", officer="HN-BD-01", **shared)
    case = Case.objects.get()
    assert (case.judgment.court, case.officer.code) == ("TAND quận Ba Đình", "HN-BD-01")


# ---------------------------------------------------------------- who may
def test_an_officer_prepares_drafts(desk, login, at_once):
    """Two sends or two imports of one table are one draft a case."""
    client = login(desk[Role.OFFICER])
    for _ in range(2):
        job = pasted(client, row(1, **{"Số QĐ": "", "Người ký": ""}), row(2))
        assert "Lập dự thảo 2 việc" in page(client, job).text
        send(client, job, "all")
    assert not Case.objects.exists()
    drafts = Draft.objects.order_by("pk")
    assert [draft.summary for draft in drafts] == [
        f"Thụ lý, ra quyết định thi hành án: Lê Văn {n} · 1.200.000 đồng" for n in (1, 2)
    ]
    opened = client.get(reverse("case_new") + f"?draft={drafts[0].pk}")
    assert "Lê Văn 1" in opened.text and "TAND quận Ba Đình" in opened.text


def test_who_takes_in_no_case_imports_none(desk, login):
    client = login(desk[Role.ACCOUNTANT])
    assert client.get(reverse("import_new")).status_code == 403
    assert client.post(reverse("import_new"), {"text": clipboard(row(1))}).status_code == 403


def test_a_right_lost_before_the_worker_came(desk, login, monkeypatch):
    client = login(desk[Role.CLERK])
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    job = pasted(client, row(1))
    send(client, job, "all")
    clerk = desk[Role.CLERK]
    clerk.role = Role.ACCOUNTANT
    clerk.save()
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert job.refused == "Tài khoản không còn quyền nhập hồ sơ."
    assert not Case.objects.exists()


def test_the_template_is_read_as_it_is_filled_in(desk, login, at_once):
    client = login(desk[Role.CLERK])
    content = client.get(reverse("import_template")).content
    heads = read_sheet(content).rows[0]
    assert [column_named(head)[0] for head in heads] == [c.key for c in forms.OFFERED][:-1]
    filled = [[r.get(c.key, "") for c in forms.OFFERED][:-1] for r in forms.EXAMPLES]
    job = pasted(client, *filled, heads=heads)
    assert "2 việc trong 3 dòng" in page(client, job).text
    send(client, job, "all")
    assert Case.objects.count() == 2
