-- What was compared stays; what a person chose of it may change until the outcome is recorded.
CREATE FUNCTION reconciliation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL
       AND (to_jsonb(OLD) - '{chosen,outcome,agreed_with,agreed_on,closed_by_id,closed_at}'::text[])
         = (to_jsonb(NEW) - '{chosen,outcome,agreed_with,agreed_on,closed_by_id,closed_at}'::text[]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append_only: reports_reconciliation is kept' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reconciliation_kept BEFORE UPDATE OR DELETE ON reports_reconciliation
    FOR EACH ROW EXECUTE FUNCTION reconciliation_kept();
