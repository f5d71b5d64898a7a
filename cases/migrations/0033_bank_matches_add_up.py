from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP TRIGGER bank_match_kept ON cases_bankmatch;
DROP TRIGGER bank_match_adds_up ON cases_bankmatch;
DROP FUNCTION bank_match_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_bank_matches")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
