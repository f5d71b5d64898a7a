-- What was reported of a task stays said; a notice of conclusions with a number is never changed, nor
-- what it says: the meeting, its agenda, who came, the tasks. A task still ends, when it is done.
CREATE TRIGGER task_report_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_taskreport
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

CREATE FUNCTION meeting_notice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'notice_kept: the notice of meeting % was issued', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER meeting_notice_kept BEFORE UPDATE OR DELETE ON cases_meeting
    FOR EACH ROW WHEN (OLD.notice_no <> '') EXECUTE FUNCTION meeting_notice_kept();

CREATE FUNCTION meeting_part_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE meeting bigint;
BEGIN
    FOREACH meeting IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.meeting_id]
        WHEN 'DELETE' THEN ARRAY[OLD.meeting_id]
        ELSE ARRAY[OLD.meeting_id, NEW.meeting_id] END
    LOOP
        IF EXISTS (SELECT FROM cases_meeting WHERE id = meeting AND notice_no <> '') THEN
            RAISE EXCEPTION 'notice_kept: the notice of meeting % was issued', meeting
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agenda_kept BEFORE INSERT OR UPDATE OR DELETE ON cases_agendaitem
    FOR EACH ROW EXECUTE FUNCTION meeting_part_kept();
CREATE TRIGGER invitation_kept BEFORE INSERT OR UPDATE OR DELETE ON cases_invitation
    FOR EACH ROW EXECUTE FUNCTION meeting_part_kept();
CREATE TRIGGER committee_task_kept
    BEFORE INSERT OR DELETE OR UPDATE OF id, meeting_id, item_id, words, agency_id, office_id, person,
        due_on, recorded_by_id, written_at ON cases_committeetask
    FOR EACH ROW EXECUTE FUNCTION meeting_part_kept();
