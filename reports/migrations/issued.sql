-- What was issued stays as it was issued; only its paper is put beside it, once.
CREATE FUNCTION issued_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.archived_at IS NULL
       AND (to_jsonb(OLD) - '{archived_at,pdf,pdf_sha256,refused}'::text[])
         = (to_jsonb(NEW) - '{archived_at,pdf,pdf_sha256,refused}'::text[]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append_only: reports_issued is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER issued_kept BEFORE UPDATE OR DELETE ON reports_issued
    FOR EACH ROW EXECUTE FUNCTION issued_kept();
