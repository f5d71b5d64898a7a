-- What was signed stays signed: the document and its list of cases; acts and frozen state are added.
CREATE TRIGGER handover_kept BEFORE UPDATE OR DELETE ON cases_handover
    FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION ledger_append_only();

CREATE FUNCTION handover_item_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_handover WHERE id = OLD.handover_id AND signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'append_only: the list of a signed handover is closed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER handover_item_kept
    BEFORE DELETE OR UPDATE OF handover_id, case_id, to_officer_id ON cases_handoveritem
    FOR EACH ROW EXECUTE FUNCTION handover_item_kept();
