-- The ledger's invariants. Statement-level triggers over transition tables, so that one act and a
-- bulk load meet the same check. Messages are raised as integrity errors with a code before the
-- colon, which `cases.actions.ledger` turns into words.

-- ---------------------------------------------------------------- append-only
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append_only: % is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_act
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_ledgerline
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER closing_balance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_closingbalance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- Parents of lines are never deleted or given another id: lines refer to them without row keys.
CREATE TRIGGER case_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id ON cases_case
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER obligation_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, case_id ON cases_obligation
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER office_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id ON cases_office
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER officer_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, office_id ON cases_officer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER case_class_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON cases_caseclass
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
-- A closing is withdrawn, never removed or moved.
CREATE TRIGGER closing_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, office_id, cutoff ON cases_closing
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- ---------------------------------------------------------------- numbers without gaps
CREATE FUNCTION act_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gap text;
BEGIN
    INSERT INTO cases_series (office_id, register, year, last_no)
        SELECT DISTINCT issuing_office_id, register, register_year, 0 FROM fresh
        ON CONFLICT DO NOTHING;
    WITH given AS (
        SELECT issuing_office_id, register, register_year,
               count(*) AS n, min(entry_no) AS first, max(entry_no) AS last
        FROM fresh GROUP BY 1, 2, 3
    ), moved AS (
        UPDATE cases_series s SET last_no = g.last
        FROM given g
        WHERE (s.office_id, s.register, s.year)
            = (g.issuing_office_id, g.register, g.register_year)
          AND g.first = s.last_no + 1 AND g.last = s.last_no + g.n
        RETURNING s.id
    )
    SELECT g.issuing_office_id || '/' || g.register || '/' || g.register_year
        INTO gap FROM given g
        WHERE (SELECT count(*) FROM moved) < (SELECT count(*) FROM given) LIMIT 1;
    IF gap IS NOT NULL THEN
        RAISE EXCEPTION 'numbers: entry numbers would leave a gap (near %)', gap
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER act_numbers AFTER INSERT ON cases_act
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION act_numbers();

-- ---------------------------------------------------------------- lines
CREATE FUNCTION line_invariants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
    unbalanced boolean;
    days integer;
    falling text[];
