-- An asset struck out, or of a verification that was cancelled, is not found any more.
CREATE OR REPLACE FUNCTION public.search_write(ids bigint[]) RETURNS void LANGUAGE sql AS $$
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

CREATE FUNCTION search_of_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.search_write(ARRAY[NEW.case_id]);
    RETURN NULL;
END $$;

CREATE TRIGGER step_cancelled AFTER INSERT ON cases_step FOR EACH ROW
    WHEN (NEW.cancels_id IS NOT NULL AND NEW.case_id IS NOT NULL)
    EXECUTE FUNCTION search_of_cancelled();

SELECT public.search_write(ARRAY(
    SELECT a.case_id FROM cases_asset a WHERE a.struck_out_at IS NOT NULL
    UNION
    SELECT a.case_id FROM cases_asset a JOIN cases_verification v ON v.id = a.verification_id
    JOIN cases_step c ON c.cancels_id = v.step_id
));
