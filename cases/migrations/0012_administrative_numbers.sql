-- Book 19: the number of an administrative judgment leaves no gap, and its series moves with it.
-- Office, number and day of entry stay as written; what is learned later leaves a step.
DROP TRIGGER administrative_kept ON cases_administrativejudgment;
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
