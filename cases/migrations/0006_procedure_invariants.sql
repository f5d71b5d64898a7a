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
CREATE TRIGGER filing_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, office_id, entry_no ON cases_filing
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER administrative_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF id, entry_no ON cases_administrativejudgment
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
