-- A decision is never edited: an amendment is another one. A wrong entry is cancelled, once.
CREATE FUNCTION target_decision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.cancelled_at IS NULL
       AND (to_jsonb(OLD) - '{cancelled_at,cancelled_by_id,cancel_reason}'::text[])
         = (to_jsonb(NEW) - '{cancelled_at,cancelled_by_id,cancel_reason}'::text[]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append_only: reports_targetdecision is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER target_decision_kept BEFORE UPDATE OR DELETE ON reports_targetdecision
    FOR EACH ROW EXECUTE FUNCTION target_decision_kept();

CREATE FUNCTION target_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append_only: reports_target is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER target_kept BEFORE UPDATE OR DELETE ON reports_target
    FOR EACH ROW EXECUTE FUNCTION target_kept();
