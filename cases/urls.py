"""Addresses of cases and of people. Slugs are English; what a person reads is Vietnamese."""

from django.urls import URLPattern, path

from cases.views import (
    acts,
    administrative,
    asset_files,
    assets,
    bank,
    bulk,
    caselist,
    cases,
    committee,
    deadlines,
    detail,
    distribution,
    documents,
    drafts,
    fees,
    filings,
    handovers,
    key_cases,
    measures,
    money,
    obligations,
    people,
    persons,
    plans,
    publication,
    referrals,
    registers,
    steps,
    tables,
    verification,
)

PEOPLE: list[URLPattern] = [
    path("manage/", people.people, name="people"),
    path("manage/accounts/new", people.account_create, name="account_create"),
    path("manage/accounts/<int:pk>", people.account_edit, name="account_edit"),
    path("manage/accounts/<int:pk>/active", people.account_active, name="account_active"),
    path("manage/accounts/<int:pk>/password", people.account_password, name="account_password"),
    path("manage/offices", people.office_list, name="office_list"),
    path("manage/offices/new", people.office_create, name="office_create"),
    path("manage/offices/<int:pk>", people.office_edit, name="office_edit"),
    path("manage/offices/<int:pk>/succeed", people.succession_create, name="succession_create"),
    path("manage/successions/<int:pk>/delete", people.succession_delete, name="succession_delete"),
    path("manage/officers", people.officer_list, name="officer_list"),
    path("manage/officers/new", people.officer_create, name="officer_create"),
    path("manage/officers/<int:pk>", people.officer_edit, name="officer_edit"),
    path("manage/agencies", people.agency_list, name="agency_list"),
    path("manage/agencies/new", people.agency_create, name="agency_create"),
    path("manage/agencies/<int:pk>", people.agency_edit, name="agency_edit"),
    path("manage/agencies/<int:pk>/join", people.membership_create, name="membership_create"),
    path("manage/memberships/<int:pk>", people.membership_edit, name="membership_edit"),
]

HANDOVERS: list[URLPattern] = [
    path("handovers/", handovers.handover_list, name="handover_list"),
    path("handovers/new/", handovers.handover_new, name="handover_new"),
    path("handovers/<int:pk>/", handovers.handover_detail, name="handover_detail"),
    path("handovers/<int:pk>/items", handovers.handover_items, name="handover_items"),
    path("handovers/<int:pk>/withdraw", handovers.handover_withdraw, name="handover_withdraw"),
    path("handovers/<int:pk>/print", handovers.handover_print, name="handover_print"),
    path("cases/bulk/<slug:what>/", bulk.case_bulk, name="case_bulk"),
]

