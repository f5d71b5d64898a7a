-- Vouchers are final: append-only, nothing into a closed month, each adds up to what it says, what
-- is held for (case, fund, obligation) is never below zero at the end of any day, and what is held
-- for obligations is what the ledger has under COLLECTED.
CREATE TRIGGER voucher_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER voucher_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_voucherline
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER fee_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_feecharge
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER measure_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, case_id, kind, asset_id
    ON cases_measure FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

CREATE FUNCTION voucher_line_invariants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT d.office_id INTO bad
    FROM (SELECT DISTINCT office_id, booked_on FROM fresh) d
    LEFT JOIN cases_books b ON b.office_id = d.office_id
    WHERE b.office_id IS NULL OR d.booked_on <= b.closed_through
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'closed: the books of office % are closed on that day', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- All lines of a voucher come in one statement.
    SELECT v.id INTO bad
    FROM (SELECT DISTINCT voucher_id FROM fresh) f
    JOIN cases_voucher v ON v.id = f.voucher_id
    JOIN cases_voucherline l ON l.voucher_id = v.id
    GROUP BY v.id
    HAVING sum(l.amount) <> v.amount
        * CASE v.kind WHEN 'receipt' THEN 1 WHEN 'payment' THEN -1 ELSE 0 END
        * CASE WHEN v.reverses_id IS NULL THEN 1 ELSE -1 END
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'voucher: the lines of voucher % do not add up', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    SELECT k.case_id INTO bad
    FROM (
        SELECT l.case_id, sum(l.amount) OVER (
            PARTITION BY l.case_id, l.fund, l.obligation_id ORDER BY l.booked_on
        ) AS held
        FROM (SELECT DISTINCT case_id FROM fresh) f
        JOIN cases_voucherline l ON l.case_id = f.case_id
    ) k
    WHERE k.held < 0
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'held: more would be paid than is held on case %', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    SELECT m.case_id INTO bad
    FROM (
        SELECT l.case_id, l.obligation_id, sum(l.amount) AS held
        FROM (SELECT DISTINCT case_id FROM fresh) f
        JOIN cases_voucherline l ON l.case_id = f.case_id
        WHERE l.fund = 'obligation'
        GROUP BY l.case_id, l.obligation_id
    ) m
    LEFT JOIN (
        SELECT b.case_id, b.obligation_id, sum(b.amount) AS collected
        FROM (SELECT DISTINCT case_id FROM fresh) f
        JOIN cases_balance b ON b.case_id = f.case_id AND b.heading = 'COLLECTED'
        GROUP BY b.case_id, b.obligation_id
    ) c ON c.case_id = m.case_id AND c.obligation_id = m.obligation_id
    WHERE m.held <> coalesce(c.collected, 0)
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'agree: vouchers and ledger of case % differ', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER voucher_line_invariants AFTER INSERT ON cases_voucherline
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION voucher_line_invariants();

-- What bank lines say of a voucher is never more than the voucher, nor the other way: of two who
-- match it at once, from whatever statements, the second waits at the voucher and counts the first.
CREATE FUNCTION bank_match_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    PERFORM 1 FROM cases_voucher v
    WHERE v.id IN (SELECT voucher_id FROM fresh)
    ORDER BY v.id FOR NO KEY UPDATE;
    SELECT v.id INTO bad
    FROM (SELECT DISTINCT voucher_id FROM fresh) f
    JOIN cases_voucher v ON v.id = f.voucher_id
    JOIN cases_bankmatch m ON m.voucher_id = v.id
    GROUP BY v.id
    HAVING sum(m.amount) * CASE v.kind WHEN 'receipt' THEN 1 ELSE -1 END NOT BETWEEN 0 AND v.amount
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'match: bank lines say more of voucher % than it is', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER bank_match_adds_up AFTER INSERT ON cases_bankmatch
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION bank_match_adds_up();
CREATE TRIGGER bank_match_kept BEFORE UPDATE ON cases_bankmatch
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
