-- Acts written before there were vouchers get theirs, in closed months too: what was collected and
-- paid out then is what the office holds now. Nobody is named as maker: the books do not say.
ALTER TABLE cases_voucherline DISABLE TRIGGER voucher_line_invariants;

CREATE TEMPORARY TABLE money_acts ON COMMIT DROP AS
SELECT nextval('cases_voucher_id_seq') AS voucher, acts.*
FROM (
    SELECT a.id, a.case_id, a."on", a.booked_on, a.written_at, a.decision, a.reverses_id, a.note,
        coalesce(turned.kind, a.kind) AS kind, abs(sum(l.amount)) AS amount,
        (array_agg(l.office_id ORDER BY l.id DESC))[1] AS office_id
    FROM cases_act a
    JOIN cases_ledgerline l ON l.act_id = a.id AND l.heading = 'COLLECTED'
    LEFT JOIN cases_act turned ON turned.id = a.reverses_id
    WHERE NOT EXISTS (SELECT FROM cases_voucherline v WHERE v.act_id = a.id)
    GROUP BY a.id, turned.kind
    ORDER BY a.id
) acts;

INSERT INTO cases_voucher (id, office_id, case_id, kind, method, symbol, number, "on", booked_on,
    written_at, amount, name, account, reason, reverses_id)
SELECT s.voucher, s.office_id, s.case_id,
    CASE s.kind WHEN 'pay_out' THEN 'payment' ELSE 'receipt' END, 'unknown', '',
    CASE WHEN s.reverses_id IS NULL THEN s.decision ELSE '' END, s."on", s.booked_on,
    s.written_at, s.amount, '', '', s.note, turned.voucher
FROM money_acts s LEFT JOIN money_acts turned ON turned.id = s.reverses_id;

INSERT INTO cases_voucherline
    (voucher_id, office_id, case_id, fund, obligation_id, amount, act_id, booked_on, note)
SELECT s.voucher, l.office_id, l.case_id, 'obligation', l.obligation_id, sum(l.amount), s.id,
    s.booked_on, ''
FROM money_acts s JOIN cases_ledgerline l ON l.act_id = s.id AND l.heading = 'COLLECTED'
GROUP BY s.voucher, l.office_id, l.case_id, l.obligation_id, s.id, s.booked_on
HAVING sum(l.amount) <> 0;

SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE cases_voucherline ENABLE TRIGGER voucher_line_invariants;
