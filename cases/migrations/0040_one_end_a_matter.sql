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
