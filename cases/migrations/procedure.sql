-- Steps and what hangs on them are registers under the same discipline as the ledger: append-only,
-- and nothing into a closed month.
CREATE TRIGGER step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_step
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER verification_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_verification
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER interest_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_interestperiod
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER lookup_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_personlookup
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER merge_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, kept_id, merged_id ON cases_personmerge
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE FUNCTION step_invariants() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NULL;
END $$;

CREATE TRIGGER step_invariants AFTER INSERT ON cases_step
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION step_invariants();

-- A receipt book's number is given once: at receipt, or from 01/07/2026 when a request is complete.
-- Like an act's it leaves no gap, and the counter of its series moves with it.
CREATE TRIGGER filing_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, office_id ON cases_filing
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER filing_number_kept BEFORE UPDATE ON cases_filing
    FOR EACH ROW
    WHEN (OLD.entry_no IS NOT NULL AND (OLD.entry_no, OLD.register, OLD.register_year)
          IS DISTINCT FROM (NEW.entry_no, NEW.register, NEW.register_year))
    EXECUTE FUNCTION ledger_append_only();

CREATE FUNCTION filing_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_series (office_id, register, year, last_no)
        VALUES (NEW.office_id, NEW.register, NEW.register_year, 0) ON CONFLICT DO NOTHING;
    UPDATE cases_series SET last_no = NEW.entry_no
        WHERE (office_id, register, year) = (NEW.office_id, NEW.register, NEW.register_year)
          AND last_no = NEW.entry_no - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'numbers: receipt numbers would leave a gap (near %/%/%)',
            NEW.office_id, NEW.register, NEW.register_year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER filing_number_given AFTER INSERT ON cases_filing
    FOR EACH ROW WHEN (NEW.entry_no IS NOT NULL) EXECUTE FUNCTION filing_numbers();
CREATE TRIGGER filing_number_given_later AFTER UPDATE ON cases_filing
    FOR EACH ROW WHEN (OLD.entry_no IS NULL AND NEW.entry_no IS NOT NULL)
    EXECUTE FUNCTION filing_numbers();

-- Book 19: the number of an administrative judgment leaves no gap, and its series moves with it.
-- Office, number and day of entry stay as written; what is learned later leaves a step.
CREATE TRIGGER administrative_kept
    BEFORE DELETE OR TRUNCATE
    OR UPDATE OF id, entry_no, register_year, judgment_id, outcome, received_on
    ON cases_administrativejudgment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

CREATE FUNCTION administrative_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_series (office_id, register, year, last_no)
        VALUES (NEW.office_id, '19', NEW.register_year, 0) ON CONFLICT DO NOTHING;
    UPDATE cases_series SET last_no = NEW.entry_no
        WHERE (office_id, register, year) = (NEW.office_id, '19', NEW.register_year)
          AND last_no = NEW.entry_no - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'numbers: book 19 would leave a gap (near %/%)',
            NEW.office_id, NEW.register_year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER administrative_number_given AFTER INSERT ON cases_administrativejudgment
    FOR EACH ROW EXECUTE FUNCTION administrative_numbers();
