"""Addresses of reports. A statement has a permanent address: office, year, months."""

from django.urls import path

from reports.views import (
    administrative,
    board,
    bridge,
    clocks,
    closing,
    explain,
    issued,
    lists,
    statements,
    targets,
    watch,
)

_CLOSING = "closing/<str:code>/<int:year>/<int:months>"
_STATEMENT = "statements/<str:code>/<int:year>/<int:months>"

urlpatterns = [
    path("board/", board.board, name="board"),
    path("issued/", issued.issued_list, name="issued_list"),
    path("issued/<slug:code>/", issued.issued_detail, name="issued_detail"),
    path("issued/<slug:code>/paper.pdf", issued.issued_file, name="issued_file"),
    path("issued/<slug:code>/figures.json", issued.issued_figures, name="issued_figures"),
    path(f"{_STATEMENT}/issue", issued.statement_issue, name="statement_issue"),
    path("bridge/", bridge.bridge_page, name="bridge"),
    path("statements/", statements.report_list, name="report_list"),
    path(f"{_STATEMENT}/", statements.statement, name="statement"),
    path(f"{_STATEMENT}/lines", statements.cell, name="statement_cell"),
    path(f"{_STATEMENT}/explain", explain.statement_explain, name="statement_explain"),
    path("cases/<int:pk>/counted", explain.case_counted, name="case_counted"),
    path(f"{_STATEMENT}/clocks", clocks.statement_clocks, name="statement_clocks"),
    path(f"{_STATEMENT}/print", statements.print_request, name="print_request"),
    path(
        f"{_STATEMENT}/statement.pdf",
        statements.statement_file,
        {"format": "pdf"},
        name="statement_pdf",
    ),
    path(
        f"{_STATEMENT}/statement.xlsx",
        statements.statement_file,
        {"format": "xlsx"},
        name="statement_xlsx",
    ),
    path(
        f"{_STATEMENT}/statement.json",
        statements.statement_file,
        {"format": "json"},
        name="statement_json",
    ),
    path("prints/<int:pk>", statements.print_file, name="print_file"),
    path("prints/<int:pk>/", lists.print_job, name="print_job"),
    path("lists/", lists.named_lists, name="named_lists"),
    path("lists/<str:code>/<int:year>/<int:months>/print", lists.list_print, name="list_print"),
    path("books/", lists.books, name="books"),
    path("books/<str:code>/<int:year>/<int:months>/print", lists.book_print, name="book_print"),
    path("targets/", targets.target_list, name="target_list"),
    path("targets/new", targets.target_create, name="target_create"),
    path("targets/offices", targets.target_offices, name="target_offices"),
    path("targets/officers", targets.target_officers, name="target_officers"),
    path("targets/decisions/<int:pk>/", targets.target_detail, name="target_detail"),
    path("targets/decisions/<int:pk>/cancel", targets.target_cancel, name="target_cancel"),
    path("targets/path/<str:code>/<int:year>/", targets.target_path, name="target_path"),
    path("published/", targets.published_list, name="published_list"),
    path(
        "administrative/statistics/",
        administrative.administrative_statistics,
        name="administrative_statistics",
    ),
    path(
        "administrative/statistics/rows",
        administrative.administrative_rows,
        name="administrative_rows",
    ),
    path(
        "administrative/statistics/table.xlsx",
        administrative.administrative_xlsx,
        name="administrative_xlsx",
    ),
    path("watch/", watch.watch_page, name="watch"),
    path("watch/<int:year>/<int:months>/<slug:code>/", watch.watch_list, name="watch_list"),
    path("closing/", closing.closing_list, name="closing_list"),
    path("closing/table.xlsx", closing.closing_xlsx, name="closing_xlsx"),
    path(f"{_CLOSING}/", closing.closing_detail, name="closing_detail"),
    path(f"{_CLOSING}/checks/<str:check>", closing.closing_check, name="closing_check"),
    path(f"{_CLOSING}/reopen", closing.closing_reopen, name="closing_reopen"),
]