CASES: list[URLPattern] = [
    path("cases/", caselist.case_list, name="case_list"),
    path("cases/find/", caselist.case_find, name="case_find"),
    path("cases/export", caselist.case_export, name="case_export"),
    path("cases/filters/save", caselist.filter_save, name="filter_save"),
    path("cases/filters/<int:pk>/delete", caselist.filter_delete, name="filter_delete"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/new/check", cases.case_check, name="case_check"),
    path("cases/<int:pk>/", detail.case_detail, name="case_detail"),
    path("cases/<int:pk>/acts/<slug:kind>/", acts.act_new, name="act_new"),
    path("obligations/<int:pk>/terms", obligations.obligation_terms, name="obligation_terms"),
    path("obligations/<int:pk>/done", obligations.obligation_done, name="obligation_done"),
    path("cases/drafts/", drafts.draft_list, name="draft_list"),
    path("cases/drafts/<int:pk>/", drafts.draft_open, name="draft_open"),
    path("cases/drafts/<int:pk>/discard", drafts.draft_discard, name="draft_discard"),
]

PERSONS: list[URLPattern] = [
    path("persons/", persons.person_find, name="person_find"),
    path("persons/known", persons.person_known, name="person_known"),
    path("persons/<int:pk>/", persons.person_detail, name="person_detail"),
    path("persons/<int:pk>/merge", persons.person_merge, name="person_merge"),
    path("persons/merges/<int:pk>/undo", persons.person_unmerge, name="person_unmerge"),
    path("persons/duplicates/", persons.person_duplicates, name="person_duplicates"),
    path("persons/duplicates/apart", persons.person_apart, name="person_apart"),
    path("persons/lookups/", persons.lookup_list, name="lookup_list"),
    path("parties/<int:pk>/number", persons.party_number, name="party_number"),
    path("parties/<int:pk>/confirm", persons.party_confirm, name="party_confirm"),
]

MEANS: list[URLPattern] = [
    path("cases/<int:pk>/verify/", verification.verification_new, name="verification_new"),
    path("verifications/", verification.verification_plan, name="verification_plan"),
    path("verifications/<int:pk>/", verification.verification_detail, name="verification_detail"),
    path("parties/<int:pk>/edit", verification.party_edit, name="party_edit"),
    path("publications/", publication.publication_list, name="publication_list"),
    path("publications/print", publication.publication_sheet, name="publication_sheet"),
    path("publications/export", publication.publication_xlsx, name="publication_xlsx"),
]

TABLES: list[URLPattern] = [
    path("import/", tables.import_new, name="import_new"),
    path("import/template", tables.import_template, name="import_template"),
    path("jobs/<int:pk>/", tables.job_detail, name="job_detail"),
    path("jobs/<int:pk>/state", tables.job_state, name="job_state"),
    path("jobs/<int:pk>/file", tables.job_file, name="job_file"),
]

DEADLINES: list[URLPattern] = [
    path("today/", deadlines.today_page, name="today"),
    path("deadlines/", deadlines.deadline_list, name="deadline_list"),
    path("self-check/", deadlines.self_check, name="self_check"),
    path("manage/calendar", deadlines.calendar, name="calendar"),
]

FILINGS: list[URLPattern] = [
    path("filings/", filings.filing_list, name="filing_list"),
    path("filings/new/", filings.filing_new, name="filing_new"),
    path("filings/<int:pk>/", filings.filing_detail, name="filing_detail"),
    path("filings/<int:pk>/edit", filings.filing_edit, name="filing_edit"),
    path("filings/<int:pk>/steps/<slug:kind>/", filings.filing_step, name="filing_step"),
    path("filings/<int:pk>/excluded/new", filings.filing_exclude, name="filing_exclude"),
    path("filings/excluded/<int:pk>/count", filings.filing_count_again, name="filing_count_again"),
]

ADMINISTRATIVE: list[URLPattern] = [
    path("administrative/", administrative.administrative_list, name="administrative_list"),
    path("administrative/new/", administrative.administrative_new, name="administrative_new"),
    path(
        "administrative/<int:pk>/",
        administrative.administrative_detail,
        name="administrative_detail",
    ),
    path(
        "administrative/<int:pk>/steps/<slug:kind>/",
        administrative.administrative_step,
        name="administrative_step",
    ),
    path("administrative/bodies/", administrative.body_list, name="body_list"),
    path("administrative/bodies/new", administrative.body_edit, name="body_new"),
    path("administrative/bodies/<int:pk>", administrative.body_edit, name="body_edit"),
]

STEPS: list[URLPattern] = [
    path("cases/<int:pk>/steps/<slug:kind>/", steps.step_new, name="step_new"),
    path("cases/steps/<int:pk>/cancel", steps.step_cancel, name="step_cancel"),
    path("procuracy/", steps.procuracy, name="procuracy"),
    path("cases/<int:pk>/documents/new", documents.document_new, name="document_new"),
    path(
        "administrative/<int:pk>/documents/new",
        documents.administrative_document,
        name="administrative_document",
    ),
    path("documents/<int:pk>", documents.document, name="document"),
    path("documents/<int:pk>/withdraw", documents.document_withdraw, name="document_withdraw"),
]

PLANS: list[URLPattern] = [
    path("coercion/", plans.coercion_calendar, name="coercion_calendar"),
    path("coercion/print", plans.coercion_print, name="coercion_print"),
    path("measures/<int:pk>/plans/new", plans.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/edit", plans.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/issue", plans.plan_issue, name="plan_issue"),
    path("plans/<int:pk>/print", plans.plan_print, name="plan_print"),
    path("plans/<int:pk>/steps/<slug:kind>/", plans.plan_step, name="plan_step"),
]

MONEY: list[URLPattern] = [
    path("money/", money.money_day, name="money_day"),
    path("money/print", money.money_print, name="money_print"),
    path("money/held", money.money_held, name="money_held"),
    path("money/balance", money.money_balance, name="money_balance"),
    path("receipt-books/", money.receipt_books, name="receipt_books"),
    path("receipt-books/close", money.receipt_book_close, name="receipt_book_close"),
    path("vouchers/<int:pk>/", money.voucher_detail, name="voucher_detail"),
    path("vouchers/<int:pk>/print", money.voucher_print, name="voucher_print"),
    path("vouchers/<int:pk>/reverse", money.voucher_reverse, name="voucher_reverse"),
    path("cases/<int:pk>/receive/", money.receipt_new, name="receipt_new"),
    path("cases/<int:pk>/pay/", money.pay_order_new, name="pay_order_new"),
    path("pay-orders/<int:pk>/", money.pay_order_detail, name="pay_order_detail"),
]

MEASURES: list[URLPattern] = [
    path("measures/", measures.measure_list, name="measure_list"),
    path("cases/<int:pk>/measures/new", measures.measure_new, name="measure_new"),
    path("measures/<int:pk>/", measures.measure_detail, name="measure_detail"),
    path("measures/<int:pk>/end", measures.measure_end, name="measure_end"),
    path("measures/<int:pk>/steps/<slug:kind>/", measures.measure_step, name="measure_step"),
    path("cases/<int:pk>/persuade/", measures.persuasion_new, name="persuasion_new"),
    path("referrals/", referrals.referral_list, name="referral_list"),
    path("cases/<int:pk>/refer/", referrals.referral_new, name="referral_new"),
    path("referrals/<int:pk>/", referrals.referral_detail, name="referral_detail"),
]

KEY_CASES: list[URLPattern] = [
    path("key-cases/", key_cases.key_case_list, name="key_case_list"),
    path("cases/<int:pk>/key/", key_cases.case_key, name="case_key"),
    path("cases/<int:pk>/brief", key_cases.case_brief, name="case_brief"),
]

ASSETS: list[URLPattern] = [
    path("assets/", assets.asset_list, name="asset_list"),
    path("cases/<int:pk>/assets/new", assets.asset_new, name="asset_new"),
    path("asset-files/", asset_files.asset_file_list, name="asset_file_list"),
    path("asset-files/<int:pk>/officer/", asset_files.asset_file_assign, name="asset_file_assign"),
    path("asset-files/<int:pk>/party/", asset_files.asset_file_party, name="asset_file_party"),
    path("asset-files/new/", asset_files.asset_file_new, name="asset_file_new"),
    path("assets/<int:pk>/", assets.asset_detail, name="asset_detail"),
    path("assets/<int:pk>/edit", assets.asset_edit, name="asset_edit"),
    path("assets/<int:pk>/strike", assets.asset_strike, name="asset_strike"),
    path("assets/<int:pk>/steps/<slug:kind>/", assets.asset_step, name="asset_step"),
    path("assets/<int:pk>/encumbrances/new", assets.encumbrance_new, name="encumbrance_new"),
    path("encumbrances/<int:pk>/end", assets.encumbrance_end, name="encumbrance_end"),
]

DISTRIBUTION: list[URLPattern] = [
    path("cases/<int:pk>/distribute/", distribution.distribution_new, name="distribution_new"),
    path("distributions/<int:pk>/", distribution.distribution_detail, name="distribution_detail"),
    path(
        "distributions/<int:pk>/print", distribution.distribution_print, name="distribution_print"
    ),
]

FEES: list[URLPattern] = [
    path("fees/", fees.fee_list, name="fee_list"),
    path("reductions/", fees.reduction_list, name="reduction_list"),
    path("bank/", bank.bank_list, name="bank_list"),
    path("bank/<int:pk>/", bank.bank_detail, name="bank_detail"),
    path("bank/lines/<int:pk>/", bank.bank_line, name="bank_line"),
]

REGISTERS: list[URLPattern] = [
    path("registers/", registers.register_list, name="registers"),
    path("registers/<slug:register>/", registers.register_list, name="register_list"),
    path("registers/<slug:register>/new/", registers.register_new, name="register_new"),
    path("registers/<slug:register>/<int:pk>/", registers.register_detail, name="register_detail"),
    path(
        "registers/<slug:register>/<int:pk>/cancel",
        registers.register_cancel,
        name="register_cancel",
    ),
]

COMMITTEE: list[URLPattern] = [
    path("committee/", committee.meeting_list, name="meeting_list"),
    path("committee/new/", committee.meeting_new, name="meeting_new"),
    path("committee/<int:pk>/", committee.meeting_detail, name="meeting_detail"),
    path("committee/<int:pk>/edit", committee.meeting_edit, name="meeting_edit"),
    path("committee/<int:pk>/send", committee.meeting_send, name="meeting_send"),
    path("committee/<int:pk>/attendance", committee.meeting_attendance, name="meeting_attendance"),
    path("committee/<int:pk>/issue", committee.meeting_issue, name="meeting_issue"),
    path("committee/<int:pk>/steps/<slug:step>", committee.meeting_move, name="meeting_move"),
    path(
        "committee/<int:pk>/sitting/<int:number>/",
        committee.meeting_sitting,
        name="meeting_sitting",
    ),
    path("committee/<int:pk>/items/new", committee.agenda_new, name="agenda_new"),
    path("committee/items/<int:pk>/", committee.agenda_edit, name="agenda_edit"),
    path("committee/items/<int:pk>/withdraw", committee.agenda_withdraw, name="agenda_withdraw"),
    path("committee/items/<int:pk>/<slug:where>", committee.agenda_move, name="agenda_move"),
    path("committee/tasks/", committee.task_list, name="committee_tasks"),
    path("committee/tasks/<int:pk>/", committee.task_detail, name="committee_task"),
    path("committee/tasks/<int:pk>/drop", committee.task_drop, name="committee_task_drop"),
]

urlpatterns = [
    *COMMITTEE,
    *FEES,
    *KEY_CASES,
    *ASSETS,
    *DISTRIBUTION,
    *MONEY,
    *DEADLINES,
    *ADMINISTRATIVE,
    *HANDOVERS,
    *CASES,
    *PERSONS,
    *MEANS,
    *PEOPLE,
    *TABLES,
    *FILINGS,
    *STEPS,
    *PLANS,
    *MEASURES,
    *REGISTERS,
]
