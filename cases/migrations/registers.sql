-- Simple registers are under the discipline of the ledger: append-only, nothing into a closed
-- month, numbers without gaps, and an answer stands in the register and office of its matter.
CREATE TRIGGER register_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_registerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

CREATE FUNCTION register_invariants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other cases_registerentry;
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_books WHERE office_id = NEW.office_id
          AND (closed_through IS NULL OR closed_through < NEW.booked_on)
    ) THEN
        RAISE EXCEPTION 'closed: the books of office % are closed on that day', NEW.office_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.entry_no IS NULL THEN
        SELECT * INTO other FROM cases_registerentry
            WHERE id = coalesce(NEW.refers_to_id, NEW.cancels_id);
        IF (other.office_id, other.register) <> (NEW.office_id, NEW.register)
            OR (NEW.refers_to_id IS NOT NULL AND other.entry_no IS NULL) THEN
            RAISE EXCEPTION 'register: entry % belongs elsewhere', other.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END IF;
    INSERT INTO cases_series (office_id, register, year, last_no)
        VALUES (NEW.office_id, NEW.register, NEW.register_year, 0) ON CONFLICT DO NOTHING;
    UPDATE cases_series SET last_no = NEW.entry_no
        WHERE (office_id, register, year) = (NEW.office_id, NEW.register, NEW.register_year)
          AND last_no = NEW.entry_no - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'numbers: register % would leave a gap (near %/%)',
            NEW.register, NEW.office_id, NEW.register_year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER register_invariants AFTER INSERT ON cases_registerentry
    FOR EACH ROW EXECUTE FUNCTION register_invariants();

-- A matter of a register ends once: another end may be written only when the first is cancelled.
CREATE FUNCTION register_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two who end it at once wait here for each other, even where no action held the matter.
    PERFORM FROM cases_registerentry WHERE id = NEW.refers_to_id FOR NO KEY UPDATE;
    IF (
        SELECT count(*) FROM cases_registerentry e
        WHERE e.refers_to_id = NEW.refers_to_id AND e.kind = ANY(TG_ARGV)
          AND NOT EXISTS (SELECT FROM cases_registerentry c WHERE c.cancels_id = e.id)
    ) > 1 THEN
        RAISE EXCEPTION 'register: entry % has ended already', NEW.refers_to_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER register_ends_once AFTER INSERT ON cases_registerentry
    FOR EACH ROW WHEN (NEW.refers_to_id IS NOT NULL)
    EXECUTE FUNCTION register_ends_once(
        'upheld', 'partly_upheld', 'rejected', 'withdrawn', 'passed_on',
        'explained', 'guided', 'petition_taken',
        'accepted', 'partly_accepted', 'not_accepted',
        'claim_granted', 'claim_refused', 'claim_withdrawn'
    );
