from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP FUNCTION administrative_numbers() CASCADE;
DROP TRIGGER administrative_kept ON cases_administrativejudgment;
CREATE TRIGGER administrative_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF id, entry_no ON cases_administrativejudgment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_search")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
