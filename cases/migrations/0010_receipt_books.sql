-- A receipt book's number is given once: at receipt, or from 01/07/2026 when a request is complete.
-- Like an act's it leaves no gap, and the counter of its series moves with it.
DROP TRIGGER filing_kept ON cases_filing;
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
