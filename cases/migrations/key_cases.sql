-- What was said of a key case stays said.
CREATE TRIGGER key_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_keyentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- The flag of a case and its standing mark are one thing, whoever writes either.
CREATE FUNCTION key_mark_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    IF EXISTS (
        SELECT FROM cases_case WHERE id = which AND is_key <> EXISTS (
            SELECT FROM cases_keycase WHERE case_id = which AND ended_on IS NULL)
    ) THEN
        RAISE EXCEPTION 'key_mark: the flag of case % and its mark disagree', which
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_born_key AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_key)
    EXECUTE FUNCTION key_mark_agrees('id');
CREATE CONSTRAINT TRIGGER case_becomes_key AFTER UPDATE OF is_key ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_key <> OLD.is_key)
    EXECUTE FUNCTION key_mark_agrees('id');
CREATE CONSTRAINT TRIGGER key_mark_agrees AFTER INSERT OR UPDATE ON cases_keycase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION key_mark_agrees('case_id');