BEGIN
    -- 1. Double entry: zero at each key, in cases and in amount; and the lines of an act agree
    --    with it in case and booked day. They all come in one statement.
    SELECT n.act_id, n.c <> 0 OR n.m <> 0 INTO bad, unbalanced
    FROM (
        SELECT act_id, sum(cases) AS c, sum(amount) AS m,
               min(case_id) AS first_case, max(case_id) AS last_case,
               min(booked_on) AS first_on, max(booked_on) AS last_on
        FROM fresh GROUP BY act_id, office_id, officer_id, case_class_id
    ) n
    LEFT JOIN cases_act a ON a.id = n.act_id
    WHERE n.c <> 0 OR n.m <> 0 OR a.id IS NULL
       OR a.case_id <> n.first_case OR a.case_id <> n.last_case
       OR a.booked_on <> n.first_on OR a.booked_on <> n.last_on
    LIMIT 1;
    IF bad IS NOT NULL AND unbalanced THEN
        RAISE EXCEPTION 'zero_sum: lines of act % do not sum to zero', bad
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF bad IS NOT NULL THEN
        RAISE EXCEPTION 'references: a line of act % does not agree with its act', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- 2. The other parents exist and belong together.
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT obligation_id, case_id FROM fresh
                     WHERE obligation_id IS NOT NULL) l
        LEFT JOIN cases_obligation o ON o.id = l.obligation_id
        WHERE o.case_id IS DISTINCT FROM l.case_id
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT officer_id, office_id FROM fresh
                     WHERE officer_id IS NOT NULL) l
        LEFT JOIN cases_officer f ON f.id = l.officer_id
        WHERE f.office_id IS DISTINCT FROM l.office_id
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT case_class_id FROM fresh) l
        LEFT JOIN cases_caseclass k ON k.id = l.case_class_id
        WHERE k.id IS NULL
    ) THEN
        RAISE EXCEPTION 'references: an obligation, officer or class does not belong to its line'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- 3. Nothing into a closed month, into books not yet open, or into an office of another time.
    SELECT d.office_id INTO bad
    FROM (SELECT DISTINCT office_id, booked_on FROM fresh) d
    LEFT JOIN cases_books b ON b.office_id = d.office_id
    LEFT JOIN cases_office o ON o.id = d.office_id
    WHERE b.office_id IS NULL
       OR d.booked_on <= b.closed_through
       OR d.booked_on < b.open_on - 1
       OR d.booked_on < o.valid_from
    LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'closed: the books of office % are closed on that day', bad
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- 4. Nothing below zero on any booked day, though a later line of the statement repairs it;
    --    and no line before the last one of its balance.
    --    Only headings that something leaves can fall; one day is left to the CHECK below.
    SELECT count(DISTINCT booked_on) INTO days FROM fresh;
    SELECT array_agg(DISTINCT heading) INTO falling FROM fresh
    WHERE (cases < 0 OR amount < 0)
      AND heading NOT IN ('INTAKE', 'TRANSFERRED', 'REOPENED', 'SEPARATE_ENDED', 'CORRECTED');
    IF days > 1 AND falling IS NOT NULL THEN
        SELECT r.case_id INTO bad FROM (
            SELECT d.*,
                   sum(c) OVER w AS running_cases, sum(a) OVER w AS running_amount,
                   first_value(booked_on) OVER w AS first_on
            FROM (
                SELECT case_id, coalesce(obligation_id, 0) AS obligation_id, office_id,
                       coalesce(officer_id, 0) AS officer_id, case_class_id, heading, ground,
                       booked_on, sum(cases) AS c, sum(amount)::bigint AS a
                FROM fresh
                WHERE heading = ANY (falling)
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            ) d
            WINDOW w AS (
                PARTITION BY case_id, obligation_id, heading, ground,
                             office_id, officer_id, case_class_id
                ORDER BY booked_on
            )
        ) r
        LEFT JOIN cases_balance b
          ON b.case_id = r.case_id AND b.obligation_id = r.obligation_id
         AND b.heading = r.heading AND b.ground = r.ground AND b.office_id = r.office_id
         AND b.officer_id = r.officer_id AND b.case_class_id = r.case_class_id
        WHERE coalesce(b.cases, 0) + r.running_cases < 0
           OR coalesce(b.amount, 0) + r.running_amount < 0
           OR b.last_on > r.first_on
        LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'below_zero: a balance of case % falls below zero on a day', bad
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;

    -- 5. Balances. MERGE, not ON CONFLICT: a CHECK is tested on a proposed row first.
    MERGE INTO cases_balance b
    USING (
        SELECT case_id, coalesce(obligation_id, 0) AS obligation_id, office_id,
               coalesce(officer_id, 0) AS officer_id, case_class_id, heading, ground,
               sum(cases) AS c, sum(amount)::bigint AS a,
               min(booked_on) AS first_on, max(booked_on) AS last_on
        FROM fresh
        WHERE heading NOT IN ('INTAKE', 'TRANSFERRED', 'REOPENED', 'SEPARATE_ENDED', 'CORRECTED')
        GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) n
    ON b.case_id = n.case_id AND b.obligation_id = n.obligation_id
       AND b.heading = n.heading AND b.ground = n.ground AND b.office_id = n.office_id
       AND b.officer_id = n.officer_id AND b.case_class_id = n.case_class_id
    WHEN MATCHED THEN UPDATE SET
        cases = b.cases + n.c, amount = b.amount + n.a,
        -- a day before the balance's last one cannot be booked any more: null is refused
        last_on = CASE WHEN n.first_on >= b.last_on THEN n.last_on END
    WHEN NOT MATCHED THEN INSERT
        (case_id, obligation_id, office_id, officer_id, case_class_id, heading, ground,
         cases, amount, last_on)
        VALUES (n.case_id, n.obligation_id, n.office_id, n.officer_id, n.case_class_id,
                n.heading, n.ground, n.c, n.a, n.last_on);

    -- 6. Where each case stands, for lists and scopes: read back from the balances.
    UPDATE cases_case c
    SET office_id = coalesce(b.office_id, c.office_id),
        officer_id = CASE WHEN b.case_id IS NULL THEN c.officer_id ELSE nullif(b.officer_id, 0) END,
        case_class_id = coalesce(b.case_class_id, c.case_class_id),
        heading = coalesce(b.heading, CASE WHEN n.moved THEN 'INTAKE' ELSE c.heading END),
        ground = coalesce(b.ground, CASE WHEN n.moved THEN '' ELSE c.ground END),
        last_booked_on = n.last_on
    FROM (
        SELECT case_id, bool_or(obligation_id IS NULL) AS moved, max(booked_on) AS last_on
        FROM fresh GROUP BY case_id
    ) n
    LEFT JOIN cases_balance b
      ON b.case_id = n.case_id AND b.obligation_id = 0 AND b.cases > 0
    WHERE c.id = n.case_id;
    RETURN NULL;
END $$;

CREATE TRIGGER line_invariants AFTER INSERT ON cases_ledgerline
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION line_invariants();
