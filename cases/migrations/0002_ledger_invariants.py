from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP FUNCTION line_invariants() CASCADE;
DROP FUNCTION act_numbers() CASCADE;
DROP FUNCTION ledger_append_only() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
