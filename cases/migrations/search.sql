-- What a case is found by stands in one row of cases_searchtext, written here and nowhere else, so
-- that a page, a bulk load and a correction all leave it right. Everything is qualified where an
-- index calls it: a restore runs with an empty search path.

-- One spelling: composed, small letters, single spaces, no bar.
CREATE FUNCTION public.search_element(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT btrim(lower(regexp_replace(normalize($1), '[|\s]+', ' ', 'g') COLLATE "default")) $$;

-- A plate or a certificate's number without what people put between its parts.
CREATE FUNCTION public.search_code(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT regexp_replace($1, '[^[:alnum:]]', '', 'g') $$;

CREATE FUNCTION public.search_write(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_searchtext AS s (case_id, office_id, day, marked, plain)
    SELECT c.id, c.office_id, c.decided_on, t.marked, public.plain_name(t.marked)
    FROM (
        SELECT case_id, '| ' || string_agg(element, ' | ' ORDER BY place) || ' |' AS marked
        FROM (
            SELECT case_id, public.search_element(text) AS element, place
            FROM (
                SELECT id AS case_id, decision AS text, 1 AS place
                FROM cases_case WHERE id = ANY (ids)
                UNION ALL
                SELECT c.id, j.number, 2
                FROM cases_case c JOIN cases_judgment j ON j.id = c.judgment_id
                WHERE c.id = ANY (ids)
                UNION ALL
                SELECT case_id, name, 3 FROM cases_party WHERE case_id = ANY (ids)
                UNION ALL
                SELECT case_id, description, 4 FROM cases_obligation
                WHERE case_id = ANY (ids) AND description <> ''
                UNION ALL
                SELECT a.case_id, e.text, 5
                FROM cases_asset a, LATERAL (VALUES
                    (a.identifier), (public.search_code(a.identifier)), (a.description),
                    ((SELECT string_agg(public.search_code(w), ' ')
                      FROM regexp_split_to_table(a.description, '\s+') w WHERE w ~ '\d'))
                ) e(text)
                WHERE a.case_id = ANY (ids) AND a.struck_out_at IS NULL AND NOT EXISTS (
                    SELECT FROM cases_verification v JOIN cases_step c ON c.cancels_id = v.step_id
                    WHERE v.id = a.verification_id
                )
            ) raw
        ) spelt
        WHERE element <> ''
        GROUP BY case_id
    ) t JOIN cases_case c ON c.id = t.case_id
    ON CONFLICT (case_id) DO UPDATE
        SET office_id = excluded.office_id, day = excluded.day,
            marked = excluded.marked, plain = excluded.plain
        WHERE (s.office_id, s.day, s.marked)
            IS DISTINCT FROM (excluded.office_id, excluded.day, excluded.marked)
$$;

-- ---------------------------------------------------------------- when it is written
CREATE FUNCTION search_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.search_write(ARRAY(SELECT DISTINCT case_id FROM touched));
    RETURN NULL;
END $$;

-- Most obligations are described by their kind alone: those write nothing.
CREATE FUNCTION search_of_described_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM touched WHERE description <> '') THEN
        PERFORM public.search_write(
            ARRAY(SELECT DISTINCT case_id FROM touched WHERE description <> ''));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION search_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION search_of_judgment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.search_write(ARRAY(SELECT id FROM cases_case WHERE judgment_id = NEW.id));
    RETURN NULL;
END $$;

-- A case comes with its parties, after the case and the judgment: their insertion writes the row.
CREATE TRIGGER party_found AFTER INSERT ON cases_party
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER party_renamed AFTER UPDATE ON cases_party
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER party_lost AFTER DELETE ON cases_party
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER obligation_found AFTER INSERT ON cases_obligation
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_described_rows();
CREATE TRIGGER obligation_described AFTER UPDATE ON cases_obligation
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER asset_found AFTER INSERT ON cases_asset
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER asset_described AFTER UPDATE ON cases_asset
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER asset_lost AFTER DELETE ON cases_asset
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION search_of_rows();
CREATE TRIGGER case_renumbered AFTER UPDATE ON cases_case
    REFERENCING OLD TABLE AS untouched NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION search_of_case();
CREATE TRIGGER judgment_renumbered AFTER UPDATE OF number ON cases_judgment FOR EACH ROW
    WHEN (OLD.number IS DISTINCT FROM NEW.number) EXECUTE FUNCTION search_of_judgment();

CREATE FUNCTION search_of_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.search_write(ARRAY[NEW.case_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER step_cancelled AFTER INSERT ON cases_step FOR EACH ROW
    WHEN (NEW.cancels_id IS NOT NULL AND NEW.case_id IS NOT NULL)
    EXECUTE FUNCTION search_of_cancelled();
