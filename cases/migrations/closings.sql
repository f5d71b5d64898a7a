-- What was said of a month stays said: signatures and remarks are never edited, a reopening only ends,
-- and who closed a month and when is as fixed as its balances.
CREATE TRIGGER remark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_closingremark
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER signoff_kept BEFORE DELETE OR TRUNCATE
    OR UPDATE OF id, office_id, cutoff, officer_id, step, by_id, "on", at, note, sha256 ON cases_signoff
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER reopening_kept BEFORE DELETE OR TRUNCATE
    OR UPDATE OF id, office_id, cutoff, reason, by_id, at, expires_on ON cases_reopening
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER closing_said_kept BEFORE UPDATE OF closed_on, closed_at, closed_by_id ON cases_closing
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
