-- A coercion plan is edited as a draft. Once issued it stands with its forces and officers: only where
-- it stands (`state`, read off its steps) is written. Another day is another plan, so none is deleted.
CREATE FUNCTION plan_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'draft'
            AND to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state') THEN
        RAISE EXCEPTION 'plan: coercion plan % stands as issued', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION plan_part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE plan bigint := CASE TG_OP WHEN 'DELETE' THEN
    coalesce(to_jsonb(OLD) ->> 'plan_id', to_jsonb(OLD) ->> 'coercionplan_id')
    ELSE coalesce(to_jsonb(NEW) ->> 'plan_id', to_jsonb(NEW) ->> 'coercionplan_id') END;
BEGIN
    IF (SELECT state FROM cases_coercionplan WHERE id = plan) <> 'draft' THEN
        RAISE EXCEPTION 'plan: coercion plan % stands as issued', plan
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER plan_stands BEFORE UPDATE OR DELETE ON cases_coercionplan
    FOR EACH ROW EXECUTE FUNCTION plan_stands();
CREATE TRIGGER plan_force_stands BEFORE INSERT OR UPDATE OR DELETE ON cases_planforce
    FOR EACH ROW EXECUTE FUNCTION plan_part_stands();
CREATE TRIGGER plan_officer_stands BEFORE INSERT OR UPDATE OR DELETE ON cases_coercionplan_officers
    FOR EACH ROW EXECUTE FUNCTION plan_part_stands();
