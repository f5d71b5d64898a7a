from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP FUNCTION step_invariants() CASCADE;
DROP TRIGGER step_append_only ON cases_step;
DROP TRIGGER verification_append_only ON cases_verification;
DROP TRIGGER interest_append_only ON cases_interestperiod;
DROP TRIGGER lookup_append_only ON cases_personlookup;
DROP TRIGGER merge_kept ON cases_personmerge;
DROP TRIGGER filing_kept ON cases_filing;
DROP TRIGGER administrative_kept ON cases_administrativejudgment;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_procedure")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
