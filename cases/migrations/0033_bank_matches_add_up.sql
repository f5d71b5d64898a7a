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
