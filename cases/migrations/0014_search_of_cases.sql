-- A handover moves a thousand cases in one statement: their search rows are written in one, too.
DROP TRIGGER case_renumbered ON cases_case;

CREATE OR REPLACE FUNCTION search_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    -- Planned anew each time: a plan kept from one row would meet a bulk load with nested loops.
    EXECUTE 'SELECT array_agg(n.id) FROM touched n JOIN untouched o ON o.id = n.id
        WHERE (o.decision, o.decided_on, o.office_id, o.judgment_id)
            IS DISTINCT FROM (n.decision, n.decided_on, n.office_id, n.judgment_id)' INTO ids;
    IF ids IS NOT NULL THEN
        PERFORM public.search_write(ids);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER case_renumbered AFTER UPDATE ON cases_case
    REFERENCING OLD TABLE AS untouched NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION search_of_case();
