-- An edition that was issued stays as it was issued: closed months are printed by it again. Only the
-- day it ends is written later. A draft may be changed and thrown away.
CREATE FUNCTION layout_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.issued_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'valid_to' = to_jsonb(NEW) - 'valid_to' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append_only: reports_layout is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER layout_kept BEFORE UPDATE OR DELETE ON reports_layout
    FOR EACH ROW EXECUTE FUNCTION layout_kept();
